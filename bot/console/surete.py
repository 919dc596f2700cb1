"""What every answer and every request goes through: security headers, and a limit on what may be sent."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("boussole.console")

# The longest form: a juriste's reply or an example, with room to spare.
CORPS_MAX = 256 * 1024
ENTETES = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    # Not "no-referrer": browsers would then send our own forms with « Origin: null ».
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "Cache-Control": "no-store",
}


class TropGros(Exception):
    """The body of a request is longer than anything the console takes."""


class Entetes:
    """Adds the security headers to every answer, also to `tombee`, which replaces an unforeseen error."""

    def __init__(self, app: ASGIApp, tombee: Callable[[Request, Exception], Awaitable[Response]]) -> None:
        self._app = app
        self._tombee = tombee

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, headers added at the first message out; a page cannot loosen them."""
        commencee = False

        async def envoyer(message: Message) -> None:
            nonlocal commencee
            if message["type"] == "http.response.start":
                commencee = True
                entetes = MutableHeaders(scope=message)
                for nom, valeur in ENTETES.items():
                    entetes[nom] = valeur
            await send(message)

        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            await self._app(scope, receive, envoyer)
        except Exception as erreur:
            log.exception("console_tombee")
            if not commencee:  # Starlette's own handler sits outside of here: its answer would have no headers
                reponse = await self._tombee(Request(scope), erreur)
                await reponse(scope, receive, envoyer)


class TailleLimitee:
    """Stops reading a body that is too long, announced or not, before it fills the memory."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, its body counted."""
        recus = 0

        async def recevoir() -> Message:
            nonlocal recus
            message = await receive()
            if message["type"] == "http.request":
                recus += len(message.get("body", b""))
                if recus > CORPS_MAX:
                    raise TropGros
            return message

        await self._app(scope, recevoir if scope["type"] == "http" else receive, send)
