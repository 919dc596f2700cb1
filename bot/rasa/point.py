"""The action server as Rasa calls it: one connection kept open, instead of a session and a connection at each action."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from rasa.utils.endpoints import EndpointConfig


class PointOuvert(EndpointConfig):
    """An EndpointConfig whose session lives as long as the event loop that uses it."""

    def __init__(self, url: str, **reglages: Any) -> None:
        super().__init__(url, **reglages)
        self._ouverte: tuple[asyncio.AbstractEventLoop, aiohttp.ClientSession] | None = None

    def session(self) -> Any:
        """Return the open session, as a context that does not close it."""
        return self._pretee()

    @asynccontextmanager
    async def _pretee(self) -> AsyncIterator[aiohttp.ClientSession]:
        boucle = asyncio.get_running_loop()
        if self._ouverte is None or self._ouverte[0] is not boucle or self._ouverte[1].closed:
            self._ouverte = (boucle, super().session())
        yield self._ouverte[1]

    async def fermer(self) -> None:
        """Close the session; the next call opens another."""
        if self._ouverte is not None:
            await self._ouverte[1].close()
            self._ouverte = None
