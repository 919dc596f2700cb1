"""A resident in one window, a juriste in another, on the whole stack: asked, agreed, taken, talked, ended; a killed gateway in between."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.settings import lire
from bot.store import attente, comptes, journal
from bot.store.session import Base, base_de
from tests.pile import Pile, demarrer, descendants

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.slow]
MOT = "quatre mots et demi"
RECIT = "J'ai été licenciée juste après avoir annoncé que j'étais enceinte, à Roubaix"


@dataclass
class Bureau:
    """A running stack whose operator has juristes, its database, and the secret of one of them."""

    pile: Pile
    base: Base
    secret: str

    @property
    def console(self) -> str:
        return f"http://127.0.0.1:{self.pile.ports['BOUSSOLE_PORT_CONSOLE']}"


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    donnees = tmp_path_factory.mktemp("bureau")
    with demarrer(donnees, BOUSSOLE_JURISTES="oui") as pile:
        base = base_de(lire({"BOUSSOLE_DONNEES": str(donnees)}))
        _, secret = comptes.creer(base, "marie", "Marie Leroy", "juriste", (), MOT)
        yield Bureau(pile, base, secret)
        base.moteur.dispose()


@pytest.fixture
def fenetres(navigateur: Browser, bureau: Bureau) -> Iterator[tuple[Page, Page]]:
    """The resident's phone and the juriste's computer, logged in."""
    contextes: list[BrowserContext] = [
        navigateur.new_context(locale="fr-FR", viewport={"width": 360, "height": 740}),
        navigateur.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800}),
    ]
    for contexte in contextes:
        contexte.set_default_timeout(15_000)
    personne, juriste = (c.new_page() for c in contextes)
    with bureau.base.transaction() as connexion:  # the code of now serves in each test
        connexion.exec_driver_sql("UPDATE comptes SET totp_pas = 0")
    juriste.goto(f"{bureau.console}/connexion")
    juriste.get_by_label("Identifiant").fill("marie")
    juriste.get_by_label("Mot de passe").fill(MOT)
    juriste.get_by_label("Code").fill(pyotp.TOTP(bureau.secret).now())
    juriste.get_by_role("button", name="connecter").first.click()
    juriste.goto(f"{bureau.console}/file")
    yield personne, juriste
    for contexte in contextes:
        contexte.close()


def ecrire(p: Page, texte: str) -> None:
    p.get_by_role("textbox", name="Votre message").fill(texte)
    p.get_by_role("button", name="Envoyer", exact=True).click()


def demander(p: Page, adresse: str) -> None:
    """Tell a story, ask for somebody, and agree to part of the fiche."""
    p.goto(adresse)
    p.locator(".de-bot").first.wait_for()
    ecrire(p, RECIT)
    p.locator(".carte-qualification").wait_for()
    ecrire(p, "je veux parler à quelqu'un")
    fiche = p.locator(".carte-transfert form")
    fiche.wait_for()
    expect(p.locator(".carte-contact").last).to_be_visible()  # first what exists for everyone
    expect(fiche.get_by_role("textbox", name="Ce qui s'est passé")).to_have_value(RECIT)
    fiche.get_by_role("checkbox", name="Où").uncheck()
    fiche.get_by_text("Ajouter d'autres précisions").click()
    fiche.get_by_role("textbox", name="Ce que vous voulez").fill("savoir si c'est légal")
    fiche.get_by_role("button", name="Envoyer ma demande").click()
    expect(fiche).to_be_hidden()
    expect(p.locator(".attente-juriste")).to_be_visible()


def lignes(b: Bureau, conversation: str) -> list[tuple[str, str]]:
    with b.base.transaction() as connexion:
        lues = journal.lire(b.base, connexion, conversation)
    return [(e.de, str(e.contenu.get("texte") or "")) for e in lues]


def test_from_the_question_to_the_end(bureau: Bureau, fenetres: tuple[Page, Page]) -> None:
    personne, juriste = fenetres
    demander(personne, bureau.pile.adresse)
    # The queue shows it by itself; the fiche holds what was agreed, and no more.
    juriste.get_by_role("button", name="Prendre").first.click()
    fiche = juriste.locator("dl.fiche")
    expect(fiche).to_contain_text("savoir si c'est légal")
    expect(fiche).not_to_contain_text("Roubaix (")
    (transfert,) = attente.file(bureau.base)
    assert "lieu" not in transfert.fiche.lignes
    assert RECIT not in juriste.locator("#echange").inner_text()  # the conversation was not joined

    juriste.get_by_label("Votre réponse").fill("Bonjour, je suis Marie, juriste.")
    juriste.keyboard.press("Control+Enter")
    expect(personne.get_by_text("Bonjour, je suis Marie, juriste.", exact=True)).to_be_visible()
    avant = [d for d in lignes(bureau, transfert.conversation) if d[0] == "bot"]
    ecrire(personne, "merci ! est-ce que c'est légal ?")
    expect(juriste.locator("#echange")).to_contain_text("est-ce que c'est légal")
    juriste.locator("#chercher").fill("39 28")
    juriste.get_by_text("39 28, le numéro contre les discriminations").click()
    juriste.locator("#preparees li:visible [data-inserer]").first.click()
    juriste.get_by_label("Votre réponse").press("Control+Enter")
    expect(personne.locator(".de-juriste")).to_have_count(2)
    assert [d for d in lignes(bureau, transfert.conversation) if d[0] == "bot"] == avant  # not a word from the bot

    juriste.get_by_text("Terminer, ou passer la main").click()
    juriste.get_by_label("Ce que la personne doit garder").fill("Gardez la lettre.")
    juriste.get_by_label("Comment cela se termine").select_option("accompagnee")
    juriste.get_by_role("button", name="Clore la conversation").click()
    expect(juriste).to_have_url(f"{bureau.console}/file")
    expect(personne.get_by_text("Gardez la lettre.", exact=True)).to_be_visible()
    expect(personne.locator(".attente-juriste")).to_be_hidden()
    ecrire(personne, "c'est gratuit ?")
    expect(personne.locator(".de-bot").nth(len(avant))).to_be_visible(timeout=20_000)  # the bot answers again


def test_across_a_killed_gateway_nothing_is_lost(bureau: Bureau, fenetres: tuple[Page, Page]) -> None:
    personne, juriste = fenetres
    demander(personne, bureau.pile.adresse)
    juriste.get_by_role("button", name="Prendre").first.click()
    (transfert,) = attente.file(bureau.base)
    for pid in descendants(bureau.pile.processus.pid):
        with open(f"/proc/{pid}/cmdline", "rb") as commande:
            if b"bot.gateway" in commande.read():
                os.kill(pid, signal.SIGKILL)
    juriste.get_by_label("Votre réponse").fill("Pendant la panne.")
    juriste.keyboard.press("Control+Enter")
    expect(juriste.locator("#echange")).to_contain_text("Pendant la panne.")
    ecrire(personne, "vous êtes encore là ?")
    bureau.pile.attendre()
    expect(personne.get_by_text("Pendant la panne.", exact=True)).to_be_visible(timeout=30_000)
    expect(juriste.locator("#echange")).to_contain_text("vous êtes encore là ?", timeout=30_000)
    assert sum(texte == "vous êtes encore là ?" for _, texte in lignes(bureau, transfert.conversation)) == 1
    # The person takes their request back: the juriste is told, and cannot write any more.
    personne.get_by_role("button", name="Terminer", exact=True).click()
    personne.get_by_role("button", name="Oui, terminer").click()
    expect(juriste.get_by_text("terminée pour vous")).to_be_visible(timeout=15_000)
    assert attente.file(bureau.base) == []
    assert httpx.get(f"{bureau.pile.adresse}/sante", trust_env=False).status_code == 200
