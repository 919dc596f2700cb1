"""The short form of spaCy's French expression matches the same words as the long one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.comprehension.exemples import lire
from bot.rasa.nlu.jetons import DEBUT, abreger, abreges
from bot.settings import RACINE


@pytest.fixture(scope="module")
def formes() -> tuple[re.Pattern[str], re.Pattern[str]]:
    with abreges():
        from spacy.lang.fr import tokenizer_exceptions as fr
    longue = "(?iu)" + "|".join(f"(?:{m})" for m in fr._regular_exp)
    assert longue.startswith(DEBUT)
    return re.compile(longue), re.compile(abreger(longue))


TIRETS = ("-", "–", "—", "‐", "'", "’", "", " ", ".")
MORCEAUX = (
    "a binge watch black out ch tiis états uni droits droit de l'homm l'homme fac simil premier ministre yo prud hommes z yeuter "
    "faux Faux demi vampire grand grande père saut ski pet en l'air l' air saint sur sous à Fontaine La Chapelle x É ß œuvre r entr"
).split()


def test_the_words_of_the_training_data_match_alike(formes: tuple[re.Pattern[str], re.Pattern[str]]) -> None:
    longue, courte = formes
    mots = {mot for e in lire(RACINE / "data" / "nlu") for mot in re.split(r"[\s,;:!?().]+", e.texte)}
    pareils = [bool(longue.match(m)) == bool(courte.match(m)) for m in mots]
    assert all(pareils) and len(pareils) > 5000


@settings(max_examples=2000, deadline=None)
@given(st.lists(st.sampled_from([*MORCEAUX, *TIRETS, *TIRETS]), max_size=7))
def test_words_made_of_the_pieces_match_alike(
    formes: tuple[re.Pattern[str], re.Pattern[str]], morceaux: list[str]
) -> None:
    longue, courte = formes
    mot = "".join(morceaux)
    assert bool(longue.match(mot)) == bool(courte.match(mot))


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=12))
def test_any_word_matches_alike(formes: tuple[re.Pattern[str], re.Pattern[str]], mot: str) -> None:
    longue, courte = formes
    assert bool(longue.match(mot)) == bool(courte.match(mot))


def test_both_say_yes_and_no(formes: tuple[re.Pattern[str], re.Pattern[str]]) -> None:
    for forme in formes:
        assert forme.match("faux-vampire") and forme.match("saut-de-ski") and forme.match("pet-en-l'air")
        assert forme.match("Premier-ministre") and not forme.match("bonjour") and not forme.match("faux vampire")


def test_other_expressions_are_left_alone() -> None:
    compiler = re.compile
    with abreges():
        assert re.compile("(?iu)(?:^a)|(?:^b)").pattern == "(?iu)(?:^a)|(?:^b)"
    assert re.compile is compiler
    assert abreger("(?iu)(?:^a[b]x$)|(?:c)") == "(?iu)(?:^a[b]x$)|(?:c)"
