"""Reading labelled lines: what a row is, and errors that say where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.evaluation.lecture import LigneIllisible, avertissements, lire, lire_fichiers

from .conftest import Ecrire

BONNE = {"id": "1", "text": "bonjour"}


@pytest.mark.parametrize(
    ("etiquettes", "genre"),
    [
        ({"criteres": ["age"]}, "recit"),
        ({"criteres": []}, "recit"),
        ({"criteres": None}, "hors_sujet"),
        ({"topic": "cout"}, "question"),
        ({"sujets": ["cout"]}, "question"),
        ({"kind": "administratif", "danger": True}, "autre_texte"),
        ({"danger": True}, "divers"),
        ({"nature": "violence"}, "divers"),
        ({"danger": False, "register": "courant"}, "hors_sujet"),
        ({}, "hors_sujet"),
    ],
)
def test_the_labels_of_a_row_tell_what_it_is(ecrire: Ecrire, etiquettes: dict[str, Any], genre: str) -> None:
    (ligne,) = lire(ecrire({**BONNE, **etiquettes}), "f")
    assert ligne.genre == genre


def test_every_field_is_read(ecrire: Ecrire) -> None:
    (ligne,) = lire(
        ecrire(
            {
                "id": 7,
                "text": "x",
                "criteres": ["age", "sexe", "age"],
                "domaine": None,
                "verdict": "probable",
                "role": "pro",
                "register": "familier",
                "danger": "menace",
                "doubt": "hésitation",
                "wording": "retold",
                "source": "https://www.exemple.fr/page",
            }
        ),
        "f",
    )
    assert (ligne.id, ligne.criteres, ligne.verdict, ligne.role) == (
        "7",
        ("age", "sexe"),
        "probable",
        "professionnel",
    )
    assert (ligne.domaine, ligne.domaine_dit, ligne.nature, ligne.doute) == (None, True, None, True)
    assert (ligne.danger, ligne.registre, ligne.formulation) == (True, "familier", "retold")


@pytest.mark.parametrize(
    ("source", "famille"),
    [
        ("https://www.exemple.fr/page?x=1", "exemple.fr"),
        ("github:quelqu-un/corpus:dossier/fichier.yml", "quelqu-un/corpus"),
        ("Journal (rubrique), article 12", "Journal"),
        ("Revue, article 3", "Revue"),
        (None, None),
        ("", None),
    ],
)
def test_a_source_belongs_to_a_family(ecrire: Ecrire, source: str | None, famille: str | None) -> None:
    (ligne,) = lire(ecrire({**BONNE, "source": source}), "f")
    assert ligne.origine == famille


@pytest.mark.parametrize(
    ("ligne", "raison"),
    [
        ("{pas du json", "ce n'est pas du JSON"),
        ("[1, 2]", "un objet JSON est attendu"),
        ({"id": "1"}, "il manque « text »"),
        ({"id": "1", "text": "  "}, "il manque « text »"),
        ({"id": "1", "text": 3}, "il manque « text »"),
        ({**BONNE, "criteres": "age"}, "« criteres » doit être une liste de mots"),
        ({**BONNE, "criteres": [1]}, "« criteres » doit être une liste de mots"),
        ({**BONNE, "domaine": ["emploi"]}, "« domaine » doit être un mot, ou null"),
        ({**BONNE, "danger": 1}, "« danger » doit être vrai, faux ou un nom de danger"),
    ],
)
def test_an_unreadable_line_says_where_and_why(ecrire: Ecrire, ligne: Any, raison: str) -> None:
    fichier = ecrire(BONNE, "", ligne)
    with pytest.raises(LigneIllisible) as erreur:
        list(lire(fichier, "f"))
    assert str(erreur.value).startswith(f"{fichier}:3 : {raison}")


def test_an_error_never_quotes_the_text(ecrire: Ecrire) -> None:
    with pytest.raises(ValueError, match=":1 : ") as erreur:
        list(lire(ecrire('{"id": "1", "text": "un secret'), "f"))
    assert "secret" not in str(erreur.value)


def test_a_file_that_is_not_utf8_says_where(tmp_path: Path) -> None:
    fichier = tmp_path / "f.jsonl"
    fichier.write_bytes(b'{"id": "1", "text": "a"}\n{"id": "2", "text": "\xe9"}\n')
    with pytest.raises(LigneIllisible, match="f.jsonl:2 : le fichier n'est pas en UTF-8"):
        list(lire(fichier, "f"))


def test_a_line_separator_inside_a_text_does_not_cut_the_line(ecrire: Ecrire) -> None:
    (ligne,) = lire(ecrire({"id": "1", "text": "avant\u2028après"}), "f")
    assert ligne.texte == "avant\u2028après"


def test_files_of_the_same_name_stay_apart(ecrire: Ecrire) -> None:
    fichiers = [ecrire(BONNE, nom="a/f.jsonl"), ecrire(BONNE, nom="b/f.jsonl"), ecrire(BONNE, nom="g.jsonl")]
    assert [ligne.fichier for ligne in lire_fichiers(fichiers)] == [str(fichiers[0]), str(fichiers[1]), "g"]


def test_labels_that_are_not_ours_are_told(ecrire: Ecrire) -> None:
    lignes = list(
        lire(
            ecrire(
                {**BONNE, "criteres": ["age", "taille"], "domaine": "emploi"},
                {**BONNE, "nature": "dispute", "verdict": "peut-être", "role": "voisin", "domaine": "mer"},
            ),
            "f",
        )
    )
    assert avertissements(lignes) == [
        "f:1 : critère inconnu « taille »",
        "f:2 : domaine inconnu « mer »",
        "f:2 : nature inconnu « dispute »",
        "f:2 : verdict inconnu « peut-être »",
        "f:2 : rôle inconnu « voisin »",
    ]
