"""The sentences of the assistant (`data/nlu/reponses`), read without Rasa: the same words wherever they are said."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml

from bot.settings import RACINE

DOSSIER = RACINE / "data" / "nlu" / "reponses"


@dataclass(frozen=True)
class Phrase:
    """A sentence to say: the name of its response, and the values that fill its holes."""

    nom: str
    valeurs: Mapping[str, object] = field(default_factory=dict)


@lru_cache(maxsize=1)
def _reponses() -> Mapping[str, Mapping[str, Any]]:
    """Return the first wording of every response, by name."""
    sortie: dict[str, Mapping[str, Any]] = {}
    for fichier in sorted(DOSSIER.glob("*.yml")):
        contenu = yaml.safe_load(fichier.read_text(encoding="utf-8"))
        sortie.update({nom: variantes[0] for nom, variantes in contenu["responses"].items()})
    return sortie


def existe(nom: str) -> bool:
    """Tell whether a response bears this name."""
    return nom in _reponses()


def dire(phrase: Phrase) -> str:
    """Return the text of a sentence; an unknown name or a hole left empty is a programming error (KeyError)."""
    return str(_reponses()[phrase.nom]["text"]).strip().format(**phrase.valeurs)


def portes(nom: str, valeur: str) -> tuple[tuple[str, str], ...]:
    """Return the choices of a response that carry `valeur` (« domaine »): the value of each, and its title."""
    trouvees = []
    for bouton in _reponses()[nom].get("buttons", ()):
        _, accolade, reste = str(bouton["payload"]).partition("{")
        portees = json.loads(accolade + reste) if accolade else {}
        if valeur in portees:
            trouvees.append((str(portees[valeur]), str(bouton["title"])))
    return tuple(trouvees)
