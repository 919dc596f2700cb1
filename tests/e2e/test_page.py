"""The page in Chromium against the real stack: from a story to whom to contact, with axe at each step."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import CHROMIUM, OPTIONS
from tests.pile import RACINE, Pile

pytestmark = [pytest.mark.e2e, pytest.mark.browser]

TAILLES = {"telephone": {"width": 390, "height": 844}, "bureau": {"width": 1280, "height": 900}}
AXE = RACINE / "bot" / "widget" / "node_modules" / "axe-core" / "axe.min.js"
RECIT = "J'ai visité un appart à Roubaix, le proprio a vu que j'étais noir et il a dit que c'était déjà loué"


@pytest.mark.parametrize("taille", TAILLES)
def test_du_recit_a_l_orientation(pile: Pile, taille: str) -> None:
    with sync_playwright() as p:
        navigateur = p.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        contexte = navigateur.new_context(viewport=TAILLES[taille], bypass_csp=True)  # type: ignore[arg-type]
        ailleurs: list[str] = []
        page = contexte.new_page()
        page.on("request", lambda r: ailleurs.append(r.url) if not r.url.startswith((pile.adresse, "data:")) else None)
        page.goto(pile.adresse)
        page.get_by_role("button", name="Je suis victime").wait_for()
        _sans_defaut(page)
        page.get_by_role("textbox").fill(RECIT)
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Oui, c'est ça").wait_for()
        _sans_defaut(page)
        page.get_by_role("button", name="Oui, c'est ça").click()
        page.get_by_role("heading", name="Anne-Claire GRANDJEAN").wait_for()
        assert page.locator("a[href='tel:3928']").count() >= 1
        _sans_defaut(page)
        page.reload()
        page.get_by_role("heading", name="Anne-Claire GRANDJEAN").wait_for()
        page.get_by_role("textbox").fill("il me frappe j'ai peur")
        page.keyboard.press("Enter")
        page.get_by_role("log").locator("a[href='tel:17']").first.wait_for()
        _sans_defaut(page)
        assert ailleurs == []
        navigateur.close()


def _sans_defaut(page: Page) -> None:
    """No accessibility defect found by axe in the present state."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    defauts = page.evaluate(
        "axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 120))]))"
    )
    assert defauts == []
