"""The one channel into Rasa: loopback, shared secret, one turn in and a list of neutral messages out."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.rasa.canal import desarmer, parse_data
from bot.relecture import reduire

journal = logging.getLogger("boussole.rasa")


class Sortie(CollectingOutputChannel):
    """Collects the messages of a turn in the shape of the contract: texte, choix (titre, payload), carte."""

    @classmethod
    def name(cls) -> str:
        """Name under which Rasa knows the channel."""
        return "boussole"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one message whole: its text, its buttons and its card belong together."""
        propre = message_neutre(message)
        if propre is not None:
            self.messages.append(propre)


def message_neutre(message: dict[str, Any]) -> dict[str, Any] | None:
    """Turn a Rasa message into ours; the card's wording comes from the response file, its data from the action."""
    personnalise = dict(message.get("custom") or {})
    carte = dict(personnalise.get("carte") or {})
    carte.update(message.get("carte") or {})
    choix = [{"titre": b["title"], "payload": b["payload"]} for b in message.get("buttons") or ()]
    neutre = {
        "texte": message.get("text") or None,
        "choix": choix,
        "carte": carte or None,
        "ordre": personnalise.get("ordre"),
        "nom": message.get("utter_action"),
    }
    return neutre if any(neutre[cle] for cle in ("texte", "choix", "carte", "ordre")) else None


class CanalBoussole(InputChannel):
    """POST /webhooks/boussole/tour: {conversation, message_id, texte | payload+titre} → {messages: […], analyse}."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    @classmethod
    def name(cls) -> str:
        """Name in the address and in credentials.yml."""
        return "boussole"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> CanalBoussole:
        """Build the channel from credentials.yml; without a secret it cannot start."""
        secret = (credentials or {}).get("secret")
        if not secret:
            cls.raise_missing_credentials_exception()
        return cls(str(secret))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes of the channel."""
        routes = Blueprint("canal_boussole", __name__)

        @routes.get("/")
        async def sante(requete: Request) -> HTTPResponse:
            # Rasa serves even when its model failed to load: only a ready agent counts as alive.
            agent = getattr(requete.app.ctx, "agent", None)
            pret = agent is not None and agent.is_ready()
            return response.json({"status": "ok" if pret else "attente"}, status=200 if pret else 503)

        @routes.post("/tour")
        async def tour(requete: Request) -> HTTPResponse:
            recu = requete.headers.get("x-boussole-secret", "")
            if not hmac.compare_digest(recu.encode("utf-8", "replace"), self._secret.encode()):
                return response.json({"erreur": "refus"}, status=403)
            try:
                message, sortie = _lire(requete.json)
            except (AttributeError, KeyError, TypeError, ValueError):
                return response.json({"erreur": "illisible"}, status=400)
            try:
                analyse = await _comprendre(requete, message)
                await on_new_message(message)
            except Exception:
                journal.exception("tour_echoue")
                return response.json({"erreur": "interne"}, status=500)
            return response.json({"messages": sortie.messages, "analyse": analyse})

        return routes


async def _comprendre(requete: Request, message: UserMessage) -> dict[str, Any] | None:
    """Read a typed text now rather than within the turn, which does not say what it read; None for a choice."""
    agent = getattr(requete.app.ctx, "agent", None)
    if message.parse_data is not None or agent is None or not agent.is_ready():
        return None
    message.parse_data = await agent.processor.parse_message(message)
    return reduire(message.parse_data.get("analyse"))


def _lire(corps: Any) -> tuple[UserMessage, Sortie]:
    sortie = Sortie()
    force = None
    if corps.get("payload"):
        force = parse_data(str(corps["payload"]), str(corps.get("titre") or ""))
        texte = force["text"]
    else:
        texte = desarmer(str(corps["texte"]))
    return (
        UserMessage(
            text=texte,
            output_channel=sortie,
            sender_id=str(corps["conversation"]),
            parse_data=force,
            input_channel=CanalBoussole.name(),
            message_id=str(corps["message_id"]),
            metadata={"urgence_donnee": bool(corps.get("urgence_donnee"))},
        ),
        sortie,
    )
