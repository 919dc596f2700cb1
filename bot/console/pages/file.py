"""The queue (« file d'attente »): who waits, since when, until when; live, and taken in one gesture."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from typing import Any

from anyio.to_thread import run_sync
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console.acces import Introuvable, encore, page
from bot.console.rendu import rediriger, rendre
from bot.equipe import JURISTE, Compte
from bot.store import acces, attente, comptes, transferts
from bot.store.transfert_lu import Transfert
from bot.transfert import BIENTOT, MouvementRefuse

TIC_SECONDES = 1.5


@page("/file", roles=(JURISTE,), menu="file")
async def file(requete: Request, qui: Compte) -> Response:
    """Everybody who waits or talks with a juriste, in the territories of the person who looks."""
    await run_sync(acces.noter, requete.app.state.base, qui.id, "file_lue")
    return await _liste(requete, qui, "file.html")


@page("/file/liste", roles=(JURISTE,), veille=True)
async def liste(requete: Request, qui: Compte) -> Response:
    """The same list alone, for the page to refresh itself."""
    return await _liste(requete, qui, "file_liste.html")


@page("/file/flux", roles=(JURISTE,), veille=True)
async def flux(requete: Request, qui: Compte) -> Response:
    """Tell when the list changes: how many wait, and a mark of what is shown."""

    async def evenements() -> AsyncIterator[ServerSentEvent]:
        vue = None
        while not await requete.is_disconnected() and await encore(requete):
            ouverts = await run_sync(attente.file, requete.app.state.base, qui.territoires)
            marque = _marque(ouverts)
            if marque != vue:
                vue = marque
                dit = {"marque": marque, "attendent": sum(not t.tenu for t in ouverts)}
                yield ServerSentEvent(data=json.dumps(dit), event="file")
            await asyncio.sleep(TIC_SECONDES)

    return EventSourceResponse(evenements(), headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})


@page("/file/{transfert}/prendre", methods=("POST",), roles=(JURISTE,))
async def prendre(requete: Request, qui: Compte) -> Response:
    """Take a request; somebody who was quicker has it, and that is said."""
    base, t = requete.app.state.base, await _vu(requete, qui)
    try:
        await run_sync(transferts.prendre, base, t.id, qui.id)
    except (MouvementRefuse, attente.TransfertInconnu):
        return rediriger(requete, "/file", "file.deja_pris")
    await run_sync(acces.noter, base, qui.id, "transfert_pris", t.id)
    return RedirectResponse(f"/conversations/{t.id}", status_code=303)


@page("/file/{transfert}/assigner", methods=("POST",), roles=(JURISTE,))
async def assigner(requete: Request, qui: Compte) -> Response:
    """Give a request to a colleague."""
    base, t = requete.app.state.base, await _vu(requete, qui)
    vise = await run_sync(comptes.trouver, base, str((await requete.form()).get("compte", "")))
    if vise is None or not vise.actif or vise.role != JURISTE or not vise.couvre(t.departement):
        return rediriger(requete, "/file", "file.personne")
    try:
        await run_sync(transferts.assigner, base, t.id, vise.id)
    except (MouvementRefuse, attente.TransfertInconnu):
        return rediriger(requete, "/file", "file.deja_pris")
    await run_sync(acces.noter, base, qui.id, "transfert_assigne", t.id)
    return rediriger(requete, "/file", "file.assigne")


async def _vu(requete: Request, qui: Compte) -> Transfert:
    t = await run_sync(attente.lire, requete.app.state.base, requete.path_params["transfert"])
    if t is None or not qui.couvre(t.departement):
        raise Introuvable
    return t


async def _liste(requete: Request, qui: Compte, gabarit: str) -> Response:
    base = requete.app.state.base
    ouverts = await run_sync(attente.file, base, qui.territoires)
    equipe = {c.id: c for c in await run_sync(comptes.tous, base)}
    valeurs: dict[str, Any] = {
        "attendent": [t for t in ouverts if not t.tenu],
        "tenus": [t for t in ouverts if t.tenu],
        "equipe": equipe,
        "juristes": [c for c in equipe.values() if c.actif and c.role == JURISTE],
        "bientot": base.horloge() + BIENTOT,
        "marque": _marque(ouverts),
    }
    return rendre(requete, gabarit, qui=qui, **valeurs)


def _marque(ouverts: list[Transfert]) -> str:
    dit = "|".join(f"{t.id} {t.etat} {t.juriste} {t.promis_le.isoformat()} {t.urgent}" for t in ouverts)
    return hashlib.sha256(dit.encode()).hexdigest()[:16]
