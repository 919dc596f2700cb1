"""The card by which a person asks for a juriste: their words, every line of a fiche, nothing invented."""

from __future__ import annotations

from typing import Any

import pytest

from bot.cartes_transfert import demande
from bot.knowledge import charger
from bot.labels import CRITERES, DOMAINES, ROLES
from bot.situation import Indice, Situation
from bot.transfert import LIGNE_MAX, LIGNES, Fiche


def fiche(s: Situation, recit: str = "") -> dict[str, str]:
    lignes = demande(s, recit, charger())["fiche"]["lignes"]
    assert [ligne["cle"] for ligne in lignes] == list(LIGNES)
    assert all(ligne["titre"] for ligne in lignes)
    return {ligne["cle"]: ligne["texte"] for ligne in lignes if ligne["texte"]}


def test_what_is_not_known_is_left_empty() -> None:
    carte = demande(Situation(), "", charger())
    assert (carte["type"], carte["fiche"]["departement"]) == ("transfert", None)
    assert carte["titre"] and carte["texte"]
    assert fiche(Situation()) == {}


@pytest.mark.parametrize(
    ("situation", "lignes"),
    [
        *((Situation(role=role), {"role"}) for role in ROLES),
        *((Situation(criteres=(Indice(c, 1.0),)), {"criteres"}) for c in CRITERES),
        *((Situation(domaine=Indice(d, 1.0)), {"domaine"}) for d in DOMAINES),
        (Situation(commune="59512", departement="59"), {"lieu"}),
        (Situation(departement="80"), {"lieu"}),
        (Situation(departement="75", hors_region=True), set()),
    ],
)
def test_each_thing_known_fills_its_line(situation: Situation, lignes: set[str]) -> None:
    assert set(fiche(situation)) == lignes


@pytest.mark.parametrize("recit", ["refusé", "un mot " * 285, "mots " * 2_000, "x" * 5_000, "é\n" * 3_000])
def test_the_story_is_the_person_s_and_always_fits(recit: str) -> None:
    ecrit = fiche(Situation(), recit)["recit"]
    assert len(ecrit) <= LIGNE_MAX
    if len(recit) <= LIGNE_MAX:
        assert ecrit == recit
    else:
        dit, _, suite = ecrit.partition(" […]")
        assert recit.startswith(dit) and len(dit) > LIGNE_MAX // 2 and suite


def test_what_the_card_fills_is_a_fiche_that_the_gateway_takes() -> None:
    plein: Any = Situation(role="victime", departement="59", criteres=(Indice("age", 1.0),))
    envoyees = demande(plein, "mots " * 2_000, charger())["fiche"]["lignes"]
    Fiche.depuis([{"cle": x["cle"], "texte": x["texte"]} for x in envoyees], False)
