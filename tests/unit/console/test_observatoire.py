"""The page of figures: who may open it, what it shows, and exports that are written in the access log first."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from urllib.parse import quote

import pytest

from bot.store import acces, chiffres
from tests.unit.console.conftest import Console
from tests.unit.observatoire.conftest import situations


@pytest.fixture
def remplie(console: Console) -> Console:
    with console.base.transaction() as connexion:
        for mois, chiffre, nombre in situations(120, 3):
            chiffres.ajouter(connexion, mois, [chiffre] * nombre)
    console.montre.heure = datetime(2026, 11, 27, tzinfo=timezone.utc)
    return console


@pytest.mark.parametrize(
    ("role", "statut"), [("observatoire", 200), ("admin", 200), ("juriste", 200), ("relecteur", 403)]
)
async def test_who_reads_figures(remplie: Console, role: str, statut: int) -> None:
    client = await remplie.connecter(role)
    for chemin in ("/observatoire", "/observatoire/export/csv", "/observatoire/graphique/domaine"):
        assert (await client.get(chemin)).status_code == statut


async def test_before_any_figure(console: Console) -> None:
    client = await console.connecter("observatoire")
    vue = await client.get("/observatoire")
    assert vue.status_code == 200 and 'class="vide"' in vue.text
    assert (await client.get("/observatoire/export/pdf")).status_code == 404


async def test_the_page_shows_tables_with_their_captions_and_no_small_number(remplie: Console) -> None:
    client = await remplie.connecter("observatoire")
    page = (await client.get("/observatoire")).text
    tables = re.findall(r"<table.*?</table>", page, re.S)
    assert len(tables) >= 6
    for table in tables:
        assert "<caption" in table and 'scope="col"' in table and 'scope="row"' in table
    nombres = re.findall(r'<td class="num[^"]*">([^<]*)</td>', page)
    assert "secret" in nombres and not {"1", "2", "3", "4"} & {*nombres}
    for dessin in re.findall(r'src="(/observatoire/graphique/[^"]*)"', page):
        assert (await client.get(dessin.replace("&amp;", "&"))).headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize("sorte", ["csv", "pdf"])
async def test_an_export_is_in_the_access_log(remplie: Console, sorte: str) -> None:
    client = await remplie.connecter("observatoire")
    vu = await client.get(f"/observatoire/export/{sorte}?territoire=59")
    assert vu.status_code == 200 and "attachment" in vu.headers["content-disposition"]
    ligne = acces.lire(remplie.base, compte=client.compte)[0]
    assert (ligne.action, ligne.objet) == (f"observatoire_{sorte}", "59:2026-T3:2026-T3")


@pytest.mark.parametrize(
    "territoire", ["75", "59/123", "/", "59/", "<script>", "59/200093201/x", "region/1", "é" * 300]
)
async def test_a_territory_that_is_none(remplie: Console, territoire: str) -> None:
    client = await remplie.connecter("observatoire")
    for chemin in ("/observatoire", "/observatoire/export/csv"):
        vu = await client.get(f"{chemin}?territoire={quote(territoire)}")
        assert vu.status_code == 404 or territoire == "59/"


@pytest.mark.parametrize("filtre", ["de=2020-T1", "a=2026-T4", "canal=pigeon", "de=&a=&canal=", "de='--"])
async def test_a_filter_that_means_nothing_is_replaced(remplie: Console, filtre: str) -> None:
    client = await remplie.connecter("observatoire")
    assert (await client.get(f"/observatoire?{filtre}")).status_code == 200
