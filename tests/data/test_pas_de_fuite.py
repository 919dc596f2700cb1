"""Texts to measure on are never learned, not even nearly: runs of three words shared with a training text give it away."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.comprehension.exemples import lire
from bot.comprehension.normaliser import mots
from bot.relecture.ressemblance import MOTS_MIN, PART_MAX, suites

RACINE = Path(__file__).resolve().parents[2]
MESURES = sorted((RACINE / "tests" / "nlu").glob("*.jsonl"))
# Where texts to measure on lie beside the project, they are checked too; the project is complete without them.
MESURES += sorted((RACINE.parent / "shared" / "eval").glob("*.jsonl"))


def ressemblances(textes: Iterable[tuple[str, str]], appris: Iterable[str]) -> list[str]:
    """Return « id ~ training text » where seven runs of words in ten of a text are those of one training text."""
    index: dict[tuple[str, ...], set[int]] = defaultdict(set)
    connus = list(appris)
    for i, texte in enumerate(connus):
        for suite in suites(texte):
            index[suite].add(i)
    trouves = []
    for identifiant, texte in textes:
        siennes = suites(texte)
        comptes: dict[int, int] = defaultdict(int)
        for suite in siennes:
            for i in index.get(suite, ()):
                comptes[i] += 1
        trouves += [f"{identifiant} ~ {connus[i]}" for i, n in comptes.items() if n > PART_MAX * len(siennes)]
    return trouves


def a_mesurer(fichier: Path) -> list[tuple[str, str]]:
    lignes = [json.loads(ligne) for ligne in fichier.read_text(encoding="utf-8").split("\n") if ligne.strip()]
    return [(str(o["id"]), o["text"]) for o in lignes if len(mots(o["text"])) >= MOTS_MIN]


@pytest.fixture(scope="module")
def appris() -> list[str]:
    return [e.texte for e in lire(RACINE / "data" / "nlu")]


@pytest.mark.parametrize("fichier", MESURES, ids=lambda f: f.stem)
def test_aucun_texte_de_mesure_n_est_appris(fichier: Path, appris: list[str]) -> None:
    assert ressemblances(a_mesurer(fichier), appris) == []


def test_un_texte_recopie_ou_a_peine_change_serait_vu(appris: list[str]) -> None:
    long = next(t for t in appris if len(mots(t)) > 20)
    a_peine = " ".join(w if i % 7 else "autrement" for i, w in enumerate(long.split()))
    assert ressemblances([("copie", long), ("retouche", a_peine)], appris)
    assert not ressemblances([("autre", "le vent tourne quand la marée descend sur la plage de sable gris")], appris)
