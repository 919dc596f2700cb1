"""Sentences that are said outside Rasa (cards, gateway): read from `*.yml` beside this file, by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml

DOSSIER = Path(__file__).parent


@lru_cache(maxsize=1)
def tous() -> Mapping[str, str]:
    """Return every sentence, by « file.name »."""
    sortie: dict[str, str] = {}
    for fichier in sorted(DOSSIER.glob("*.yml")):
        contenu = yaml.safe_load(fichier.read_text(encoding="utf-8"))
        sortie.update({f"{fichier.stem}.{nom}": str(texte).strip() for nom, texte in contenu.items()})
    return sortie


def texte(nom: str, /, **valeurs: object) -> str:
    """Return one sentence with its values filled in; an unknown name is a programming error (KeyError)."""
    return tous()[nom].format(**valeurs)
