"""The console's application: every page of `bot/console/pages`, security headers, and errors said kindly."""

from __future__ import annotations

import contextlib
import importlib
import logging
import pkgutil
from collections.abc import AsyncIterator

import sqlalchemy.exc
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.console import acces, pages, surete
from bot.console.rendu import erreur
from bot.debits import Limiteur
from bot.knowledge import charger
from bot.settings import Settings
from bot.store.session import Base, base_de

log = logging.getLogger("boussole.console")


def charger_pages() -> list[acces.Page]:
    """Import every module of `bot/console/pages`, and return the pages that they declared."""
    for module in pkgutil.iter_modules(pages.__path__, f"{pages.__name__}."):
        importlib.import_module(module.name)
    return acces.PAGES


def creer_app(reglages: Settings, base: Base | None = None) -> Starlette:
    """Build the console on the settings' database, or on `base` (tests); facts that do not load stop the start."""

    @contextlib.asynccontextmanager
    async def vie(app: Starlette) -> AsyncIterator[None]:
        yield
        app.state.base.moteur.dispose()

    app = Starlette(
        routes=[declaree.route() for declaree in charger_pages()],
        middleware=[Middleware(surete.Entetes, tombee=_tombee), Middleware(surete.TailleLimitee)],
        exception_handlers={
            acces.Refus: _refuser,
            surete.TropGros: _trop_gros,
            sqlalchemy.exc.SQLAlchemyError: _indisponible,
            HTTPException: _selon_statut,
        },
        lifespan=vie,
    )
    # « /page/ » is not « /page »: nothing here answers twice.
    app.router.redirect_slashes = False
    app.state.base = base or base_de(reglages)
    app.state.reglages = reglages
    app.state.faits = charger()
    app.state.limiteur = Limiteur(lambda: app.state.base.horloge().timestamp())
    app.state.ouverte = False
    return app


def _repondre(requete: Request, statut: int, code: str) -> Response:
    if acces.veut_json(requete):
        return JSONResponse({"erreur": code}, status_code=statut)
    return erreur(requete, statut, code)


async def _refuser(requete: Request, refus: Exception) -> Response:
    assert isinstance(refus, acces.Refus)
    return _repondre(requete, refus.statut, refus.code)


async def _trop_gros(requete: Request, _erreur: Exception) -> Response:
    return _repondre(requete, 413, "trop_gros")


async def _selon_statut(requete: Request, exception: Exception) -> Response:
    statut = exception.status_code if isinstance(exception, HTTPException) else 500
    with contextlib.suppress(sqlalchemy.exc.SQLAlchemyError):  # for their navigation only
        await acces.identifier(requete, touche=False)
    return _repondre(requete, statut, {404: "introuvable", 405: "introuvable"}.get(statut, "illisible"))


async def _indisponible(requete: Request, exception: Exception) -> Response:
    log.error("console_sans_base %s", type(exception))
    return _repondre(requete, 503, "indisponible")


async def _tombee(requete: Request, _erreur: Exception) -> Response:
    return _repondre(requete, 500, "tombee")
