"""Limits: how long a message may be and how fast messages may come (see `bot.debits`)."""

from __future__ import annotations

from bot.debits import Debit, Limiteur

__all__ = ["Debit", "Limiteur"]

CARACTERES_MAX = 4_000
CORPS_MAX = 16 * 1024
# After this many messages a conversation goes on in a clean session: what Rasa carries stays small.
TOURS_MAX = 200
MESSAGES_CONVERSATION = Debit(rafale=15, par_minute=40)
MESSAGES_RESEAU = Debit(rafale=120, par_minute=300)
CONVERSATIONS_RESEAU = Debit(rafale=30, par_minute=30)
