"""The stories of the demonstration: those of the training data, written for this project, and never a person's."""

from __future__ import annotations

import random
from dataclasses import dataclass

from bot.communes import tables
from bot.comprehension.exemples import Exemple, lire
from bot.lieux import Commune
from bot.settings import RACINE

PEU_DE_MOTS = 9
# What people ask in the middle, as the training data has it: part of the conversations hold one.
PART_QUESTIONS = 0.35


@dataclass(frozen=True)
class Recit:
    """A story, where it happens, and a question that its person also asks (or None)."""

    exemple: Exemple
    commune: Commune
    question: str | None


def choisir(nombre: int, hasard: random.Random) -> list[Recit]:
    """Return so many stories, varied, each in a commune of the region (a larger one more often)."""
    tous = lire(RACINE / "data" / "nlu")
    histoires = [e for e in tous if e.intent == "raconter" and len(e.texte.split()) >= PEU_DE_MOTS]
    questions = [e.texte for e in tous if e.intent == "question"]
    communes = sorted(tables().par_code.values(), key=lambda c: c.code)
    lieux = hasard.choices(communes, weights=[c.population for c in communes], k=nombre)
    pris = hasard.sample(histoires, min(nombre, len(histoires)))
    return [
        Recit(e, lieu, hasard.choice(questions) if hasard.random() < PART_QUESTIONS else None)
        for e, lieu in zip(pris, lieux, strict=False)
    ]
