"""The masked copy of a message: what staff may read of it, and what the machine understood, without the raw words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from bot.labels import CRITERES, DANGERS, DEPARTEMENTS, DOMAINES, NATURES, ROLES
from bot.lieux import commune
from bot.privacy.masque import ETIQUETTES, masquer
from bot.relecture.etiquettes import INTENTS

# The responses by which the assistant says that it has not understood (actions/relancer.py).
REPLIS: Final = frozenset(
    {"utter_pas_compris", "utter_pas_compris_encore", "utter_hors_sujet", "utter_texte_vide", "utter_emoji"}
)
# The third time, it gives a person's number instead: that answers nothing when nobody asked for one.
DERNIER_REPLI: Final = "utter_demander_humain"
_A_DEMANDE: Final = ("demander_humain", "insulter", "signaler_danger")


def reduire(analyse: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Keep of an analysis of `bot.comprehension` what review needs, JSON-ready; None stays None."""
    if analyse is None:
        return None
    lieu, danger, domaine, nature = (analyse.get(c) for c in ("lieu", "danger", "domaine", "nature"))
    return {
        "intent": {"nom": analyse["intent"]["nom"], "confiance": analyse["intent"]["confiance"]},
        "nature": {"nom": nature["nom"], "confiance": nature["confiance"]} if nature and nature["nom"] else None,
        "criteres": [_indice(c) for c in analyse.get("criteres") or ()],
        "domaine": _indice(domaine) if domaine else None,
        "role": analyse.get("role"),
        "departement": (lieu or {}).get("departement"),
        "danger": danger["type"] if danger else None,
    }


def _indice(brut: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": brut["id"], "confiance": brut["confiance"], "mots": list(brut.get("mots") or ())}


def composer(texte: str, analyse: Mapping[str, Any], reponses: Iterable[object], urgence: bool) -> dict[str, Any]:
    """Make the masked copy of a message.

    In: what the person wrote; the analysis of the brain (see `reduire`); the names of the responses that answered;
    whether the gateway gave the emergency numbers. Out: a JSON-ready mapping where nothing outside our own lists is left
    but the masked text, and words that are in it. Raises (KeyError, TypeError, ValueError) on an analysis that is none.
    """
    masque = masquer(texte)
    lisible = masque
    for etiquette in ETIQUETTES.values():
        lisible = lisible.replace(etiquette, " ")
    intent, noms = _nom(analyse["intent"], INTENTS), set(reponses)
    domaine, nature = analyse["domaine"], analyse["nature"]
    return {
        "texte": masque,
        "analyse": {
            "intent": intent,
            "nature": _nom(nature, NATURES) if nature else None,
            "criteres": [_lu(c, CRITERES, lisible) for c in analyse["criteres"]],
            "domaine": _lu(domaine, DOMAINES, lisible) if domaine else None,
            "role": _parmi(analyse["role"], ROLES),
            "danger": _parmi(analyse["danger"], DANGERS),
        },
        "departement": _parmi(analyse["departement"], tuple(DEPARTEMENTS)),
        "repli": bool(noms & REPLIS) or (DERNIER_REPLI in noms and intent["nom"] not in _A_DEMANDE),
        "urgence": urgence,
    }


def _nom(brut: Mapping[str, Any], permis: tuple[str, ...]) -> dict[str, Any]:
    if brut["nom"] not in permis:
        raise ValueError("étiquette inconnue")
    return {"nom": brut["nom"], "confiance": float(brut["confiance"])}


def _lu(brut: Mapping[str, Any], permis: tuple[str, ...], lisible: str) -> dict[str, Any]:
    if brut["id"] not in permis:
        raise ValueError("étiquette inconnue")
    # A word that led to a label may be a name: only what the mask left is kept.
    mots = [m for m in brut["mots"] if isinstance(m, str) and re.search(rf"(?<!\w){re.escape(m)}(?!\w)", lisible)]
    return {"id": brut["id"], "confiance": float(brut["confiance"]), "mots": mots}


def _parmi(valeur: object, permis: tuple[str, ...]) -> str | None:
    return str(valeur) if valeur in permis else None


def departement_du_choix(payload: str) -> str | None:
    """Return the department of a place that was touched (`/repondre_lieu{"lieu": "59350"}`), None for anything else."""
    if not payload.startswith("/repondre_lieu{"):
        return None
    try:
        code = json.loads(payload.removeprefix("/repondre_lieu"))["lieu"]
    except (ValueError, KeyError, TypeError):
        return None
    trouvee = commune(str(code))
    return trouvee.departement if trouvee is not None and trouvee.departement in DEPARTEMENTS else None
