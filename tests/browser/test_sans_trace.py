"""The page without script in a real browser: the whole journey with JavaScript off, then axe at each step."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from bot.gateway.app import creer_app
from bot.gateway.sans_trace import Lecteur
from bot.settings import lire
from tests.browser.conftest import TAILLES
from tests.browser.page_boussole import AXE

pytestmark = pytest.mark.browser

RECIT = "On m'a refusé un logement, et on m'a dit : je veux mourir.\n<b>Deux lignes</b>"


@pytest.fixture(scope="module")
def adresse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real gateway, alone: neither Rasa nor a model, so that people choose in the lists."""
    dossier = tmp_path_factory.mktemp("donnees")
    app = creer_app(lire({"BOUSSOLE_DONNEES": str(dossier)}))
    app.state.lecteur = Lecteur(dossier / "absent.tar.gz")
    serveur = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False, ws="none", lifespan="off")
    )
    fil = threading.Thread(target=serveur.run, daemon=True)
    fil.start()
    while not serveur.started:
        assert fil.is_alive()
        time.sleep(0.05)
    yield f"http://127.0.0.1:{serveur.servers[0].sockets[0].getsockname()[1]}"
    serveur.should_exit = True
    fil.join(5)


def onglet(navigateur: Browser, taille: str = "telephone", **options: Any) -> Page:
    contexte = navigateur.new_context(locale="fr-FR", **{**TAILLES[taille], **options})
    contexte.set_default_timeout(5000)
    return contexte.new_page()


def raconter(page: Page, adresse: str) -> None:
    page.goto(adresse + "/sans-trace")
    page.get_by_label("Que s'est-il passé").fill(RECIT)
    page.get_by_label("Où cela s'est-il passé").fill("Roubaix")
    page.get_by_role("button", name="Continuer").click()


def test_tout_le_chemin_sans_javascript(navigateur: Browser, adresse: str) -> None:
    page = onglet(navigateur, java_script_enabled=False)
    ecarts: list[str] = []
    page.on("console", lambda m: ecarts.append(m.text))
    page.on("request", lambda r: None if r.url.startswith(adresse) else ecarts.append(r.url))
    raconter(page, adresse)
    urgence = page.get_by_role("article").filter(has_text="3114")
    expect(urgence).to_be_visible()
    page.get_by_label("Qu'avez-vous vécu").select_option("discrimination")
    page.get_by_label("À cause de quoi").select_option("patronyme")
    page.get_by_label("Dans quelle situation").select_option("logement")
    page.get_by_role("button", name="Voir qui peut m'aider").click()
    expect(urgence).to_be_visible()
    expect(page.locator('a.appel[href="tel:3928"]')).to_be_visible()
    page.get_by_text("Voir le récapitulatif").click()
    expect(page.get_by_role("article").filter(has_text="Motif possible")).to_contain_text("Roubaix (Nord)")
    page.get_by_role("button", name="Modifier mes réponses").click()
    expect(page.get_by_label("À cause de quoi")).to_have_value("patronyme")
    page.get_by_role("button", name="Modifier mon récit").click()
    expect(page.get_by_label("Que s'est-il passé")).to_have_value(RECIT)
    expect(page.get_by_label("Où cela s'est-il passé")).to_have_value("Roubaix (Nord)")
    assert page.context.cookies() == []
    assert ecarts == []
    page.context.close()


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is installed by `npm ci` in bot/widget")
@pytest.mark.parametrize("taille", sorted(TAILLES))
def test_aucun_defaut_axe_ni_debordement_ni_petite_cible(navigateur: Browser, adresse: str, taille: str) -> None:
    page = onglet(navigateur, taille, bypass_csp=True)
    page.goto(adresse + "/sans-trace")
    _verifier(page)
    raconter(page, adresse)
    _verifier(page)
    page.get_by_role("button", name="Voir qui peut m'aider").click()
    page.get_by_text("Voir le récapitulatif").click()
    _verifier(page)
    page.goto(adresse + "/sans-trace")
    page.evaluate("document.querySelector('textarea').removeAttribute('maxlength')")
    page.get_by_label("Que s'est-il passé").fill("x" * 4001)
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("alert")).to_be_visible()
    _verifier(page)
    page.context.close()


def _verifier(page: Page) -> None:
    page.add_script_tag(content=Path(AXE).read_text(encoding="utf-8"))
    defauts = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']})"
        ".then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 150))]))"
    )
    assert defauts == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    petites = page.evaluate(
        "[...document.querySelectorAll('button, select, textarea, input:not([type=hidden]), .appel, .numero, .bouton,"
        " .secours-quitter, summary')].filter((e) => e.offsetParent && e.getBoundingClientRect().height < 44)"
        ".map((e) => e.outerHTML.slice(0, 80))"
    )
    assert petites == []


def test_quitter_vite_sans_javascript(navigateur: Browser, adresse: str) -> None:
    page = onglet(navigateur, java_script_enabled=False)
    page.route("https://www.meteofrance.com/**", lambda r: r.fulfill(body="Météo", content_type="text/html"))
    raconter(page, adresse)
    page.get_by_role("link", name="Quitter vite").click()
    page.wait_for_url("https://www.meteofrance.com/**")
    page.context.close()


def test_la_page_sans_script_mene_ici(navigateur: Browser, adresse: str) -> None:
    page = onglet(navigateur, java_script_enabled=False)
    page.goto(adresse + "/")
    page.locator('a[href="/sans-trace"]').click()
    expect(page.get_by_label("Que s'est-il passé")).to_be_visible()
    page.context.close()
