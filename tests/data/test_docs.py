"""The documentation stays true: every file, folder, command and make target it names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from bot.__main__ import app

RACINE = Path(__file__).resolve().parents[2]
PAGES = sorted([RACINE / "README.md", *(RACINE / "docs").rglob("*.md")])
COMMANDES_PYTHON = re.compile(r"python -m bot ([a-z-]+)")
CIBLES_MAKE = re.compile(r"\bmake ([a-z]+)\b")
CODE = re.compile(r"`([^`\n]+)`|^(make .*)$", re.MULTILINE)
LIENS = re.compile(r"\]\((?!http)([^)#]+)")
CHEMINS = re.compile(r"`((?:bot|actions|data|tests|docs|outils)/[A-Za-z0-9_./<>*-]*|[A-Za-z_.]+\.(?:yml|toml|lock))`")


def _pages() -> list[object]:
    return [pytest.param(p, id=str(p.relative_to(RACINE))) for p in PAGES]


@pytest.mark.parametrize("page", _pages())
def test_liens_internes(page: Path) -> None:
    manquants = [lien for lien in LIENS.findall(page.read_text()) if not (page.parent / lien).exists()]
    assert manquants == []


@pytest.mark.parametrize("page", _pages())
def test_chemins_nommes(page: Path) -> None:
    absents = []
    for chemin in CHEMINS.findall(page.read_text()):
        if "<" in chemin:
            continue
        if "*" in chemin:
            if not list(RACINE.glob(chemin)):
                absents.append(chemin)
        elif not (RACINE / chemin).exists() and not list(RACINE.glob(f"**/{chemin}")):
            absents.append(chemin)
    assert absents == []


@pytest.mark.parametrize("page", _pages())
def test_commandes_nommees(page: Path) -> None:
    connues = {str(nom) for nom in typer.main.get_command(app).commands}  # type: ignore[attr-defined]
    assert set(COMMANDES_PYTHON.findall(page.read_text())) - connues == set()


@pytest.mark.parametrize("page", _pages())
def test_cibles_make(page: Path) -> None:
    cibles = set(re.findall(r"^([a-z]+):", (RACINE / "Makefile").read_text(), re.MULTILINE))
    nommees = {c for a, b in CODE.findall(page.read_text()) for c in CIBLES_MAKE.findall(a or b)}
    assert nommees - cibles == set()


def test_readme_nomme_les_deux_commandes() -> None:
    lisez_moi = (RACINE / "README.md").read_text()
    assert "make run" in lisez_moi and "make test" in lisez_moi
    assert "](docs/images/conversation.png)" in lisez_moi
