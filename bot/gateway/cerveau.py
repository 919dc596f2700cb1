"""The call to Rasa: one turn over loopback, with the shared secret and a deadline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx


class CerveauMuet(Exception):
    """Rasa did not give a usable answer in time; the reason is a short word, never a text."""


class Cerveau:
    """HTTP client of `bot.rasa.channel`."""

    def __init__(self, url: str, secret: str, delai: float) -> None:
        self._url = url
        self._secret = secret
        self._client = httpx.AsyncClient(timeout=httpx.Timeout(delai), trust_env=False)

    async def tour(self, demande: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Send one turn and return its messages; raise CerveauMuet on delay, error or silence."""
        try:
            reponse = await self._client.post(
                self._url, json=dict(demande), headers={"X-Boussole-Secret": self._secret}
            )
            messages = reponse.json().get("messages") if reponse.status_code == 200 else None
        except httpx.TimeoutException as erreur:
            raise CerveauMuet("delai") from erreur
        except (httpx.HTTPError, ValueError, AttributeError) as erreur:
            raise CerveauMuet("injoignable") from erreur
        if not isinstance(messages, list) or not messages or not all(isinstance(m, dict) for m in messages):
            # Rasa turns any failure of an action into an empty answer (pitfalls: « Silence and loss »).
            raise CerveauMuet("silence")
        return messages

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
