"""Plays every scenario of `scenarios/*.yml`; checks, turn by turn, response names, choices, what is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conversations.conftest import Conversation, Tour

pytestmark = pytest.mark.nlu

DOSSIER = Path(__file__).parent / "scenarios"


def _scenarios() -> list[Any]:
    return [
        pytest.param(s["tours"], id=f"{fichier.stem}: {s['nom']}")
        for fichier in sorted(DOSSIER.glob("*.yml"))
        for s in yaml.safe_load(fichier.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("tours", _scenarios())
def test_scenario(conversation: Conversation, tours: list[dict[str, Any]]) -> None:
    for numero, attendu in enumerate(tours, start=1):
        _verifier(_jouer(conversation, attendu), attendu, numero)


def _jouer(conversation: Conversation, attendu: dict[str, Any]) -> Tour:
    if "choisir" in attendu:
        return conversation.choisir(attendu["choisir"])
    if "ouvrir" in attendu:
        return conversation.payload("/saluer")
    return conversation.dire(attendu["dire"], urgence_donnee=attendu.get("urgence_donnee", False))


def _verifier(tour: Tour, attendu: dict[str, Any], numero: int) -> None:
    ou = f"tour {numero} : {tour.noms}"
    assert tour.noms, f"{ou} : silence"
    if "repond" in attendu:
        assert tour.noms == attendu["repond"], ou
    for nom in attendu.get("dit", ()):
        assert nom in tour.noms, f"{ou} : manque {nom}"
    for nom in attendu.get("ne_dit_pas", ()):
        assert nom not in tour.noms, f"{ou} : de trop {nom}"
    for titre in attendu.get("propose", ()):
        assert any(titre in t for t in tour.choix), f"{ou} : choix {list(tour.choix)}"
    if "ordre" in attendu:
        assert tour.ordres == [attendu["ordre"]], ou
    if "formulaire" in attendu:
        assert bool(tour.formulaire) == attendu["formulaire"], ou
    s = tour.situation
    for nom in ("nature", "departement", "commune", "role", "hors_region", "lieu_inconnu", "critere_inconnu"):
        if nom in attendu.get("situation", {}):
            assert s.get(nom) == attendu["situation"][nom], f"{ou} : {nom}={s.get(nom)}"
    if "criteres" in attendu.get("situation", {}):
        assert [c["id"] for c in s.get("criteres", ())] == attendu["situation"]["criteres"], ou
    if "domaine" in attendu.get("situation", {}):
        assert (s.get("domaine") or {}).get("id") == attendu["situation"]["domaine"], ou
    for personne in attendu.get("contacts", ()):
        noms = [c["id"] for carte in tour.cartes if carte["type"] == "contact" for c in carte["contacts"]]
        assert personne in noms, f"{ou} : contacts {noms}"
