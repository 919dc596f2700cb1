"""The built files are the ones that the sources give, and stay light."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

WIDGET = Path(__file__).parents[2] / "bot" / "widget"
OUTILS = WIDGET / "node_modules" / "esbuild"


@pytest.mark.browser
@pytest.mark.skipif(not OUTILS.exists() or not shutil.which("node"), reason="needs `npm ci` in bot/widget")
def test_les_fichiers_construits_viennent_des_sources_et_restent_legers() -> None:
    fini = subprocess.run(["node", "build.mjs", "--check"], cwd=WIDGET, capture_output=True, text=True)
    assert fini.returncode == 0, fini.stderr


def test_le_verrou_npm_ne_nomme_aucun_depot() -> None:
    verrou = json.loads((WIDGET / "package-lock.json").read_text("utf-8"))
    assert [nom for nom, p in verrou["packages"].items() if "resolved" in p] == []
    assert all("integrity" in p for nom, p in verrou["packages"].items() if nom)


def test_la_page_n_a_ni_script_ni_style_dans_son_texte() -> None:
    page = (WIDGET / "page.html").read_text("utf-8")
    assert "<style" not in page and "style=" not in page and "javascript:" not in page
    assert page.count("<script") == page.count('<script src="/widget.js" defer></script>') == 1
