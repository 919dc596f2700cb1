"""Before and after the reviewed sentences, with small models: what is compared, and what a person reads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.comprehension.modele import Modele
from bot.evaluation import relues
from bot.evaluation.tableau import ecart
from bot.relecture import Etiquettes
from bot.relecture.export import ecrire, lire_cas

APPRIS = """version: "3.1"
nlu:
- intent: raconter
  examples:
"""
TEXTES = [
    ("enceinte, mon patron m'a renvoyée", "grossesse", "emploi"),
    ("renvoyée le jour où j'ai dit que je suis enceinte", "grossesse", "emploi"),
    ("pas de contrat pour une femme enceinte", "grossesse", "emploi"),
    ("l'agence refuse mon fauteuil roulant", "handicap", "logement"),
    ("en fauteuil roulant, pas d'appartement", "handicap", "logement"),
    ("le bailleur refuse une rampe pour mon fauteuil", "handicap", "logement"),
]
JUSTE = Etiquettes("raconter", "discrimination", ("religion",), "emploi")
RELUES = [
    (f"{debut} mon culte{fin}", JUSTE)
    for debut in ("refusé à cause de", "le chef se moque de", "pas de poste ici avec")
    for fin in ("", ", dit le chef", " depuis lundi")
]
BLOC = "  - text: {0}\n    metadata: {{criteres: [{1}], domaine: {2}, nature: discrimination, role: victime}}\n"
AUTRES = "- intent: hors_sujet\n  examples:\n" + "".join(
    f"  - text: {t}\n" for t in ("quelle heure est-il", "mets de la musique", "raconte une blague")
)


@pytest.fixture
def nlu(tmp_path: Path) -> Path:
    """Training data with one reviewed sentence, and a case beside it."""
    dossier = tmp_path / "nlu"
    dossier.mkdir()
    (dossier / "recits.yml").write_text(
        APPRIS + "".join(BLOC.format(*t) for t in TEXTES) * 3 + AUTRES * 3, encoding="utf-8"
    )
    ecrire(RELUES, "2026-03", dossier / "relues", tmp_path / "cas")
    return dossier


@pytest.fixture
def modeles(nlu: Path) -> tuple[Modele, Modele]:
    return relues.entrainer_les_deux(lambda _: None, nlu)


def test_only_the_second_model_has_learned_the_reviewed_sentences(
    modeles: tuple[Modele, Modele], tmp_path: Path, ecrire: Any
) -> None:
    cas = lire_cas(tmp_path / "cas")
    avant, apres = modeles
    assert "criteres" in relues.rates(avant, cas)["R2026-03-001"]
    mesure = {"id": "x", "text": "le chef parle encore de mon culte", "criteres": ["religion"], "domaine": "emploi"}
    resultat = relues.comparer(avant, apres, [ecrire(mesure)], tmp_path / "cas")
    premiers = [resultat[m]["ensemble"]["critere_premier"]["valeur"] for m in ("avant", "apres")]
    assert premiers == [0.0, 1.0]
    assert resultat["cas"]["nombre"] == len(RELUES)
    assert "+100,0" in relues.rendre(resultat)


def test_without_reviewed_sentences_there_is_nothing_to_compare(tmp_path: Path) -> None:
    with pytest.raises(relues.RienARelire):
        relues.entrainer_les_deux(lambda _: None, tmp_path)


def test_a_sentence_that_is_read_otherwise_is_named_by_its_id_only(tmp_path: Path) -> None:
    chiffres = {"ensemble": {}, "par_fichier": {}}
    resultat = {
        "avant": chiffres,
        "apres": chiffres,
        "cas": {"nombre": 2, "rates": {"R2026-03-001": ["nature", "role"]}},
    }
    dit = relues.rendre(resultat)
    assert "1 sur 2" in dit and "R2026-03-001 : nature, role" in dit


@pytest.mark.parametrize(
    ("nom", "avant", "apres", "ligne"),
    [
        ("domaine", 0.5, 0.75, ("50,0 %", "75,0 %", "+25,0", "4")),
        ("domaine", 0.75, 0.5, ("75,0 %", "50,0 %", "-25,0", "4")),
        ("domaine", 0.5, 0.5, ("50,0 %", "50,0 %", "0,0", "4")),
        ("ece", 0.05, 0.02, ("0,050", "0,020", "-0,030", "4")),
        ("domaine", None, 0.5, ("–", "50,0 %", "–", "4")),
    ],
)
def test_the_difference_of_a_measure(nom: str, avant: Any, apres: Any, ligne: Sequence[str]) -> None:
    rendue = ecart(nom, {"n": 4, "valeur": avant}, {"n": 4, "valeur": apres})
    assert rendue is not None and rendue[1:] == tuple(ligne)


@pytest.mark.parametrize("nom", ["domaine", "textes"])
def test_what_concerns_no_case_has_no_row(nom: str) -> None:
    assert ecart(nom, {"n": 0, "valeur": None}, {"n": 0, "valeur": None}) is None


@pytest.mark.parametrize("option", ["--avant", "--apres"])
def test_the_command_wants_both_models_or_none(tmp_path: Path, option: str) -> None:
    (tmp_path / "m.tar.gz").write_bytes(b"")
    assert CliRunner().invoke(app, ["relectures", "mesurer", option, str(tmp_path / "m.tar.gz")]).exit_code == 2
