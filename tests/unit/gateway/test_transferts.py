"""The person's side of a transfer: asked for once, always told, and the bot silent while a juriste has the conversation."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import pytest

from bot.settings import lire
from bot.store import attente, comptes, transferts
from bot.transfert import LIGNE_MAX
from bot.transfert import LIGNES as LIGNES_D_UNE_FICHE
from tests.unit.gateway.conftest import Porte, jusqua

LIGNES = [{"cle": "recit", "texte": "refusé"}, {"cle": "souhait", "texte": "parler"}]


def corps(**autres: Any) -> dict[str, Any]:
    return {"id": "demande-0001", "lignes": LIGNES, "conversation": False, **autres}


@pytest.fixture
async def bureau(porte: Porte) -> AsyncIterator[Porte]:
    """A gateway whose operator has juristes."""
    avec = {"BOUSSOLE_JURISTES": "oui", "BOUSSOLE_DONNEES": str(porte.app.state.reglages.donnees)}
    porte.app.state.reglages = lire(avec)
    yield porte


async def demander(porte: Porte, entete: Mapping[str, str], **autres: Any) -> httpx.Response:
    return await porte.http.post("/api/transferts", json=corps(**autres), headers=dict(entete))


def pris(porte: Porte, entete: Mapping[str, str]) -> tuple[str, str]:
    """A juriste takes the request of a conversation; return (transfer, account)."""
    base = porte.app.state.base
    compte, _ = comptes.creer(base, "marie", "Marie", "juriste", (), "une phrase assez longue")
    with base.transaction() as connexion:
        courant = attente.courant(base, connexion, porte.conversation(entete))
    assert courant is not None
    transferts.prendre(base, courant.id, compte)
    return courant.id, compte


async def test_a_request_is_received_once_and_told(bureau: Porte) -> None:
    entete = await bureau.ouvrir()
    premiere = await demander(bureau, entete)
    assert premiere.status_code == 202
    assert premiere.json()["etat"] == "demande"
    assert premiere.json()["devant"] == 0
    for _ in range(3):
        assert (await demander(bureau, entete)).json() == premiere.json()
    assert len(bureau.textes(entete, "systeme")) == 1
    assert len(attente.file(bureau.app.state.base)) == 1


@pytest.mark.parametrize(
    ("change", "statut", "code"),
    [
        ({"id": "x"}, 400, "illisible"),
        ({"id": None}, 400, "illisible"),
        ({"lignes": None}, 400, "fiche"),
        ({"lignes": []}, 400, "fiche"),
        ({"lignes": [{"cle": "autre", "texte": "x"}]}, 400, "fiche"),
        ({"lignes": [{"cle": "recit", "texte": "x" * (LIGNE_MAX + 1)}]}, 400, "fiche"),
        ({"conversation": "oui"}, 400, "fiche"),
        ({"lignes": [{"cle": "recit", "texte": "x" * 100_000}]}, 413, "fiche"),
    ],
)
async def test_what_is_refused(bureau: Porte, change: dict[str, Any], statut: int, code: str) -> None:
    entete = await bureau.ouvrir()
    refus = await demander(bureau, entete, **change)
    assert (refus.status_code, refus.json()["erreur"]["code"]) == (statut, code)
    assert attente.file(bureau.app.state.base) == []


async def test_the_longest_fiche_is_received(bureau: Porte) -> None:
    entete = await bureau.ouvrir()
    pleine = [{"cle": c, "texte": "\U0001f9ed" * LIGNE_MAX} for c in LIGNES_D_UNE_FICHE]
    brut = json.dumps(corps(lignes=pleine), ensure_ascii=False).encode()
    recu = await bureau.http.post("/api/transferts", content=brut, headers=dict(entete))
    assert recu.status_code == 202
    (t,) = attente.file(bureau.app.state.base)
    assert set(map(len, t.fiche.lignes.values())) == {LIGNE_MAX}


@pytest.mark.parametrize("departement", [None, 75, [], {}, "75", ""])
async def test_an_unknown_department_is_no_department(bureau: Porte, departement: object) -> None:
    entete = await bureau.ouvrir()
    assert (await demander(bureau, entete, departement=departement)).status_code == 202
    assert [t.departement for t in attente.file(bureau.app.state.base)] == [None]


async def test_asking_and_cancelling_in_a_loop_is_slowed_down(bureau: Porte) -> None:
    entete = await bureau.ouvrir()
    codes = []
    for numero in range(20):
        codes.append((await demander(bureau, entete, id=f"demande-{numero:04}")).status_code)
        codes.append((await bureau.http.request("DELETE", "/api/transferts", headers=dict(entete))).status_code)
    assert set(codes) == {202, 204, 429}


async def test_halves_of_characters_do_not_break_a_request(bureau: Porte) -> None:
    entete = await bureau.ouvrir()
    brut = json.dumps(corps(lignes=[{"cle": "recit", "texte": "\ud800 refusé"}])).encode()
    recu = await bureau.http.post("/api/transferts", content=brut, headers=dict(entete))
    assert recu.status_code == 202


async def test_without_juristes_or_without_identity_nothing_is_asked(porte: Porte) -> None:
    entete = await porte.ouvrir()
    assert (await demander(porte, entete)).status_code == 404
    assert (await demander(porte, {"Authorization": "Bearer faux"})).status_code == 401
    assert (await porte.http.request("DELETE", "/api/transferts")).status_code == 401
    assert attente.file(porte.app.state.base) == []


async def test_the_bot_is_silent_while_a_juriste_has_the_conversation(bureau: Porte) -> None:
    entete = await bureau.ouvrir()
    await demander(bureau, entete)
    transfert, compte = pris(bureau, entete)
    avant = bureau.textes(entete)
    assert (await bureau.dire(entete, "vous êtes là ?")).status_code == 202
    await asyncio.sleep(0.05)
    assert bureau.cerveau.lus == []
    assert bureau.textes(entete) == avant
    assert [e.etat for e in bureau.journal(entete) if e.de == "personne"] == ["traite"]
    transferts.clore(bureau.app.state.base, transfert, compte, "orientee", "")
    await bureau.dire(entete, "merci")
    await jusqua(lambda: bureau.textes(entete)[-1] == "Lu : merci")
    assert bureau.cerveau.lus == ["merci"]  # what was written to the juriste is never given to the bot


async def test_what_waited_for_the_bot_is_the_juriste_s_once_taken(bureau: Porte) -> None:
    entete = await bureau.ouvrir()
    bureau.cerveau.muet = True
    await bureau.dire(entete, "en panne")
    await jusqua(lambda: any(e.etat == "differe" for e in bureau.journal(entete)))
    await demander(bureau, entete)
    pris(bureau, entete)
    bureau.cerveau.muet = False
    bureau.cerveau.demandes.clear()
    bureau.app.state.tours._lancer(bureau.conversation(entete))
    await jusqua(lambda: all(e.etat == "traite" for e in bureau.journal(entete)))
    assert bureau.cerveau.demandes == []


async def test_an_answer_on_its_way_when_a_juriste_takes_over_is_not_said(bureau: Porte) -> None:
    entete = await bureau.ouvrir()
    await demander(bureau, entete)
    bureau.cerveau.porte = asyncio.Event()
    await bureau.dire(entete, "au milieu")
    await jusqua(lambda: bureau.cerveau.lus == ["au milieu"])
    pris(bureau, entete)
    bureau.cerveau.porte.set()
    await jusqua(lambda: all(e.etat == "traite" for e in bureau.journal(entete)))
    assert "Lu : au milieu" not in bureau.textes(entete)


async def test_danger_gets_its_numbers_with_a_juriste_too(bureau: Porte) -> None:
    entete = await bureau.ouvrir()
    await demander(bureau, entete)
    pris(bureau, entete)
    await bureau.dire(entete, "je veux mourir")
    assert [e.contenu["carte"]["type"] for e in bureau.journal(entete) if e.contenu.get("carte")] == ["urgence"]


async def test_a_request_after_a_danger_is_urgent(bureau: Porte) -> None:
    calme, presse = await bureau.ouvrir(), await bureau.ouvrir()
    await bureau.dire(presse, "je veux mourir")
    await demander(bureau, calme, departement="59")
    await demander(bureau, presse, departement="75")
    assert [(t.urgent, t.departement) for t in attente.file(bureau.app.state.base)] == [(True, None), (False, "59")]


async def test_a_danger_told_while_waiting_is_seen_in_the_queue(bureau: Porte) -> None:
    entete = await bureau.ouvrir()
    await demander(bureau, entete)
    await bureau.dire(entete, "je veux mourir")
    assert [t.urgent for t in attente.file(bureau.app.state.base)] == [True]


async def test_the_person_cancels_and_may_ask_again(bureau: Porte) -> None:
    entete = await bureau.ouvrir()
    for _ in range(2):  # nothing to cancel is no error
        assert (await bureau.http.request("DELETE", "/api/transferts", headers=dict(entete))).status_code == 204
    await demander(bureau, entete)
    assert (await bureau.http.request("DELETE", "/api/transferts", headers=dict(entete))).status_code == 204
    assert attente.file(bureau.app.state.base) == []
    assert (await demander(bureau, entete, id="demande-0002")).json()["etat"] == "demande"


async def test_the_stream_says_where_the_person_stands(bureau: Porte) -> None:
    entete = await bureau.ouvrir()
    await demander(bureau, entete)
    vus: list[Any] = []
    sorte, agi = "", 0
    async with (
        bureau.en_ligne() as adresse,
        httpx.AsyncClient(trust_env=False, timeout=20) as client,
        client.stream("GET", f"{adresse}/api/flux", headers=dict(entete)) as flux,
    ):
        async for ligne in flux.aiter_lines():
            if ligne.startswith("event:"):
                sorte = ligne.removeprefix("event:").strip()
            elif ligne.startswith("data:") and sorte == "transfert":
                vus.append(json.loads(ligne.removeprefix("data:"))["etat"])
                agi += 1
                if agi == 1:
                    transfert, compte = pris(bureau, entete)
                elif agi == 2:
                    base = bureau.app.state.base
                    transferts.repondre(base, transfert, compte, {"texte": "Bonjour"}, "reponse-1")
                else:
                    break
    assert vus == ["demande", "pris", "en_cours"]
