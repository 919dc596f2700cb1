"""The decision on the console holds the table of its routes, as the pages declare them."""

from __future__ import annotations

from outils.routes_console import DOCUMENT, a_jour


def test_the_table_of_routes_is_that_of_the_pages() -> None:
    ecrit = DOCUMENT.read_text(encoding="utf-8")
    assert ecrit == a_jour(ecrit), "run: python -m outils.routes_console"
