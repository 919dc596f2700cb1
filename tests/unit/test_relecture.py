"""The rules of review: labels, the masked copy, what to read next, what may be learned, and its two files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.comprehension.exemples import Exemple, lire
from bot.evaluation.lecture import LigneIllisible, lire_fichiers
from bot.relecture import (
    AUCUN,
    INTENTS,
    EtiquetteInvalide,
    Etiquettes,
    composer,
    departement_du_choix,
    lues,
    reduire,
    retenues,
)
from bot.relecture.copie import DERNIER_REPLI, REPLIS
from bot.relecture.export import ecrire, lire_cas
from bot.relecture.incertitude import choisir, confiance, hesitation, incertitude, sujet
from bot.relecture.regression import ecarts
from bot.relecture.ressemblance import RAISONS, propre, trop_proche
from bot.textes import tous

RACINE = Path(__file__).resolve().parents[2]
DIT = "Karim Ziani de l'agence m'a dit que je suis trop vieux"


def analyse(**change: Any) -> dict[str, Any]:
    """What `bot.comprehension.analyse` gives."""
    return {
        "intent": {"nom": "raconter", "confiance": 0.9},
        "nature": {"nom": "discrimination", "confiance": 0.8},
        "criteres": [{"id": "age", "confiance": 0.7, "mots": ["vieux"]}, {"id": "sexe", "confiance": 0.05, "mots": []}],
        "domaine": {"id": "emploi", "confiance": 0.6, "mots": ["agence"]},
        "role": "victime",
        "ensemble": ["age"],
        "sujet": None,
        "lieu": None,
        "danger": None,
        **change,
    }


def reduite(**change: Any) -> dict[str, Any]:
    lue = reduire(analyse(**change))
    assert lue is not None
    return lue


# Labels


def test_the_intents_are_those_of_the_domain() -> None:
    domaine = yaml.safe_load((RACINE / "domain.yml").read_text(encoding="utf-8"))
    assert tuple(next(iter(i)) if isinstance(i, dict) else i for i in domaine["intents"]) == INTENTS


@pytest.mark.parametrize(
    ("brut", "champ"),
    [
        ({"intent": "restart"}, "intent"),
        ({"nature": "x"}, "nature"),
        ({"nature": ["discrimination"]}, "nature"),
        ({"criteres": "age"}, "criteres"),
        ({"criteres": ["age", "age"]}, "criteres"),
        ({"criteres": ["couleur"]}, "criteres"),
        ({"criteres": [3]}, "criteres"),
        ({"domaine": ""}, "domaine"),
        ({"role": "juge"}, "role"),
        ({"danger": True}, "danger"),
        ({"sujet": "cout"}, "sujet"),
    ],
    ids=str,
)
def test_a_label_of_no_list_is_refused(brut: dict[str, Any], champ: str) -> None:
    with pytest.raises(EtiquetteInvalide) as refuse:
        Etiquettes.depuis(brut)
    assert refuse.value.champ == champ


@pytest.mark.parametrize(
    "brut",
    [
        {},
        {"criteres": []},
        {"intent": "raconter", "criteres": ["age", "sexe"], "domaine": AUCUN, "role": AUCUN, "danger": AUCUN},
        {"danger": "menace"},
    ],
    ids=str,
)
def test_labels_go_through_a_row_unchanged(brut: dict[str, Any]) -> None:
    assert Etiquettes.depuis(brut).vers_dict() == brut
    assert Etiquettes.depuis({**brut, "nature": None}) == Etiquettes.depuis(brut)


def test_what_the_reviewer_did_not_say_stays_the_machines() -> None:
    lu = reduite(criteres=[{"id": "age", "confiance": 0.7, "mots": []}, {"id": "sexe", "confiance": 0.05, "mots": []}])
    assert lues(lu) == Etiquettes("raconter", "discrimination", ("age",), "emploi", "victime", AUCUN)
    assert retenues(lu, None) == retenues(lu, Etiquettes()) == lues(lu)
    assert retenues(lu, Etiquettes(criteres=(), domaine=AUCUN)).criteres == ()
    assert lues(reduite(intent={"nom": "saluer", "confiance": 1.0})) == Etiquettes(
        "saluer", None, (), AUCUN, "victime", AUCUN
    )


@pytest.mark.parametrize(
    ("dites", "a_apprendre"),
    [
        ({"intent": "raconter", "nature": "violence"}, {"intent": "raconter", "nature": "violence", "criteres": []}),
        ({"danger": "menace"}, {"intent": "signaler_danger", "danger": "menace"}),
        ({"intent": "signaler_danger", "danger": "menace", "criteres": ["age"]}, {"intent": "signaler_danger", "danger": "menace"}),
        ({"intent": "saluer", "danger": AUCUN, "criteres": [], "role": AUCUN}, {"intent": "saluer", "danger": AUCUN}),
        ({"intent": "repondre_critere", "criteres": ["age"]}, {"intent": "repondre_critere", "criteres": ["age"]}),
        ({"intent": "repondre_domaine", "domaine": "emploi"}, {"intent": "repondre_domaine", "domaine": "emploi"}),
        ({}, "intent"),
        ({"criteres": ["age"]}, "intent"),
        ({"intent": "raconter"}, "nature"),
        ({"intent": "signaler_danger"}, "danger"),
        ({"intent": "raconter", "nature": "violence", "danger": "menace"}, "danger"),
        ({"intent": "saluer", "nature": "violence"}, "nature"),
        ({"intent": "question", "criteres": ["age"]}, "criteres"),
        ({"intent": "repondre_critere", "domaine": "emploi"}, "domaine"),
        ({"intent": "repondre_critere"}, "criteres"),
        ({"intent": "repondre_domaine", "domaine": AUCUN}, "domaine"),
    ],
    ids=str,
)  # fmt: skip
def test_what_an_example_may_teach(dites: dict[str, Any], a_apprendre: Any) -> None:
    if isinstance(a_apprendre, dict):
        assert Etiquettes.depuis(dites).pour_apprendre().vers_dict() == a_apprendre
    else:
        with pytest.raises(EtiquetteInvalide) as refuse:
            Etiquettes.depuis(dites).pour_apprendre()
        assert refuse.value.champ == a_apprendre


# The copy


def test_a_copy_keeps_no_word_that_the_mask_hides() -> None:
    lu = reduite(criteres=[{"id": "origine", "confiance": 0.7, "mots": ["Ziani", "vieux", "vie", "prénom"]}])
    copie = composer(DIT, lu, [], False)
    assert "Karim" not in json.dumps(copie) and "Ziani" not in json.dumps(copie)
    assert copie["analyse"]["criteres"] == [{"id": "origine", "confiance": 0.7, "mots": ["vieux"]}]


@pytest.mark.parametrize(
    "change",
    [
        {"intent": {"nom": "Karim", "confiance": 0.9}},
        {"intent": {"nom": "raconter", "confiance": "Karim"}},
        {"nature": {"nom": "Karim", "confiance": 0.9}},
        {"criteres": [{"id": "Karim", "confiance": 0.9, "mots": []}]},
        {"criteres": [{"id": "age", "mots": []}]},
        {"domaine": {"id": "Karim", "confiance": 0.9, "mots": []}},
        {"criteres": None},
    ],
    ids=str,
)
def test_an_analysis_that_is_none_makes_no_copy(change: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        composer(DIT, {**reduite(), **change}, [], False)


def test_a_word_outside_our_lists_is_dropped() -> None:
    copie = composer(DIT, {**reduite(), "role": "Karim", "danger": "Karim", "departement": "Karim"}, [], False)
    assert (copie["analyse"]["role"], copie["analyse"]["danger"], copie["departement"]) == (None, None, None)


def test_of_the_place_only_the_department_is_kept() -> None:
    lieu = {"code": "59512", "commune": "Roubaix", "departement": "59", "hors_region": False, "possibles": []}
    copie = composer(DIT, reduite(lieu=lieu), [], True)
    assert (copie["departement"], copie["urgence"]) == ("59", True)
    assert "Roubaix" not in json.dumps(copie)
    assert composer(DIT, {**reduite(), "departement": "75"}, [], True)["departement"] is None


@pytest.mark.parametrize(
    ("reponses", "intent", "repli"),
    [
        ([], "raconter", False),
        ([None, "utter_saluer"], "saluer", False),
        *(([nom], "raconter", True) for nom in sorted(REPLIS)),
        (["utter_remercier", "utter_pas_compris"], "affirmer", True),
        ([DERNIER_REPLI, "utter_carte"], "hors_sujet", True),
        ([DERNIER_REPLI, "utter_carte"], "demander_humain", False),
        ([DERNIER_REPLI], "insulter", False),
    ],
)
def test_what_is_a_fallback(reponses: list[Any], intent: str, repli: bool) -> None:
    assert composer(DIT, reduite(intent={"nom": intent, "confiance": 1.0}), reponses, False)["repli"] is repli


def test_the_fallbacks_are_responses_of_the_actions() -> None:
    code = (RACINE / "actions" / "relancer.py").read_text(encoding="utf-8")
    assert set(re.findall(r'"(utter_[a-z_]+)"', code)) >= REPLIS
    assert DERNIER_REPLI in (RACINE / "actions" / "passer_la_main.py").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("payload", "departement"),
    [
        ('/repondre_lieu{"lieu": "59350"}', "59"),
        ('/repondre_lieu{"lieu": "62041"}', "62"),
        ('/repondre_lieu{"lieu": "00000"}', None),
        ("/repondre_lieu{lieu", None),
        ("/repondre_lieu{}", None),
        ("/repondre_lieu[]", None),
        ("/affirmer", None),
        ("", None),
    ],
)
def test_the_department_of_a_place_that_was_touched(payload: str, departement: str | None) -> None:
    assert departement_du_choix(payload) == departement


# What to read next


def criteres(*confiances: float) -> list[dict[str, Any]]:
    return [{"id": i, "confiance": p, "mots": []} for i, p in zip(("age", "sexe", "origine"), confiances, strict=False)]


def test_the_less_sure_the_sooner() -> None:
    """From what teaches least to what teaches most."""
    sure = {"intent": {"nom": "raconter", "confiance": 0.99}, "nature": {"nom": "discrimination", "confiance": 0.95}}
    suite = [
        (reduite(**sure, criteres=criteres(0.97, 0.02)), False, False),
        (reduite(**sure, criteres=criteres(0.97, 0.30)), False, False),
        (reduite(**sure, criteres=criteres(0.60, 0.05)), False, False),
        (reduite(**sure, criteres=criteres(0.60, 0.55)), False, False),
        (reduite(**sure, criteres=criteres(0.60, 0.55)), True, False),
        (reduite(**sure, criteres=criteres(0.60, 0.55), danger={"type": "menace"}), False, False),
        (reduite(**sure, criteres=criteres(0.60, 0.55)), True, True),
    ]
    valeurs = [incertitude(*copie) for copie in suite]
    assert valeurs == sorted(valeurs) and len(set(valeurs)) == len(valeurs)


@pytest.mark.parametrize(
    ("lu", "attendue"),
    [
        ({"intent": {"nom": "saluer", "confiance": 0.4}, "criteres": criteres(0.5, 0.5)}, 0.6),
        ({"criteres": [], "nature": {"nom": "autre_litige", "confiance": 0.9}}, 0.1),
        ({"criteres": criteres(0.05), "nature": {"nom": "autre_litige", "confiance": 0.9}}, 0.1),
        ({"criteres": [], "nature": {"nom": "autre_litige", "confiance": 0.3}}, 0.7),
    ],
)
def test_hesitation(lu: dict[str, Any], attendue: float) -> None:
    assert hesitation(reduite(**lu)) == pytest.approx(attendue)


def test_both_alarms_together_count_less_than_one_alone() -> None:
    vu = reduite(danger={"type": "menace"})
    assert incertitude(reduite(), False, False) < incertitude(vu, False, True) < incertitude(vu, False, False)


def test_confidence_and_subject_of_a_story_are_those_of_its_best_critere() -> None:
    assert (confiance(reduite(criteres=criteres(0.3, 0.6))), sujet(reduite(criteres=criteres(0.3, 0.6)))) == (
        0.6,
        "sexe",
    )
    salut = reduite(intent={"nom": "saluer", "confiance": 0.8})
    assert (confiance(salut), sujet(salut)) == (0.8, "saluer")


def test_no_group_fills_the_list() -> None:
    candidats = [("a", 0.9), ("a", 0.89), ("a", 0.88), ("b", 0.7), ("c", 0.5)]
    assert choisir(candidats, 4, lambda c: c[1], lambda c: c[0]) == [("a", 0.9), ("b", 0.7), ("a", 0.89), ("c", 0.5)]
    assert choisir(candidats, 9, lambda c: c[1], lambda c: c[0])[-1] == ("a", 0.88)
    assert choisir([], 3, lambda c: 1.0, str) == []


# What is learned


def test_each_reason_of_refusal_has_its_words() -> None:
    assert {f"relecture.refus_{r}" for r in (*RAISONS, "deja_propose")} <= set(tous())


@pytest.mark.parametrize(("brut", "attendu"), [(" a\n\tb\u2028c ", "a b c"), ("a\x00b", "a b"), ("\u202ea", "a")])
def test_a_sentence_is_one_clean_line(brut: str, attendu: str) -> None:
    assert propre(brut) == attendu


LONG = "Bonjour, hier le chef de rayon refuse encore mes congés d'été alors que mes collègues sans enfants partent tous en août"


@pytest.mark.parametrize(
    ("texte", "masque", "proche"),
    [
        # Each of the three rules alone: the whole, with a letter more here and there; runs of words; one long run.
        ("mon patrons refuse de mes donner des congés", "mon patron refuse de me donner des congés", True),
        ("le chef de rayon refuse encore", LONG, True),
        ("On me traite autrement que les autres dans ce magasin, car le chef de rayon refuse encore mes congés, c'est ainsi", LONG, True),
        ("Une salariée mère de famille n'obtient jamais de vacances pendant la belle saison", LONG, False),
        ("[prénom] m'insulte", "[prénom] [nom] me bouscule", False),
    ],
)  # fmt: skip
def test_what_is_too_near_the_masked_copy(texte: str, masque: str, proche: bool) -> None:
    assert trop_proche(texte, masque) is proche


PHRASES = [
    ("« Trop vieux », dit-il : \"non\" # fin", Etiquettes("raconter", "discrimination", ("age", "sexe"), "emploi", "victime")),
    ("rien n'est dit", Etiquettes("raconter", "insuffisant", (), AUCUN, AUCUN, AUCUN)),
    ("il m'attend en bas", Etiquettes("signaler_danger", danger="menace")),
    ("coucou vous", Etiquettes("saluer")),
    ("à cause de mon âge", Etiquettes("repondre_critere", criteres=("age",))),
    ("il me tape en ce moment même", Etiquettes("raconter", "violence", (), danger=AUCUN)),
]  # fmt: skip


def test_exported_sentences_are_learned_with_their_labels(tmp_path: Path) -> None:
    nlu, cas = tmp_path / "nlu", tmp_path / "cas"
    assert ecrire(PHRASES, "2026-03", nlu, cas) == (nlu / "2026-03.yml", cas / "2026-03.jsonl")
    assert sorted(lire(nlu), key=lambda e: e.texte) == sorted(
        [
            Exemple(PHRASES[0][0], "raconter", ("age", "sexe"), "emploi", "discrimination", "victime"),
            Exemple(PHRASES[1][0], "raconter", (), None, "insuffisant"),
            Exemple(PHRASES[2][0], "", danger="menace"),
            Exemple(PHRASES[3][0], "saluer"),
            Exemple(PHRASES[4][0], "repondre_critere", ("age",)),
            Exemple(PHRASES[5][0], "raconter", (), None, "violence"),
        ],
        key=lambda e: e.texte,
    )
    lus = lire_cas(cas)
    assert [(c.texte, c.etiquettes) for c in lus[:5]] == PHRASES[:5]
    # What the detector sees, no training takes away.
    assert lus[5].etiquettes == Etiquettes("raconter", "violence", ())
    assert [c.id for c in lus[:2]] == ["R2026-03-001", "R2026-03-002"]


def test_an_export_adds_at_the_end_and_never_twice(tmp_path: Path) -> None:
    nlu, cas = tmp_path / "nlu", tmp_path / "cas"
    ecrire(PHRASES[:2], "2026-03", nlu, cas)
    avant = (nlu / "2026-03.yml").read_text(encoding="utf-8")
    (cas / "2026-03.jsonl").unlink()  # stopped between the two files
    ecrire(PHRASES[:3], "2026-03", nlu, cas)
    ecrire(PHRASES[:4], "2026-04", nlu, cas)  # stopped before they were marked, and taken up next month
    assert (nlu / "2026-03.yml").read_text(encoding="utf-8").startswith(avant)
    assert [e.texte for e in lire(nlu)] == [t for t, _ in PHRASES[:4]]
    assert [(c.fichier, c.id) for c in lire_cas(cas)] == [
        ("2026-03", "R2026-03-001"), ("2026-03", "R2026-03-002"), ("2026-03", "R2026-03-003"), ("2026-04", "R2026-04-001"),
    ]  # fmt: skip
    assert not [f for d in (nlu, cas) for f in d.iterdir() if f.suffix not in (".yml", ".jsonl")]


def test_a_non_regression_file_cannot_be_taken_for_a_measure(tmp_path: Path) -> None:
    _, fichier = ecrire(PHRASES[:1], "2026-03", tmp_path, tmp_path)
    assert "NON-RÉGRESSION" in fichier.read_text(encoding="utf-8").splitlines()[0]
    with pytest.raises(LigneIllisible):
        lire_fichiers([fichier])


@pytest.mark.parametrize(
    ("attendues", "lu", "champs"),
    [
        (Etiquettes("raconter", "discrimination", ("age",), "emploi", "victime", AUCUN), {}, []),
        (Etiquettes(), {}, []),
        (Etiquettes(criteres=("sexe", "age")), {}, []),
        (Etiquettes(criteres=("sexe",)), {}, ["criteres"]),
        (Etiquettes(criteres=()), {}, ["criteres"]),
        (Etiquettes(criteres=()), {"criteres": criteres(0.2)}, []),
        (Etiquettes("saluer", "violence", domaine="sante", role="temoin"), {}, ["intent", "nature", "domaine", "role"]),
        (Etiquettes(domaine=AUCUN, role=AUCUN), {}, ["domaine", "role"]),
        (Etiquettes(domaine=AUCUN, role=AUCUN), {"domaine": None, "role": None}, []),
        (Etiquettes(domaine=AUCUN), {"domaine": {"id": "emploi", "confiance": 0.3}}, []),
        (Etiquettes(danger=AUCUN), {"danger": {"type": "menace", "autres": []}}, ["danger"]),
        (Etiquettes("signaler_danger", danger="menace"), {}, ["danger"]),
        (Etiquettes("signaler_danger", danger="menace"), {"danger": {"type": "suicide", "autres": ["menace"]}}, []),
    ],
    ids=str,
)
def test_where_a_model_differs_from_what_was_agreed(
    attendues: Etiquettes, lu: dict[str, Any], champs: list[str]
) -> None:
    assert ecarts(attendues, analyse(**lu)) == champs
