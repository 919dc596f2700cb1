"""The console in a real Chromium: axe on each page, keyboard alone, no sideways scroll, hostile names that do nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pyotp
import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette

from bot.console.app import creer_app
from bot.debits import Limiteur
from bot.settings import lire
from bot.store import acces, comptes, schema
from bot.store.session import Base, base_de
from tests.browser.conftest import TAILLES
from tests.browser.page_boussole import AXE
from tests.pile import ports_libres

pytestmark = pytest.mark.browser
MOT = "quatre mots et demi"
HOSTILE = "<img src=x onerror=\"document.title='pris'\"><script>document.title='pris'</script>'\"{{7*7}}"
CADRES = ("bureau", "zoom_400", "sombre", "contraste_force")


class Maison:
    """A running console: its address, its database, and an admin."""

    def __init__(self, app: Starlette, adresse: str, base: Base, secret: str, autre: str) -> None:
        self.app, self.adresse, self.base, self.secret, self.autre = app, adresse, base, secret, autre

    def code(self) -> str:
        """The code of now, as if it and no try had served yet: each test comes alone."""
        self.app.state.limiteur = Limiteur()
        with self.base.transaction() as connexion:
            connexion.exec_driver_sql("UPDATE comptes SET totp_pas = 0")
        return pyotp.TOTP(self.secret).now()


@pytest.fixture(scope="module")
def maison(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Maison]:
    """The console, served for real."""
    reglages = lire({"BOUSSOLE_DONNEES": str(tmp_path_factory.mktemp("console"))})
    base = base_de(reglages)
    schema.migrer(base.moteur)
    admin, secret = comptes.creer(base, "amina", "Amina Belkacem", "admin", (), MOT)
    autre, _ = comptes.creer(base, "zoe", HOSTILE[:80], "juriste", ("59",), MOT)
    acces.noter(base, admin, "compte_ajoute", autre)
    port = ports_libres(1)[0]
    app = creer_app(reglages)
    serveur = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", ws="none"))
    fil = threading.Thread(target=serveur.run, daemon=True)
    fil.start()
    while not serveur.started:
        time.sleep(0.02)
    yield Maison(app, f"http://127.0.0.1:{port}", base, secret, autre)
    serveur.should_exit = True
    fil.join(5)


@pytest.fixture
def page(navigateur: Browser, maison: Maison, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A fresh profile; no page may run anything but our files, nor break the policy that says so."""
    reglage: dict[str, Any] = TAILLES[getattr(request, "param", "bureau")]
    contexte = navigateur.new_context(locale="fr-FR", base_url=maison.adresse, **reglage)
    contexte.set_default_timeout(8000)
    ouverte = contexte.new_page()
    dits: list[str] = []
    ouverte.on("console", lambda m: dits.append(m.text) if m.type in ("error", "warning") else None)
    ouverte.on("pageerror", lambda e: dits.append(str(e)))
    yield ouverte
    contexte.close()
    assert [d for d in dits if "status of 4" not in d] == []


def entrer(page: Page, maison: Maison) -> None:
    page.goto("/equipe")
    expect(page.get_by_label("Identifiant")).to_be_focused()
    page.keyboard.type("amina")
    page.keyboard.press("Tab")
    page.keyboard.type(MOT)
    page.keyboard.press("Tab")
    page.keyboard.type(maison.code())
    page.keyboard.press("Enter")
    page.wait_for_url("**/equipe")


def sans_defaut(page: Page) -> None:
    page.evaluate(AXE.read_text("utf-8"))
    resultat = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in resultat["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "sideways scroll"


@pytest.mark.parametrize("page", CADRES, indirect=True)
def test_the_door_is_clean_and_says_what_went_wrong(page: Page, maison: Maison) -> None:
    page.goto("/connexion")
    sans_defaut(page)
    page.get_by_label("Identifiant").fill("amina")
    page.get_by_label("Mot de passe").fill("un mauvais mot")
    page.get_by_label("Code à six chiffres").fill("123 456")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("alert")).not_to_be_empty()
    sans_defaut(page)


@pytest.mark.parametrize("page", CADRES, indirect=True)
def test_each_page_is_clean_in_each_frame(page: Page, maison: Maison) -> None:
    entrer(page, maison)
    for chemin in ("/", "/equipe", f"/equipe/{maison.autre}", "/compte", "/journal", "/rien"):
        page.goto(chemin)
        sans_defaut(page)
    page.goto("/journal")
    page.get_by_role("button", name="Vérifier la chaîne").click()
    expect(page.locator("p.annonce")).to_be_visible()
    sans_defaut(page)


def test_hostile_names_do_nothing(page: Page, maison: Maison) -> None:
    entrer(page, maison)
    for chemin in ("/equipe", f"/equipe/{maison.autre}", "/journal"):
        page.goto(chemin)
        assert "pris" not in page.title().split(" · ")[-1] and page.title() != "pris"
        assert page.locator("main img, main script").count() == 0


def test_the_keyboard_goes_straight_to_the_content(page: Page, maison: Maison) -> None:
    entrer(page, maison)
    page.goto("/journal")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Vérifier la chaîne")).to_be_focused()


def test_what_cannot_be_undone_asks_first(page: Page, maison: Maison) -> None:
    entrer(page, maison)
    page.goto(f"/equipe/{maison.autre}")
    page.once("dialog", lambda d: d.dismiss())
    page.get_by_role("button", name="Nouveau second facteur").click()
    assert page.url.endswith(maison.autre)
    page.once("dialog", lambda d: d.accept())
    page.get_by_role("button", name="Nouveau second facteur").click()
    expect(page.locator("img.qr")).to_be_visible()
    assert page.evaluate("document.querySelector('img.qr').naturalWidth > 0")
    sans_defaut(page)


def test_leaving_keeps_nothing_behind(page: Page, maison: Maison) -> None:
    entrer(page, maison)
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/connexion")
    page.go_back()
    expect(page.get_by_label("Mot de passe")).to_be_visible()
