"""Which copies to read next: those that teach most, because the machine hesitated, gave up, or may have missed a danger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from bot.relecture.etiquettes import RECITS
from bot.situation import SEUIL_PROPOSER

# Added to the hesitation (0 to 1): an answer that was none, a danger that the words alone did not tell, any danger.
PLUS_REPLI: Final = 0.5
PLUS_DANGER_SEUL: Final = 1.0
PLUS_DANGER: Final = 0.25
# Each copy already chosen for a critère makes the next one of the same critère worth less.
DIVERSITE: Final = 0.7
T = TypeVar("T")


def hesitation(analyse: Mapping[str, Any]) -> float:
    """Return how unsure the reading was, 0 to 1: low confidence, or two critères near each other."""
    doutes: list[float] = [1.0 - analyse["intent"]["confiance"]]
    if analyse["intent"]["nom"] in RECITS:
        if analyse["nature"]:
            doutes.append(1.0 - analyse["nature"]["confiance"])
        confiances = sorted((c["confiance"] for c in analyse["criteres"]), reverse=True)
        if confiances and confiances[0] >= SEUIL_PROPOSER:
            doutes.append(1.0 - confiances[0] + (confiances[1] if len(confiances) > 1 else 0.0))
    return min(1.0, max(0.0, *doutes))


def incertitude(analyse: Mapping[str, Any], repli: bool, urgence: bool) -> float:
    """Return what a review of this copy is worth; the more, the sooner it is shown."""
    danger = analyse["danger"] is not None
    valeur = hesitation(analyse) + PLUS_REPLI * repli
    if danger != urgence:
        return valeur + PLUS_DANGER_SEUL
    return valeur + PLUS_DANGER * danger


def confiance(analyse: Mapping[str, Any]) -> float:
    """Return the confidence of a reading: that of the best critère of a story, else that of the intent."""
    if analyse["intent"]["nom"] in RECITS and analyse["criteres"]:
        return float(max(c["confiance"] for c in analyse["criteres"]))
    return float(analyse["intent"]["confiance"])


def sujet(analyse: Mapping[str, Any]) -> str:
    """Return what a copy is about, to vary what is read: its best critère, else its intent."""
    if analyse["intent"]["nom"] in RECITS and analyse["criteres"]:
        return str(max(analyse["criteres"], key=lambda c: float(c["confiance"]))["id"])
    return str(analyse["intent"]["nom"])


def choisir(candidats: Sequence[T], nombre: int, valeur: Callable[[T], float], groupe: Callable[[T], str]) -> list[T]:
    """Return the candidates worth most, best first, without letting one group fill the list; ties keep their order."""
    restants = [(valeur(c), groupe(c), c) for c in candidats]
    pris: Counter[str] = Counter()
    choisis: list[T] = []
    while restants and len(choisis) < nombre:
        meilleur = max(range(len(restants)), key=lambda i: restants[i][0] * DIVERSITE ** pris[restants[i][1]])
        _, nom, candidat = restants.pop(meilleur)
        pris[nom] += 1
        choisis.append(candidat)
    return choisis
