"""The call to Rasa: a usable answer, or CerveauMuet with a short reason and never a text."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
import respx

from bot.gateway.cerveau import Cerveau, CerveauMuet, Reponse

URL = "http://127.0.0.1:5005/webhooks/boussole/tour"
DEMANDE = {"conversation": "c", "message_id": "m", "texte": "mots d'une personne"}


@pytest.fixture
def cerveau() -> Cerveau:
    return Cerveau(URL, "le-secret", 5.0)


@respx.mock
async def test_an_answer(cerveau: Cerveau) -> None:
    route = respx.post(URL).respond(json={"messages": [{"texte": "Bonjour"}]})
    assert await cerveau.tour(DEMANDE) == Reponse([{"texte": "Bonjour"}])
    demande = route.calls.last.request
    assert demande.headers["X-Boussole-Secret"] == "le-secret"
    assert json.loads(demande.content) == DEMANDE
    await cerveau.fermer()


@respx.mock
@pytest.mark.parametrize(("dite", "lue"), [({"intent": {}}, {"intent": {}}), (None, None), (["x"], None), ("x", None)])
async def test_what_it_understood_comes_with_the_answer(cerveau: Cerveau, dite: Any, lue: Any) -> None:
    respx.post(URL).respond(json={"messages": [{"texte": "Bonjour"}], "analyse": dite})
    assert (await cerveau.tour(DEMANDE)).analyse == lue


@respx.mock
@pytest.mark.parametrize(
    ("reponse", "raison"),
    [
        ({"json": {"messages": []}}, "silence"),  # what Rasa says when an action failed
        ({"json": {"messages": None}}, "silence"),
        ({"json": {}}, "silence"),
        ({"json": {"messages": {"texte": "x"}}}, "silence"),
        ({"json": {"messages": ["mots"]}}, "silence"),
        ({"json": {"messages": [{"texte": "a"}, None]}}, "silence"),
        ({"json": ["mots"]}, "injoignable"),
        ({"text": "mots"}, "injoignable"),
        ({"content": b"\xff\xfe{"}, "injoignable"),
        ({"status_code": 500, "json": {"messages": [{"texte": "mots"}]}}, "silence"),
        ({"status_code": 403}, "silence"),
        ({"status_code": 302, "headers": {"Location": "http://ailleurs/"}}, "silence"),
    ],
    ids=str,
)
async def test_what_is_not_an_answer(cerveau: Cerveau, reponse: dict[str, Any], raison: str) -> None:
    respx.post(URL).respond(**reponse)
    with pytest.raises(CerveauMuet) as muet:
        await cerveau.tour(DEMANDE)
    assert str(muet.value) == raison


@respx.mock
@pytest.mark.parametrize(
    ("erreur", "raison"),
    [
        (httpx.ReadTimeout("mots"), "delai"),
        (httpx.ConnectTimeout("mots"), "delai"),
        (httpx.ConnectError("mots"), "injoignable"),
        (httpx.RemoteProtocolError("mots"), "injoignable"),
    ],
    ids=repr,
)
async def test_no_answer(cerveau: Cerveau, erreur: Exception, raison: str) -> None:
    respx.post(URL).mock(side_effect=erreur)
    with pytest.raises(CerveauMuet) as muet:
        await cerveau.tour(DEMANDE)
    assert str(muet.value) == raison


@respx.mock
@pytest.mark.parametrize(
    ("statut", "erreur", "vivant"),
    [
        (200, None, True),
        (503, None, False),
        (200, httpx.ConnectError("x"), False),
        (200, httpx.ReadTimeout("x"), False),
    ],
)
async def test_alive_or_not(cerveau: Cerveau, statut: int, erreur: Exception | None, vivant: bool) -> None:
    respx.get(URL.removesuffix("tour")).mock(return_value=httpx.Response(statut), side_effect=erreur)
    assert await cerveau.vivant() is vivant
