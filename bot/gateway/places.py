"""The brain treats few turns at once: its places are shared between networks, so that one who floods waits behind itself."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator

PLACES = 4
PLACES_PAR_RESEAU = 1


class PlusDePlace(Exception):
    """No place came in time."""


class Places:
    """So many places, each network having its turn; within one network, first come, first served."""

    def __init__(self, places: int = PLACES, par_reseau: int = PLACES_PAR_RESEAU) -> None:
        self._libres = places
        self._par_reseau = par_reseau
        self._prises: Counter[str] = Counter()
        # The networks that wait, the one served longest ago first.
        self._files: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @contextlib.asynccontextmanager
    async def prendre(self, reseau: str, delai: float | None) -> AsyncIterator[None]:
        """Hold a place while the block runs; raise PlusDePlace when none comes in time (None: wait)."""
        venue: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._files.setdefault(reseau, deque()).append(venue)
        self._donner()
        try:
            await asyncio.wait_for(asyncio.shield(venue), delai)
        except BaseException as erreur:
            if venue.done():
                self._rendre(reseau)
            else:
                self._quitter(reseau, venue)
            if isinstance(erreur, asyncio.TimeoutError):
                raise PlusDePlace from erreur
            raise
        try:
            yield
        finally:
            self._rendre(reseau)

    def _donner(self) -> None:
        while self._libres:
            suivant = next((r for r in self._files if self._prises[r] < self._par_reseau), None)
            if suivant is None:
                return
            self._libres -= 1
            self._prises[suivant] += 1
            venue = self._files[suivant][0]
            self._quitter(suivant, venue)
            if suivant in self._files:
                self._files.move_to_end(suivant)
            venue.set_result(None)

    def _quitter(self, reseau: str, venue: asyncio.Future[None]) -> None:
        self._files[reseau].remove(venue)
        if not self._files[reseau]:
            del self._files[reseau]

    def _rendre(self, reseau: str) -> None:
        self._libres += 1
        self._prises[reseau] -= 1
        if not self._prises[reseau]:
            del self._prises[reseau]
        self._donner()
