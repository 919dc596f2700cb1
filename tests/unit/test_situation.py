"""The situation: what survives the slot it is kept in."""

from __future__ import annotations

import json

import pytest

from bot.situation import SEUIL_AFFIRMER, Analyse, Indice, Situation, analyse_depuis_dict, depuis_dict

PLEINE = Situation(
    role="temoin",
    recit=True,
    nature="discrimination",
    criteres=(Indice("origine", 0.8, ("mon nom",)), Indice("patronyme", 1.0, dit=True)),
    pistes=("origine", "patronyme"),
    domaine=Indice("logement", 0.7, ("appartement",)),
    accord=True,
    commune="59512",
    departement="59",
    etapes=("recit", "critere"),
)


@pytest.mark.parametrize("s", [Situation(), PLEINE, Situation(hors_region=True, lieu_inconnu=True)])
def test_a_situation_survives_json(s: Situation) -> None:
    assert depuis_dict(json.loads(json.dumps(s.vers_dict()))) == s


@pytest.mark.parametrize("vide", [None, {}])
def test_an_empty_slot_is_an_empty_situation(vide: dict[str, object] | None) -> None:
    assert depuis_dict(vide) == Situation()
    assert analyse_depuis_dict(vide) is None


@pytest.mark.parametrize(
    ("confiance", "dit", "sur"),
    [(SEUIL_AFFIRMER - 0.01, False, False), (SEUIL_AFFIRMER, False, True), (0.0, True, True), (1.0, False, True)],
)
def test_what_may_be_stated(confiance: float, dit: bool, sur: bool) -> None:
    assert Indice("origine", confiance, dit=dit).sur is sur


def test_an_analysis_is_read_from_the_message() -> None:
    brut = {
        "nature": {"nom": "discrimination", "confiance": 0.9},
        "criteres": [{"id": "origine", "confiance": SEUIL_AFFIRMER, "mots": ["nom"]}, {"id": "age", "confiance": 0.2}],
        "domaine": {"id": "emploi", "confiance": 0.5, "mots": []},
        "role": "victime",
        "lieu": {"code": "59512", "commune": "Roubaix", "departement": "59"},
    }
    assert analyse_depuis_dict(brut) == Analyse(
        nature=Indice("discrimination", 0.9),
        criteres=(Indice("origine", SEUIL_AFFIRMER, ("nom",)), Indice("age", 0.2)),
        domaine=Indice("emploi", 0.5),
        role="victime",
        commune="59512",
        departement="59",
    )
    lue = analyse_depuis_dict(brut)
    assert lue is not None and [c.id for c in lue.surs] == ["origine"]


@pytest.mark.parametrize(("confiance", "dit", "sur"), [(0.49, False, False), (0.5, False, True), (0.1, True, True)])
def test_a_domaine_has_its_own_threshold(confiance: float, dit: bool, sur: bool) -> None:
    a = Analyse(nature=Indice("discrimination", 0.9), domaine=Indice("emploi", confiance, dit=dit))
    assert (a.domaine_sur is not None) is sur


@pytest.mark.parametrize(
    ("domaine", "confiance", "sur"), [("autre", 0.74, False), ("autre", 0.75, True), ("sante", 0.74, True)]
)
def test_what_is_left_when_nothing_was_recognised_must_be_surer(domaine: str, confiance: float, sur: bool) -> None:
    a = Analyse(nature=Indice("discrimination", 0.9), domaine=Indice(domaine, confiance))
    assert (a.domaine_sur is not None) is sur
