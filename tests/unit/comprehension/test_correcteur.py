"""Mistyped words become the nearest known word; known, short and unlike words stay as they are."""

from __future__ import annotations

import pickle

import pytest

from bot.comprehension.correcteur import Correcteur

TEXTES = ["enceinte patronne handicap"] * 4 + ["appartement appartement location"] * 3 + ["rare"]


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("enceitne", "enceinte"),  # two letters swapped
        ("enceinnte", "enceinte"),  # one doubled
        ("encinte", "enceinte"),  # one lost
        ("enxeinte", "enceinte"),  # one wrong
        ("apaprtemet", "appartement"),  # two slips in a long word
        ("enceinte", "enceinte"),
        ("rare", "rare"),  # known, though seldom
        ("rarr", "rarr"),  # near a word too rare to be meant
        ("lo", "lo"),  # too short to tell
        ("ptrone", "ptrone"),  # two slips in a short word
        ("hanicpa", "handicap"),  # two slips
        ("zygomatique", "zygomatique"),
        ("l0cation", "l0cation"),  # not a word
        ("", ""),
    ],
)
def test_correction(ecrit: str, lu: str) -> None:
    assert Correcteur(TEXTES).corriger(ecrit) == lu


def test_un_mot_frequent_l_emporte_entre_deux_aussi_proches() -> None:
    assert Correcteur(["maison"] * 9 + ["raison"] * 3).corriger("xaison") == "maison"
    assert Correcteur(["maison"] * 3 + ["raison"] * 9).corriger("xaison") == "raison"


def test_garde_ses_mots_une_fois_enregistre() -> None:
    relu = pickle.loads(pickle.dumps(Correcteur(TEXTES)))
    assert relu.corriger("enceitne") == "enceinte"
