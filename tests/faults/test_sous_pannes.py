"""A thousand messages while parts are killed and frozen: none lost, none doubled, none without an answer, no word leaked."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.faults.pannes import Stack, pile_a_casser, saboter
from tests.faults.personnes import Personne, fuites, parler, relire, rien_de_perdu

pytestmark = pytest.mark.e2e

CONVERSATIONS, MESSAGES = 60, 17
ENSEMBLE = 8


async def tous(stack: Stack, personnes: list[Personne], graine: int) -> None:
    # Ten seconds: a frozen gateway accepts connections and says nothing.
    async with httpx.AsyncClient(base_url=stack.adresse, timeout=10.0, trust_env=False) as http:
        places = asyncio.Semaphore(ENSEMBLE)

        async def une(personne: Personne) -> None:
            async with places:
                await parler(http, personne, random.Random(graine + personne.numero), MESSAGES)

        with saboter(stack, graine, repos=4.0):
            await asyncio.gather(*map(une, personnes))
        stack.attendre()
        for personne in personnes:
            await relire(http, personne)


def test_rien_de_perdu_de_double_de_muet_ni_d_ecrit(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    graine = 20261127
    personnes = [Personne(i) for i in range(CONVERSATIONS)]
    with pile_a_casser(tmp_path, BOUSSOLE_JOURNAL="DEBUG") as stack:
        asyncio.run(tous(stack, personnes, graine))
        assert len(stack.pannes) >= 10, stack.pannes
        assert {p.split()[1] for p in stack.pannes} == {"rasa", "actions", "passerelle"}
        rien_de_perdu(personnes)
        assert sum(len(p.acceptes) for p in personnes) >= 1_000
        assert fuites(stack, personnes) == []
        record_property("messages acceptés", sum(len(p.acceptes) for p in personnes))
        record_property("pannes provoquées", len(stack.pannes))
        record_property("perdus, doublés, muets, lus quelque part", "0, 0, 0, 0")
        sante = httpx.get(f"{stack.adresse}/sante", trust_env=False).text
        assert "zqmot" not in sante
