"""Over HTTP, as the page does: the three situations of the README, danger, erasure, and nothing left in clear."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue import Client
from bot.knowledge import charger
from tests.pile import Pile

pytestmark = pytest.mark.e2e

SITUATIONS = [
    pytest.param(
        "J'ai visité un appartement à Roubaix, le propriétaire a vu que j'étais noir et il m'a dit que c'était déjà loué",
        "origine",
        "logement",
        "delegue_59",
        id="logement et origine à Roubaix",
    ),
    pytest.param(
        "Mon patron à Saint-Quentin n'a pas renouvelé mon contrat quand je lui ai annoncé que j'étais enceinte",
        "grossesse",
        "emploi",
        "delegue_02",
        id="grossesse et emploi à Saint-Quentin",
    ),
    pytest.param(
        "Le collège d'Arras refuse que mon fils en fauteuil roulant participe à la sortie scolaire",
        "handicap",
        "education",
        "delegue_62",
        id="handicap et école à Arras",
    ),
]


@pytest.mark.parametrize(("recit", "critere", "domaine", "delegue"), SITUATIONS)
def test_du_recit_a_l_orientation(pile: Pile, recit: str, critere: str, domaine: str, delegue: str) -> None:
    client = Client(pile.adresse)
    assert "Boussole" in client.recevoir()[0]["texte"]
    recus = client.dire(recit)
    if not any((m["carte"] or {}).get("type") == "qualification" for m in recus):
        # Not sure enough to state it: the right reason is among those proposed.
        recus = client.choisir(charger().criteres[critere].nom)
    carte = _carte(recus, "qualification")
    assert [c["id"] for c in carte["criteres"]] == [critere]
    assert carte["domaine"]["id"] == domaine
    contacts = {c["id"]: c for c in _carte(client.choisir("Oui"), "contact")["contacts"]}
    assert contacts["3928"]["tel"]["lien"] == "tel:3928"
    assert contacts[delegue]["perime"] and "2021" in contacts[delegue]["note"]


def test_le_danger_d_abord(pile: Pile) -> None:
    client = Client(pile.adresse)
    client.recevoir()
    client.dire("Mon patron à Lens n'a pas renouvelé mon contrat quand je lui ai annoncé que j'étais enceinte")
    premiers = client.dire("j'ai envie de mourir")
    assert premiers[0]["carte"]["type"] == "urgence"
    assert premiers[0]["carte"]["numeros"][0]["numero"] == "3114"
    client.choisir("Continuer")
    assert _carte(client.choisir("Oui"), "contact"), "la conversation reprend où elle en était"


def test_effacer_par_la_conversation(pile: Pile) -> None:
    client = Client(pile.adresse)
    client.recevoir()
    client.dire("Le vigile m'a refusé l'entrée du magasin à cause de mon foulard")
    client.dire("efface tout")
    client.choisir("Oui, tout effacer")
    assert client.efface


def test_rien_en_clair_dans_les_fichiers(pile: Pile) -> None:
    canari = "zorglubine"
    client = Client(pile.adresse)
    client.recevoir()
    client.dire(f"Mon chef {canari} m'a refusé une promotion à Beauvais parce que je suis une femme")
    contenant = [f for f in pile.donnees.rglob("*") if f.is_file() and canari.encode() in f.read_bytes()]
    assert contenant == []


def _carte(messages: list[dict[str, Any]], sorte: str) -> dict[str, Any]:
    cartes = [m["carte"] for m in messages if m["carte"] and m["carte"]["type"] == sorte]
    assert cartes, f"pas de carte {sorte} : {[m['texte'] for m in messages]}"
    return cartes[0]
