"""The call to Rasa: one turn over loopback, with the shared secret and a deadline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx


class CerveauMuet(Exception):
    """Rasa did not give a usable answer in time; the reason is a short word, never a text."""


@dataclass(frozen=True)
class Reponse:
    """What Rasa said, and what it understood of the message (`bot.relecture.reduire`; None for a choice)."""

    messages: list[dict[str, Any]]
    analyse: Mapping[str, Any] | None = None


class Cerveau:
    """HTTP client of `bot.rasa.channel`."""

    def __init__(self, url: str, secret: str, delai: float) -> None:
        self._url = url
        self._secret = secret
        self._client = httpx.AsyncClient(timeout=httpx.Timeout(delai), trust_env=False)

    async def tour(self, demande: Mapping[str, Any]) -> Reponse:
        """Send one turn and return its answer; raise CerveauMuet on delay, error or silence."""
        try:
            reponse = await self._client.post(
                self._url, json=dict(demande), headers={"X-Boussole-Secret": self._secret}
            )
            corps = reponse.json() if reponse.status_code == 200 else {}
            messages, analyse = corps.get("messages"), corps.get("analyse")
        except httpx.TimeoutException as erreur:
            raise CerveauMuet("delai") from erreur
        except (httpx.HTTPError, ValueError, AttributeError) as erreur:
            raise CerveauMuet("injoignable") from erreur
        if not isinstance(messages, list) or not messages or not all(isinstance(m, dict) for m in messages):
            # Rasa turns any failure of an action into an empty answer (pitfalls: « Silence and loss »).
            raise CerveauMuet("silence")
        return Reponse(messages, analyse if isinstance(analyse, dict) else None)

    async def vivant(self) -> bool:
        """Tell whether Rasa's channel answers."""
        try:
            reponse = await self._client.get(self._url.removesuffix("tour"), timeout=2)
        except httpx.HTTPError:
            return False
        return reponse.status_code == 200

    async def fermer(self) -> None:
        """Close the connections."""
        await self._client.aclose()
