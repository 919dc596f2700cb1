"""From files to figures and tables, with invented texts and what a pretended model reads in them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.evaluation import mesurer, rendre
from bot.evaluation.cas import sujets_acceptes
from bot.evaluation.justesse import MESURES
from bot.situation import SEUIL_AFFIRMER as SUR

from .conftest import Ecrire, analyse

RACINE = Path(__file__).resolve().parents[3]

RECITS = [
    # text, labels, what is read
    ("t1", {"criteres": ["age"], "domaine": "emploi", "verdict": "probable", "register": "courant"},
     analyse([("age", SUR)], ("emploi", 0.9))),
    ("t2", {"criteres": ["age"], "domaine": "emploi", "verdict": "probable", "register": "courant"},
     analyse([("sexe", 0.5), ("age", 0.4)], ("emploi", 0.4), "autre_litige")),
    ("t3", {"criteres": ["sexe", "age"], "domaine": "autre", "verdict": "insuffisant",
             "register": "familier"},
     analyse([("age", 0.95), ("sexe", SUR)], ("sante", 0.5))),
    ("t4", {"criteres": [], "domaine": None, "verdict": "non", "register": "familier", "doubt": "hésitation"},
     analyse([("sexe", SUR)], ("logement", 0.4), "violence")),
]  # fmt: skip
QUESTIONS = [
    ("q1", {"topic": "cout"}, analyse(intent="question", sujet="cout")),
    ("q2", {"topic": "cout"}, analyse(intent="saluer")),
    ("q3", {"topic": "jardin"}, analyse(intent="question", sujet="cout")),
]
BAVARDAGE = [("h1", {}, analyse(intent="saluer")), ("h2", {}, analyse(intent="raconter"))]
LU = {texte: lu for texte, _, lu in RECITS + QUESTIONS + BAVARDAGE}


def lire_textes(textes: Sequence[str]) -> list[dict[str, Any]]:
    return [LU[t] for t in textes]


@pytest.fixture
def resultat(ecrire: Ecrire) -> dict[str, Any]:
    fichiers = [
        ecrire(*({"id": t.upper(), "text": t, **e} for t, e, _ in lignes), nom=f"{nom}.jsonl")
        for nom, lignes in (("recits", RECITS), ("questions", QUESTIONS), ("bavardage", BAVARDAGE))
    ]
    return mesurer(None, fichiers, lire_textes)


@pytest.mark.parametrize(
    ("mesure", "oui", "n"),
    [
        ("critere_premier", 2, 3),
        ("critere_deux_premiers", 3, 3),
        ("critere_exact", 2, 3),
        ("couverture", 2, 3),
        ("affirme_premier_juste", 2, 3),
        ("recit_sans_critere", 0, 1),
        ("autre_texte", 0, 0),
        ("domaine", 2, 3),
        ("domaine_sans_autre", 2, 2),
        ("domaine_tu", 1, 1),
        ("nature", 0, 0),
        ("verdict", 2, 4),
        ("ecartee", 1, 2),
        ("question", 2, 3),
        ("reponse", 1, 2),
        ("hors_sujet", 1, 2),
    ],
)
def test_the_whole(resultat: dict[str, Any], mesure: str, oui: int, n: int) -> None:
    chiffre = resultat["groupes"]["ensemble"][mesure]
    assert (chiffre["oui"], chiffre["n"]) == (oui, n)
    assert chiffre["valeur"] == (None if n == 0 else pytest.approx(oui / n, abs=1e-5))


@pytest.mark.parametrize(
    ("groupe", "nom", "mesure", "oui", "n"),
    [
        ("par_fichier", "recits", "critere_premier", 2, 3),
        ("par_fichier", "questions", "critere_premier", 0, 0),
        ("par_fichier", "questions", "question", 2, 3),
        ("par_registre", "courant", "critere_premier", 1, 2),
        ("par_registre", "familier", "critere_premier", 1, 1),
        ("par_registre", "familier", "recit_sans_critere", 0, 1),
    ],
)
def test_groups(resultat: dict[str, Any], groupe: str, nom: str, mesure: str, oui: int, n: int) -> None:
    chiffre = resultat["groupes"][groupe][nom][mesure]
    assert (chiffre["oui"], chiffre["n"]) == (oui, n)


def test_doubtful_rows_are_also_counted_apart(resultat: dict[str, Any]) -> None:
    groupes = resultat["groupes"]
    assert [groupes[g]["textes"]["n"] for g in ("ensemble", "sans_doute", "doute")] == [9, 8, 1]
    assert [groupes[g]["recit_sans_critere"]["n"] for g in ("ensemble", "sans_doute", "doute")] == [1, 0, 1]


def test_a_family_of_sources_counts_from_ten_rows_whatever_the_batches(ecrire: Ecrire) -> None:
    lignes = [{"id": str(i), "text": "h1", "source": f"https://grand.fr/{i}"} for i in range(40)]
    petit = {"id": "p", "text": "h1", "source": "https://petit.fr/"}
    par_source = mesurer(None, [ecrire(*lignes, petit)], lire_textes)["groupes"]["par_source"]
    assert {nom: g["textes"]["n"] for nom, g in par_source.items()} == {"grand.fr": 40}


def test_macro_f1_keeps_labels_with_three_cases(resultat: dict[str, Any]) -> None:
    # Only age has 3 cases. Stated: 2 right of 3 expected, 2 given: 2×2 / (3+2). Best alone: the same here.
    for nom in ("macro_f1", "macro_f1_premier"):
        chiffre = resultat["groupes"]["ensemble"][nom]
        assert (chiffre["valeur"], chiffre["etiquettes"], chiffre["n"]) == (0.8, 1, 4)


def test_labels(resultat: dict[str, Any]) -> None:
    def resume(nom: str) -> dict[str, tuple[Any, ...]]:
        return {
            e: (c["cas"], c["donnes"], c["precision"], c["rappel"], c["f1"])
            for e, c in resultat["etiquettes"][nom].items()
        }

    assert resume("criteres") == {"age": (3, 2, 1.0, 0.666667, 0.8), "sexe": (1, 2, 0.5, 1.0, 0.666667)}
    # Best alone: t2 and t4 give sexe (t4 states it where nothing is expected), t3's reference is age.
    assert resume("criteres_premier") == {"age": (3, 2, 1.0, 0.666667, 0.8), "sexe": (0, 2, 0.0, None, 0.0)}
    assert resume("domaines") == {
        "emploi": (2, 2, 1.0, 1.0, 1.0),
        "sante": (0, 1, 0.0, None, 0.0),
        "autre": (1, 0, None, 0.0, 0.0),
    }
    assert resume("natures") == {}
    assert resume("verdicts") == {
        "probable": (2, 2, 0.5, 0.5, 0.5),
        "insuffisant": (1, 0, None, 0.0, 0.0),
        "non": (1, 2, 0.5, 1.0, 0.666667),
    }


def test_an_unsure_critere_is_no_error_where_none_is_expected(ecrire: Ecrire) -> None:
    resultat = mesurer(None, [ecrire({"id": "1", "text": "t2", "criteres": []})], lire_textes)
    assert resultat["etiquettes"]["criteres_premier"] == {}


def test_confusions(resultat: dict[str, Any]) -> None:
    assert resultat["confusions"] == {
        "nature": {},
        "verdict": {
            "insuffisant": {"discrimination": 1},
            "non": {"violence": 1},
            "probable": {"autre_litige": 1, "discrimination": 1},
        },
        "domaine": {"autre": {"sante": 1}, "emploi": {"emploi": 2}},
        "critere": {"age": {"age": 2, "sexe": 1}},
    }


def test_errors_are_named_by_their_ids_and_no_text_leaves(resultat: dict[str, Any]) -> None:
    assert resultat["erreurs"]["critere_premier"] == ["recits:T2"]
    assert resultat["erreurs"]["ecartee"] == ["recits:T2"]
    assert resultat["erreurs"]["fausse_alerte"] == []
    assert resultat["erreurs"]["hors_sujet"] == ["bavardage:H2"]
    assert '"t2"' not in json.dumps(resultat)


def test_the_result_is_ready_for_json_and_the_same_each_time(ecrire: Ecrire) -> None:
    fichier = ecrire(*({"id": t, "text": t, **e} for t, e, _ in RECITS))
    un, deux = mesurer(None, [fichier], lire_textes), mesurer(None, [fichier], lire_textes)
    assert un.pop("debit")["textes"] == deux.pop("debit")["textes"] == 4
    assert json.loads(json.dumps(un, allow_nan=False)) == deux


def test_the_tables_fit_the_terminal_and_speak_french(resultat: dict[str, Any]) -> None:
    texte = rendre(resultat)
    assert max(map(len, texte.splitlines())) <= 110
    # The first table where a title appears is that of the whole.
    lignes = {ligne[1:].split("  ")[0]: ligne.split() for ligne in reversed(texte.splitlines())}
    ligne = lignes["critère : le premier est juste"]
    assert ligne[6:8] == ["66,7", "%"]
    assert ligne[9:14] == ["3", "≥", "88", "%", "non"]
    assert lignes["discrimination écartée à tort"][-6:] == ["≤", "2", "%", "non", "50,0", "(2)"]
    assert lignes["age"] == ["age", "3", "2", "1,00", "0,67", "0,80", "2", "1,00", "0,67", "0,80"]
    assert "nature juste" not in texte
    assert "Sans réponse dans bot/evaluation/sujets.yml : jardin" in texte


@pytest.mark.parametrize("lignes", [[], [{"id": "1", "text": "h1"}], [{"id": "1", "text": "q1", "topic": "cout"}]])
def test_files_with_almost_nothing(ecrire: Ecrire, lignes: list[dict[str, Any]]) -> None:
    resultat = mesurer(None, [ecrire(*lignes)], lire_textes)
    ensemble = resultat["groupes"]["ensemble"]
    assert ensemble["critere_premier"] == {"valeur": None, "bas": None, "haut": None, "oui": 0, "n": 0}
    assert ensemble["macro_f1"]["valeur"] is ensemble["ece"]["valeur"] is None
    json.dumps(resultat, allow_nan=False)
    assert rendre(resultat).startswith(f"{len(lignes)} textes")


def test_long_names_still_fit(ecrire: Ecrire) -> None:
    lignes = [
        {"id": str(i), "text": "t1", "criteres": ["age"], "register": f"registre-{'x' * 40}{i % 5}",
         "source": f"Une source au nom vraiment très long, article {i}"}
        for i in range(20)
    ]  # fmt: skip
    texte = rendre(mesurer(None, [ecrire(*lignes, nom=f"{'nom' * 20}.jsonl")], lire_textes))
    assert max(map(len, texte.splitlines())) <= 110
    # A name may be cut, a figure never.
    assert "registre-xxx" in texte and not re.search(r"[\d\[\](,-]\s*…", texte)


def test_an_unknown_label_is_shown(ecrire: Ecrire) -> None:
    resultat = mesurer(None, [ecrire({"id": "1", "text": "t1", "criteres": ["taille"]})], lire_textes)
    assert "Attention, essai:1 : critère inconnu « taille »" in rendre(resultat)


def test_every_goal_has_a_direction_and_every_measure_its_own_name() -> None:
    assert len({m.id for m in MESURES}) == len({m.titre for m in MESURES}) == len(MESURES)
    assert {m.id for m in MESURES if m.moins} == {"ecartee", "envoyee_ailleurs", "fausse_alerte", "jointe_inventee"}


def test_the_subjects_that_suit_a_topic_exist() -> None:
    contenu = yaml.safe_load((RACINE / "data/nlu/questions.yml").read_text(encoding="utf-8"))
    existants = {e["metadata"]["sujet"] for bloc in contenu["nlu"] for e in bloc["examples"]}
    acceptes = {s for sujets in sujets_acceptes().values() for s in sujets}
    assert acceptes <= existants
