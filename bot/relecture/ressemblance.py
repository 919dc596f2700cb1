"""Is a reworded sentence fit to be learned? Neither the words of the person, nor a name, nor a text that measures us."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from rapidfuzz import fuzz

from bot.comprehension.normaliser import mots
from bot.privacy.masque import ETIQUETTES, masquer
from bot.settings import RACINE

MESURES: Final = RACINE / "tests" / "nlu"
# Runs of words by which a text is known again; a text shares too much above this part of its runs.
SUITE: Final = 3
PART_MAX: Final = 0.7
MOTS_MIN: Final = 8
# A reworded sentence is too near the masked one: as a whole (0 to 100), by the part of its runs of words that it takes
# over, or by one long run of words taken over as it stands.
PROCHE_MAX: Final = 75.0
REPRIS_MAX: Final = 0.5
SUITE_REPRISE_MAX: Final = 7
MOTS_PHRASE_MIN: Final = 2
LONGUEUR_MAX: Final = 1_000
RAISONS: Final = ("vide", "trop_court", "trop_long", "nom_reste", "trop_proche", "texte_de_mesure")


def propre(texte: str) -> str:
    """Return a sentence on one line, without control characters nor double spaces."""
    return " ".join("".join(c if c.isprintable() else " " for c in texte).split())


def suites(texte: str, taille: int = SUITE) -> set[tuple[str, ...]]:
    """Return every run of `taille` words of a text, normalised."""
    suite = mots(texte)
    return {tuple(suite[i : i + taille]) for i in range(len(suite) - taille + 1)}


def refus(texte: str, masque: str, mesures: Path = MESURES) -> str | None:
    """Tell why a reworded sentence may not become an example: one of RAISONS, None when it may.

    In: the sentence; the masked copy that it rewords; where the texts to measure on are.
    """
    if not any(c.isalnum() for c in texte):
        return "vide"
    if len(texte) > LONGUEUR_MAX:
        return "trop_long"
    if masquer(texte) != texte or any(e in texte for e in ETIQUETTES.values()):
        return "nom_reste"
    if len(mots(texte)) < MOTS_PHRASE_MIN:
        return "trop_court"
    if trop_proche(texte, masque):
        return "trop_proche"
    return "texte_de_mesure" if est_une_mesure(texte, mesures) else None


def trop_proche(texte: str, masque: str) -> bool:
    """Tell whether a sentence still is the person's: they would know their words again, and so might others."""
    for etiquette in ETIQUETTES.values():
        masque = masque.replace(etiquette, " ")
    siens, pris = mots(texte), mots(masque)
    if fuzz.ratio(" ".join(siens), " ".join(pris)) >= PROCHE_MAX:
        return True
    siennes = suites(texte)
    if siennes and len(siennes & suites(masque)) > REPRIS_MAX * len(siennes):
        return True
    return bool(suites(texte, SUITE_REPRISE_MAX) & suites(masque, SUITE_REPRISE_MAX))


def est_une_mesure(texte: str, mesures: Path = MESURES) -> bool:
    """Tell whether a sentence is, nearly, one of the texts on which the understanding is measured: never learned."""
    siens, siennes = tuple(mots(texte)), suites(texte)
    for connus, connues in _textes_de_mesure(mesures):
        communes = len(siennes & connues)
        if siens == connus:
            return True
        if len(connus) >= MOTS_MIN and communes > PART_MAX * len(connues):
            return True
        if len(siens) >= MOTS_MIN and communes > PART_MAX * len(siennes):
            return True
    return False


@lru_cache(maxsize=4)
def _textes_de_mesure(dossier: Path) -> Sequence[tuple[tuple[str, ...], frozenset[tuple[str, ...]]]]:
    # Those beside the code that runs; a machine without them cannot compare, and the test of the project does it then.
    return [(tuple(mots(t)), frozenset(suites(t))) for f in sorted(dossier.glob("*.jsonl")) for t in _textes(f)]


def _textes(fichier: Path) -> Iterable[str]:
    for ligne in fichier.read_text(encoding="utf-8").split("\n"):
        if ligne.strip():
            yield str(json.loads(ligne)["text"])
