"""Does a model give a reviewed sentence the labels that two persons agreed on?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.relecture.etiquettes import AUCUN, Etiquettes
from bot.situation import SEUIL_DOMAINE, SEUIL_PROPOSER_PEU


def ecarts(attendues: Etiquettes, analyse: Mapping[str, Any]) -> list[str]:
    """Return the fields where the analysis (`bot.comprehension.analyse.analyser`) differs from what was agreed.

    Critères: the best ones of the analysis, as many as are expected; with none expected, none that it would propose
    alone. A sentence that tells a danger is only asked for its danger.
    """
    danger = analyse["danger"]
    if attendues.danger not in (None, AUCUN):
        vus = (danger["type"], *danger["autres"]) if danger else ()
        return [] if attendues.danger in vus else ["danger"]
    faux = {
        "intent": attendues.intent not in (None, analyse["intent"]["nom"]),
        "nature": attendues.nature not in (None, analyse["nature"]["nom"]),
        "criteres": attendues.criteres is not None and not _criteres(attendues.criteres, analyse["criteres"]),
        "domaine": attendues.domaine is not None and attendues.domaine != _domaine(analyse["domaine"], attendues),
        "role": attendues.role not in (None, analyse["role"] or AUCUN),
        "danger": attendues.danger is not None and danger is not None,
    }
    return [champ for champ, est_faux in faux.items() if est_faux]


def _criteres(attendus: tuple[str, ...], lus: list[Mapping[str, Any]]) -> bool:
    if not attendus:
        return not lus or float(lus[0]["confiance"]) < SEUIL_PROPOSER_PEU
    return {str(c["id"]) for c in lus[: len(attendus)]} == set(attendus)


def _domaine(lu: Mapping[str, Any] | None, attendues: Etiquettes) -> str:
    # Where none is expected, one that is too unsure to be stated is none.
    if lu is None or (attendues.domaine == AUCUN and float(lu["confiance"]) < SEUIL_DOMAINE):
        return AUCUN
    return str(lu["id"])
