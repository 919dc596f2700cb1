"""Reading the training data: NLU YAML with labels in each example's metadata."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

AUCUN_DANGER = "aucun"


@dataclass(frozen=True)
class Exemple:
    """One labelled text; `criteres`, `domaine`, `nature`, `role` for stories, `sujet` for questions.

    `danger`: a label of bot.labels.DANGERS, or AUCUN_DANGER. An example that has it teaches nothing else: its `intent` is "".
    """

    texte: str
    intent: str
    criteres: tuple[str, ...] = ()
    domaine: str | None = None
    nature: str | None = None
    role: str | None = None
    sujet: str | None = None
    registre: str | None = None
    danger: str | None = None


def depuis_metadonnees(texte: str, intent: str, meta: dict[str, Any] | None) -> Exemple:
    """Build an example from Rasa's text, intent and metadata."""
    m = meta or {}
    criteres = m.get("criteres") or ([m["critere"]] if m.get("critere") else [])
    return Exemple(
        texte=texte.strip(),
        intent="" if m.get("danger") else intent,
        criteres=tuple(criteres),
        domaine=m.get("domaine"),
        nature=m.get("nature"),
        role=m.get("role"),
        sujet=m.get("sujet"),
        registre=m.get("registre"),
        danger=m.get("danger"),
    )


def lire(dossier: Path) -> list[Exemple]:
    """Read every NLU file below `dossier`, in the order of the file names."""
    sortie: list[Exemple] = []
    for fichier in sorted(dossier.rglob("*.yml")):
        contenu = yaml.load(fichier.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}
        for bloc in contenu.get("nlu", ()):
            sortie.extend(_du_bloc(bloc))
    return sortie


def _du_bloc(bloc: dict[str, Any]) -> Iterable[Exemple]:
    intent = bloc["intent"]
    exemples = bloc["examples"]
    if isinstance(exemples, str):
        for ligne in exemples.splitlines():
            if ligne.strip().startswith("- "):
                yield depuis_metadonnees(ligne.strip()[2:], intent, None)
        return
    for exemple in exemples:
        yield depuis_metadonnees(exemple["text"], intent, exemple.get("metadata"))
