"""Runs the graph of components without dask (bot/rasa/coureur.py)."""

import rasa.core.processor as processeur

from bot.rasa.coureur import CoureurSimple
from bot.rasa.leger.attendu import exiger


def poser() -> None:
    """Give our runner to what loads a model."""
    exiger(processeur, "DaskGraphRunner")
    processeur.DaskGraphRunner = CoureurSimple
