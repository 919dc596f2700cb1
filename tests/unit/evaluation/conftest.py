"""Invented rows and invented analyses: the measures are checked by hand, no model is needed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation.cas import Cas
from bot.evaluation.lecture import lire


def analyse(
    criteres: Sequence[tuple[str, float]] = (),
    domaine: tuple[str, float] | None = None,
    nature: str = "discrimination",
    intent: str = "raconter",
    sujet: str | None = None,
    danger: str | None = None,
    role: str | None = None,
) -> dict[str, Any]:
    return {
        "intent": {"nom": intent, "confiance": 0.9},
        "nature": {"nom": nature, "confiance": 0.8},
        "criteres": [{"id": c, "confiance": p, "mots": []} for c, p in criteres],
        "domaine": {"id": domaine[0], "confiance": domaine[1], "mots": []} if domaine else None,
        "role": role,
        "sujet": {"id": sujet, "confiance": 0.7} if sujet else None,
        "danger": {"type": danger, "autres": [], "mots": []} if danger else None,
    }


Ecrire = Callable[..., Path]
Batir = Callable[..., Cas]


@pytest.fixture
def ecrire(tmp_path: Path) -> Ecrire:
    """Write objects (or raw strings) as the lines of a file."""

    def _ecrire(*lignes: Mapping[str, Any] | str, nom: str = "essai.jsonl") -> Path:
        fichier = tmp_path / nom
        fichier.parent.mkdir(exist_ok=True)
        brutes = [ligne if isinstance(ligne, str) else json.dumps(ligne, ensure_ascii=False) for ligne in lignes]
        fichier.write_text("\n".join(brutes) + "\n", encoding="utf-8")
        return fichier

    return _ecrire


@pytest.fixture
def cas(ecrire: Ecrire) -> Batir:
    """Build one case from the labels of a row and what was read in it."""

    def _cas(etiquettes: Mapping[str, Any], lu: Mapping[str, Any] | None = None) -> Cas:
        (ligne,) = lire(ecrire({"id": "x", "text": "texte inventé", **etiquettes}), "essai")
        return Cas(ligne, analyse() if lu is None else lu)

    return _cas
