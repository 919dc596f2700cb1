"""Return codes in the database: one a conversation, as a keyed hash; erased with it."""

from __future__ import annotations

import hmac

import sqlalchemy as sa

from bot.store.journal import ConversationInconnue
from bot.store.session import Base
from bot.store.tables import codes, conversations


def poser(base: Base, cle: bytes, conversation: str, code: str) -> None:
    """Give a conversation this code, in place of the one it had; raise ConversationInconnue.

    `cle` is not in the database (secrets/identite): who steals the database cannot try codes on it, and the rotation of
    the master key leaves codes as they are.
    """
    with base.transaction() as connexion:
        # Held until the end: it is not erased meanwhile, and of two requests at once the last one wins.
        siennes = sa.select(conversations.c.id).where(conversations.c.id == conversation)
        if connexion.execute(siennes.with_for_update()).first() is None:
            raise ConversationInconnue(conversation)
        connexion.execute(codes.delete().where(codes.c.conversation == conversation))
        connexion.execute(
            codes.insert().values(conversation=conversation, empreinte=_empreinte(cle, code), cree_le=base.horloge())
        )


def trouver(base: Base, cle: bytes, code: str, canal: str) -> str | None:
    """Return the conversation of a code on this channel; None when it is wrong, replaced, or erased."""
    demande = (
        sa.select(codes.c.conversation)
        .join(conversations, conversations.c.id == codes.c.conversation)
        .where(codes.c.empreinte == _empreinte(cle, code), conversations.c.canal == canal)
    )
    with base.lecture() as connexion:
        trouvee = connexion.execute(demande).scalar()
    return None if trouvee is None else str(trouvee)


def _empreinte(cle: bytes, code: str) -> bytes:
    # A key of its own, made from that of the tokens: one never stands for the other.
    return hmac.digest(hmac.digest(cle, b"boussole:code-de-retour", "sha256"), code.encode(), "sha256")
