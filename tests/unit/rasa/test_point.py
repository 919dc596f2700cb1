"""The connection to the actions stays open between calls, and a new action server is found again."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import web
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.rasa.point import PointOuvert


async def ouvrir(vus: list[Any], port: int = 0) -> tuple[web.AppRunner, int]:
    async def repondre(requete: web.Request) -> web.Response:
        vus.append((requete.transport.get_extra_info("peername"), dict(requete.cookies), await requete.json()))
        reponse = web.json_response({"events": []}, status=400 if vus[-1][2].get("refuser") else 200)
        reponse.set_cookie("a", "b")
        return reponse

    application = web.Application()
    application.router.add_post("/webhook", repondre)
    serveur = web.AppRunner(application)
    await serveur.setup()
    await web.TCPSite(serveur, "127.0.0.1", port, reuse_address=True).start()
    return serveur, serveur.addresses[0][1]


async def test_one_connection_serves_many_calls_and_keeps_no_cookie() -> None:
    vus: list[Any] = []
    serveur, port = await ouvrir(vus)
    point = PointOuvert(f"http://127.0.0.1:{port}/webhook", enable_selective_domain=True)
    for rang in range(3):
        assert await point.request(json={"rang": rang}, timeout=5) == {"events": []}
    assert len({pair for pair, _, _ in vus}) == 1
    assert all(not cookies for _, cookies, _ in vus)
    assert [corps["rang"] for _, _, corps in vus] == [0, 1, 2]
    await point.fermer()
    await serveur.cleanup()


async def test_a_refusal_is_told_and_the_next_call_goes_on() -> None:
    vus: list[Any] = []
    serveur, port = await ouvrir(vus)
    point = PointOuvert(f"http://127.0.0.1:{port}/webhook")
    with pytest.raises(ClientResponseError) as refus:
        await point.request(json={"refuser": True})
    assert refus.value.status == 400
    assert await point.request(json={}) == {"events": []}
    await point.fermer()
    await serveur.cleanup()


async def test_an_action_server_started_again_is_found_again() -> None:
    vus: list[Any] = []
    serveur, port = await ouvrir(vus)
    point = PointOuvert(f"http://127.0.0.1:{port}/webhook")
    await point.request(json={})
    await serveur.cleanup()
    await asyncio.sleep(0)
    serveur, _ = await ouvrir(vus, port)
    assert await point.request(json={}) == {"events": []}
    assert len(vus) == 2
    await point.fermer()
    await serveur.cleanup()


def test_another_event_loop_gets_its_own_session() -> None:
    point = PointOuvert("http://127.0.0.1:9/webhook")

    async def session() -> Any:
        async with point.session() as ouverte:
            assert not ouverte.closed
            return ouverte

    assert asyncio.run(session()) is not asyncio.run(session())


def test_rasa_sees_an_endpoint_like_any_other() -> None:
    assert PointOuvert("http://127.0.0.1:9/webhook") == EndpointConfig("http://127.0.0.1:9/webhook")
    # The name of this setting is Rasa's: another name is ignored without a word.
    from rasa.core.actions.constants import SELECTIVE_DOMAIN

    assert PointOuvert("http://x", enable_selective_domain=True).kwargs[SELECTIVE_DOMAIN] is True
