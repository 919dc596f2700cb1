"""The clock of the machine jumps while people talk: order, what waits, tokens and the purge stay right."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.gateway import turn
from bot.gateway.turn import Tours
from bot.store import conversations, journal, retention
from bot.store.journal import Entree
from bot.store.session import Base

Lignes = Callable[[str], list[Entree]]
SAUTS = [timedelta(days=-40), timedelta(hours=-1), timedelta(hours=1), timedelta(days=40)]


async def au_repos(tours: Tours, lignes: Lignes, jusqua: Any, c: str) -> list[Entree]:
    await jusqua(lambda: not tours.saisie(c) and all(e.etat == journal.TRAITE for e in lignes(c)))
    return lignes(c)


@pytest.mark.parametrize("saut", SAUTS, ids=str)
async def test_the_order_is_that_of_arrival(
    tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any, montre: Any, saut: timedelta
) -> None:
    c = await tours.ouvrir("web")
    for i in range(6):
        if i % 2:
            montre.heure += saut
        await tours.recevoir(c, f"message-{i}", f"mot {i}", None)
    fin = await au_repos(tours, lignes, jusqua, c)
    assert cerveau.lus == [f"mot {i}" for i in range(6)]
    assert [e.contenu["texte"] for e in fin if e.de == "personne"] == cerveau.lus
    assert [e.rang for e in fin] == list(range(1, len(fin) + 1))


@pytest.mark.parametrize("saut", SAUTS, ids=str)
async def test_what_waited_is_treated_in_its_order_after_the_jump(
    tours: Tours,
    lignes: Lignes,
    jusqua: Any,
    cerveau: Any,
    montre: Any,
    saut: timedelta,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turn, "REPRISE_SECONDES", 0.02)
    c = await tours.ouvrir("web")
    await au_repos(tours, lignes, jusqua, c)
    cerveau.muet = True
    for i in range(3):
        await tours.recevoir(c, f"message-{i}", f"mot {i}", None)
        montre.heure += saut
    await jusqua(lambda: not tours._taches)
    cerveau.muet, cerveau.demandes = False, []
    reprise = asyncio.create_task(tours.reprendre())
    await au_repos(tours, lignes, jusqua, c)
    reprise.cancel()
    assert cerveau.lus == [f"mot {i}" for i in range(3)]


@pytest.mark.parametrize("saut", SAUTS, ids=str)
async def test_a_token_and_a_redelivery_are_still_known(porte: Any, montre: Any, saut: timedelta) -> None:
    porte.app.state.base.horloge = montre
    entete = await porte.ouvrir()
    premier = await porte.dire(entete, "bonjour", "message-0000")
    montre.heure += saut
    assert (await porte.dire(entete, "bonjour", "message-0000")).json() == premier.json()
    assert (await porte.dire(entete, "encore", "message-0001")).status_code == 202


@pytest.mark.parametrize(
    ("sauts", "gardee"),
    [
        ([timedelta(days=-40)], True),
        ([timedelta(days=-40), timedelta(days=40)], True),  # wrong, then right again
        ([timedelta(days=-400), timedelta(days=400)], True),
        ([timedelta(days=29)], True),
        ([timedelta(days=-40), timedelta(days=40), timedelta(days=29)], True),
        ([timedelta(days=-40), timedelta(days=40), timedelta(days=31)], False),
        ([timedelta(days=31)], False),
    ],
    ids=str,
)
def test_the_purge_takes_nobody_who_wrote_while_the_clock_was_wrong(
    base: Base, montre: Any, sauts: list[timedelta], gardee: bool
) -> None:
    c = conversations.creer(base, "web")
    for rang, saut in enumerate(sauts):
        montre.heure += saut
        if saut < timedelta(0):
            with base.transaction() as connexion:
                journal.ajouter(base, connexion, c, "personne", {"texte": "mots"}, message_id=f"message-{rang}")
        elif rang < len(sauts) - 1:
            retention.purger(base)
    retention.purger(base)
    assert conversations.existe(base, c) is gardee
