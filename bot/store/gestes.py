"""What every move of a transfer is made of: the conversation's row taken first, the move written, the person told.

Whoever moves a transfer first takes the conversation's row (as every line of the journal does): two juristes who take at
once, or a person who cancels as somebody takes, come one after the other, and the second one is told.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.cartes import en_toutes_lettres
from bot.horaires import PARIS
from bot.observatoire.compter import d_une_etape, d_une_issue
from bot.store import chiffres, journal
from bot.store.attente import TransfertInconnu, relu
from bot.store.journal import ConversationInconnue
from bot.store.session import Base
from bot.store.tables import conversations, mouvements, transferts
from bot.store.transfert_lu import Transfert
from bot.textes import texte
from bot.transfert import (
    ANNULE,
    CLOS,
    EXPIRE,
    JURISTE,
    TENUS,
    MouvementRefuse,
    interlocuteur,
    verifier_mouvement,
)

T = TypeVar("T")


class PasLeSien(PermissionError):
    """Another juriste holds this transfer."""


def en_clair(quand: datetime) -> str:
    """Write a promised moment as French people read it: « 30 novembre 2026 à 17 h 00 »."""
    local = quand.astimezone(PARIS)
    return f"{en_toutes_lettres(local.date())} à {local:%H} h {local:%M}"


def bouger(
    base: Base,
    connexion: Connection,
    transfert: str,
    vers: str,
    par: str,
    phrase: str | None,
    *,
    promis_le: datetime | None = None,
    **valeurs: Any,
) -> Transfert:
    """Move a transfer, whose conversation's row the caller holds, and tell its person `transfert.<phrase>` (None = nothing).

    Raises MouvementRefuse. `promis_le`: a new promise; `valeurs`: other columns to write.
    """
    avant = relu(base, connexion, transfert)
    verifier_mouvement(avant.etat, vers, par)
    neuf = {"etat": vers, "vu_le": base.horloge(), **valeurs}
    if promis_le is not None:
        neuf["promis_le"] = utc(promis_le)
    connexion.execute(transferts.update().where(transferts.c.id == transfert).values(**neuf))
    connexion.execute(
        conversations.update().where(conversations.c.id == avant.conversation).values(interlocuteur=interlocuteur(vers))
    )
    apres = relu(base, connexion, transfert)
    qui = (apres.juriste or avant.juriste or par) if par == JURISTE else par
    inscrire(base, connexion, transfert, avant.etat, vers, qui)
    if phrase is not None:
        dit = texte(f"transfert.{phrase}", promis=en_clair(apres.promis_le))
        journal.ajouter(base, connexion, avant.conversation, "systeme", {"texte": dit, "transfert": vers})
    return apres


def avec(base: Base, transfert: str, faire: Callable[[Connection, Transfert], T]) -> T:
    """Do something to a transfer, its rows taken, in one transaction; raise TransfertInconnu."""
    # Conversation first, then its transfer: the order in which everybody takes rows.
    with base.transaction() as connexion:
        ligne = connexion.execute(sa.select(transferts.c.conversation).where(transferts.c.id == transfert)).first()
        if ligne is None:
            raise TransfertInconnu(transfert)
        try:
            tenir(connexion, str(ligne.conversation), None)
            return faire(connexion, relu(base, connexion, transfert))
        except ConversationInconnue as erreur:
            raise TransfertInconnu(transfert) from erreur


def sien(
    base: Base,
    transfert: str,
    compte: str,
    faire: Callable[[Connection, Transfert], T],
    aussi: tuple[str, ...] = (),
) -> T:
    """Do something to a transfer that this juriste holds (or held, in the states `aussi`).

    Raises MouvementRefuse when nobody holds it, PasLeSien when somebody else does, TransfertInconnu.
    """

    def verifier(connexion: Connection, t: Transfert) -> T:
        if t.etat not in (*TENUS, *aussi):
            raise MouvementRefuse(t.etat)
        if t.juriste != compte:
            raise PasLeSien(transfert)
        return faire(connexion, t)

    return avec(base, transfert, verifier)


def tenir(connexion: Connection, conversation: str, vu_le: datetime | None) -> None:
    """Take the row of a conversation until the transaction ends; raise ConversationInconnue."""
    # What staff or the watch do is no news of the person: retention does not start again (`vu_le` None).
    neuf = {"vu_le": vu_le} if vu_le is not None else {"dernier_rang": conversations.c.dernier_rang}
    la_conversation = conversations.c.id == conversation
    if connexion.execute(conversations.update().where(la_conversation).values(**neuf)).rowcount == 0:
        raise ConversationInconnue(conversation)


def utc(quand: datetime) -> datetime:
    """Return a moment as it is written: SQLite forgets the zone."""
    return quand.astimezone(timezone.utc)


def voir(base: Base, connexion: Connection, transfert: str) -> None:
    """Write that the juriste was there just now."""
    connexion.execute(transferts.update().where(transferts.c.id == transfert).values(vu_le=base.horloge()))


def inscrire(base: Base, connexion: Connection, transfert: str, de: str | None, vers: str, par: str) -> None:
    """Add one move to the history of a transfer."""
    compte = sa.select(sa.func.count()).select_from(mouvements).where(mouvements.c.transfert == transfert)
    rang = int(connexion.execute(compte).scalar_one()) + 1
    connexion.execute(
        mouvements.insert().values(transfert=transfert, rang=rang, de=de, vers=vers, par=par, fait_le=base.horloge())
    )
    if de is None or vers in (CLOS, EXPIRE, ANNULE):
        lu = connexion.execute(
            sa.select(transferts.c.issue, transferts.c.departement).where(transferts.c.id == transfert)
        ).one()
        vu = d_une_etape("transfert") if de is None else d_une_issue(lu.issue or vers, lu.departement)
        chiffres.ajouter(connexion, base.horloge().strftime("%Y-%m"), [vu])
