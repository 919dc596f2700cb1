"""The gateway's application: wiring, security headers, and start-up of the tasks behind."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import AsyncIterator

import sqlalchemy.exc
from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.gateway import pages, sans_trace, transferts
from bot.gateway.alertes import Alertes
from bot.gateway.cerveau import Cerveau
from bot.gateway.channels import retour, web
from bot.gateway.identite import identites_de
from bot.gateway.limites import Limiteur
from bot.gateway.turn import Tours
from bot.knowledge import charger
from bot.logs import Mot
from bot.privacy.vault import cle_des_jetons, secret_partage
from bot.settings import Settings
from bot.store import retention
from bot.store.session import Base, base_de
from bot.textes import texte

log = logging.getLogger("boussole.porte")
PURGE_SECONDES = 3600.0

ENTETES = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "Cache-Control": "no-store",
}


class EntetesDeSurete:
    """Adds the security headers to every answer, also to the one that replaces an unforeseen error."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, headers added at the first message out."""

        commencee = False

        async def envoyer(message: Message) -> None:
            nonlocal commencee
            if message["type"] == "http.response.start":
                commencee = True
                presents = {nom.lower() for nom, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *(
                        (nom.encode(), valeur.encode())
                        for nom, valeur in ENTETES.items()
                        if nom.lower().encode() not in presents
                    ),
                ]
            await send(message)

        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            await self._app(scope, receive, envoyer)
        except Exception as erreur:
            log.exception("porte_tombee")
            if not commencee:  # Starlette's own handler sits outside of here: its answer would have no headers
                reponse = await _indisponible(Request(scope), erreur)
                await reponse(scope, receive, envoyer)


def creer_app(reglages: Settings) -> Starlette:
    """Build the gateway; facts that do not load stop the start with file, line and reason."""
    faits = charger()
    secret = secret_partage(reglages.secret_interne, reglages.fichier_secret_interne)
    base = base_de(reglages)
    cerveau = Cerveau(reglages.url_rasa, secret, reglages.delai_reponse)

    @contextlib.asynccontextmanager
    async def vie(app: Starlette) -> AsyncIterator[None]:
        taches = [asyncio.create_task(app.state.tours.reprendre()), asyncio.create_task(_purger(base))]
        taches.append(asyncio.create_task(transferts.veiller_sans_fin(base, reglages)))
        yield
        for tache in taches:
            tache.cancel()
        await cerveau.fermer()

    app = Starlette(
        routes=[*web.ROUTES, *retour.ROUTES, *transferts.ROUTES, *sans_trace.ROUTES, *pages.ROUTES],
        middleware=[Middleware(EntetesDeSurete)],
        exception_handlers={
            web.Refus: web.refuser,
            sqlalchemy.exc.SQLAlchemyError: _indisponible,
            404: _introuvable,
            405: _introuvable,
        },
        lifespan=vie,
    )
    app.state.reglages = reglages
    app.state.base = base
    app.state.faits = faits
    app.state.cerveau = cerveau
    app.state.limiteur = Limiteur()
    app.state.alertes = Alertes()
    app.state.identites = identites_de(reglages)
    app.state.cle_des_codes = cle_des_jetons(reglages.cle_maitre, reglages.fichier_cle_maitre)
    app.state.tours = Tours(base, cerveau, faits, reglages.delai_reponse)
    app.state.lecteur = sans_trace.Lecteur()
    return app


async def _purger(base: Base) -> None:
    while True:
        try:
            for nature, nombre in (await run_sync(retention.purger, base)).items():
                if nombre:
                    log.info("purge %s %d", Mot(nature), nombre)
        except Exception:
            log.exception("purge_echouee")
        await asyncio.sleep(PURGE_SECONDES + secrets.randbelow(60))


async def _indisponible(_requete: Request, erreur: Exception) -> Response:
    log.error("porte_indisponible %s", type(erreur))
    corps = {"erreur": {"code": "indisponible", "message": texte("porte.indisponible")}}
    return JSONResponse(corps, status_code=503)


async def _introuvable(requete: Request, erreur: Exception) -> Response:
    message = texte("porte.introuvable")
    statut = erreur.status_code if isinstance(erreur, HTTPException) else 404
    if requete.url.path.startswith("/api/"):
        return JSONResponse({"erreur": {"code": "introuvable", "message": message}}, status_code=statut)
    return PlainTextResponse(message, status_code=statut)
