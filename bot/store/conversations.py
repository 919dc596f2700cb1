"""Conversations: making, finding, dating and erasing them."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.privacy.vault import Cle
from bot.store.session import Base, retenir_cles
from bot.store.tables import conversations

IDENTIFIANT = re.compile(r"[0-9a-f]{32}\Z")


@dataclass(frozen=True)
class Conversation:
    """One conversation as stored, with its opened key."""

    id: str
    canal: str
    interlocuteur: str
    cle: Cle
    vu_le: datetime


def creer(base: Base, canal: str) -> str:
    """Make a conversation with its own key and return its id (128 random bits, 32 hex digits)."""
    identifiant = secrets.token_hex(16)
    heure = base.horloge()
    with base.transaction() as connexion:
        retenir_cles(connexion, conversations)
        connexion.execute(
            conversations.insert().values(
                id=identifiant,
                canal=canal,
                interlocuteur="bot",
                cle=base.coffre.nouvelle(identifiant),
                dernier_rang=0,
                cree_le=heure,
                vu_le=heure,
            )
        )
    return identifiant


def canal(base: Base, identifiant: str) -> str | None:
    """Return the channel of a conversation, without opening its key; None when there is no such conversation."""
    with base.lecture() as connexion:
        lu = connexion.execute(sa.select(conversations.c.canal).where(conversations.c.id == identifiant)).scalar()
    return None if lu is None else str(lu)


def trouver(base: Base, connexion: Connection, identifiant: str) -> Conversation | None:
    """Return the conversation, or None when it never existed or was erased."""
    if not IDENTIFIANT.match(identifiant):
        return None
    ligne = connexion.execute(sa.select(conversations).where(conversations.c.id == identifiant)).first()
    if ligne is None:
        return None
    return Conversation(
        id=identifiant,
        canal=str(ligne.canal),
        interlocuteur=str(ligne.interlocuteur),
        cle=base.coffre.cle(bytes(ligne.cle), identifiant),
        vu_le=ligne.vu_le,
    )


def existe(base: Base, identifiant: str) -> bool:
    """Tell whether the conversation exists."""
    return base.relire(lambda connexion: trouver(base, connexion, identifiant) is not None)


def tenue(connexion: Connection, identifiant: str) -> bool:
    """Tell whether a juriste has the conversation, and keep that so until the transaction ends."""
    la_conversation = sa.select(conversations.c.interlocuteur).where(conversations.c.id == identifiant)
    return bool(connexion.execute(la_conversation.with_for_update()).scalar() == "juriste")


def effacer(base: Base, identifiant: str) -> bool:
    """Destroy the key and every row of a conversation, Rasa's tracker included; tell whether it existed.

    On SQLite some of their sealed bytes may stay in the file until the next purge (see `Base.recopier`).
    """
    # The rows follow by ON DELETE CASCADE. Deleting them first would lock them before the conversation, the other way
    # round from a turn that ends: each would wait for the other (PostgreSQL then kills one of the two).
    with base.transaction() as connexion:
        efface = connexion.execute(conversations.delete().where(conversations.c.id == identifiant)).rowcount
    base.tasser()
    return bool(efface)
