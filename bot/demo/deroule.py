"""One conversation of the demonstration, written line by line as the real one would have been."""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass, replace
from typing import Any

from bot import cartes, danger, relecture
from bot.demo.horloge import Montre
from bot.demo.recits import Recit
from bot.expose import comprendre, exposer, repondre
from bot.horaires import PARIS
from bot.knowledge import Faits
from bot.orientation import Orientation, orienter
from bot.parcours import Entree, Lieu, avancer
from bot.reponses import dire
from bot.situation import Situation, analyse_depuis_dict
from bot.store import choix, conversations, copies, journal
from bot.store.session import Base

OUI, NON = "Oui, c'est cela", "Non, je corrige"


@dataclass(frozen=True)
class Jouee:
    """What a played conversation left: its id, the situation, its orientation (None when its person left before)."""

    conversation: str
    situation: Situation
    orientation: Orientation | None
    urgent: bool


def jouer(
    base: Base, montre: Montre, faits: Faits, recit: Recit, analyse: dict[str, Any], hasard: random.Random
) -> Jouee:
    """Write a conversation whose story was read as `analyse`; the clock goes on as people write."""
    conversation = conversations.creer(base, "web")
    plume = _Plume(base, montre, conversation, hasard)
    plume.bot(dire_salut())
    vu = danger.detecter(recit.exemple.texte)
    s = raconter(recit, analyse)
    suite = comprendre(s, faits)
    plume.personne(recit.exemple.texte, analyse, (suite.nom,), urgent=vu is not None)
    if vu is not None:
        plume.bot(carte=cartes.urgence(faits, vu))
    plume.bot(dire(suite), carte=cartes.qualification(s, faits), titres=(OUI, NON))
    if hasard.random() < 0.18:  # some leave there
        return Jouee(conversation, s, None, vu is not None)
    plume.personne(OUI)
    s = situer(s, recit)
    plume.situer(recit.commune.departement)
    quand = montre().astimezone(PARIS)
    o = orienter(s, faits, quand)
    dit = exposer(o, s, faits, quand.date())
    for phrase in dit.phrases:
        plume.bot(dire(phrase))
    for carte in dit.cartes:
        plume.bot(carte=carte)
    if recit.question is not None:
        plume.personne(recit.question)
        plume.bot(dire(repondre(None, faits, quand)))
    return Jouee(conversation, s, o, vu is not None)


def raconter(recit: Recit, analyse: dict[str, Any]) -> Situation:
    """Return what is known once a story was read."""
    lue = Entree("raconter", analyse=analyse_depuis_dict(analyse))
    return avancer(Situation(role=recit.exemple.role), None, lue).situation


def situer(s: Situation, recit: Recit) -> Situation:
    """Return the situation once its person agreed and said where."""
    ou = Entree("repondre_lieu", lieu=Lieu(recit.commune.code, recit.commune.departement))
    return replace(avancer(s, "lieu", ou).situation, accord=True)


def dire_salut() -> str:
    """Return the welcome, as a person who has just come reads it."""
    from bot.reponses import Phrase

    return dire(Phrase("utter_saluer"))


class _Plume:
    """Writes lines of one conversation, each a little later than the one before."""

    def __init__(self, base: Base, montre: Montre, conversation: str, hasard: random.Random) -> None:
        self._base, self._montre, self._conversation, self._hasard = base, montre, conversation, hasard

    def personne(
        self,
        texte: str,
        analyse: dict[str, Any] | None = None,
        reponses: tuple[str, ...] = (),
        *,
        urgent: bool = False,
    ) -> None:
        self._montre.avancer(self._hasard.uniform(15, 160))
        contenu = {"texte": texte, "urgence": urgent}
        identifiant = secrets.token_hex(8)
        with self._base.transaction() as connexion:
            ligne = journal.ajouter(
                self._base, connexion, self._conversation, "personne", contenu, message_id=identifiant
            )
            if analyse is not None:
                composee = relecture.composer(texte, relecture.reduire(analyse) or {}, reponses, urgent)
                copies.garder(self._base, connexion, self._conversation, ligne.rang, composee)

    def bot(
        self, texte: str | None = None, *, carte: dict[str, Any] | None = None, titres: tuple[str, ...] = ()
    ) -> None:
        with self._base.transaction() as connexion:
            poses = choix.offrir(self._base, connexion, self._conversation, 1, [(t, "/demo") for t in titres])
            offres = [{"id": c.id, "titre": c.titre} for c in poses]
            journal.ajouter(
                self._base, connexion, self._conversation, "bot", {"texte": texte, "carte": carte, "choix": offres}
            )

    def situer(self, departement: str) -> None:
        with self._base.transaction() as connexion:
            copies.situer(self._base, connexion, self._conversation, departement)
