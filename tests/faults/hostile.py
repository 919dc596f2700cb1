"""One hostile client, from one network: floods, new conversations, slow bodies, streams left open; and the people beside it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx

from tests.faults.fil import Fil

RESEAU = {"X-Forwarded-For": "10.66.0.1"}
FLUX, LENTS, INONDEURS = 100, 30, 4
REPOS = 0.02
LONG = "on m'a refusé un logement à cause de mon nom et de mon adresse " * 60
PAROLES = (
    "On m'a refusé un logement à Lille à cause de mon nom",
    "c'est gratuit ?",
    "quelles preuves garder ?",
    "mon chef me paie moins parce que je suis une femme",
    "je ne sais pas",
    "merci",
)


@contextlib.asynccontextmanager
async def hostile(adresse: str) -> AsyncIterator[Counter[str]]:
    """Harass the stack until the block ends; gives the counts of what it was answered, by kind and status."""
    comptes: Counter[str] = Counter()
    limites = httpx.Limits(max_connections=None, max_keepalive_connections=INONDEURS)
    async with httpx.AsyncClient(
        base_url=adresse, timeout=30.0, limits=limites, trust_env=False, headers=RESEAU
    ) as http:
        jetons = [j for j in [await _ouvrir(http, comptes) for _ in range(20)] if j]
        gestes: list[Awaitable[None]] = [_sans_fin(lambda: _ouvrir(http, comptes))]
        gestes += [
            _sans_fin(lambda r=rang: _inonder(http, jetons[r % len(jetons)], comptes)) for rang in range(INONDEURS)
        ]  # type: ignore[misc]
        gestes += [_sans_fin(lambda r=rang: _ecouter(http, jetons[r % len(jetons)], comptes)) for rang in range(FLUX)]  # type: ignore[misc]
        gestes += [_sans_fin(lambda: _lentement(http, jetons[0])) for _ in range(LENTS)]
        taches = [asyncio.ensure_future(g) for g in gestes]
        try:
            await asyncio.sleep(2.0)
            yield comptes
        finally:
            # Again until they are over: `wait_for` may swallow a cancellation that comes with its result (Python 3.10).
            while encore := [t for t in taches if not t.done()]:
                for tache in encore:
                    tache.cancel()
                await asyncio.wait(encore, timeout=1.0)


async def _sans_fin(geste: Callable[[], Awaitable[object]]) -> None:
    while True:
        with contextlib.suppress(httpx.HTTPError, OSError):
            await geste()
        await asyncio.sleep(REPOS)


async def _ouvrir(http: httpx.AsyncClient, comptes: Counter[str]) -> str | None:
    reponse = await http.post("/api/conversations", json={})
    comptes[f"ouvrir {reponse.status_code}"] += 1
    return str(reponse.json()["jeton"]) if reponse.status_code == 201 else None


async def _inonder(http: httpx.AsyncClient, jeton: str, comptes: Counter[str]) -> None:
    corps = {"id": uuid.uuid4().hex, "texte": LONG[:4_000]}
    reponse = await http.post("/api/messages", json=corps, headers={"Authorization": f"Bearer {jeton}"})
    comptes[f"message {reponse.status_code}"] += 1


async def _ecouter(http: httpx.AsyncClient, jeton: str, comptes: Counter[str]) -> None:
    async with http.stream("GET", "/api/flux", headers={"Authorization": f"Bearer {jeton}"}) as reponse:
        comptes[f"flux {reponse.status_code}"] += 1
        async for _ in reponse.aiter_raw():
            pass


async def _lentement(http: httpx.AsyncClient, jeton: str) -> None:
    """One byte a second of a body that never ends."""
    lecteur, plume = await asyncio.open_connection(http.base_url.host, http.base_url.port)
    try:
        entetes = {"Host": "x", **RESEAU, "Authorization": f"Bearer {jeton}", "Content-Length": "9000"}
        plume.write(
            ("POST /api/messages HTTP/1.1\r\n" + "".join(f"{n}: {v}\r\n" for n, v in entetes.items()) + "\r\n").encode()
        )
        while not lecteur.at_eof():
            plume.write(b" ")
            await plume.drain()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(lecteur.read(1), 1.0)
    finally:
        plume.close()


async def gens(adresse: str, nombre: int, tours: int) -> list[float | None]:
    """Let ordinary people talk, each on a network of their own; return the seconds until each answer, None for a silence."""

    async def un(numero: int) -> list[float | None]:
        fil, durees = Fil(http, f"10.67.0.{numero + 1}"), list[float | None]()
        try:
            durees += [None] if await fil.ouvrir() else []
            for rang in range(tours):
                await fil.patienter()
                debut = time.monotonic()
                durees.append(time.monotonic() - debut if await fil.dire(PAROLES[rang % len(PAROLES)]) else None)
                await asyncio.sleep(0.5)
        finally:
            await fil.fermer()
        return durees

    async with httpx.AsyncClient(base_url=adresse, timeout=30.0, trust_env=False) as http:
        return [d for siennes in await asyncio.gather(*map(un, range(nombre))) for d in siennes]


def p95(durees: list[float]) -> float:
    """Return the 95th percentile."""
    return sorted(durees)[int(0.95 * (len(durees) - 1))]


def en_json(comptes: Counter[str]) -> str:
    """Return the counts, in the order of their names."""
    return json.dumps(dict(sorted(comptes.items())), ensure_ascii=False)
