"""Choices: opaque, sealed, of one conversation and of its latest question."""

from __future__ import annotations

import re

import pytest

from bot.store import choix, conversations
from bot.store.choix import Choix
from bot.store.session import Base

OFFRES = [("Au travail", '/repondre_domaine{"domaine":"emploi"}'), ("Je ne sais pas", "/ne_sait_pas")]


def offrir(base: Base, conversation: str, tour: int) -> list[Choix]:
    with base.transaction() as connexion:
        return choix.offrir(base, connexion, conversation, tour, OFFRES)


def retrouver(base: Base, conversation: str, identifiant: str) -> Choix | None:
    with base.transaction() as connexion:
        return choix.retrouver(base, connexion, conversation, identifiant)


def test_a_choice_comes_back_with_its_payload(base: Base) -> None:
    c = conversations.creer(base, "web")
    offerts = offrir(base, c, 1)
    assert [(o.titre, o.payload) for o in offerts] == OFFRES
    assert [retrouver(base, c, o.id) for o in offerts] == offerts


def test_ids_say_nothing_and_are_unique(base: Base) -> None:
    c = conversations.creer(base, "web")
    ids = [o.id for tour in range(1, 6) for o in offrir(base, c, tour)]
    assert len(set(ids)) == 10
    assert all(re.fullmatch(r"[0-9a-f]{24}", i) for i in ids)
    assert max(len(i.encode()) for i in ids) <= 64  # Telegram's limit


def test_only_the_latest_question_can_be_answered(base: Base) -> None:
    c = conversations.creer(base, "web")
    vieux, neufs = offrir(base, c, 1), offrir(base, c, 3)
    assert [retrouver(base, c, o.id) for o in vieux] == [None, None]
    assert retrouver(base, c, neufs[0].id) == neufs[0]


def test_a_choice_of_another_conversation_is_unknown(base: Base) -> None:
    a, b = conversations.creer(base, "web"), conversations.creer(base, "web")
    de_a, _ = offrir(base, a, 1), offrir(base, b, 1)
    assert retrouver(base, b, de_a[0].id) is None


@pytest.mark.parametrize("identifiant", ["", "0" * 24, "/restart", "' OR 1=1 --", "é", "a\x00b", "\ud800"])
def test_what_is_not_a_choice_is_unknown(base: Base, identifiant: str) -> None:
    c = conversations.creer(base, "web")
    offrir(base, c, 1)
    assert retrouver(base, c, identifiant) is None


def test_nothing_is_offered_to_an_erased_conversation(base: Base) -> None:
    c = conversations.creer(base, "web")
    conversations.effacer(base, c)
    assert offrir(base, c, 1) == []
