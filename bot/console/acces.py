"""The one way to add a page to the console: `@page` declares who may open it, and checks it at each request.

A handler is `async def handler(requete, qui)`: `qui` is who asks (None on a public page for somebody unknown). It never
runs for somebody without a session, of another role, or whose form did not come from our own page.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.equipe import ROLES_EQUIPE, Compte
from bot.store import comptes

Handler = Callable[[Request, Any], Awaitable[Response]]
SURES = ("GET", "HEAD")
BOUCLE = ("localhost", "127.0.0.1", "::1", "testserver")
CHEMIN_CONNEXION = "/connexion"


class Refus(Exception):
    """A request that is not served: a status, and the name of its text in `bot/textes/console.yml`."""

    statut = 403
    code = "interdit"


class Introuvable(Refus):
    """Nothing here, or nothing that this person may know of: both look the same."""

    statut = 404
    code = "introuvable"


class Interdit(Refus):
    """The role of this person does not open this page."""


class SansJeton(Refus):
    """The form did not come from a page that we gave to this person, or that page is too old."""

    code = "jeton"


class NonConnecte(Refus):
    """Nobody, or a session that has ended."""

    statut = 401
    code = "non_connecte"


class Fermee(Refus):
    """No account exists: everything is closed."""

    code = "fermee"


@dataclass(frozen=True)
class Page:
    """One declared route: its path, methods, roles, and whether it counts as the person being there."""

    chemin: str
    methodes: tuple[str, ...]
    roles: tuple[str, ...]
    public: bool
    menu: str | None
    veille: bool
    traiter: Handler

    def route(self) -> Route:
        """Return the route of the application, checks included."""
        return Route(self.chemin, _garde(self), methods=list(self.methodes), name=self.traiter.__name__)


PAGES: list[Page] = []


def page(
    chemin: str,
    methods: tuple[str, ...] = ("GET",),
    roles: tuple[str, ...] = (),
    public: bool = False,
    menu: str | None = None,
    veille: bool = False,
) -> Callable[[Handler], Handler]:
    """Declare a page; raise ValueError when it says neither its roles nor that it is public.

    `menu` puts it in the navigation of its roles (`console.menu_<menu>`). `veille` is for what a browser asks by itself
    (event streams, polling): it does not keep the session alive.
    """
    if bool(roles) == public or set(roles) - set(ROLES_EQUIPE):
        raise ValueError(f"{chemin} : déclarez ses rôles, ou public=True")

    def declarer(traiter: Handler) -> Handler:
        # A module imported twice (tests) declares its pages once.
        if not any(p.chemin == chemin and set(p.methodes) & set(methods) for p in PAGES):
            PAGES.append(Page(chemin, tuple(methods), tuple(roles), public, menu, veille, traiter))
        return traiter

    return declarer


def _garde(declaree: Page) -> Callable[[Request], Awaitable[Response]]:
    async def verifier(requete: Request) -> Response:
        await _refuser_fermee(requete, declaree)
        qui = await identifier(requete, touche=not declaree.veille)
        if not declaree.public:
            if qui is None:
                return _vers_connexion(requete)
            if qui.role not in declaree.roles:
                raise Interdit
        if requete.method not in SURES:
            await _refuser_sans_jeton(requete)
        return await declaree.traiter(requete, qui)

    return verifier


async def identifier(requete: Request, touche: bool) -> Compte | None:
    """Return who asks, also kept in `requete.state.qui`; `touche` says that they are there, and not only their browser."""
    jeton = requete.cookies.get(nom_cookie(requete), "")
    requete.state.qui = await run_sync(comptes.de_session, requete.app.state.base, jeton, touche) if jeton else None
    return requete.state.qui  # type: ignore[no-any-return]


async def encore(requete: Request) -> bool:
    """Tell whether the session of a long answer (event stream) still goes on; looking does not prolong it."""
    jeton = requete.cookies.get(nom_cookie(requete), "")
    qui = await run_sync(comptes.de_session, requete.app.state.base, jeton, False)
    return qui is not None and qui.role == requete.state.qui.role


async def _refuser_fermee(requete: Request, declaree: Page) -> None:
    # Accounts are never deleted: once there is one, there is no need to ask again.
    etat = requete.app.state
    if declaree.public and declaree.chemin in ("/sante", "/static/{fichier}"):
        return
    if not etat.ouverte:
        etat.ouverte = not await run_sync(comptes.aucun, etat.base)
        if not etat.ouverte:
            raise Fermee


def _vers_connexion(requete: Request) -> Response:
    if requete.method not in SURES or veut_json(requete):
        raise NonConnecte
    retour = requete.url.path + (f"?{requete.url.query}" if requete.url.query else "")
    suite = {"retour": retour} if retour != "/" else {}
    if requete.cookies.get(nom_cookie(requete)):
        suite["finie"] = "1"
    return RedirectResponse(CHEMIN_CONNEXION + (f"?{urlencode(suite)}" if suite else ""), status_code=303)


def veut_json(requete: Request) -> bool:
    """Tell whether a script asks, rather than somebody who looks at pages."""
    accepte = requete.headers.get("accept", "")
    return "x-csrf" in requete.headers or ("text/html" not in accepte and ("json" in accepte or "event" in accepte))


# --- Cookies and the token of forms ----------------------------------------------------------------


def est_sur(requete: Request) -> bool:
    """Tell whether cookies are kept for https: always, except on this very machine."""
    return requete.url.scheme == "https" or requete.url.hostname not in BOUCLE


def nom_cookie(requete: Request) -> str:
    """Return the name of the session's cookie; in https, the browser itself keeps it to this host and to https."""
    return "__Host-console" if est_sur(requete) else "console"


def nom_passage(requete: Request) -> str:
    """Return the name of the cookie that ties the login form to its browser, before any session."""
    return "__Host-passage" if est_sur(requete) else "passage"


def poser_cookie(requete: Request, reponse: Response, nom: str, valeur: str) -> None:
    """Give the browser a cookie that dies with it, out of reach of scripts and of other sites."""
    reponse.set_cookie(nom, valeur, path="/", secure=est_sur(requete), httponly=True, samesite="strict")


def oter_cookie(requete: Request, reponse: Response, nom: str) -> None:
    """Take a cookie back."""
    reponse.delete_cookie(nom, path="/", secure=est_sur(requete), httponly=True, samesite="strict")


def jeton_csrf(requete: Request) -> str:
    """Return the token that our forms carry: made from the session's cookie, or else from the passage's one."""
    secret = requete.cookies.get(nom_cookie(requete)) if getattr(requete.state, "qui", None) else None
    return _jeton(secret or passage(requete))


def passage(requete: Request) -> str:
    """Return the value of the passage cookie, made now when the browser has none (`rendre` then sends it)."""
    recu = requete.cookies.get(nom_passage(requete), "")
    if len(recu) >= 32:
        return recu
    if not hasattr(requete.state, "passage"):
        requete.state.passage = secrets.token_urlsafe(32)
    return str(requete.state.passage)


def _jeton(secret: str) -> str:
    return hmac.new(secret.encode("utf-8", "replace"), b"boussole:csrf", "sha256").hexdigest()


async def _refuser_sans_jeton(requete: Request) -> None:
    origine = requete.headers.get("origin")
    if origine is not None and urlsplit(origine).netloc != requete.headers.get("host"):
        raise SansJeton
    if requete.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise SansJeton
    recu = requete.headers.get("x-csrf")
    if recu is None:
        recu = str((await requete.form()).get("csrf", ""))
    if not hmac.compare_digest(recu.encode("utf-8", "replace"), jeton_csrf(requete).encode()):
        raise SansJeton
