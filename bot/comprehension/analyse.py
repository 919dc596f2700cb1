"""From a text to what the assistant may use: intent, nature, critères, domaine, role, subject, language, place, danger."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot import lieux
from bot.comprehension import jointes, langues
from bot.comprehension.alertes import danger
from bot.comprehension.lecture import Lu, lire
from bot.comprehension.modele import AUCUN, CRITERE, Modele
from bot.comprehension.preuves import contributions, mots_decisifs
from bot.comprehension.secteurs import secteur
from bot.labels import CRITERES

CRITERES_MONTRES = 4
SEUIL_MONTRE = 0.02
SEUIL_ROLE = 0.5
SEUIL_INTENT = 0.30
MOTS_RECIT_MIN = 6
MOTS_LIEU_MAX = 6
MOTS_DANGER_MAX = 30
_PEUT_ETRE_LIEU = ("repondre_lieu", "hors_sujet")
_TEMOIN = re.compile(r"\bj(?: en)? (?:ai ete|suis|etais|fus) temoin\b")


def analyser(modele: Modele, textes: Sequence[str]) -> list[dict[str, Any]]:
    """Analyse texts together; one JSON-ready mapping each, in order, with the fields of the CLI contract and more."""
    analyses = [_analyse(modele, lu) for lu in lire(modele, textes)]
    _questions_jointes(modele, textes, analyses)
    return analyses


def _analyse(modele: Modele, lu: Lu) -> dict[str, Any]:
    nom, confiance = lu.meilleur(modele, "intent")
    nature, nature_sure = lu.meilleur(modele, "nature")
    role, role_sur = lu.meilleur(modele, "role")
    sujet, sujet_sur = lu.meilleur(modele, "sujet")
    confiances = dict(zip(CRITERES, map(float, lu.parts[CRITERE]), strict=True))
    analyse: dict[str, Any] = {
        "intent": {"nom": nom, "confiance": confiance},
        "nature": {"nom": nature, "confiance": nature_sure},
        **_etiquettes(modele, lu, confiances),
        "ensemble": list(modele.ensembles.former(confiances)),
        "role": _role(lu, role, role_sur),
        "sujet": {"id": sujet, "confiance": sujet_sur} if nom == "question" else None,
        "secteur": secteur(" ".join(lu.mots)),
        "lieu": lieux.en_dict(lieux.reperer(lu.texte)),
        "langue": "fr",
        "danger": danger(modele, lu),
    }
    _intent(modele, analyse, lu)
    if analyse["intent"]["nom"] == "hors_sujet":
        # « Quelle est la religion du Japon ? » names one, and says nothing of anybody.
        analyse["criteres"], analyse["ensemble"] = [], []
    return analyse


def _role(lu: Lu, role: str, sur: float) -> str | None:
    """Return the role, when it is likely enough; who says « j'ai été témoin » is one, whatever the rest resembles."""
    if _TEMOIN.search(" ".join(lu.mots)):
        return "temoin"
    return role if sur >= SEUIL_ROLE and role != AUCUN else None


def _etiquettes(modele: Modele, lu: Lu, confiances: dict[str, float]) -> dict[str, Any]:
    """Return critères and domaine, each with the words that led there."""
    ranges = sorted(confiances, key=lambda c: -confiances[c])[:CRITERES_MONTRES]
    montres = [c for c in ranges if confiances[c] >= SEUIL_MONTRE]
    domaine, sur = lu.meilleur(modele, "domaine")
    if domaine == AUCUN:
        domaine = ""
    colonnes = [modele.tetes[CRITERE].colonne(c) for c in montres]
    colonnes += [modele.tetes["domaine"].colonne(domaine)] if domaine else []
    apports = contributions(lu.ligne, modele.poids, colonnes, len(lu.mots))
    mots = [list(mots_decisifs(lu.mots, lu.formes, apports[:, j])) for j in range(len(colonnes))]
    return {
        "criteres": [{"id": c, "confiance": round(confiances[c], 4), "mots": mots[j]} for j, c in enumerate(montres)],
        "domaine": {"id": domaine, "confiance": sur, "mots": mots[-1]} if domaine else None,
    }


def _intent(modele: Modele, analyse: dict[str, Any], lu: Lu) -> None:
    """Settle the intent: language first, then what words alone cannot say (emptiness, a place, a danger)."""
    intent = analyse["intent"]
    if not lu.mots and not langues.ecriture(lu.texte):
        analyse["intent"] = {"nom": "hors_sujet", "confiance": 1.0}
        return
    connus = sum(map(modele.traits.connait, lu.mots))
    langue = langues.reconnaitre(lu.texte, connus, len(lu.mots), intent["nom"] == "parler_autre_langue")
    if langue != "fr":
        analyse["langue"] = langue
        analyse["intent"] = {"nom": "parler_autre_langue", "confiance": max(0.9, intent["confiance"])}
        return
    bref = len(lu.mots) <= MOTS_LIEU_MAX and (intent["nom"] in _PEUT_ETRE_LIEU or intent["confiance"] < 0.5)
    if bref and lieux.chercher(lu.texte) != lieux.Trouvaille():
        # A bare name of a commune cannot be learned from words: the table of places knows it.
        analyse["intent"] = {"nom": "repondre_lieu", "confiance": 0.9}
        return
    if analyse["danger"] and _surtout_danger(analyse, len(lu.mots)):
        analyse["intent"] = {"nom": "signaler_danger", "confiance": 1.0}
        return
    if connus == 0 and (intent["confiance"] < SEUIL_INTENT or intent["nom"] == "parler_autre_langue"):
        analyse["intent"] = {"nom": "hors_sujet", "confiance": 0.5}


def _surtout_danger(analyse: dict[str, Any], nombre: int) -> bool:
    """Tell whether a message is about the danger itself rather than a story in which it also appears."""
    if analyse["intent"]["nom"] != "raconter":
        return True
    dit_un_critere = any(c["confiance"] >= 0.5 for c in analyse["criteres"])
    return nombre <= MOTS_DANGER_MAX and not dit_un_critere


def _questions_jointes(modele: Modele, textes: Sequence[str], analyses: list[dict[str, Any]]) -> None:
    """Note the subject of the question that a story also asks, when there is one."""
    recits = [
        i
        for i, a in enumerate(analyses)
        if a["intent"]["nom"] == "raconter" and len(textes[i].split()) > MOTS_RECIT_MIN
    ]
    pieces = [(i, morceau, seuil) for i in recits for morceau, seuil in jointes.morceaux(textes[i])]
    meilleures: dict[int, float] = {}
    for (i, _, seuil), lu in zip(pieces, lire(modele, [m for _, m, _ in pieces]), strict=True):
        demande = lu.part(modele, "intent", "question")
        sujet, sur = lu.meilleur(modele, "sujet")
        if demande * sur >= max(seuil, meilleures.get(i, 0.0)):
            meilleures[i] = demande * sur
            analyses[i]["sujet"] = {"id": sujet, "confiance": sur}
