"""Coming back with a code: shown once, tried slowly, the same answer whatever is wrong, and erasure by code."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from bot import codes
from bot.gateway import limites
from bot.gateway.app import creer_app
from bot.gateway.channels.retour import voisinage
from bot.store import rotation
from tests.unit.gateway.conftest import Porte


async def un_code(porte: Porte, entete: dict[str, str]) -> str:
    fait = await porte.http.post("/api/code", headers=entete)
    assert fait.status_code == 201
    return str(fait.json()["code"])


async def revenir(porte: Porte, code: Any, methode: str = "POST") -> httpx.Response:
    return await porte.http.request(methode, "/api/retour", json={"code": code})


async def test_from_another_device_the_conversation_is_there(porte: Porte) -> None:
    entete = await porte.ouvrir()
    await porte.dire(entete, "bonjour")
    code = await un_code(porte, entete)
    retour = await revenir(porte, code.replace(" ", "-"))
    assert retour.status_code == 200
    ailleurs = {"Authorization": f"Bearer {retour.json()['jeton']}"}
    assert porte.conversation(ailleurs) == porte.conversation(entete)
    assert (await porte.dire(ailleurs, "me revoilà")).status_code == 202


async def test_erased_by_code(porte: Porte) -> None:
    entete = await porte.ouvrir()
    code = await un_code(porte, entete)
    assert (await revenir(porte, code, "DELETE")).status_code == 204
    assert (await porte.dire(entete, "encore ?")).status_code == 401
    assert (await revenir(porte, code)).status_code == 404


async def test_wrong_replaced_and_erased_look_the_same(porte: Porte) -> None:
    entete = await porte.ouvrir()
    ancien = await un_code(porte, entete)
    neuf = await un_code(porte, entete)
    await porte.http.request("DELETE", "/api/conversations", headers=entete)
    refus = [await revenir(porte, c) for c in (ancien, neuf, codes.nouveau())]
    assert {(r.status_code, r.text) for r in refus} == {(404, refus[0].text)}


@pytest.mark.parametrize("brut", [None, 3, "", "1234", "1234567890123456", "mon code", ["1"], "0" * 90])
async def test_a_typing_mistake_is_said_and_is_no_try(porte: Porte, brut: Any) -> None:
    for _ in range(limites.CODES_RESEAU.rafale + 2):
        refus = await revenir(porte, brut)
        assert (refus.status_code, refus.json()["erreur"]["code"]) == (400, "code_mal_ecrit")
    code = await un_code(porte, await porte.ouvrir())
    assert (await revenir(porte, code)).status_code == 200


async def test_trying_is_slow_from_one_network(porte: Porte) -> None:
    code = await un_code(porte, await porte.ouvrir())
    statuts = [(await revenir(porte, codes.nouveau())).status_code for _ in range(limites.CODES_RESEAU.rafale + 1)]
    assert statuts == [404] * limites.CODES_RESEAU.rafale + [429]
    assert (await revenir(porte, code)).status_code == 429  # the right one too, until a while has passed


async def test_trying_is_slow_from_all_networks_together(porte: Porte) -> None:
    admis = sum(porte.app.state.limiteur.admet("codes", "", limites.CODES) for _ in range(limites.CODES.rafale + 5))
    assert admis == limites.CODES.rafale
    assert (await revenir(porte, codes.nouveau())).status_code == 429


@pytest.mark.parametrize(
    ("une", "autre", "meme"),
    [
        ("192.0.2.7", "192.0.2.8", True),
        ("192.0.2.7", "192.0.3.7", False),
        ("192.0.2.7", "::ffff:192.0.2.9", True),
        ("2001:db8:1:2::7", "2001:db8:1:3::7", True),
        ("2001:db8:1:2::7", "2001:db8:2:2::7", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("::1", "0.0.0.1", False),
        ("", "testclient", False),
    ],
)
def test_what_one_customer_may_hold_is_one_surrounding(une: str, autre: str, meme: bool) -> None:
    assert (voisinage(une) == voisinage(autre)) is meme


async def essayer_depuis(porte: Porte, adresse: str) -> int:
    de_la = httpx.ASGITransport(app=porte.app, client=(adresse, 1))
    async with httpx.AsyncClient(transport=de_la, base_url="http://porte") as http:
        return (await http.post("/api/retour", json={"code": codes.nouveau()})).status_code


@pytest.mark.parametrize("debut", ["192.0.2.{}", "2001:db8:1:2::{}", "2001:db8:1:{}::7"], ids=["v4", "ligne", "site"])
async def test_who_holds_many_addresses_stops_only_themselves(porte: Porte, debut: str) -> None:
    code = await un_code(porte, await porte.ouvrir())
    statuts = [await essayer_depuis(porte, debut.format(n)) for n in range(1, limites.CODES_VOISINAGE.rafale + 6)]
    assert 0 < statuts.count(404) <= limites.CODES_VOISINAGE.rafale
    assert statuts[-1] == 429
    assert (await revenir(porte, code)).status_code == 200


async def test_a_conversation_is_not_given_codes_without_end(porte: Porte) -> None:
    entete = await porte.ouvrir()
    for _ in range(limites.CODES_CONVERSATION.rafale):
        await un_code(porte, entete)
    refus = await porte.http.post("/api/code", headers=entete)
    assert (refus.status_code, refus.json()["erreur"]["code"]) == (429, "trop_de_codes")


async def test_a_code_outlives_the_rotation_of_the_master_key(porte: Porte) -> None:
    code = await un_code(porte, await porte.ouvrir())
    rotation.changer(porte.app.state.reglages)
    relancee = creer_app(porte.app.state.reglages)
    de_la = httpx.ASGITransport(app=relancee)
    async with httpx.AsyncClient(transport=de_la, base_url="http://porte") as http:
        retour = await http.post("/api/retour", json={"code": code})
    relancee.state.base.moteur.dispose()
    assert retour.status_code == 200
    assert (await porte.dire({"Authorization": f"Bearer {retour.json()['jeton']}"}, "me revoilà")).status_code == 202


@pytest.mark.parametrize("methode", ["POST", "DELETE"])
async def test_a_database_that_is_away_is_said(porte: Porte, monkeypatch: pytest.MonkeyPatch, methode: str) -> None:
    code = await un_code(porte, await porte.ouvrir())

    def tomber() -> Any:
        raise OperationalError("x", {}, Exception("x"))

    monkeypatch.setattr(porte.app.state.base, "lecture", tomber)
    refus = await revenir(porte, code, methode)
    assert (refus.status_code, refus.json()["erreur"]["code"]) == (503, "code_indisponible")


async def test_no_code_is_in_a_log(porte: Porte, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    code = await un_code(porte, await porte.ouvrir())
    await revenir(porte, code)
    await revenir(porte, code, "DELETE")
    assert code not in caplog.text and code.replace(" ", "") not in caplog.text


async def test_without_the_right_token_no_code_is_made(porte: Porte) -> None:
    for entete in ({}, {"Authorization": "Bearer faux"}):
        assert (await porte.http.post("/api/code", headers=entete)).status_code == 401
