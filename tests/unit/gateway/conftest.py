"""What the gateway's tests share: a brain that does what the test says, and the application around it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from bot.gateway import turn
from bot.gateway.app import creer_app
from bot.gateway.cerveau import CerveauMuet, Reponse
from bot.gateway.turn import Tours
from bot.knowledge import charger
from bot.settings import lire
from bot.store import journal
from bot.store.journal import Entree
from bot.store.session import Base


class FauxCerveau:
    """Stands where Rasa is: answers with the text it read, or as `repondre` says; `muet` and `lent` break it."""

    def __init__(self) -> None:
        self.demandes: list[dict[str, Any]] = []
        self.muet = False
        self.porte: asyncio.Event | None = None  # when set, a turn waits for it
        self.repondre: Callable[[Mapping[str, Any]], Any] = lambda d: [
            {"texte": f"Lu : {d.get('texte', d.get('titre'))}"}
        ]
        # What it understood of a typed text; None = it does not say.
        self.comprendre: Callable[[Mapping[str, Any]], Any] = lambda d: None
        self.ensemble = 0
        self.ensemble_max = 0

    @property
    def lus(self) -> list[str]:
        """What people's messages said, in the order in which the brain got them."""
        return [str(d.get("texte") or d.get("titre")) for d in self.demandes if d.get("payload") != turn.OUVERTURE]

    async def tour(self, demande: Mapping[str, Any]) -> Any:
        self.demandes.append(dict(demande))
        self.ensemble += 1
        self.ensemble_max = max(self.ensemble, self.ensemble_max)
        try:
            if self.porte is not None:
                await self.porte.wait()
            await asyncio.sleep(0)
            if self.muet:
                raise CerveauMuet("delai")
            return Reponse(self.repondre(demande), None if "payload" in demande else self.comprendre(demande))
        finally:
            self.ensemble -= 1

    async def vivant(self) -> bool:
        return not self.muet

    async def fermer(self) -> None:
        pass


@pytest.fixture
def cerveau() -> FauxCerveau:
    return FauxCerveau()


@pytest.fixture
def tours(base: Base, cerveau: FauxCerveau) -> Tours:
    """The turns alone, on each engine."""
    return Tours(base, cerveau, charger())  # type: ignore[arg-type]


async def jusqua(vrai: Callable[[], Any], delai: float = 10.0) -> Any:
    """Wait until `vrai()` gives something true (a coroutine is awaited); fail after `delai` seconds."""
    fin = asyncio.get_running_loop().time() + delai
    while True:
        resultat = vrai()
        if isinstance(resultat, Awaitable):
            resultat = await resultat
        if resultat:
            return resultat
        assert asyncio.get_running_loop().time() < fin, "rien n'est venu à temps"
        await asyncio.sleep(0.01)


@pytest.fixture(name="jusqua")
def _jusqua() -> Callable[..., Awaitable[Any]]:
    return jusqua


@pytest.fixture
def lignes(base: Base) -> Callable[[str], list[Entree]]:
    """The journal of a conversation."""

    def lire_journal(conversation: str) -> list[Entree]:
        with base.transaction() as connexion:
            return journal.lire(base, connexion, conversation)

    return lire_journal


class Porte:
    """The application, its brain, and the calls of the page."""

    def __init__(self, app: Starlette, cerveau: FauxCerveau) -> None:
        self.app = app
        self.cerveau = cerveau
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app, raise_app_exceptions=False), base_url="http://porte"
        )
        self._numero = 0

    async def ouvrir(self) -> dict[str, str]:
        """Make a conversation whose welcome is over; return the header that carries its token."""
        reponse = await self.http.post("/api/conversations", json={"canal": "web"})
        assert reponse.status_code == 201
        entete = {"Authorization": f"Bearer {reponse.json()['jeton']}"}
        if not self.cerveau.muet and self.cerveau.porte is None:
            await jusqua(lambda: any(e.de == "bot" for e in self.journal(entete)))
        return entete

    def identifiant(self) -> str:
        self._numero += 1
        return f"message-{self._numero:04}"

    async def dire(self, entete: Mapping[str, str], texte: str, identifiant: str | None = None) -> httpx.Response:
        corps = {"id": identifiant or self.identifiant(), "texte": texte}
        return await self.http.post("/api/messages", json=corps, headers=dict(entete))

    async def choisir(self, entete: Mapping[str, str], choix: object, identifiant: str | None = None) -> httpx.Response:
        corps = {"id": identifiant or self.identifiant(), "choix": choix}
        return await self.http.post("/api/messages", json=corps, headers=dict(entete))

    def conversation(self, entete: Mapping[str, str]) -> str:
        trouvee = self.app.state.identites.lire(entete["Authorization"][7:], "web")
        assert trouvee is not None
        return str(trouvee)

    def journal(self, entete: Mapping[str, str]) -> list[Entree]:
        base = self.app.state.base
        with base.transaction() as connexion:
            return journal.lire(base, connexion, self.conversation(entete))

    def textes(self, entete: Mapping[str, str], de: str = "bot") -> list[str]:
        return [e.contenu.get("texte") or "" for e in self.journal(entete) if e.de == de]

    @contextlib.asynccontextmanager
    async def en_ligne(self) -> AsyncIterator[str]:
        """Serve on a free port of this machine: streams need a real connection. Gives the address."""
        serveur = uvicorn.Server(
            uvicorn.Config(
                self.app, host="127.0.0.1", port=0, log_config=None, lifespan="off", access_log=False, ws="none"
            )
        )
        tache = asyncio.create_task(serveur._serve())  # `serve` would take the signals of the test runner
        await jusqua(lambda: serveur.started)
        hote, port = serveur.servers[0].sockets[0].getsockname()[:2]
        try:
            yield f"http://{hote}:{port}"
        finally:
            serveur.should_exit = serveur.force_exit = True
            await tache


@pytest.fixture
async def porte(url_sqlite: str, tmp_path: Path, cerveau: FauxCerveau) -> AsyncIterator[Porte]:
    """The whole gateway on SQLite, around the brain of the test (background tasks not started)."""
    app = creer_app(lire({"BOUSSOLE_DONNEES": str(tmp_path), "DATABASE_URL": url_sqlite}))
    app.state.cerveau = cerveau
    app.state.tours = Tours(app.state.base, cerveau, charger())  # type: ignore[arg-type]
    ouverte = Porte(app, cerveau)
    yield ouverte
    await ouverte.http.aclose()
    app.state.base.moteur.dispose()
