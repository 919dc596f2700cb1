"""Rasa's door to `bot.comprehension`: trains it with the NLU data and writes its reading into each message."""

# No postponed annotations here: Rasa reads the real types of `create` and `load`.

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, METADATA, METADATA_EXAMPLE, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.comprehension.analyse import analyser
from bot.comprehension.exemples import Exemple, depuis_metadonnees, lire
from bot.comprehension.modele import Modele
from bot.settings import RACINE

FICHIER = "comprehension.joblib"
ANALYSE = "analyse"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class Comprehension(IntentClassifier, GraphComponent):
    """Sets the intent and `analyse` (nature, critères, domaine, role, subject, place, danger) of a message."""

    @staticmethod
    def required_packages() -> list[str]:
        """Packages that must be importable: checked by Rasa before training."""
        return ["sklearn", "rapidfuzz"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Default settings of the component: no choice of learning, these are measured and live in the code.

        `donnees`: a folder of NLU files, relative to the project's root, learned instead of what Rasa read. Rasa reads
        27,000 examples three times and fingerprints each many times over: 2 min 45 s where our own reading takes 3 s
        (docs/decisions/004-vitesse.md).
        """
        return {"donnees": None}

    def __init__(
        self,
        model_storage: ModelStorage,
        resource: Resource,
        modele: Modele | None = None,
        donnees: str | None = None,
    ) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._modele = modele
        self._donnees = donnees

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "Comprehension":
        """Make an untrained component."""
        return cls(model_storage, resource, donnees=config.get("donnees"))

    def train(self, training_data: TrainingData) -> Resource:
        """Train on every example that has an intent, with the labels of its metadata."""
        self._modele = Modele()
        self._modele.entrainer(self._exemples(training_data))
        self.persist()
        return self._resource

    def _exemples(self, training_data: TrainingData) -> list[Exemple]:
        if self._donnees:
            return lire(RACINE / self._donnees)
        return [
            depuis_metadonnees(m.get(TEXT), m.get(INTENT), (m.get(METADATA) or {}).get(METADATA_EXAMPLE))
            for m in training_data.intent_examples
            if m.get(TEXT)
        ]

    def persist(self) -> None:
        """Write the trained model into Rasa's model storage."""
        if self._modele is not None:
            with self._model_storage.write_to(self._resource) as dossier:
                self._modele.sauver(dossier / FICHIER)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "Comprehension":
        """Read the trained model back from Rasa's model storage."""
        with model_storage.read_from(resource) as dossier:
            return cls(model_storage, resource, Modele.charger(dossier / FICHIER))

    def process(self, messages: list[Message]) -> list[Message]:
        """Analyse the messages; earlier entities are kept as they are."""
        if self._modele is None:
            return messages
        for message, analyse in zip(
            messages, analyser(self._modele, [m.get(TEXT) or "" for m in messages]), strict=True
        ):
            intent = {INTENT_NAME_KEY: analyse["intent"]["nom"], "confidence": analyse["intent"]["confiance"]}
            message.set(INTENT, intent, add_to_output=True)
            message.set("intent_ranking", [intent], add_to_output=True)
            message.set(ANALYSE, analyse, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data as it is: nothing downstream needs our reading of it."""
        return training_data
