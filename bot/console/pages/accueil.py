"""The first page after the door: what this person may do."""

from __future__ import annotations

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from bot.console.acces import page
from bot.console.rendu import rendre
from bot.equipe import ROLES_EQUIPE, Compte
from bot.store import acces


@page("/", roles=ROLES_EQUIPE, menu="accueil")
async def accueil(requete: Request, qui: Compte) -> Response:
    """The pages of the person's role, and when they came last."""
    precedente = await run_sync(acces.derniere, requete.app.state.base, qui.id, "connexion", 2)
    return rendre(requete, "accueil.html", qui=qui, precedente=precedente)
