"""Return codes in the database: one a conversation, never in clear, gone with it, untouched by a new master key."""

from __future__ import annotations

import hashlib

import pytest
import sqlalchemy as sa

from bot.store import codes, conversations
from bot.store.journal import ConversationInconnue
from bot.store.session import Base
from bot.store.tables import metadata

CLE, CODE, AUTRE = b"k" * 32, "1234567890123452", "9876543210987658"


def test_a_code_opens_its_conversation_on_its_channel(base: Base) -> None:
    une, deux = conversations.creer(base, "web"), conversations.creer(base, "web")
    codes.poser(base, CLE, une, CODE)
    codes.poser(base, CLE, deux, AUTRE)
    assert [codes.trouver(base, CLE, c, "web") for c in (CODE, AUTRE)] == [une, deux]
    assert codes.trouver(base, CLE, CODE, "telegram") is None
    assert codes.trouver(base, CLE, "0" * 16, "web") is None
    assert codes.trouver(base, b"x" * 32, CODE, "web") is None


def test_a_new_code_replaces_the_former_one(base: Base) -> None:
    c = conversations.creer(base, "web")
    codes.poser(base, CLE, c, CODE)
    codes.poser(base, CLE, c, AUTRE)
    assert codes.trouver(base, CLE, CODE, "web") is None
    assert codes.trouver(base, CLE, AUTRE, "web") == c


def test_erased_with_its_conversation(base: Base) -> None:
    c = conversations.creer(base, "web")
    codes.poser(base, CLE, c, CODE)
    conversations.effacer(base, c)
    assert codes.trouver(base, CLE, CODE, "web") is None
    with pytest.raises(ConversationInconnue):
        codes.poser(base, CLE, c, CODE)


def test_neither_the_code_nor_a_hash_that_anybody_can_make_is_kept(base: Base) -> None:
    codes.poser(base, CLE, conversations.creer(base, "web"), CODE)
    with base.transaction() as connexion:
        brut = [v for t in metadata.tables.values() for ligne in connexion.execute(sa.select(t)) for v in ligne]
    tout = b"|".join(v if isinstance(v, bytes) else str(v).encode() for v in brut)
    interdits = [CODE.encode(), *(hashlib.new(n, CODE.encode()).digest() for n in ("sha256", "sha1", "md5", "sha512"))]
    assert not [i for i in interdits if i in tout]
