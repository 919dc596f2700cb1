"""The lists of the form: the same words as the choices of a conversation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.declaration import CRITERES_MAX, SECTEURS, Declaration
from bot.knowledge import Faits
from bot.labels import NATURES, ROLES
from bot.parcours import FAMILLES
from bot.reponses import portes
from bot.textes import texte

Option = tuple[str, str]
PLUSIEURS = 2


def roles() -> list[Option]:
    """Return who the person may be."""
    return [(r, texte(f"sans_trace.role_{r}")) for r in ROLES]


def listes(d: Declaration, pistes: Iterable[str], faits: Faits) -> dict[str, Any]:
    """Return the lists of step 2: likely critères first, then by families; one list more than critères chosen."""
    pistes = tuple(pistes)
    groupes = [
        (texte("sans_trace.criteres_proches"), pistes),
        *((texte(f"choix.famille_{nom}"), criteres) for nom, criteres in FAMILLES.items()),
    ]
    return {
        "natures": [(n, texte(f"sans_trace.nature_{n}")) for n in NATURES if n != "insuffisant"],
        "criteres": [(nom, [(c, faits.criteres[c].nom) for c in criteres]) for nom, criteres in groupes if criteres],
        "pistes": ", ".join(faits.criteres[c].nom for c in pistes if not d.criteres),
        "choisis": (*d.criteres, *("",) * CRITERES_MAX)[: min(max(PLUSIEURS, len(d.criteres) + 1), CRITERES_MAX)],
        "domaines": portes("utter_ask_formulaire_situation_domaine", "domaine"),
        "secteurs": [(s, texte(f"sans_trace.secteur_{s}")) for s in SECTEURS],
    }
