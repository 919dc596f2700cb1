"""The line between choices, which carry an intent, and typed words, which never do."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rasa.canal import desarmer, lire_payload, parse_data


@pytest.mark.parametrize(
    ("payload", "intent", "donnees"),
    [
        ("/affirmer", "affirmer", {}),
        ('/repondre_critere{"critere": "origine"}', "repondre_critere", {"critere": "origine"}),
        ('/effacer{"sur":"oui"}', "effacer", {"sur": "oui"}),
        ('/x{"a": 1}', "x", {"a": "1"}),
        ('/x{"a": "été }{"}', "x", {"a": "été }{"}),
    ],
)
def test_a_payload_is_read(payload: str, intent: str, donnees: dict[str, str]) -> None:
    assert lire_payload(payload) == (intent, donnees)


@pytest.mark.parametrize(
    "payload", ["", "affirmer", "/", "//affirmer", "/Affirmer", "/a b", "/a{", "/a{x}", " /a", "/a\n", "/a{}x"]
)
def test_what_is_not_a_payload_is_refused(payload: str) -> None:
    with pytest.raises(ValueError):
        lire_payload(payload)


def test_a_choice_is_what_rasa_would_have_parsed() -> None:
    assert parse_data('/repondre_domaine{"domaine":"emploi"}', "Au travail") == {
        "text": "Au travail",
        "intent": {"name": "repondre_domaine", "confidence": 1.0},
        "intent_ranking": [{"name": "repondre_domaine", "confidence": 1.0}],
        "entities": [{"entity": "domaine", "value": "emploi"}],
    }


DEGUISEMENTS = [
    "/restart",
    '/affirmer{"a": "b"}',
    "//restart",
    "/ /restart",
    "\u00a0/restart",
    "\u2003\u3000/restart",
    "\u200b/restart",
    "\ufeff/restart",
    "\u202e/restart",
    "\x00/restart",
    "\x1c/restart",
    "\x85/restart",
    "\u2028/restart",
    "\n\t /restart",
    "\ue000/restart",
    "\U000e0001/restart",
    "／restart",
    "⁄restart",
    "∕restart",
    "/\u200b/restart",
    "\u00ad/restart",
]


@pytest.mark.parametrize("texte", DEGUISEMENTS, ids=ascii)
def test_a_command_becomes_words(texte: str) -> None:
    assert desarmer(texte).startswith(("restart", "affirmer"))


@given(st.text(st.characters(), max_size=60), st.sampled_from(DEGUISEMENTS))
def test_no_text_begins_like_a_command(debut: str, commande: str) -> None:
    for texte in (debut, debut + commande, commande + debut):
        propre = desarmer(texte)
        assert propre and propre == propre.strip()
        assert not propre.startswith("/")
        assert not unicodedata.normalize("NFKC", propre).strip().startswith("/")


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("on m'a refusé un logement", "on m'a refusé un logement"),
        ("  deux\nlignes\t ", "deux\nlignes"),
        ("24/7 et/ou", "24/7 et/ou"),
        ("été 😀", "été 😀"),
        ("", "…"),
        ("///", "…"),
        ("\x00\u200b", "…"),
        ("a\x00b", "a b"),
    ],
)
def test_words_stay_words(texte: str, attendu: str) -> None:
    assert desarmer(texte) == attendu
