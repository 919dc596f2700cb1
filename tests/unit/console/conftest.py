"""What the console's tests share: the real application on a database, and people of each role who are already in."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette

from bot.console import acces
from bot.console.app import creer_app
from bot.privacy import mots_de_passe
from bot.privacy.vault import Coffre
from bot.settings import lire
from bot.store import comptes, sessions
from bot.store.session import Base, ouvrir
from tests.unit.conftest import CLE_MAITRE, Montre

MOT = "quatre mots et demi"
ORIGINE = "http://localhost"


class Client(httpx.AsyncClient):
    """A browser of somebody: `csrf` is what their forms carry, `compte` their account id, `jeton` their session."""

    csrf = ""
    compte = ""
    jeton = ""

    async def poster(self, chemin: str, **champs: Any) -> httpx.Response:
        """Send a form as our own page does."""
        return await self.post(chemin, data={"csrf": self.csrf, **champs}, headers={"Origin": ORIGINE})


class Console:
    """The application, its database, its clock, and who may enter."""

    def __init__(self, app: Starlette, base: Base, montre: Montre) -> None:
        self.app, self.base, self.montre = app, base, montre
        self.secrets: dict[str, str] = {}
        self._clients: list[Client] = []

    def client(self) -> Client:
        """A browser of somebody unknown."""
        ouvert = Client(
            transport=httpx.ASGITransport(self.app, raise_app_exceptions=False),
            base_url=ORIGINE,
            headers={"Accept": "text/html"},
        )
        self._clients.append(ouvert)
        return ouvert

    def inscrire(self, role: str, nom: str = "Amina Belkacem", territoires: tuple[str, ...] = ()) -> str:
        """Add somebody, and return their account id; `secrets` keeps their second factor."""
        compte, secret = comptes.creer(self.base, f"x{secrets.token_hex(4)}", nom, role, territoires, MOT)
        self.secrets[compte] = secret
        return compte

    async def connecter(self, role: str = "juriste", **qui: Any) -> Client:
        """A browser of somebody of this role, session open."""
        client = self.client()
        client.compte = self.inscrire(role, **qui)
        client.jeton = sessions.creer(self.base, client.compte)
        client.cookies.set("console", client.jeton)
        client.csrf = acces._jeton(client.jeton)
        return client

    async def fermer(self) -> None:
        for client in self._clients:
            await client.aclose()

    async def statut(self, client: Client, methode: str, chemin: str, **entetes: str) -> int:
        """The status of an answer that may never end (event stream): its reading stops there."""
        requete = client.build_request(methode, chemin, headers=entetes)
        portee = {
            "type": "http",
            "http_version": "1.1",
            "method": methode,
            "path": requete.url.path,
            "raw_path": requete.url.raw_path,
            "query_string": requete.url.query,
            "headers": [(n.lower(), v) for n, v in requete.headers.raw],
            "scheme": "http",
            "server": ("localhost", 80),
            "client": ("127.0.0.1", 1),
            "root_path": "",
        }
        commence: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        recus = [{"type": "http.request", "body": b"", "more_body": False}]

        async def recevoir() -> dict[str, Any]:
            if recus:
                return recus.pop()
            await asyncio.Event().wait()
            raise AssertionError

        async def envoyer(message: Any) -> None:
            if message["type"] == "http.response.start" and not commence.done():
                commence.set_result(int(message["status"]))

        tache = asyncio.create_task(self.app(portee, recevoir, envoyer))
        try:
            return await asyncio.wait_for(asyncio.shield(commence), 10)
        finally:
            tache.cancel()
            await asyncio.gather(tache, return_exceptions=True)


@pytest.fixture(autouse=True)
def _argon2_leger(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same argon2id, at a cost that a test can pay."""
    monkeypatch.setattr(mots_de_passe, "_HACHEUR", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    mots_de_passe._leurre.cache_clear()


@pytest.fixture
async def console(url_sqlite: str, tmp_path: Path, montre: Montre) -> AsyncIterator[Console]:
    """The console on an empty database."""
    base = Base(ouvrir(url_sqlite), Coffre(CLE_MAITRE), montre, tmp_path / "acces.temoin")
    ouverte = Console(creer_app(lire({"BOUSSOLE_DONNEES": str(tmp_path)}), base), base, montre)
    yield ouverte
    await ouverte.fermer()
    base.moteur.dispose()
