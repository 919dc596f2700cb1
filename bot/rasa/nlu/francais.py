"""spaCy's French model for Rasa, loaded once and only for what is used: the tokens.

Rasa's own component loads the model anew for each graph it builds, with parts (tagging, lemmas, names) that cost seconds at
start and milliseconds at each message, and that our understanding does not read (docs/decisions/001-pile-technique.md).
"""

from functools import lru_cache
from typing import Any

import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.utils.spacy_utils import SpacyModel, SpacyNLP

from bot.rasa.nlu.jetons import abreges

# No postponed annotations here: Rasa reads the real types.
INUTILES = ("tok2vec", "morphologizer", "parser", "attribute_ruler", "lemmatizer", "ner")


@lru_cache(maxsize=2)
def _charger(nom: str) -> Any:
    with abreges():
        return spacy.load(nom, exclude=list(INUTILES))


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.MODEL_LOADER, DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER],
    is_trainable=False,
    model_from="SpacyFrancais",
)
class SpacyFrancais(SpacyNLP):
    """SpacyNLP with a shared, light model."""

    @staticmethod
    def load_model(spacy_model_name: str) -> SpacyModel:
        """Return the model of that name."""
        return SpacyModel(model=_charger(spacy_model_name), model_name=spacy_model_name)
