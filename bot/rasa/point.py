"""The action server as Rasa calls it: one connection kept open, instead of a session and a connection at each action."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.utils.endpoints import EndpointConfig

# The action server hangs up after 5 s without a call (or later): leaving first, a call never meets a line being cut.
REPOS = 2.0


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
            self._ouverte = (boucle, self._ouvrir())
        yield self._ouverte[1]

    def _ouvrir(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            headers=self.headers,
            timeout=aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
            # As with a session at each call: no cookie is kept, and any number of turns may call at once.
            cookie_jar=aiohttp.DummyCookieJar(),
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=REPOS),
        )

    async def fermer(self) -> None:
        """Close the session; the next call opens another."""
        if self._ouverte is not None:
            await self._ouverte[1].close()
            self._ouverte = None
