"""Public or private employment: the time limits differ. Said only when the words say it and do not contradict."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

FICHIER = Path(__file__).parent / "secteurs.yml"


@lru_cache(maxsize=1)
def _motifs() -> dict[str, re.Pattern[str]]:
    contenu = yaml.safe_load(FICHIER.read_text(encoding="utf-8"))
    return {
        secteur: re.compile(r"\b(?:" + "|".join(m.replace("*", r"\w*") for m in expressions) + r")\b")
        for secteur, expressions in contenu.items()
    }


def secteur(texte_normalise: str) -> str | None:
    """Return "public", "prive" or None for a normalised text."""
    vus = [nom for nom, motif in _motifs().items() if motif.search(texte_normalise)]
    return vus[0] if len(vus) == 1 else None
