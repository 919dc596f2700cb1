"""Chromium, the scripted gateway and the page, for the tests of the full-page conversation."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, sync_playwright

from tests.browser.faux_serveur import FauxServeur, lancer
from tests.browser.page_boussole import PageBoussole

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
OPTIONS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TAILLES: dict[str, dict[str, Any]] = {
    "bureau": {"viewport": {"width": 1280, "height": 800}},
    "telephone": {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True},
    "etroit": {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True},
    "zoom_400": {"viewport": {"width": 320, "height": 256}},
    "sombre": {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"},
    "contraste_force": {"viewport": {"width": 360, "height": 740}, "forced_colors": "active"},
}

SITE_NEUTRE = "<!doctype html><meta charset=utf-8><title>Météo</title><p>Il fait beau.</p>"
Ouvrir = Callable[..., PageBoussole]


@pytest.fixture(scope="session")
def navigateur() -> Iterator[Browser]:
    """One Chromium for the session; each page has its own fresh profile (context)."""
    with sync_playwright() as p:
        navigateur = p.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield navigateur
        navigateur.close()


@pytest.fixture(scope="session")
def _serveur_lance() -> Iterator[tuple[FauxServeur, str]]:
    serveur = FauxServeur()
    uv, fil, adresse = lancer(serveur)
    yield serveur, adresse
    uv.should_exit = True
    serveur.couper()
    fil.join(5)


@pytest.fixture
def serveur(_serveur_lance: tuple[FauxServeur, str]) -> FauxServeur:
    """The scripted gateway, as new."""
    serveur = _serveur_lance[0]
    serveur.couper()
    coupures = serveur.coupures
    serveur.remettre()
    serveur.coupures = coupures
    return serveur


@pytest.fixture
def base_url(serveur: FauxServeur, _serveur_lance: tuple[FauxServeur, str]) -> str:
    """Where the page is served; the end-to-end suite gives the address of the real stack instead."""
    return _serveur_lance[1]


@pytest.fixture
def ouvrir(navigateur: Browser, base_url: str) -> Iterator[Ouvrir]:
    """Open the page in a fresh profile: `ouvrir("telephone", java_script_enabled=False…)`.

    No page may reach another host (the neutral site of the exit is played here), raise an error or break
    its CSP.
    """
    contextes: list[BrowserContext] = []
    pages: list[PageBoussole] = []

    def _ouvrir(taille: str = "bureau", attendre: bool = True, **options: Any) -> PageBoussole:
        contexte = navigateur.new_context(locale="fr-FR", **{**TAILLES[taille], **options})
        contexte.set_default_timeout(5000)
        contextes.append(contexte)
        page = PageBoussole(contexte.new_page(), base_url)

        def ailleurs(route: Route) -> None:
            url = route.request.url
            if url.startswith("https://www.meteofrance.com"):
                route.fulfill(body=SITE_NEUTRE, content_type="text/html")
            else:
                page.fuites.append(url)
                route.abort()

        contexte.route(lambda url: not url.startswith((base_url, "data:")), ailleurs)
        pages.append(page)
        page.aller(attendre=attendre)
        return page

    yield _ouvrir
    for contexte in contextes:
        contexte.close()
    for page in pages:
        assert page.fuites == [], "the page called another host"
        assert page.violations == [], "the page broke its own CSP"
