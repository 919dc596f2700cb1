"""Rasa's trackers: one sealed row per conversation, gone with it and never brought back."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from bot.privacy.vault import CoffreIllisible
from bot.store import conversations, suivis
from bot.store.session import Base
from bot.store.tables import conversations as table_conversations
from bot.store.tables import suivis as table


def test_the_last_one_written_is_read_back(base: Base) -> None:
    c = conversations.creer(base, "web")
    assert suivis.relire(base, c) is None
    for contenu in (b"[1]", b"[1, 2]", b""):
        assert suivis.enregistrer(base, c, contenu)
        assert suivis.relire(base, c) == contenu
    assert suivis.toutes(base) == [c]


def test_forgetting_keeps_the_conversation(base: Base) -> None:
    c = conversations.creer(base, "web")
    suivis.enregistrer(base, c, b"[]")
    suivis.oublier(base, c)
    assert suivis.relire(base, c) is None
    assert suivis.toutes(base) == []
    assert conversations.existe(base, c)


@pytest.mark.parametrize("conversation", ["", "default", "0" * 32])
def test_nothing_is_kept_without_a_conversation(base: Base, conversation: str) -> None:
    assert not suivis.enregistrer(base, conversation, b"[]")
    assert suivis.relire(base, conversation) is None
    assert suivis.toutes(base) == []


def test_an_erased_conversation_is_never_brought_back(base: Base) -> None:
    c = conversations.creer(base, "web")
    suivis.enregistrer(base, c, b"[]")
    conversations.effacer(base, c)
    assert not suivis.enregistrer(base, c, b"[]")
    assert suivis.toutes(base) == []


def test_trackers_cannot_be_swapped(base: Base) -> None:
    a, b = conversations.creer(base, "web"), conversations.creer(base, "web")
    suivis.enregistrer(base, a, b"de a")
    suivis.enregistrer(base, b, b"de b")
    with base.transaction() as connexion:
        de_a = connexion.execute(sa.select(table.c.contenu).where(table.c.conversation == a)).scalar_one()
        connexion.execute(table.update().where(table.c.conversation == b).values(contenu=de_a))
    with pytest.raises(CoffreIllisible):
        suivis.relire(base, b)


def test_a_tracker_written_while_its_conversation_is_erased_is_dropped(base: Base) -> None:
    """On PostgreSQL the writer still sees the conversation, then waits for the erasure and finds its owner gone."""
    c = conversations.creer(base, "web")
    ecrit: list[bool] = []
    fil = threading.Thread(target=lambda: ecrit.append(suivis.enregistrer(base, c, b"[]")))
    with base.transaction() as connexion:
        connexion.execute(table_conversations.delete().where(table_conversations.c.id == c))
        fil.start()
        fil.join(0.3)  # it waits for this transaction
        assert ecrit == []
    fil.join(20)
    assert ecrit == [False]
    assert suivis.toutes(base) == []
