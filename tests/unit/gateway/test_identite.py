"""Identity: a token opens its own conversation on its own channel, and nothing else opens anything."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer

from bot.gateway.identite import Identites

CLE = bytes(range(32))
CONVERSATION = "0123456789abcdef" * 2
SIGNES = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."


def test_a_token_gives_its_conversation() -> None:
    identites = Identites(CLE)
    assert identites.lire(identites.jeton(CONVERSATION, "web"), "web") == CONVERSATION


def test_a_token_outlives_a_restart() -> None:
    assert Identites(CLE).lire(Identites(CLE).jeton(CONVERSATION, "web"), "web") == CONVERSATION


@given(st.data())
def test_a_changed_token_gives_nothing(data: st.DataObject) -> None:
    jeton = Identites(CLE).jeton(CONVERSATION, "web")
    place = data.draw(st.integers(0, len(jeton) - 1))
    signe = data.draw(st.sampled_from(SIGNES.replace(jeton[place], "")))
    forme = data.draw(st.sampled_from(["remplacer", "couper", "ajouter", "enlever"]))
    autre = {
        "remplacer": jeton[:place] + signe + jeton[place + 1 :],
        "couper": jeton[:place],
        "ajouter": jeton[:place] + signe + jeton[place:],
        "enlever": jeton[:place] + jeton[place + 1 :],
    }[forme]
    lu = Identites(CLE).lire(autre, "web")
    # The last character of a base64 text holds bits that say nothing: such a token is the same token.
    assert lu is None or (lu == CONVERSATION and _octets(autre) == _octets(jeton))


def _octets(jeton: str) -> list[bytes]:
    return [base64.urlsafe_b64decode(p + "=" * (-len(p) % 4)) for p in jeton.split(".")]


@given(st.text(max_size=200))
def test_an_invented_token_gives_nothing(jeton: str) -> None:
    assert Identites(CLE).lire(jeton, "web") is None


@pytest.mark.parametrize("contenu", [CONVERSATION, {"conversation": CONVERSATION}, None, 1, [CONVERSATION]])
def test_a_token_signed_with_another_key_gives_nothing(contenu: object) -> None:
    for cle in (bytes(32), CLE, CLE.hex()):
        for sel in ("conversation:web", "itsdangerous"):
            assert Identites(CLE).lire(str(URLSafeSerializer(cle, salt=sel).dumps(contenu)), "web") is None


def test_a_token_of_another_channel_or_master_key_gives_nothing() -> None:
    identites = Identites(CLE)
    assert identites.lire(identites.jeton(CONVERSATION, "telegram"), "web") is None
    assert identites.lire(Identites(bytes(32)).jeton(CONVERSATION, "web"), "web") is None


def test_a_signed_thing_that_is_not_an_id_gives_nothing() -> None:
    identites = Identites(CLE)
    assert identites.lire(str(identites._signeur("web").dumps({"a": 1})), "web") is None
