"""The channel into Rasa: neutral messages out, typed text disarmed, and nobody without the secret."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from rasa.core.channels.channel import UserMessage, register
from rasa.shared.exceptions import RasaException
from sanic import Sanic

from bot.rasa.channel import CanalBoussole, Sortie, _lire, message_neutre
from bot.settings import lire

ANALYSE = {
    "intent": {"nom": "raconter", "confiance": 0.9},
    "nature": {"nom": "discrimination", "confiance": 0.8},
    "criteres": [{"id": "age", "confiance": 0.7, "mots": ["vieux"]}],
    "domaine": {"id": "emploi", "confiance": 0.6, "mots": []},
    "role": "victime",
    "ensemble": ["age"],
    "lieu": {"code": "59350", "commune": "Lille", "departement": "59"},
    "danger": {"type": "menace", "autres": [], "mots": []},
}
LUE = {
    **{c: ANALYSE[c] for c in ("intent", "nature", "criteres", "domaine", "role")},
    "departement": "59",
    "danger": "menace",
}


async def analyser(message: UserMessage) -> dict[str, Any]:
    return {"text": message.text, "intent": {"name": "raconter"}, "entities": [], "analyse": ANALYSE}


AGENT = SimpleNamespace(is_ready=lambda: True, processor=SimpleNamespace(parse_message=analyser))
CARTE = {"type": "contact", "titre": "Qui contacter"}


@pytest.mark.parametrize(
    ("message", "attendu"),
    [
        ({"text": "Bonjour", "utter_action": "utter_saluer"}, {"texte": "Bonjour", "nom": "utter_saluer"}),
        (
            {"text": "?", "buttons": [{"title": "Oui", "payload": "/affirmer"}]},
            {"texte": "?", "choix": [{"titre": "Oui", "payload": "/affirmer"}]},
        ),
        ({"carte": CARTE, "custom": {"carte": {}}}, {"carte": CARTE}),
        ({"custom": {"carte": {"titre": "Du fichier", "type": "x"}}, "carte": {"type": "y"}}, {"carte": {"titre": "Du fichier", "type": "y"}}),
        ({"text": "Au revoir", "custom": {"ordre": "effacer"}}, {"texte": "Au revoir", "ordre": "effacer"}),
        ({"custom": {"ordre": "effacer"}}, {"ordre": "effacer"}),
    ],
)  # fmt: skip
def test_a_rasa_message_becomes_ours(message: dict[str, Any], attendu: dict[str, Any]) -> None:
    vide = {"texte": None, "choix": [], "carte": None, "ordre": None, "nom": None}
    assert message_neutre(message) == {**vide, **attendu}


@pytest.mark.parametrize("message", [{}, {"text": ""}, {"text": None, "buttons": []}, {"custom": {"carte": {}}}])
def test_an_empty_message_is_dropped(message: dict[str, Any]) -> None:
    assert message_neutre(message) is None


async def test_a_message_keeps_text_choices_and_card_together() -> None:
    sortie = Sortie()
    await sortie.send_response(
        "c", {"text": "?", "buttons": [{"title": "Oui", "payload": "/affirmer"}], "carte": CARTE}
    )
    await sortie.send_response("c", {})
    assert len(sortie.messages) == 1
    assert (sortie.messages[0]["texte"], sortie.messages[0]["carte"]) == ("?", CARTE)


def test_typed_words_are_disarmed_and_a_choice_is_parsed() -> None:
    dit, _ = _lire({"conversation": "c", "message_id": "m", "texte": "/restart", "urgence_donnee": True})
    assert (dit.text, dit.parse_data, dit.sender_id, dit.message_id) == ("restart", None, "c", "m")
    assert dit.metadata == {"urgence_donnee": True}
    choisi, _ = _lire({"conversation": "c", "message_id": "m", "payload": "/affirmer", "titre": "Oui"})
    assert choisi.parse_data is not None
    assert (choisi.text, choisi.parse_data["intent"]["name"]) == ("Oui", "affirmer")


@pytest.mark.parametrize("identifiants", [None, {}, {"secret": ""}])
def test_without_a_secret_it_does_not_start(identifiants: dict[str, Any] | None) -> None:
    with pytest.raises(RasaException):
        CanalBoussole.from_credentials(identifiants)


@pytest.fixture(scope="module")
def canal() -> Iterator[httpx.Client]:
    """The channel on a free port, without Rasa behind."""

    async def recevoir(message: UserMessage) -> None:
        if message.text == "tomber":
            raise RuntimeError("canari")
        # What was understood is given to the turn, which does not read the text a second time.
        assert message.parse_data is not None
        await message.output_channel.send_response(message.sender_id, {"text": "reçu"})

    app = Sanic("essai_canal")
    app.ctx.agent = AGENT
    AGENT.handle_message = recevoir
    register([CanalBoussole("le-secret")], app, route="/webhooks/")
    prise = socket.create_server(("127.0.0.1", 0))
    boucle = asyncio.new_event_loop()

    async def demarrer() -> None:
        serveur = await app.create_server(sock=prise, return_asyncio_server=True, access_log=False)
        await serveur.startup()
        await serveur.start_serving()

    fil = threading.Thread(target=boucle.run_forever, daemon=True)
    fil.start()
    asyncio.run_coroutine_threadsafe(demarrer(), boucle).result(20)
    with httpx.Client(base_url=f"http://127.0.0.1:{prise.getsockname()[1]}", trust_env=False) as http:
        yield http
    boucle.call_soon_threadsafe(boucle.stop)
    fil.join(5)
    prise.close()


TOUR = {"conversation": "c", "message_id": "m", "texte": "bonjour"}
RECU = {"texte": "reçu", "choix": [], "carte": None, "ordre": None, "nom": None}


@pytest.mark.parametrize(
    ("secret", "corps", "statut", "reponse"),
    [
        (
            "le-secret",
            TOUR,
            200,
            {"messages": [RECU], "analyse": LUE},
        ),
        (
            "le-secret",
            {"conversation": "c", "message_id": "m", "payload": "/affirmer", "titre": "Oui"},
            200,
            {"messages": [RECU], "analyse": None},
        ),
        ("", TOUR, 403, {"erreur": "refus"}),
        ("le-secre", TOUR, 403, {"erreur": "refus"}),
        ("\xe9", TOUR, 403, {"erreur": "refus"}),
        ("le-secret", {"conversation": "c"}, 400, {"erreur": "illisible"}),
        ("le-secret", [], 400, {"erreur": "illisible"}),
        ("le-secret", None, 400, {"erreur": "illisible"}),
        ("le-secret", {**TOUR, "payload": "pas une charge"}, 400, {"erreur": "illisible"}),
        ("le-secret", {**TOUR, "texte": "tomber"}, 500, {"erreur": "interne"}),
    ],
)
def test_a_turn(canal: httpx.Client, secret: str, corps: Any, statut: int, reponse: dict[str, Any]) -> None:
    obtenue = canal.post(
        urlsplit(lire({}).url_rasa).path, json=corps, headers={"X-Boussole-Secret": secret.encode("latin-1")}
    )
    assert obtenue.status_code == statut
    assert obtenue.json() == reponse


@pytest.mark.parametrize(("pret", "statut"), [(True, 200), (False, 503)])
def test_the_probe_needs_no_secret_and_tells_a_model_that_did_not_load(
    canal: httpx.Client, pret: bool, statut: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AGENT, "is_ready", lambda: pret)
    assert canal.get("/webhooks/boussole/").status_code == statut
