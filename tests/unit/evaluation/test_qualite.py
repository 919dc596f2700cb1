"""The quality sheet: every figure is there, in French, and never a text."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation import mesurer
from bot.evaluation.lecture import lire_fichiers
from bot.evaluation.qualite import fiche
from bot.evaluation.robustesse import TEL_QUEL, robustesse
from bot.situation import SEUIL_AFFIRMER as SUR

from .conftest import Ecrire, analyse

LIGNES = [
    {"id": "1", "text": "canari premier", "criteres": ["age"], "domaine": "emploi", "nature": "discrimination",
     "register": "courant"},
    {"id": "2", "text": "canari second", "criteres": ["sexe"], "domaine": "logement", "nature": "insuffisant",
     "register": "sms"},
]  # fmt: skip


def lire_textes(textes: Any) -> list[dict[str, Any]]:
    return [analyse([("age", SUR)], ("emploi", 0.9)) for _ in textes]


@pytest.fixture
def fichier(ecrire: Ecrire) -> Path:
    return ecrire(*LIGNES)


@pytest.fixture
def texte(fichier: Path) -> str:
    resultat = mesurer(None, [fichier], lire_textes)
    mesures = robustesse(lire_fichiers([fichier]), lire_textes)
    return fiche(resultat, date(2026, 1, 2), "abcdef0123456789", 42, mesures, resultat["groupes"]["ensemble"])


@pytest.mark.parametrize(
    "dit",
    [
        "Mesurée le 02/01/2026, modèle `abcdef012345`, 42 exemples",
        "| critère : le premier est juste | 50,0 % |",
        "| `age` | 1 | 2 | 0,50 | 1,00 | 0,67 |",
        "| `sexe` | `age` | 1 |",
        "| `logement` | `emploi` | 1 |",
        "| 90 à 100 % | 2 | 92,0 % | 50,0 % | `██████████░░░░░░░░░░` |",
        "| sans accents | 50,0 % |",
        "ce n'est pas la qualité réelle",
        "| courant | 1 | 100,0 % (1) |",
        "≥ 88,0 % | **non** |",
    ],
)
def test_ce_que_dit_la_fiche(texte: str, dit: str) -> None:
    assert dit in texte


def test_aucun_texte_n_est_cite(texte: str) -> None:
    assert "canari" not in texte


def test_sans_rien_a_mesurer_la_fiche_reste_lisible(ecrire: Ecrire) -> None:
    resultat = mesurer(None, [ecrire({"id": "h", "text": "bonjour"})], lire_textes)
    assert fiche(resultat, date(2026, 1, 2), "f" * 64, 0).startswith("# Qualité")


def test_robustesse_mesure_chaque_facon_d_abimer(fichier: Path) -> None:
    vus: list[str] = []

    def noter(textes: Any) -> list[dict[str, Any]]:
        vus.extend(textes)
        return lire_textes(textes)

    mesures = robustesse(lire_fichiers([fichier]), noter)
    assert list(mesures)[0] == TEL_QUEL and len(mesures) == 5
    assert {m["critere_premier"]["valeur"] for m in mesures.values()} == {0.5}
    assert len(vus) == 10 and len(set(vus)) > 2
