"""Every declared route × every role × nobody × no token × somebody else's id. A page that is added is tested here by itself."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from bot.console import acces
from bot.console.acces import Page
from bot.console.app import charger_pages
from bot.equipe import ROLES_EQUIPE
from tests.unit.console.conftest import Client, Console

PAGES = sorted(charger_pages(), key=lambda p: (p.chemin, p.methodes))
RESERVEES = [p for p in PAGES if not p.public]
FORMULAIRES = [p for p in PAGES if set(p.methodes) - set(acces.SURES)]
JSON = {"Accept": "application/json"}


def nom(p: Page) -> str:
    return f"{'+'.join(p.methodes)} {p.chemin}"


def etranger(p: Page) -> str:
    """The path with ids that belong to nobody."""
    return re.sub(r"\{\w+:int\}", "999999", re.sub(r"\{\w+(:(str|path))?\}", "f" * 32, p.chemin))


def non_declarees(app: Starlette) -> list[object]:
    """The routes of the application that no `@page` declared."""
    connues = [(p.chemin, {*p.methodes}) for p in acces.PAGES]
    restent = []
    for route in app.routes:
        vue = (route.path, {*(route.methods or ())} - {"HEAD"}) if isinstance(route, Route) else None
        if vue in connues:
            connues.remove(vue)  # type: ignore[arg-type]
        else:
            restent.append(route)
    return restent


async def demander(console: Console, client: Client, p: Page, methode: str, chemin: str, csrf: bool = True) -> int:
    entetes = {"X-CSRF": client.csrf} if csrf and methode not in acces.SURES else {}
    return await console.statut(client, methode, chemin, **entetes)


def test_every_route_is_declared(console: Console) -> None:
    assert len(PAGES) >= 15
    assert non_declarees(console.app) == []


@pytest.mark.parametrize(
    "ajout",
    [
        Route("/porte", lambda r: PlainTextResponse("ouverte")),
        Route("/equipe", lambda r: PlainTextResponse("ouverte")),
        Mount("/tout", routes=[]),
    ],
)
def test_a_route_added_aside_is_seen(console: Console, ajout: Route | Mount) -> None:
    console.app.router.routes.append(ajout)
    assert non_declarees(console.app) == [ajout]


@pytest.mark.parametrize(
    "declaration",
    [{}, {"roles": ()}, {"roles": ("juriste",), "public": True}, {"roles": ("chef",)}, {"roles": ("juriste", "")}],
)
def test_a_page_without_clear_roles_cannot_be_declared(declaration: dict[str, object]) -> None:
    avant = list(acces.PAGES)
    with pytest.raises(ValueError, match="/neuve"):
        acces.page("/neuve", **declaration)  # type: ignore[arg-type]
    assert avant == acces.PAGES


@pytest.mark.parametrize("p", RESERVEES, ids=nom)
async def test_nobody_enters_without_a_session(console: Console, p: Page) -> None:
    console.inscrire("admin")
    client = console.client()
    for methode in p.methodes:
        vu = await client.request(methode, etranger(p))
        assert vu.status_code == (303 if methode in acces.SURES else 401), methode
        assert "set-cookie" not in vu.headers or "console=" not in vu.headers["set-cookie"]
        if methode in acces.SURES:
            assert vu.headers["location"].startswith("/connexion?retour=") or p.chemin == "/"
        client.cookies.set("console", "faux")
        assert (await client.request(methode, etranger(p), headers=JSON)).status_code == 401


@pytest.mark.parametrize("p", RESERVEES, ids=nom)
async def test_each_role_sees_its_pages_and_no_other(console: Console, p: Page) -> None:
    for role in ROLES_EQUIPE:
        client = await console.connecter(role)
        for methode in p.methodes:
            statut = await demander(console, client, p, methode, etranger(p))
            if role not in p.roles:
                assert statut == 403, (role, methode)
            elif "{" in p.chemin:
                assert statut == 404, (role, methode, "an id of nobody, or of somebody else")
            else:
                assert statut < 500 and statut not in (401, 403, 404), (role, methode)


@pytest.mark.parametrize("p", FORMULAIRES, ids=nom)
@pytest.mark.parametrize("defaut", ["rien", "faux", "d'un autre", "autre site", "autre origine"])
async def test_no_form_without_its_token(console: Console, p: Page, defaut: str) -> None:
    client = await console.connecter(p.roles[0] if p.roles else "juriste")
    entetes = {
        "rien": {},
        "faux": {"X-CSRF": "0" * 64},
        "d'un autre": {"X-CSRF": (await console.connecter(p.roles[0] if p.roles else "juriste")).csrf},
        "autre site": {"X-CSRF": client.csrf, "Sec-Fetch-Site": "cross-site"},
        "autre origine": {"X-CSRF": client.csrf, "Origin": "https://ailleurs.example"},
    }[defaut]
    for methode in set(p.methodes) - set(acces.SURES):
        vu = await client.request(methode, etranger(p), headers={**JSON, **entetes})
        assert (vu.status_code, vu.json()) == (403, {"erreur": "jeton"})


@pytest.mark.parametrize("p", PAGES, ids=nom)
async def test_without_any_account_all_is_closed(console: Console, p: Page) -> None:
    for methode in p.methodes:
        vu = await console.client().request(methode, etranger(p), headers=JSON)
        if p.chemin in ("/sante", "/static/{fichier}"):
            assert vu.status_code in (200, 404)
        else:
            assert (vu.status_code, vu.json()) == (403, {"erreur": "fermee"})
