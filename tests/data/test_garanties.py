"""Every promise is tied to tests that exist, every promise of the notice is one of them, and the sheet names them all."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from outils import garanties
from outils.garanties import Resultat

RACINE = Path(__file__).resolve().parents[2]
PROMESSES: list[dict[str, Any]] = garanties.lire()
NOTICE = (RACINE / "bot" / "widget" / "notice.html").read_text(encoding="utf-8")
# What the notice says of what is kept, read, sent and erased; the rest says who we are and what the law gives.
CITEES = {
    "chiffre",
    "trente_jours",
    "idees_sans_lien",
    "chiffres_sans_lien",
    "rien_dans_les_journaux",
    "aucun_tiers",
    "efface",
    "sans_trace",
    "code_de_retour",
    "copie_masquee",
    "exemple_reformule",
}


def fonctions(fichier: Path) -> set[str]:
    arbre = ast.parse(fichier.read_text(encoding="utf-8"))
    return {n.name for n in ast.walk(arbre) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))}


@pytest.mark.parametrize("promesse", PROMESSES, ids=lambda p: p["id"])
def test_chaque_promesse_a_ses_essais(promesse: dict[str, Any]) -> None:
    assert promesse["essais"]
    for essai in promesse["essais"]:
        chemin, _, fonction = essai.partition("::")
        assert fonction in fonctions(RACINE / chemin), essai


def test_chaque_promesse_de_la_notice_est_une_garantie() -> None:
    dites = set(re.findall(r'data-garantie="([^"]*)"', NOTICE))
    assert {mot for groupe in dites for mot in groupe.split()} == CITEES
    assert {p["id"] for p in PROMESSES} >= CITEES


def test_le_modele_des_menaces_ne_cite_que_des_garanties() -> None:
    menaces = (RACINE / "docs" / "decisions" / "009-menaces.md").read_text(encoding="utf-8")
    citees = set(re.findall(r"`([a-z_]+)`", menaces))
    assert len(citees) > 8
    assert citees <= {p["id"] for p in PROMESSES}


@pytest.mark.parametrize("titre", ["Ce qui est gardé, et combien de temps", "Effacer"])
def test_aucune_phrase_sur_ce_qui_est_garde_n_est_sans_garantie(titre: str) -> None:
    section = NOTICE.split(f"<h2>{titre}</h2>")[1].split("<h2>")[0]
    assert re.findall(r"<(?:li|p)(?! data-garantie=)[ >]", section) == []


def test_la_fiche_publiee_nomme_chaque_promesse_et_la_dit_tenue() -> None:
    publiee = (RACINE / "docs" / "garanties.md").read_text(encoding="utf-8")
    for promesse in PROMESSES:
        assert f"| {promesse['promesse']} | oui |" in publiee, promesse["id"]


@pytest.mark.parametrize(
    ("resultat", "tenue"),
    [
        (Resultat(3), "oui"),
        (Resultat(), "**non**"),
        (Resultat(3, rates=1), "**non**"),
        (Resultat(3, sautes=1), "**non**"),
    ],
)
def test_un_essai_absent_rate_ou_saute_rompt_la_promesse(resultat: Resultat, tenue: str) -> None:
    promesse = {"id": "p", "famille": "F", "promesse": "Rien", "essais": ["a::b"]}
    assert f"| Rien | {tenue} |" in garanties.fiche([promesse], {"a::b": resultat}, date(2026, 1, 2))
