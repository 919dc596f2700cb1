"""One conversation of the fuzzer: it sends raw bytes, listens to its stream, and knows whether it was answered."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
import uuid
from typing import Any

import httpx

from bot.danger import detecter
from bot.gateway.limites import MESSAGES_CONVERSATION
from bot.textes import texte
from tests.faults.bruit import Entree
from tests.flux import Flux

DELAI = 30.0
# Said by the gateway itself: not yet what the person waits for.
SECOURS = frozenset((texte("porte.secours"), texte("porte.secours_ouverture")))
NEUVE = texte("porte.session_neuve")
REGULIER = 60.0 / MESSAGES_CONVERSATION.par_minute


class Fil:
    """A conversation on its own network address, paced so that the limits rarely have to refuse."""

    def __init__(self, http: httpx.AsyncClient, adresse: str) -> None:
        self._http = http
        self._entetes = {"X-Forwarded-For": adresse}
        self._ecoute: asyncio.Task[None] | None = None
        self._recus: list[tuple[int, dict[str, Any]]] = []
        self._du_nouveau = asyncio.Event()
        self._jetons_de_debit = float(MESSAGES_CONVERSATION.rafale - 1)
        self._vu = time.monotonic()
        self.efface = False

    async def ouvrir(self) -> str | None:
        """Open, retrying while the limits say so; return what went wrong ("silence") or None once welcomed."""
        while True:
            reponse = await self._http.post("/api/conversations", json={"canal": "web"}, headers=self._entetes)
            if reponse.status_code != 429:
                break
            await asyncio.sleep(2.0)
        reponse.raise_for_status()
        self._entetes["Authorization"] = f"Bearer {reponse.json()['jeton']}"
        self._ecoute = asyncio.create_task(self._ecouter())
        return None if await self._attendre(0, 1) else "silence"

    async def fermer(self) -> None:
        """Stop listening and erase, as a person who leaves: the database stays small over a long run."""
        if self._ecoute is not None:
            self._ecoute.cancel()
            with contextlib.suppress(asyncio.CancelledError, httpx.HTTPError):
                await self._ecoute
        with contextlib.suppress(httpx.HTTPError):
            await self._http.delete("/api/conversations", headers=self._entetes)

    async def envoyer(self, entree: Entree) -> httpx.Response | None:
        """Send one input as it is; None when the point of it was to hang up half way."""
        if entree.coupe is not None:
            await self._couper(entree, entree.coupe)
            return None
        return await self._http.post("/api/messages", content=entree.corps, headers={**self._entetes, **entree.entetes})

    async def poster(self, corps: dict[str, Any], jeton: str | None = None) -> httpx.Response:
        """Post one message as the page would, or with the token of somebody else."""
        entetes = dict(self._entetes) if jeton is None else {**self._entetes, "Authorization": f"Bearer {jeton}"}
        entetes["Content-Type"] = "application/json"
        brut = json.dumps({"id": uuid.uuid4().hex, **corps})  # in ASCII: half characters pass too
        return await self._http.post("/api/messages", content=brut, headers=entetes)

    async def dire(self, dit: str) -> list[dict[str, Any]]:
        """Say something and return the messages that answer it; none when refused or silent."""
        await self.patienter()
        reponse = await self.poster({"texte": dit})
        self.compter()
        if reponse.status_code != 202 or not (await self.repondu(reponse.json()["rang"], dit))[0]:
            return []
        return [m for rang, m in self._recus if rang > reponse.json()["rang"]]

    @property
    def jeton(self) -> str:
        """Its token."""
        return self._entetes["Authorization"].removeprefix("Bearer ")

    @property
    def choix(self) -> list[str]:
        """The ids of its latest question."""
        return next(([c["id"] for c in m["choix"]] for _, m in reversed(self._recus) if m["choix"]), [])

    async def _couper(self, entree: Entree, apres: int) -> None:
        url = self._http.base_url
        lecteur, plume = await asyncio.open_connection(url.host, url.port)
        entetes = {"Host": url.host, **self._entetes, **entree.entetes, "Content-Length": str(len(entree.corps))}
        tete = "POST /api/messages HTTP/1.1\r\n" + "".join(f"{n}: {v}\r\n" for n, v in entetes.items()) + "\r\n"
        plume.write(tete.encode("latin-1") + entree.corps[:apres])
        await plume.drain()
        plume.close()
        with contextlib.suppress(OSError):
            await plume.wait_closed()

    async def patienter(self) -> None:
        """Wait until the conversation's own limit would let one more message through."""
        maintenant = time.monotonic()
        gagnes = (maintenant - self._vu) / REGULIER
        self._jetons_de_debit = min(float(MESSAGES_CONVERSATION.rafale - 1), self._jetons_de_debit + gagnes)
        self._vu = maintenant
        if self._jetons_de_debit < 1:
            await asyncio.sleep((1 - self._jetons_de_debit) * REGULIER)

    def compter(self) -> None:
        """Note that the limit counted one message."""
        self._jetons_de_debit -= 1

    async def repondu(self, rang: int, dit: str) -> tuple[bool, bool]:
        """Tell whether the text of this rank got its answer in time, and whether the gateway had to fill in."""
        attendus = 2 if detecter(dit) is not None else 1  # the numbers come at once, the answer comes besides
        obtenu = await self._attendre(rang, attendus)
        secouru = any(r > rang and m["texte"] in SECOURS for r, m in self._recus)
        return obtenu, secouru

    async def _attendre(self, rang: int, attendus: int) -> bool:
        fin = time.monotonic() + DELAI
        while not self.efface:
            utiles = [m for r, m in self._recus if r > rang and m["texte"] not in SECOURS and m["texte"] != NEUVE]
            if len(utiles) >= attendus:
                return True
            self._du_nouveau.clear()
            try:
                await asyncio.wait_for(self._du_nouveau.wait(), max(0.0, fin - time.monotonic()))
            except asyncio.TimeoutError:
                return False
        return True  # erased: the person asked for it, word by word

    async def _ecouter(self) -> None:
        dernier = 0
        while not self.efface:
            entetes = {**self._entetes, "Last-Event-ID": str(dernier)}
            with contextlib.suppress(httpx.HTTPError, EOFError):
                async with self._http.stream("GET", "/api/flux", headers=entetes) as reponse:
                    self.efface = reponse.status_code == 401
                    flux = Flux(reponse)
                    while not self.efface:
                        sorte, _, donnees = await flux.suivant()
                        self.efface = sorte == "efface"
                        if sorte == "message":
                            dernier = donnees["rang"]
                            if donnees["de"] == "bot":
                                self._recus = [*self._recus[-20:], (dernier, donnees["message"])]
                                self._du_nouveau.set()
            self._du_nouveau.set()
            await asyncio.sleep(0.2)
