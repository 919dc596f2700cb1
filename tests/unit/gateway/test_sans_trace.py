"""The page without a trace: the same orientation as the bot, danger first, nothing lost, nothing kept."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from bot import cartes
from bot.gateway import limites
from bot.gateway.sans_trace import lecture
from bot.gateway.sans_trace.lecture import Saisie, corriger
from bot.horaires import PARIS
from bot.knowledge import charger
from bot.labels import CRITERES, DOMAINES, NATURES, ROLES
from bot.orientation import orienter
from bot.store.tables import metadata
from tests.unit.gateway.conftest import Porte

CANARI = "canarikiosque"
RECIT = f"on m'a refusé un appartement {CANARI}"


async def envoyer(porte: Porte, etape: str = "lire", **champs: Any) -> httpx.Response:
    return await porte.http.post("/sans-trace", data={"recit": RECIT, "etape": etape, **champs})


@pytest.fixture(autouse=True)
def _sans_modele(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The person says everything by hand, unless the test is about the reading itself."""
    if "nlu" not in request.keywords:
        monkeypatch.setattr(lecture, "_modele", lambda: None)


def chaines(valeur: Any) -> Iterator[str]:
    if isinstance(valeur, dict):
        for cle, dedans in valeur.items():
            if cle not in ("type", "id", "lien", "ouvert", "present", "perime", "affiche"):
                yield from chaines(dedans)
    elif isinstance(valeur, (list, tuple)):
        for dedans in valeur:
            yield from chaines(dedans)
    elif isinstance(valeur, str):
        yield valeur


@pytest.mark.parametrize("nature", NATURES)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("criteres", "domaine", "lieu"), [(["origine"], "emploi", "59"), ([], "logement", "Lille"), ([], "", "")]
)
async def test_the_same_cards_as_the_bot(
    porte: Porte, nature: str, role: str, criteres: list[str], domaine: str, lieu: str
) -> None:
    champs = {"role": role, "nature": nature, "criteres": criteres, "domaine": domaine, "lieu": lieu}
    page = await envoyer(porte, "orienter", **champs)
    assert page.status_code == 200
    faits, quand = charger(), porte.app.state.base.horloge().astimezone(PARIS)
    s = corriger(Saisie(RECIT, role, lieu, tuple(criteres), domaine or None, None, nature))
    o = orienter(s, faits, quand)
    attendues = [cartes.contacts(o, faits), cartes.preuves(o), cartes.delais(o, faits, quand.date())]
    attendues += [*cartes.ressources(o), cartes.recapitulatif(o, s, faits, quand.date())]
    vu = re.sub(r"\s+", " ", html.unescape(page.text))
    for carte in filter(None, attendues):
        for dit in chaines(carte):
            assert re.sub(r"\s+", " ", dit).strip() in vu, dit


@pytest.mark.nlu
async def test_what_the_model_reads_is_proposed_and_can_be_changed(porte: Porte) -> None:
    page = (await envoyer(porte, recit="J'ai été licenciée parce que je suis enceinte, à Roubaix")).text
    coches = re.findall(r'name="criteres" value="(\w+)" checked', page)
    assert coches == ["grossesse"]
    assert '<option value="emploi" selected>' in page
    assert "Roubaix" in page
    assert page.count('name="criteres"') == len(CRITERES)
    assert page.count("<option") == len(DOMAINES) + 1 + 3


async def test_without_a_model_everything_can_be_said_by_hand(porte: Porte) -> None:
    page = (await envoyer(porte)).text
    assert page.count('name="criteres"') == len(CRITERES)
    assert "<details open>" in page


@pytest.mark.parametrize("etape", ["lire", "orienter", "modifier", "n'importe quoi"])
async def test_danger_comes_first_at_every_step(porte: Porte, etape: str) -> None:
    page = (await envoyer(porte, etape, recit="je veux mourir")).text
    assert 0 < page.index("carte-urgence") < page.index("<h1>")
    assert 'href="tel:3114"' in page


