"""Danger in what is refused: always looked for, and never at the price of those who are heard."""

from __future__ import annotations

import asyncio

from anyio.to_thread import run_sync

from bot import danger
from bot.danger import Danger
from bot.gateway.places import Places

# Reading 4,000 characters takes some twenty milliseconds. A network whose messages are refused by the hundred has a place to
# itself, which rests three times as long as it worked: a flood takes a quarter of a core at most, and waits behind itself.
REPOS = 3.0


class Alertes:
    """Reads refused texts, one at a time for each network."""

    def __init__(self) -> None:
        self._places = Places(places=2, par_reseau=1)
        self._taches: set[asyncio.Task[None]] = set()

    async def detecter(self, reseau: str, texte: str) -> Danger | None:
        """Return the danger that the text tells, if any."""
        lu: asyncio.Future[Danger | None] = asyncio.get_running_loop().create_future()
        tache = asyncio.create_task(self._lire(reseau, texte, lu))
        self._taches.add(tache)
        tache.add_done_callback(self._taches.discard)
        return await lu

    async def _lire(self, reseau: str, texte: str, lu: asyncio.Future[Danger | None]) -> None:
        async with self._places.prendre(reseau, None):
            if lu.cancelled():  # the client has gone
                return
            temps = asyncio.get_running_loop().time
            debut = temps()
            try:
                vu = await run_sync(danger.detecter, texte)
            except Exception as erreur:
                lu.cancelled() or lu.set_exception(erreur)
                return
            lu.cancelled() or lu.set_result(vu)
            await asyncio.sleep(REPOS * (temps() - debut))
