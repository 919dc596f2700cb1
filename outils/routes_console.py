"""Writes the table of the console's routes and roles into its decision: `python -m outils.routes_console`."""

from __future__ import annotations

from pathlib import Path

from bot.console.acces import Page
from bot.console.app import charger_pages
from bot.equipe import ROLES_EQUIPE

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "decisions" / "007-console.md"
DEBUT, FIN = "<!-- routes -->\n", "<!-- /routes -->"


def tableau() -> str:
    """Return the table, from what the pages declare."""
    lignes = ["", "route", *ROLES_EQUIPE, ""], ["", *["---"] * (1 + len(ROLES_EQUIPE)), ""]
    routes = [
        ["", f"`{', '.join(p.methodes)} {p.chemin}`", *(_case(p, role) for role in ROLES_EQUIPE), ""]
        for p in sorted(charger_pages(), key=lambda p: (p.chemin, p.methodes))
    ]
    return "".join(
        " | ".join(ligne).strip().replace("|  |", "| |").replace("|  |", "| |") + "\n" for ligne in (*lignes, *routes)
    )


def _case(page: Page, role: str) -> str:
    return "public" if page.public else "yes" if role in page.roles else ""


def a_jour(texte: str) -> str:
    """Return the document with the table of today."""
    avant, reste = texte.split(DEBUT)
    return avant + DEBUT + tableau() + FIN + reste.split(FIN)[1]


if __name__ == "__main__":
    DOCUMENT.write_text(a_jour(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
