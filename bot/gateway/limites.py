"""Limits: how long a message may be and how fast messages may come (see `bot.debits`)."""

from __future__ import annotations

from bot.debits import Debit, Limiteur

__all__ = ["Debit", "Limiteur"]

CARACTERES_MAX = 4_000
CORPS_MAX = 16 * 1024
# Nine lines of 2,000 characters, whatever they are written with.
FICHE_MAX = 96 * 1024
# After this many messages a conversation goes on in a clean session: what Rasa carries stays small.
TOURS_MAX = 200
MESSAGES_CONVERSATION = Debit(rafale=15, par_minute=40)
MESSAGES_RESEAU = Debit(rafale=120, par_minute=300)
CONVERSATIONS_RESEAU = Debit(rafale=30, par_minute=30)
# Return codes: a person mistypes a few times; 10^15 codes at sixty a minute are out of reach.
CODES_RESEAU = Debit(rafale=5, par_minute=2)
CODES = Debit(rafale=60, par_minute=60)