@pytest.mark.parametrize(
    ("champs", "statut"),
    [
        ({"recit": ""}, 400),
        ({"recit": "  \n "}, 400),
        ({"recit": "je veux mourir " + "a" * limites.CARACTERES_MAX}, 413),
        ({"recit": "é" * 40_000}, 413),
    ],
)
async def test_what_is_refused_gives_the_words_back(porte: Porte, champs: dict[str, str], statut: int) -> None:
    page = await envoyer(porte, **champs)
    assert page.status_code == statut
    assert 'role="alert"' in page.text
    assert '<textarea id="recit"' in page.text
    if len(champs["recit"]) < 20_000:
        assert champs["recit"].strip() in page.text
    assert ("carte-urgence" in page.text) is ("mourir" in champs["recit"])


async def test_too_fast_keeps_the_words_and_the_numbers(porte: Porte) -> None:
    while porte.app.state.limiteur.admet(
        "reseau", porte.app.state.limiteur.reseau("127.0.0.1"), limites.MESSAGES_RESEAU
    ):
        pass
    page = await envoyer(porte, recit="je veux mourir")
    assert (page.status_code, "je veux mourir" in page.text, "carte-urgence" in page.text) == (429, True, True)


async def test_a_professional_needs_no_story(porte: Porte) -> None:
    page = await envoyer(porte, "orienter", recit="", role="professionnel", lieu="62")
    assert page.status_code == 200


@pytest.mark.parametrize("lieu", ["Nulle-Part-les-Bains", "12", "<b>"])
async def test_a_place_that_is_not_found_is_said(porte: Porte, lieu: str) -> None:
    page = (await envoyer(porte, lieu=lieu)).text
    assert 'class="alerte"' in page
    assert html.escape(lieu) in page


@pytest.mark.parametrize(
    "dit",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{7*7}} {% raw %} ${7*7} #{7*7}",
        "</textarea><script>alert(1)</script>",
        "\ud800 \x00 ‮",
        "a" * 3_999,
    ],
)
@pytest.mark.parametrize("etape", ["lire", "orienter", "modifier"])
async def test_hostile_words_are_text(porte: Porte, dit: str, etape: str) -> None:
    propre = dit.encode("utf-8", "replace").decode()
    page = await envoyer(porte, etape, recit=propre, lieu=propre[:90], role=propre[:50], domaine=propre[:50])
    assert page.status_code == 200
    assert not re.search(r"<script|<img|onerror=alert\(1\)>", page.text.replace(html.escape(propre), ""))
    assert "49" not in re.findall(r"\b49\b", page.text)


async def test_a_body_that_is_no_form_is_answered(porte: Porte) -> None:
    for brut in (b"", b"\xff\xfe\x00", b"{}", b"recit=%FF%00&recit=" + b"a" * 100, b"&" * 30_000):
        page = await porte.http.post("/sans-trace", content=brut)
        assert page.status_code in (200, 400, 413)
        assert '<textarea id="recit"' in page.text or "criteres" in page.text


async def test_nothing_is_kept_anywhere(porte: Porte, caplog: pytest.LogCaptureFixture, tmp_path: Any) -> None:
    caplog.set_level(logging.DEBUG)
    for etape in ("lire", "orienter", "modifier"):
        await envoyer(porte, etape, criteres=["origine"], lieu="Lille")
    with porte.app.state.base.transaction() as connexion:
        assert (
            sum(
                connexion.execute(sa.select(sa.func.count()).select_from(t)).scalar_one()
                for t in metadata.tables.values()
            )
            == 0
        )
    assert CANARI not in caplog.text
    fichiers = [f for f in tmp_path.rglob("*") if f.is_file()]
    assert fichiers
    assert not [f for f in fichiers if CANARI.encode() in f.read_bytes()]
    assert "set-cookie" not in (await envoyer(porte)).headers


async def test_it_works_with_the_database_down(porte: Porte) -> None:
    with porte.app.state.base.transaction() as connexion:
        for table in reversed(metadata.sorted_tables):
            connexion.exec_driver_sql(f"DROP TABLE {table.name}")
    for etape in ("lire", "orienter"):
        assert (await envoyer(porte, etape)).status_code == 200
