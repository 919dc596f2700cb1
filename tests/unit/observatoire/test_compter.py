"""What one orientation adds: labels, a territory, a channel, an hour. Nothing that leads to a person."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.horaires import PARIS
from bot.knowledge import charger
from bot.observatoire.compter import Chiffre, d_une_etape, d_une_issue, d_une_orientation, etapes_franchies
from bot.orientation import orienter
from bot.situation import Indice, Situation

QUAND = datetime(2026, 3, 10, 23, 40, tzinfo=PARIS)
LILLE = "59350"


def compter(s: Situation) -> list[Chiffre]:
    return d_une_orientation(orienter(s, charger(), QUAND), s, "web", QUAND)


def test_two_criteres_are_one_situation() -> None:
    criteres = (Indice("origine", 0.9, ("mon nom",)), Indice("religion", 0.8))
    s = Situation(
        role="victime",
        recit=True,
        nature="discrimination",
        criteres=criteres,
        domaine=Indice("emploi", 1.0),
        commune=LILLE,
    )
    ou = ("web", "59", "200093201")
    assert sorted(compter(s)) == sorted(
        [
            Chiffre("situation", *ou, valeur="discrimination"),
            Chiffre("domaine", *ou, domaine="emploi"),
            Chiffre("role", "", "59", valeur="victime"),
            Chiffre("heure", valeur="21"),
            Chiffre("etape", valeur="orientation"),
            Chiffre("critere", *ou, critere="origine", domaine="emploi"),
            Chiffre("critere", *ou, critere="religion", domaine="emploi"),
        ]
    )


@pytest.mark.parametrize(
    ("s", "departement", "voie"),
    [
        (Situation(recit=True, hors_region=True), "HR", "insuffisant"),
        (
            Situation(recit=True, lieu_inconnu=True, nature="autre_litige", domaine=Indice("emploi", 1.0)),
            "",
            "litige_travail",
        ),
        (Situation(role="professionnel", departement="02"), "02", "professionnel"),
    ],
)
def test_places_and_paths(s: Situation, departement: str, voie: str) -> None:
    vus = compter(s)
    assert Chiffre("situation", "web", departement, "", valeur=voie) in vus
    assert (Chiffre("etape", valeur="orientation") in vus) == s.recit
    assert not [c for c in vus if c.mesure == "critere"]


def test_the_hour_has_no_territory_and_the_role_no_critere() -> None:
    s = Situation(recit=True, criteres=(Indice("age", 1.0),), commune=LILLE)
    for c in compter(s):
        assert c.mesure != "heure" or (c.departement, c.intercommunalite, c.canal) == ("", "", "")
        assert c.mesure != "role" or (c.intercommunalite, c.critere) == ("", "")


def test_each_step_once() -> None:
    vide, recit, accord = Situation(), Situation(recit=True), Situation(recit=True, accord=True)
    assert etapes_franchies(vide, recit) == [d_une_etape("recit")]
    assert etapes_franchies(recit, accord) == [d_une_etape("accord")]
    assert etapes_franchies(accord, accord) == etapes_franchies(accord, vide) == []
    assert d_une_issue("saisine", None) == Chiffre("issue", valeur="saisine")
    with pytest.raises(ValueError, match="pause"):
        d_une_etape("pause")
