"""Proper names become one word; words that merely begin a sentence, and names that mean something, stay."""

from __future__ import annotations

import pytest

from bot.comprehension.noms import NOM, Noms, gardes
from bot.comprehension.normaliser import decouper

APPRIS = [
    "mon collègue Karim a vu Karim avec Karim, la maison était fermée",
    "avec karim et Samira, puis Samira encore",
    "je suis intersexe et la directrice le sait",
    "chez Rose, une rose rose et rose",
    "Au Maroc comme au Maroc",
]


@pytest.mark.parametrize(
    ("texte", "lus"),
    [
        ("Karim est parti", [NOM, "est", "parti"]),
        ("samira est là", [NOM, "est", "la"]),  # learned as a name, typed without a capital
        ("avec Oyelaran hier", ["avec", NOM, "hier"]),  # never seen, typed as names are
        ("avec oyelaran hier", ["avec", "oyelaran", "hier"]),  # nothing says that it is one
        ("La maison de Rose", ["la", "maison", "de", "rose"]),  # a common word too
        ("Intersexuée, je le dis", ["intersexuee", "je", "le", "dis"]),
        ("au Maroc", ["au", "maroc"]),
        ("la CAF et M. X", ["la", "caf", "et", "m", "x"]),
        ("PERSONNE NE REPOND", ["personne", "ne", "repond"]),
    ],
)
def test_noms(texte: str, lus: list[str]) -> None:
    assert Noms(APPRIS).taire(*decouper(texte)) == lus


def test_les_noms_gardes_sont_sans_accent_et_jamais_des_prenoms() -> None:
    assert all(m.isascii() and m.islower() for m in gardes())
    assert not gardes() & {"mohamed", "karim", "fatou", "julie", "martin", "david", "nguyen", "jean", "marie"}
