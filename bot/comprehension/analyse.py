"""From a text to what the assistant may use: intent, nature, critères, domaine, role, subject, language, place, danger."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from bot import danger as dangers
from bot import lieux
from bot.comprehension import langues
from bot.comprehension.modele import AUCUN, Modele
from bot.comprehension.normaliser import mots, normaliser
from bot.comprehension.preuves import mots_decisifs
from bot.comprehension.secteurs import secteur
from bot.labels import CRITERES

CRITERES_MONTRES = 4
SEUIL_MONTRE = 0.05
SEUIL_INTENT = 0.30
SEUIL_QUESTION_JOINTE = 0.55
MOTS_LIEU_MAX = 6
MOTS_DANGER_MAX = 30
_PEUT_ETRE_LIEU = ("repondre_lieu", "hors_sujet")
_PHRASES = re.compile(r"(?<=[.!?…\n])\s+")


def analyser(modele: Modele, textes: Sequence[str]) -> list[dict[str, Any]]:
    """Analyse texts together; one JSON-ready mapping each, in order, with the fields of the CLI contract and more."""
    if not textes:
        return []
    x = modele.traits(textes)
    intents = _meilleurs(modele.intent, x)
    natures = _meilleurs(modele.nature, x)
    domaines = _meilleurs(modele.domaine, x)
    roles = _meilleurs(modele.role, x)
    sujets = _meilleurs(modele.sujet, x)
    criteres = modele.confiances(x)
    sortie = []
    for i, texte in enumerate(textes):
        intent = {"nom": intents[i][0], "confiance": intents[i][1]}
        analyse: dict[str, Any] = {
            "intent": intent,
            "nature": {"nom": natures[i][0], "confiance": natures[i][1]},
            "criteres": _criteres(modele, texte, dict(zip(CRITERES, map(float, criteres[i]), strict=True))),
            "domaine": _domaine(modele, texte, *domaines[i]),
            "role": roles[i][0] if roles[i][1] >= 0.5 else None,
            "sujet": {"id": sujets[i][0], "confiance": sujets[i][1]} if intent["nom"] == "question" else None,
            "secteur": secteur(normaliser(texte)),
            "lieu": lieux.en_dict(lieux.reperer(texte)),
            "langue": "fr",
        }
        _danger(analyse, texte)
        _intent(modele, analyse, texte)
        sortie.append(analyse)
    return sortie


def _meilleurs(estimateur: Any, x: Any) -> list[tuple[str, float]]:
    if estimateur is None:
        return [("", 0.0)] * x.shape[0]
    p = estimateur.predict_proba(x)
    meilleurs = p.argmax(axis=1)
    return [(str(estimateur.classes_[j]), round(float(p[i, j]), 4)) for i, j in enumerate(meilleurs)]


def _criteres(modele: Modele, texte: str, scores: dict[str, float]) -> list[dict[str, Any]]:
    ranges = sorted(scores.items(), key=lambda paire: (-paire[1], paire[0]))
    return [
        {"id": c, "confiance": round(p, 4), "mots": list(mots_decisifs(modele, texte, modele.criteres[c]))}
        for c, p in ranges[:CRITERES_MONTRES]
        if p >= SEUIL_MONTRE and c in modele.criteres
    ]


def _domaine(modele: Modele, texte: str, nom: str, confiance: float) -> dict[str, Any] | None:
    if nom in ("", AUCUN):
        return None
    return {
        "id": nom,
        "confiance": confiance,
        "mots": list(mots_decisifs(modele, texte, modele.domaine, nom)),
    }


def _danger(analyse: dict[str, Any], texte: str) -> None:
    vu = dangers.detecter(texte)
    analyse["danger"] = None if vu is None else {"type": vu.type, "autres": list(vu.autres), "mots": list(vu.mots)}


def _intent(modele: Modele, analyse: dict[str, Any], texte: str) -> None:
    """Settle the intent: language first, then what words alone cannot say (emptiness, a place, a joined question)."""
    intent = analyse["intent"]
    les_mots = mots(texte)
    if not les_mots and not langues.ecriture(texte):
        analyse["intent"] = {"nom": "hors_sujet", "confiance": 1.0}
        return
    connus = sum(m in modele.vec_mots.vocabulary_ for m in les_mots)
    langue = langues.reconnaitre(texte, connus, len(les_mots), intent["nom"] == "parler_autre_langue")
    if langue != "fr":
        analyse["langue"] = langue
        analyse["intent"] = {"nom": "parler_autre_langue", "confiance": max(0.9, intent["confiance"])}
        return
    bref = len(les_mots) <= MOTS_LIEU_MAX and (intent["nom"] in _PEUT_ETRE_LIEU or intent["confiance"] < 0.5)
    if bref and lieux.chercher(texte) != lieux.Trouvaille():
        # A bare name of a commune cannot be learned from words: the table of places knows it.
        analyse["intent"] = {"nom": "repondre_lieu", "confiance": 0.9}
        return
    if analyse["danger"] and _surtout_danger(analyse, len(les_mots)):
        analyse["intent"] = {"nom": "signaler_danger", "confiance": 1.0}
        return
    if intent["nom"] == "raconter" and len(les_mots) > 6:
        _question_jointe(modele, analyse, texte)
    if intent["confiance"] < SEUIL_INTENT and connus == 0:
        analyse["intent"] = {"nom": "hors_sujet", "confiance": 0.5}


def _surtout_danger(analyse: dict[str, Any], nombre: int) -> bool:
    """Tell whether a message is about the danger itself rather than a story in which it also appears."""
    if analyse["intent"]["nom"] != "raconter":
        return True
    dit_un_critere = any(c["confiance"] >= 0.5 for c in analyse["criteres"])
    return nombre <= MOTS_DANGER_MAX and not dit_un_critere


def _question_jointe(modele: Modele, analyse: dict[str, Any], texte: str) -> None:
    """A story that ends in « et c'est gratuit ? »: keep the story, note the question's subject too."""
    phrases = [p for p in _PHRASES.split(texte.strip()) if p.strip()]
    if len(phrases) < 2:
        return
    derniere = phrases[-1]
    x = modele.traits([derniere])
    nom, confiance = _meilleurs(modele.intent, x)[0]
    if nom == "question" and confiance >= SEUIL_QUESTION_JOINTE:
        sujet, sure = _meilleurs(modele.sujet, x)[0]
        analyse["sujet"] = {"id": sujet, "confiance": float(np.round(sure, 4))}
