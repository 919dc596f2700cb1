"""Whoever leaves with an orientation, a goodbye or a person to call was given the 39 28, in every scenario."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.conversations.conftest import Conversation, Tour
from tests.conversations.test_scenarios import _jouer, _scenarios

pytestmark = pytest.mark.nlu

NUMERO = re.compile(r"\b39\s?28\b")
FINS = re.compile(r"utter_(orientation_\w+|au_revoir|demander_humain|effacement)\Z")


@pytest.mark.parametrize("tours", _scenarios())
def test_le_3928_a_ete_donne(conversation: Conversation, tours: list[dict[str, Any]]) -> None:
    joues = _jouer_tout(conversation, tours)
    fins = [n for n, tour in enumerate(joues, start=1) if any(FINS.match(nom) for nom in tour.noms)]
    if fins:
        donne = [n for n, tour in enumerate(joues, start=1) if _donne(tour)]
        assert donne and donne[0] <= fins[-1], f"fin au tour {fins[-1]}, 39 28 aux tours {donne}"


def _jouer_tout(conversation: Conversation, tours: list[dict[str, Any]]) -> list[Tour]:
    """Play as far as the choices allow: a choice that is missing is the business of test_scenarios.py."""
    joues = []
    for attendu in tours:
        try:
            joues.append(_jouer(conversation, attendu))
        except AssertionError:
            break
    return joues


def _donne(tour: Tour) -> bool:
    contacts = [c["id"] for carte in tour.cartes if carte["type"] == "contact" for c in carte["contacts"]]
    return "3928" in contacts or any(NUMERO.search(texte) for texte in tour.textes)
