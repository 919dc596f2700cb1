"""The facts to check: seen by age, a change proposed with its source in a file, and nothing stated changes."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.knowledge import charger, propositions
from bot.settings import RACINE
from tests.unit.console.conftest import Console

JUSTE = {
    "changement": "Le numéro est ouvert le samedi.",
    "titre": "Site officiel",
    "adresse": "https://example.org/horaires",
    "date": "2026-11-20",
}


def empreinte() -> str:
    somme = hashlib.sha256()
    for fichier in sorted((RACINE / "bot" / "knowledge" / "faits").glob("*.yml")):
        somme.update(fichier.read_bytes())
    return somme.hexdigest()


def test_the_oldest_is_first_and_none_is_missing() -> None:
    vus = propositions.tous(charger())
    assert [v.fait.echeance for v in vus] == sorted(v.fait.echeance for v in vus)
    assert len({v.cle for v in vus}) == len(vus) > 100


async def test_the_list_and_one_fact(console: Console) -> None:
    client = await console.connecter("admin")
    page = (await client.get("/faits")).text
    assert page.count('href="/faits/') == len(propositions.tous(charger()))
    assert (await client.get("/faits?q=39 28")).text.count('href="/faits/') < 20
    assert 'class="vide"' in (await client.get("/faits?q=zzzz")).text
    un = (await client.get("/faits/numeros:3928")).text
    assert "39 28" in un


async def test_a_proposal_is_a_file_and_changes_nothing(console: Console) -> None:
    client, avant = await console.connecter("juriste"), empreinte()
    fait = await client.poster("/faits/numeros:3928", **JUSTE)
    assert (fait.status_code, fait.headers["location"]) == (303, "/faits")
    (fichier,) = Path(console.app.state.reglages.dossier_propositions).iterdir()
    lu = yaml.safe_load(fichier.read_text(encoding="utf-8"))
    assert (lu["fait"], lu["changement"], lu["source"]["date"]) == (
        "numeros:3928",
        JUSTE["changement"],
        date(2026, 11, 20),
    )
    assert empreinte() == avant
    assert fichier.name in (await client.get("/faits")).text


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("changement", " "),
        ("changement", "x" * 2_001),
        ("titre", ""),
        ("adresse", "javascript:alert(1)"),
        ("adresse", "https://"),
        ("date", "hier"),
    ],
)
async def test_what_cannot_be_kept_is_given_back(console: Console, champ: str, valeur: str) -> None:
    client = await console.connecter("admin")
    refus = await client.poster("/faits/numeros:3928", **{**JUSTE, champ: valeur})
    assert refus.status_code == 422
    assert not Path(console.app.state.reglages.dossier_propositions).exists()
    if champ != "titre":
        assert JUSTE["titre"] in refus.text


def test_a_broken_file_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("{", encoding="utf-8")
    (tmp_path / "b.yml").write_bytes(b"\xff")
    (tmp_path / "c.yml").write_text("fait: numeros:3928", encoding="utf-8")
    assert [p["fichier"] for p in propositions.deposees(tmp_path)] == ["c.yml"]
