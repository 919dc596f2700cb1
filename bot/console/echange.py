"""The lines of a conversation as a juriste reads them: who spoke, the original words, what the machine relied on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.console.surligner import mots_de, segments
from bot.store.copie_lue import Copie
from bot.store.journal import OUVERTURE, Entree


@dataclass(frozen=True)
class Ligne:
    """One line, ready to show: pieces of its text (a word that counted, or not), its choices, its card."""

    rang: int
    de: str
    heure: datetime
    morceaux: list[tuple[str, bool]]
    choix: list[str]
    carte: dict[str, Any] | None
    urgence: bool
    analyse: Mapping[str, Any] | None


def lignes(entrees: Iterable[Entree], lues: Mapping[int, Copie]) -> list[Ligne]:
    """Turn the journal's entries into lines; `lues` gives, by rank, what the machine read of a message."""
    return [_ligne(e, lues.get(e.rang)) for e in entrees if e.de != OUVERTURE]


def _ligne(e: Entree, lue: Copie | None) -> Ligne:
    dit = str(e.contenu.get("texte") or "")
    analyse = lue.analyse if lue is not None and lue.lues.criteres else None
    return Ligne(
        rang=e.rang,
        de=e.de,
        heure=e.cree_le,
        morceaux=segments(dit, mots_de(dict(analyse)) if analyse else ()),
        choix=[str(c["titre"]) for c in e.contenu.get("choix") or ()],
        carte=e.contenu.get("carte"),
        urgence=bool(e.contenu.get("urgence")),
        analyse=analyse,
    )
