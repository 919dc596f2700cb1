"""What counts as right: one table per family of measures; None = the row says nothing of it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.evaluation.justesse import MESURES
from bot.situation import SEUIL_AFFIRMER

from .conftest import Batir, analyse

JUSTE = {m.id: m.juste for m in MESURES}
SUR, PAS_SUR = SEUIL_AFFIRMER, SEUIL_AFFIRMER - 0.01


@pytest.mark.parametrize(
    ("attendus", "lus", "premier", "deux", "exact", "affirme", "premier_juste", "tout_juste"),
    [
        # expected       read (critère, confidence)                  best  two   exact states first all
        (["age"], [("age", SUR)], True, True, True, True, True, True),
        (["age"], [("age", PAS_SUR)], True, True, False, False, None, None),
        (["age", "sexe"], [("sexe", SUR)], True, True, False, True, True, True),
        (["age"], [("sexe", SUR), ("age", 0.2)], False, True, False, True, False, False),
        (["age"], [("age", SUR), ("sexe", SUR)], True, True, False, True, True, False),
        (["age"], [("sexe", 0.3), ("langue", 0.2), ("age", 0.1)], False, False, False, False, None, None),
        (["age"], [], False, False, False, False, None, None),
        ([], [("age", SUR)], None, None, None, None, False, False),
        ([], [("age", 0.2)], None, None, None, None, None, None),
    ],
)
def test_criteres(
    cas: Batir,
    attendus: list[str],
    lus: list[tuple[str, float]],
    premier: bool | None,
    deux: bool | None,
    exact: bool | None,
    affirme: bool | None,
    premier_juste: bool | None,
    tout_juste: bool | None,
) -> None:
    c = cas({"criteres": attendus}, analyse(lus))
    assert JUSTE["critere_premier"](c) is premier
    assert JUSTE["critere_deux_premiers"](c) is deux
    assert JUSTE["critere_exact"](c) is exact
    assert JUSTE["couverture"](c) is affirme
    assert JUSTE["affirme_premier_juste"](c) is premier_juste
    assert JUSTE["affirme_tout_juste"](c) is tout_juste


@pytest.mark.parametrize(
    ("mesure", "etiquettes", "lu", "juste"),
    [
        # Nothing to state: a story without critère, another subject.
        ("recit_sans_critere", {"criteres": []}, analyse([("age", PAS_SUR)]), True),
        ("recit_sans_critere", {"criteres": []}, analyse([("age", SUR)]), False),
        ("recit_sans_critere", {"criteres": ["age"]}, analyse(), None),
        ("recit_sans_critere", {"kind": "administratif"}, analyse(), None),
        ("autre_texte", {"kind": "administratif"}, analyse([("age", PAS_SUR)]), True),
        ("autre_texte", {"kind": "administratif"}, analyse([("age", SUR)]), False),
        ("autre_texte", {"criteres": []}, analyse(), None),
        ("affirme_premier_juste", {"kind": "administratif"}, analyse([("age", SUR)]), None),
        # Domaine.
        ("domaine", {"domaine": "emploi"}, analyse(domaine=("emploi", 0.1)), True),
        ("domaine", {"domaine": "emploi"}, analyse(domaine=("sante", 0.9)), False),
        ("domaine", {"domaine": "autre"}, analyse(), False),
        ("domaine", {"domaine": None}, analyse(), None),
        ("domaine_sans_autre", {"domaine": "autre"}, analyse(), None),
        ("domaine_sans_autre", {"domaine": "emploi"}, analyse(domaine=("autre", 0.9)), False),
        ("domaine_tu", {"domaine": None}, analyse(domaine=("emploi", PAS_SUR)), True),
        ("domaine_tu", {"domaine": None}, analyse(domaine=("emploi", SUR)), False),
        ("domaine_tu", {}, analyse(domaine=("emploi", SUR)), None),
        # Nature, and the verdict that stands for it.
        ("nature", {"nature": "violence"}, analyse(nature="violence"), True),
        ("nature", {"nature": "violence"}, analyse(nature="insuffisant"), False),
        ("nature", {"verdict": "non"}, analyse(nature="violence"), None),
        ("verdict", {"verdict": "probable"}, analyse(nature="discrimination"), True),
        ("verdict", {"verdict": "probable"}, analyse(nature="harcelement"), True),
        ("verdict", {"verdict": "probable"}, analyse(nature="insuffisant"), False),
        ("verdict", {"verdict": "insuffisant"}, analyse(nature="insuffisant"), True),
        ("verdict", {"verdict": "non"}, analyse(nature="autre_litige"), True),
        ("verdict", {"verdict": "non"}, analyse(nature="propos_haineux"), True),
        ("verdict", {"verdict": "non"}, analyse(nature="violence"), True),
        ("verdict", {"verdict": "non"}, analyse(nature="discrimination"), False),
        ("verdict", {"verdict": "non"}, analyse(nature=""), False),
        # A discrimination sent away: another dispute, and no critère stated.
        ("ecartee", {"verdict": "probable"}, analyse(nature="autre_litige"), True),
        ("ecartee", {"nature": "discrimination"}, analyse(nature="autre_litige"), True),
        ("ecartee", {"verdict": "probable"}, analyse([("age", SUR)], nature="autre_litige"), False),
        ("ecartee", {"verdict": "probable"}, analyse(nature="insuffisant"), False),
        ("ecartee", {"verdict": "insuffisant"}, analyse(nature="autre_litige"), None),
        ("envoyee_ailleurs", {"verdict": "probable"}, analyse([("age", SUR)], nature="autre_litige"), True),
        ("envoyee_ailleurs", {"verdict": "probable"}, analyse(nature="insuffisant"), True),
        ("envoyee_ailleurs", {"verdict": "probable"}, analyse(nature="harcelement"), False),
        # Role.
        ("role", {"role": "pro"}, analyse(role="professionnel"), True),
        ("role", {"role": "temoin"}, analyse(), False),
        ("role", {"role": None}, analyse(role="victime"), None),
        ("role_tu", {"role": None}, analyse(), True),
        ("role_tu", {"role": None}, analyse(role="victime"), False),
        ("role_tu", {}, analyse(role="victime"), None),
        # Danger.
        ("danger_vu", {"danger": True}, analyse(danger="menace"), True),
        ("danger_vu", {"danger": True}, analyse(), False),
        ("danger_vu", {"danger": False}, analyse(danger="menace"), None),
        ("danger_vu", {}, analyse(danger="menace"), None),
        ("fausse_alerte", {"danger": False}, analyse(danger="menace"), True),
        ("fausse_alerte", {"danger": False}, analyse(), False),
        ("fausse_alerte", {"danger": True}, analyse(danger="menace"), None),
        ("fausse_alerte", {}, analyse(danger="menace"), None),
        # Intents.
        ("recit_reconnu", {"criteres": []}, analyse(intent="saluer"), False),
        ("question", {"topic": "cout"}, analyse(intent="question"), True),
        ("question", {"topic": "cout"}, analyse(), False),
        ("question", {"criteres": []}, analyse(intent="question"), None),
        # A question inside a story.
        ("jointe", {"criteres": ["age"], "sujets": ["cout"]}, analyse(sujet="cout"), True),
        ("jointe", {"criteres": ["age"], "sujets": ["cout"]}, analyse(sujet="delais"), False),
        ("jointe", {"criteres": [], "sujets": ["cout"]}, analyse(), False),
        ("jointe", {"criteres": [], "sujets": []}, analyse(sujet="cout"), None),
        ("jointe", {"sujets": ["cout"]}, analyse(sujet="cout"), None),
        ("jointe_inventee", {"criteres": [], "sujets": []}, analyse(sujet="cout"), True),
        ("jointe_inventee", {"criteres": [], "sujets": []}, analyse(), False),
        ("jointe_inventee", {"criteres": []}, analyse(sujet="cout"), None),
        ("hors_sujet", {}, analyse(intent="saluer"), True),
        ("hors_sujet", {}, analyse(intent="raconter"), False),
        ("hors_sujet", {}, analyse([("age", SUR)], intent="saluer"), False),
        ("hors_sujet", {"kind": "administratif"}, analyse(intent="saluer"), None),
    ],
)
def test_each_measure(
    cas: Batir, mesure: str, etiquettes: dict[str, Any], lu: dict[str, Any], juste: bool | None
) -> None:
    assert JUSTE[mesure](cas(etiquettes, lu)) is juste


@pytest.mark.parametrize(
    ("etiquettes", "sujet", "juste"),
    [
        ({"topic": "cout"}, "cout", True),
        ({"topic": "cout"}, "delais", False),
        ({"topic": "cout"}, None, False),
        ({"topic": "delai"}, "delai_reponse", True),
        # A topic with no line of its own, but the name of a subject.
        ({"topic": "chances"}, "chances", True),
        ({"topic": "chances"}, "cout", False),
        # Nobody can tell; or it is asked of another body.
        ({"topic": "inconnu"}, "cout", None),
        ({"topic": "cout", "wording": "verbatim"}, "cout", None),
        ({"topic": "cout", "wording": "retold"}, "cout", True),
        # The row's own list wins over the topic's.
        ({"topic": "saisine", "sujets": ["deja_au_tribunal"]}, "saisine", False),
        ({"sujets": ["deja_au_tribunal"]}, "deja_au_tribunal", True),
    ],
)
def test_answers(cas: Batir, etiquettes: dict[str, Any], sujet: str | None, juste: bool | None) -> None:
    assert JUSTE["reponse"](cas(etiquettes, analyse(intent="question", sujet=sujet))) is juste
