"""Delivery over HTTP: again and again, out of order, two at once; each message once, in the order of the journal."""

from __future__ import annotations

import asyncio
import os
import random
from typing import Any

import pytest

from bot.gateway import limites
from bot.gateway.limites import Debit

# `PAIRES=1000 pytest …` for the thousand of the promise: a minute on two cores.
PAIRES = int(os.environ.get("PAIRES", "250"))
LIVRAISONS = 3


@pytest.fixture(autouse=True)
def sans_limite(monkeypatch: pytest.MonkeyPatch) -> None:
    for nom in ("MESSAGES_RESEAU", "MESSAGES_CONVERSATION"):
        monkeypatch.setattr(limites, nom, Debit(rafale=100_000, par_minute=1))


async def au_repos(porte: Any, jusqua: Any, entete: dict[str, str], attendus: int) -> None:
    c = porte.conversation(entete)
    await jusqua(lambda: len(porte.cerveau.lus) >= attendus and not porte.app.state.tours.saisie(c), 60)


@pytest.mark.slow
async def test_pairs_sent_together_keep_one_order(porte: Any, jusqua: Any) -> None:
    entete = await porte.ouvrir()
    rangs: list[list[int]] = []
    for i in range(PAIRES):
        recus = await asyncio.gather(*(porte.dire(entete, f"{i} {cote}", f"message-{i}-{cote}") for cote in "ab"))
        assert {r.status_code for r in recus} == {202}
        rangs.append(sorted(r.json()["rang"] for r in recus))
    await au_repos(porte, jusqua, entete, 2 * PAIRES)
    dits = porte.textes(entete, "personne")
    assert porte.cerveau.lus == dits
    assert sorted(dits) == sorted(f"{i} {cote}" for i in range(PAIRES) for cote in "ab")
    assert [dit.split()[0] for dit in dits] == [str(i) for i in range(PAIRES) for _ in "ab"]
    assert sum(rangs, []) == sorted(sum(rangs, []))
    assert porte.cerveau.ensemble_max == 1


@pytest.mark.parametrize("graine", range(3))
async def test_delivered_three_times_and_out_of_order_each_is_one_message(porte: Any, jusqua: Any, graine: int) -> None:
    entete, hasard = await porte.ouvrir(), random.Random(graine)
    envois = [f"message-{i:04}" for i in range(20)] * LIVRAISONS
    hasard.shuffle(envois)
    rangs: dict[str, set[int]] = {}
    for debut in range(0, len(envois), 4):
        lot = envois[debut : debut + 4]
        for nom, recu in zip(lot, await asyncio.gather(*(porte.dire(entete, nom, nom) for nom in lot)), strict=True):
            rangs.setdefault(nom, set()).add(recu.json()["rang"])
    await au_repos(porte, jusqua, entete, 20)
    assert {len(r) for r in rangs.values()} == {1}
    assert porte.cerveau.lus == porte.textes(entete, "personne") == sorted(rangs, key=lambda nom: min(rangs[nom]))
    assert len(porte.journal(entete)) == 2 + 2 * 20


async def test_one_network_that_sends_the_same_ids_in_two_conversations_has_two_messages(
    porte: Any, jusqua: Any
) -> None:
    a, b = await porte.ouvrir(), await porte.ouvrir()
    await asyncio.gather(*(porte.dire(e, "bonjour", "message-0000") for e in (a, b) for _ in range(LIVRAISONS)))
    await au_repos(porte, jusqua, a, 2)
    assert porte.textes(a, "personne") == porte.textes(b, "personne") == ["bonjour"]
