"""A page's side of the web channel's stream, for the tests that listen to it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx


class Flux:
    """A page's stream: events as they come."""

    def __init__(self, reponse: httpx.Response) -> None:
        self._lignes = reponse.aiter_lines()

    async def suivant(self) -> tuple[str, str | None, Any]:
        """The next event: its name, id and data."""
        champs: dict[str, str] = {}
        async for ligne in self._lignes:
            if not ligne and champs:
                return champs["event"], champs.get("id"), json.loads(champs["data"])
            if ligne and not ligne.startswith(":"):
                nom, _, valeur = ligne.partition(": ")
                champs[nom] = valeur
        raise EOFError

    async def message(self) -> dict[str, Any]:
        """The next message, typing states skipped."""
        while True:
            nom, identifiant, donnees = await asyncio.wait_for(self.suivant(), 10)
            if nom == "message":
                assert identifiant == str(donnees["rang"])
                return dict(donnees)
