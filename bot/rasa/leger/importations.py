"""Keeps out of memory what Rasa imports for the names in it and our configuration never uses.

Neural networks, connectors to messaging services and to other databases were most of the start and of the memory.
"""

import importlib.util
import sys
from types import ModuleType

from bot.rasa.leger.attendu import RasaInconnu

COMPOSANTS = "rasa.engine.recipes.default_components"
# Each module, and the names that Rasa takes from it.
DE_RASA: dict[str, tuple[str, ...]] = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaDataGenerator", "RasaBatchDataGenerator"),
    "rasa.nlu.classifiers.diet_classifier": ("DIETClassifier",),
    "rasa.nlu.selectors.response_selector": ("ResponseSelector",),
    "rasa.nlu.extractors.crf_entity_extractor": ("CRFEntityExtractor", "CRFEntityExtractorOptions"),
    "rasa.core.policies.ted_policy": ("TEDPolicy",),
    "rasa.core.policies.unexpected_intent_policy": ("UnexpecTEDIntentPolicy",),
    "rasa.core.test": ("test",),
    "rasa.nlu.test": ("CVEvaluationResult",),
    "rasa.core.channels.socketio": ("SocketIOInput",),
    "rasa.core.channels.botframework": ("BotFrameworkInput",),
    "rasa.core.channels.callback": ("CallbackInput",),
    "rasa.core.channels.console": ("CmdlineInput",),
    "rasa.core.channels.facebook": ("FacebookInput",),
    "rasa.core.channels.mattermost": ("MattermostInput",),
    "rasa.core.channels.rasa_chat": ("RasaChatInput",),
    "rasa.core.channels.rocketchat": ("RocketChatInput",),
    "rasa.core.channels.slack": ("SlackInput",),
    "rasa.core.channels.telegram": ("TelegramInput",),
    "rasa.core.channels.twilio": ("TwilioInput",),
    "rasa.core.channels.twilio_voice": ("TwilioVoiceInput",),
    "rasa.core.channels.webexteams": ("WebexTeamsInput",),
    "rasa.core.channels.hangouts": ("HangoutsInput",),
}
# Clients of databases that we do not have (rasa.core.tracker_store); the last names are exceptions that it catches.
BASES: dict[str, tuple[str, ...]] = {
    "boto3": (),
    "boto3.dynamodb": (),
    "boto3.dynamodb.conditions": ("Key",),
    "botocore": (),
    "botocore.exceptions": ("BotoCoreError",),
    "pymongo": (),
    "pymongo.collection": ("Collection",),
    "pymongo.errors": ("ConnectionFailure", "OperationFailure"),
}
# Optional for portalocker, which locks files for Rasa: absent, it does without.
ABSENTS = ("portalocker.redis",)


def remplacer() -> None:
    """Let Rasa know only the components that config.yml names; nothing when it is already done."""
    if COMPOSANTS in sys.modules:
        return
    for nom, classes in {**DE_RASA, **BASES}.items():
        _poser(nom, classes)
    for nom in ABSENTS:
        sys.modules[nom] = None  # type: ignore[assignment]
    composants = _poser(COMPOSANTS, ())
    from rasa.core.policies.rule_policy import RulePolicy
    from rasa.nlu.tokenizers.spacy_tokenizer import SpacyTokenizer
    from rasa.nlu.utils.spacy_utils import SpacyNLP

    composants.DEFAULT_COMPONENTS = [RulePolicy, SpacyTokenizer, SpacyNLP]  # type: ignore[attr-defined]


def _poser(nom: str, classes: tuple[str, ...]) -> ModuleType:
    """Put an empty module in place of the real one, under its parent when that is empty too."""
    parent, _, court = nom.rpartition(".")
    if nom in DE_RASA and nom not in sys.modules and _source(nom) is None:
        raise RasaInconnu(f"Rasa n'a plus {nom} : relire bot/rasa/leger/importations.py")
    vide = ModuleType(nom)
    for classe in classes:
        # Never made: only named, compared, listed or caught.
        setattr(vide, classe, type(classe, (Exception,), {"name": classmethod(lambda cls: cls.__name__)}))
    sys.modules[nom] = vide
    if parent in BASES:
        setattr(sys.modules[parent], court, vide)
    return vide


def _source(nom: str) -> object | None:
    """Say where a module of Rasa would be read from, without importing the packages that hold it."""
    import rasa.version

    chemin = "/".join(nom.split(".")[1:])
    return importlib.util.spec_from_file_location(nom, rasa.version.__file__.replace("version.py", f"{chemin}.py"))
