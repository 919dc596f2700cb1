"""The page in the words of the people who use it; tests never name a selector."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

AXE = Path(__file__).parents[2] / "bot" / "widget" / "node_modules" / "axe-core" / "axe.min.js"
# Keeps every text that the live regions speak, in order, from the first moment of the page.
ESPION = """
window.__dits = [];
const attacher = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) {
  const racine = attacher.call(this, options);
  new MutationObserver((liste) => liste.forEach(({target, addedNodes}) => {
    if (!target.matches || !target.matches('.panneau > [aria-live]')) return;
    const debut = target.getAttribute('aria-live') === 'assertive' ? '! ' : '';
    addedNodes.forEach((n) => window.__dits.push(debut + n.textContent));
  })).observe(racine, {childList: true, subtree: true});
  return racine;
};
"""


class PageBoussole:
    """One open page."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page = page
        self.base_url = base_url
        self.fuites: list[str] = []
        self.violations: list[str] = []
        page.add_init_script(ESPION)
        page.on("console", self._console)
        page.on("pageerror", lambda e: self.violations.append(str(e)))

    def _console(self, m: Any) -> None:
        if "Content Security Policy" in m.text:
            self.violations.append(m.text)

    # -- where things are --
    @property
    def champ(self) -> Locator:
        return self.page.get_by_role("textbox", name="Votre message")

    @property
    def journal(self) -> Locator:
        return self.page.get_by_role("log", name="Conversation")

    @property
    def messages(self) -> Locator:
        return self.journal.locator("li.message")

    @property
    def alerte(self) -> Locator:
        return self.page.locator("form [role=alert]")

    def bouton(self, nom: str) -> Locator:
        return self.page.get_by_role("button", name=nom, exact=True)

    def choix(self, titre: str) -> Locator:
        return self.journal.get_by_role("button").filter(has_text=re.compile("^" + re.escape(titre)))

    @property
    def quitter_vite(self) -> Locator:
        return self.page.get_by_role("link", name="Quitter vite")

    # -- what a person does --
    def aller(self, attendre: bool = True) -> None:
        """Open the page, and wait for the first message."""
        self.page.goto(self.base_url + "/")
        if attendre:
            expect(self.messages.first).to_be_visible()

    def ecrire(self, texte: str) -> None:
        """Type a message and send it with the button."""
        self.champ.fill(texte)
        self.bouton("Envoyer").click()

    def effacer(self, confirmer: bool = True) -> None:
        """Press « Effacer », then answer the question."""
        self.bouton("Effacer").click()
        self.bouton("Oui, tout effacer" if confirmer else "Non, garder").click()

    def toucher_quitter(self) -> None:
        """Press the exit without waiting for anything (a normal click waits for the page it leads to)."""
        bouton = "document.querySelector('boussole-chat').shadowRoot.querySelector('.quitter')"
        self.page.evaluate(f"setTimeout(() => {bouton}.click())")

    # -- what a person sees or hears --
    def voit(self, texte: str, fois: int = 1) -> None:
        """The conversation shows this text, so many times."""
        expect(self.journal.get_by_text(texte, exact=True)).to_have_count(fois)

    def textes(self) -> list[str]:
        """Bubbles, in the order of the screen."""
        return self.journal.locator(".bulle").all_inner_texts()

    @property
    def dits(self) -> list[str]:
        """What a screen reader has heard so far (« ! » marks what interrupts)."""
        return list(self.page.evaluate("window.__dits"))

    def memoire(self) -> dict[str, str]:
        """What the tab keeps."""
        return dict(json.loads(self.page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")))

    def tout_le_texte(self) -> str:
        """Everything that the page holds, shown or not."""
        return str(self.page.evaluate("document.querySelector('boussole-chat').shadowRoot.textContent"))

    def deborde(self) -> bool:
        """Whether the page scrolls sideways."""
        return bool(
            self.page.evaluate(
                """() => { const r = document.querySelector('boussole-chat').shadowRoot;
                const blocs = r.querySelectorAll('.panneau, .journal, .ecran, .carte, .bulle');
                return [document.documentElement, ...blocs]
                  .some(e => e.clientWidth && e.scrollWidth > e.clientWidth + 1); }"""
            )
        )

    def violations_axe(self) -> list[str]:
        """Every axe rule broken on this screen, best practices included, one readable line each."""
        self.page.evaluate(AXE.read_text("utf-8"))
        resultat = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{v['id']} ({v['impact']}): {n['target']} {n.get('failureSummary', '')}"
            for v in resultat["violations"]
            for n in v["nodes"]
        ]

    def cibles_petites(self, minimum: int = 44) -> list[str]:
        """Visible buttons and links lower or narrower than a fingertip (links inside a sentence excepted)."""
        return list(
            self.page.evaluate(
                """(min) => [...document.querySelector('boussole-chat').shadowRoot
                .querySelectorAll('a, button')]
                .filter(e => getComputedStyle(e).display !== 'inline' && !e.classList.contains('evitement'))
                .map(e => [e, e.getBoundingClientRect()])
                .filter(([e, r]) => r.width && (r.height < min - 0.5 || r.width < min - 0.5))
                .map(([e, r]) => `${e.textContent} ${r.width}x${r.height}`)""",
                minimum,
            )
        )
