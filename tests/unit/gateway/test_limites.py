"""Limits of the gateway."""

from __future__ import annotations

from bot.gateway import limites


def test_a_person_may_write_as_fast_as_they_type() -> None:
    assert limites.MESSAGES_CONVERSATION.rafale >= 10
    assert limites.MESSAGES_RESEAU.rafale > limites.MESSAGES_CONVERSATION.rafale  # a library, a family: one address
