"""How long words are kept, as named constants shown in the notice, and the purge that keeps the promise."""

from __future__ import annotations

from datetime import timedelta

from bot.store.session import Base
from bot.store.tables import conversations

SANS_TRANSFERT = timedelta(days=30)


def purger(base: Base) -> int:
    """Erase every conversation without news for SANS_TRANSFERT; return how many went. Safe to run twice."""
    limite = base.horloge() - SANS_TRANSFERT
    # One statement: somebody who writes meanwhile either comes before it (and is spared) or finds the conversation gone.
    with base.transaction() as connexion:
        return int(connexion.execute(conversations.delete().where(conversations.c.vu_le < limite)).rowcount)
