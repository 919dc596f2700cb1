"""The application around the pages: headers, files, errors, and what stays closed."""

from __future__ import annotations

import html
import logging
import re

import pytest
from sqlalchemy.exc import OperationalError

from bot.console.pages import accueil as page_accueil
from bot.console.pages.fichiers import STATIQUES
from bot.console.rendu import MENU, navigation
from bot.equipe import ROLES_EQUIPE
from bot.store import comptes
from bot.textes import tous
from tests.unit.console.conftest import Console

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@pytest.mark.parametrize(
    "chemin", ["/connexion", "/", "/sante", "/static/console.css", "/static/non", "/rien", "/equipe"]
)
async def test_every_answer_is_kept_by_nobody_and_runs_only_our_files(console: Console, chemin: str) -> None:
    for client in (console.client(), await console.connecter("relecteur")):
        vu = await client.get(chemin)
        assert vu.headers["content-security-policy"] == CSP
        assert vu.headers["cache-control"] == "no-store"
        assert vu.headers["x-content-type-options"] == "nosniff"
        assert vu.headers["referrer-policy"] == "same-origin"


async def test_the_closed_door_says_how_to_open_it(console: Console) -> None:
    vu = await console.client().get("/")
    assert vu.status_code == 403 and "user add" in vu.text and tous()["console.fermee"] in html.unescape(vu.text)
    assert (await console.client().get("/sante")).json() == {"console": "ok"}
    console.inscrire("admin")
    assert (await console.client().get("/")).status_code == 303


@pytest.mark.parametrize("nom", ["../app.py", "..%2fapp.py", "%2e%2e/app.py", "console.css/", "", ".", "templates"])
async def test_only_our_static_files_are_served(console: Console, nom: str) -> None:
    console.inscrire("admin")
    assert (await console.client().get(f"/static/{nom}")).status_code == 404
    for fichier in STATIQUES.iterdir():
        assert (await console.client().get(f"/static/{fichier.name}")).status_code == 200


async def test_a_database_that_falls_is_said_kindly(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    client = await console.connecter("juriste")

    def tombe(*_a: object) -> None:
        raise OperationalError("SELECT secret", {}, Exception("secret"))

    monkeypatch.setattr(comptes, "de_session", tombe)
    vu = await client.get("/")
    assert vu.status_code == 503 and "secret" not in vu.text
    assert (await client.get("/rien")).status_code == 404


async def test_an_unforeseen_error_quotes_nobody(
    console: Console, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from bot.logs import FormatMuet

    client = await console.connecter("juriste")

    def tombe(*_a: object, **_k: object) -> None:
        raise RuntimeError("mot d'une personne")

    monkeypatch.setattr(page_accueil, "rendre", tombe)
    vu = await client.get("/")
    assert vu.status_code == 500 and "mot d'une" not in vu.text
    assert vu.headers["content-security-policy"] == CSP
    lignes = [FormatMuet().format(r) for r in caplog.records if r.levelno >= logging.ERROR]
    assert lignes and not any("mot d'une" in ligne for ligne in lignes)


@pytest.mark.parametrize("role", ROLES_EQUIPE)
async def test_the_navigation_holds_the_pages_of_a_role_and_each_opens(console: Console, role: str) -> None:
    client = await console.connecter(role)
    qui = comptes.trouver(console.base, client.compte)
    liens = navigation(qui)
    page = await client.get("/")
    assert re.findall(r'<li><a href="([^"]+)"[^>]*>', page.text)[: len(liens)] == [chemin for _, chemin in liens]
    assert page.text.count('aria-current="page"') == 1
    for _, chemin in liens:
        assert (await client.get(chemin)).status_code == 200


def test_each_entry_of_the_menu_and_each_error_has_its_words() -> None:
    for nom in MENU:
        assert f"console.menu_{nom}" in tous() and (nom == "accueil" or f"console.menu_{nom}_aide" in tous())
    for code in "fermee introuvable interdit jeton non_connecte trop_gros illisible indisponible tombee".split():
        assert {f"console.{code}", f"console.{code}_titre"} <= set(tous())
    for role in ROLES_EQUIPE:
        assert f"console.role_{role}" in tous()
