"""Fills the database of the demonstration: conversations of the last months, requests in every state, review under way."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.cartes_transfert import demande
from bot.comprehension.analyse import analyser
from bot.comprehension.archive import charger_modele
from bot.demo import equipe
from bot.demo.deroule import Jouee, jouer, raconter, situer
from bot.demo.horloge import Montre
from bot.demo.recits import Recit, choisir
from bot.horaires import PARIS
from bot.knowledge import Faits, charger
from bot.observatoire.compter import d_une_etape, d_une_issue, d_une_orientation
from bot.orientation import orienter
from bot.privacy.vault import coffre_de
from bot.relecture import Etiquettes
from bot.settings import Settings
from bot.store import acces, chiffres, copies, exemples, idees, notes, schema, transferts
from bot.store.session import Base, ouvrir
from bot.store.transfert_lu import Transfert
from bot.transfert import ISSUES, Fiche, promesse

NOMBRE = 300
# Older ones would be erased as soon as the gateway starts, as promised; their figures stay.
JOURS = 27
# What the observatory kept of conversations erased since: so many, over so many days.
COMPTEES = 900
JOURS_COMPTES = 450
# The newest conversations are the ones that somebody may still be waiting in.
DEMANDES = 36
# When people write: few in the morning, many in the evening and at night.
HEURES = (9, 11, 12, 13, 14, 16, 17, 18, 19, 20, 20, 21, 21, 22, 22, 23, 0, 1)
IDEES = (
    "Former les agents immobiliers de la métropole.",
    "Afficher le 39 28 dans les mairies et les missions locales.",
    "Un accueil en langue des signes une fois par mois.",
    "Des médiateurs dans les transports, le soir.",
    "Que le bailleur réponde par écrit quand il refuse.",
)
Avance = Callable[[int, int], None]


@dataclass(frozen=True)
class Bilan:
    """What was written: conversations, requests, copies reviewed."""

    conversations: int
    demandes: int
    relues: int


def remplir(reglages: Settings, maintenant: datetime, avance: Avance, nombre: int = NOMBRE) -> Bilan:
    """Fill an empty database (`reglages.database_url`), the same way each time; raise ModeleAbsent without a model."""
    hasard = random.Random(3928)
    montre, faits = Montre(maintenant - timedelta(days=JOURS)), charger()
    moteur = ouvrir(reglages.database_url)
    sa.event.listen(moteur, "connect", _sans_attendre_le_disque)
    schema.migrer(moteur)
    coffre = coffre_de(reglages.cle_maitre, reglages.fichier_cle_maitre)
    base = Base(moteur, coffre, montre, reglages.fichier_temoin)
    try:
        ids, secrets = equipe.inscrire(base)
        recits = choisir(nombre, hasard)
        analyses = analyser(charger_modele(), [r.exemple.texte for r in recits])
        jouees = []
        moments = _moments(maintenant, len(recits), hasard)
        for rang, (quand, recit, analyse) in enumerate(zip(moments, recits, analyses, strict=True)):
            montre.heure = quand
            jouees.append((recit, jouer(base, montre, faits, recit, analyse, hasard)))
            _compter(base, montre, jouees[-1][1])
            avance(rang + 1, len(recits))
        _compter_le_passe(base, montre, faits, maintenant, nombre * COMPTEES // NOMBRE, hasard)
        demandes = _demander(base, montre, faits, reglages, jouees, maintenant, ids, hasard)
        montre.heure = maintenant
        relues = _relire(base, montre, ids, hasard)
        for idee in IDEES:
            montre.heure = maintenant - timedelta(days=hasard.uniform(5, JOURS))
            idees.deposer(base, idee, hasard.choice(("59", "62", "80")), None)
        equipe.garder(reglages.donnees, secrets)
        return Bilan(len(jouees), demandes, relues)
    finally:
        moteur.dispose()


def _sans_attendre_le_disque(connexion: Any, _record: object) -> None:
    # Thousands of small transactions, and nothing here that could not be made again.
    connexion.execute("PRAGMA synchronous=OFF")


def _moments(maintenant: datetime, nombre: int, hasard: random.Random) -> list[datetime]:
    moments = []
    for _ in range(nombre):
        jour = (maintenant - timedelta(days=hasard.uniform(0.2, JOURS))).astimezone(PARIS)
        moment = jour.replace(hour=hasard.choice(HEURES), minute=hasard.randrange(60), second=hasard.randrange(60))
        moments.append(min(moment, maintenant - timedelta(hours=2)))
    return sorted(moments)


def _compter(base: Base, montre: Montre, jouee: Jouee) -> None:
    vus = [d_une_etape("recit"), d_une_etape("accord")]
    if jouee.orientation is not None:
        quand = montre().astimezone(PARIS)
        vus += d_une_orientation(jouee.orientation, jouee.situation, "web", quand)
    chiffres.compter(base, vus)


def _compter_le_passe(
    base: Base, montre: Montre, faits: Faits, maintenant: datetime, nombre: int, hasard: random.Random
) -> None:
    recits = choisir(nombre, hasard)
    analyses = analyser(charger_modele(), [r.exemple.texte for r in recits])
    for recit, analyse in zip(recits, analyses, strict=True):
        montre.heure = maintenant - timedelta(days=hasard.uniform(JOURS, JOURS_COMPTES))
        quand = montre().astimezone(PARIS)
        s = situer(raconter(recit, analyse), recit)
        chiffres.compter(base, [d_une_etape("recit"), *d_une_orientation(orienter(s, faits, quand), s, "web", quand)])


def _demander(
    base: Base,
    montre: Montre,
    faits: Faits,
    reglages: Settings,
    jouees: Sequence[tuple[Recit, Jouee]],
    maintenant: datetime,
    ids: dict[str, str],
    hasard: random.Random,
) -> int:
    orientees = [(r, j) for r, j in jouees if j.orientation is not None][-DEMANDES:]
    for rang, (recit, jouee) in enumerate(orientees):
        reste = len(orientees) - rang
        # The last five wait or are being answered now, and must not look abandoned.
        montre.heure = maintenant - timedelta(minutes=13 * reste if reste <= 6 else 60 * 7 * reste)
        chiffres.compter(base, [d_une_etape("transfert")])
        t = _une_demande(base, montre, faits, reglages, recit, jouee)
        compte = ids["marie"] if rang % 2 else ids["karim"]
        if reste > 6:
            _mener(base, montre, t, ids["marie"] if t.departement not in ("59", "62") else compte, hasard)
        elif reste == 1:
            _prendre(base, montre, t, ids["marie"])
    return len(orientees)


def _une_demande(base: Base, montre: Montre, faits: Faits, reglages: Settings, recit: Recit, jouee: Jouee) -> Transfert:
    carte = demande(jouee.situation, recit.exemple.texte, faits)
    lignes: dict[str, str] = {x["cle"]: x["texte"] for x in carte["fiche"]["lignes"] if x["texte"]}
    lignes["souhait"] = "Savoir si c'est une discrimination, et quoi faire."
    promis = promesse(montre(), reglages.juristes_horaires, reglages.juristes_delai)
    return transferts.demander(
        base,
        jouee.conversation,
        "demonstration",
        Fiche(lignes, len(recit.exemple.texte) % 3 > 0),
        promis,
        urgent=jouee.urgent,
        departement=recit.commune.departement,
    )


def _prendre(base: Base, montre: Montre, t: Transfert, compte: str) -> None:
    montre.avancer(240)
    transferts.prendre(base, t.id, compte)
    acces.noter(base, compte, "transfert_pris", t.id)
    montre.avancer(90)
    bonjour: dict[str, Any] = {"texte": "Bonjour, je suis juriste. J'ai lu ce que vous avez envoyé."}
    transferts.repondre(base, t.id, compte, bonjour, f"demo-{t.id[:12]}-1")


def _mener(base: Base, montre: Montre, t: Transfert, compte: str, hasard: random.Random) -> None:
    _prendre(base, montre, t, compte)
    notes.ecrire(base, t.id, compte, "Demander la date exacte du refus, et s'il existe un écrit.")
    montre.avancer(300)
    suite: dict[str, Any] = {"texte": "Avez-vous gardé un message, un courrier, ou le nom d'un témoin ?"}
    transferts.repondre(base, t.id, compte, suite, f"demo-{t.id[:12]}-2")
    montre.avancer(900)
    issue = hasard.choice(ISSUES)
    resume = "Gardez tout écrit. Le 39 28 peut aussi vous accompagner, gratuitement."
    transferts.clore(base, t.id, compte, issue, resume)
    acces.noter(base, compte, "transfert_clos", t.id)
    chiffres.compter(base, [d_une_issue(issue, t.departement)])


def _relire(base: Base, montre: Montre, ids: dict[str, str], hasard: random.Random) -> int:
    lues = copies.suivantes(base, 40)
    for copie in lues:
        juste = hasard.random() < 0.7
        correction = Etiquettes() if juste else Etiquettes(domaine="emploi")
        copies.corriger(base, ids["paul"], copie.conversation, copie.rang, correction)
        acces.noter(base, ids["paul"], "copie_corrigee", f"{copie.conversation}:{copie.rang}")
    racontees = [c for c in lues if c.retenues.intent == "raconter" and c.retenues.nature and not c.danger]
    phrases = (
        "Une agence a cessé de répondre dès qu'elle a su d'où venait la famille",
        "On refuse une place de stage à quelqu'un qui se déplace en fauteuil",
        "Son contrat s'arrête la semaine où elle annonce attendre un enfant",
    )
    for phrase, copie in zip(phrases, racontees, strict=False):
        exemples.proposer(base, ids["paul"], phrase, copie.retenues, d_apres=(copie.conversation, copie.rang))
    return len(lues)
