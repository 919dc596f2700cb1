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
# Return codes. A person mistypes a few times; what one customer of a host holds (VOISINAGE) cannot use up what is
# there for all; and at two tries a second for all, one of ten thousand live codes is found once in fifteen centuries.
CODES_RESEAU = Debit(rafale=5, par_minute=2)
CODES_VOISINAGE = Debit(rafale=20, par_minute=10)
CODES = Debit(rafale=300, par_minute=120)
# How often one conversation may be given another code.
CODES_CONVERSATION = Debit(rafale=5, par_minute=1)
