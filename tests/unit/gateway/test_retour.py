"""Coming back with a code: shown once, tried slowly, the same answer whatever is wrong, and erasure by code."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot import codes
from bot.gateway import limites
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


async def test_without_the_right_token_no_code_is_made(porte: Porte) -> None:
    for entete in ({}, {"Authorization": "Bearer faux"}):
        assert (await porte.http.post("/api/code", headers=entete)).status_code == 401
