"""States of a transfer, who may move them, the promised date, the fiche and the opening hours."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.horaires import PARIS
from bot.transfert import (
    LIGNE_MAX,
    LIGNES,
    MOUVEMENTS,
    OUVERTS,
    TENUS,
    Fiche,
    FicheInvalide,
    HorairesInvalides,
    MouvementRefuse,
    ecrire_horaires,
    interlocuteur,
    lire_horaires,
    promesse,
    verifier_mouvement,
)

BUREAU = "1-5 09:00-12:00 14:00-17:00"
ETATS = (None, "demande", "pris", "en_cours", "rappel", "clos", "expire", "annule")


def le(brut: str) -> datetime:
    return datetime.fromisoformat(brut).replace(tzinfo=PARIS)


@pytest.mark.parametrize("de", ETATS)
@pytest.mark.parametrize("vers", ETATS[1:])
@pytest.mark.parametrize("par", ["personne", "juriste", "systeme", "bot"])
def test_only_what_the_table_allows(de: str | None, vers: str, par: str) -> None:
    if par in MOUVEMENTS.get((de, vers), ()):
        verifier_mouvement(de, vers, par)
    else:
        with pytest.raises(MouvementRefuse):
            verifier_mouvement(de, vers, par)


def test_the_shape_of_the_table() -> None:
    finis = set(ETATS[1:]) - set(OUVERTS)
    assert not {de for de, _ in MOUVEMENTS} & finis  # an ended transfer never moves again
    assert all(any(vers in finis for d, vers in MOUVEMENTS if d == de) for de in OUVERTS)  # each may end
    assert all("personne" in MOUVEMENTS[(de, "annule")] for de in OUVERTS)  # and be cancelled by its person
    assert {par for droits in MOUVEMENTS.values() for par in droits} == {"personne", "juriste", "systeme"}
    assert [interlocuteur(e) for e in ETATS[1:]] == ["juriste" if e in TENUS else "bot" for e in ETATS[1:]]


@pytest.mark.parametrize(
    ("quand", "jours", "promis"),
    [
        ("2026-11-23T10:00", 0, "2026-11-23T17:00"),  # a Monday, open
        ("2026-11-23T10:00", 2, "2026-11-25T17:00"),
        ("2026-11-23T13:00", 1, "2026-11-24T17:00"),  # lunch
        ("2026-11-23T20:00", 1, "2026-11-25T17:00"),  # read on Tuesday, answered on Wednesday
        ("2026-11-27T16:59", 1, "2026-11-30T17:00"),  # Friday, still open
        ("2026-11-27T17:00", 1, "2026-12-01T17:00"),  # Friday, closed: read on Monday
        ("2026-11-28T03:00", 2, "2026-12-02T17:00"),  # a night of Saturday
        ("2026-12-24T18:00", 1, "2026-12-29T17:00"),  # Christmas is a Friday
        ("2027-05-05T10:00", 1, "2027-05-07T17:00"),  # Ascension, 6 May 2027
        ("2026-03-27T18:00", 1, "2026-03-31T17:00"),  # over the change to summer time
    ],
)
def test_the_promised_date(quand: str, jours: int, promis: str) -> None:
    assert promesse(le(quand), lire_horaires(BUREAU), jours) == le(promis)


def test_hours_of_several_kinds_of_days() -> None:
    h = lire_horaires("1-4 09:00-12:00; 6 10:00-11:30")
    assert [h.ouverts(le(f"2026-11-{j}T10:30")) for j in (23, 26, 27, 28, 29)] == [True, True, False, True, False]
    assert h.ouverture(le("2026-11-27T10:00")) == le("2026-11-28T10:00")
    assert lire_horaires(ecrire_horaires(h)) == h


@pytest.mark.parametrize(
    "brut",
    ["", "lundi 9h-12h", "1-5", "8 09:00-10:00", "5-1 09:00-10:00", "1 12:00-09:00", "1 09:00-24:00", "1 09:61-10:00"],
)
def test_hours_that_cannot_be_read(brut: str) -> None:
    with pytest.raises(HorairesInvalides):
        lire_horaires(brut)


@pytest.mark.parametrize(
    ("lignes", "conversation"),
    [
        (None, False),
        ([], False),
        ([{"cle": "souhait", "texte": "  "}], False),
        ([{"cle": "inconnue", "texte": "x"}], False),
        ([{"cle": "souhait"}], False),
        ([{"cle": "souhait", "texte": 3}], False),
        (["souhait"], False),
        ([{"cle": "souhait", "texte": "a"}, {"cle": "souhait", "texte": "b"}], False),
        ([{"cle": "souhait", "texte": "x" * (LIGNE_MAX + 1)}], False),
        ([{"cle": "souhait", "texte": "x"}], "oui"),
        ([{"cle": "souhait", "texte": "x"}], None),
    ],
)
def test_a_fiche_that_is_none(lignes: object, conversation: object) -> None:
    with pytest.raises(FicheInvalide):
        Fiche.depuis(lignes, conversation)


def test_a_fiche_keeps_what_was_agreed_and_nothing_else() -> None:
    fiche = Fiche.depuis([{"cle": "souhait", "texte": " parler "}, {"cle": "role", "texte": ""}], False)
    assert (dict(fiche.lignes), fiche.conversation) == ({"souhait": "parler"}, False)
    assert dict(Fiche.depuis([], True).lignes) == {}
    entiere = Fiche.depuis([{"cle": c, "texte": "é" * LIGNE_MAX} for c in reversed(LIGNES)], True)
    assert tuple(entiere.lignes) == LIGNES
