"""One client floods, opens, drags and listens: it is told to slow down, and those beside it are all answered."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

import pytest

from tests.faults.conftest import PetitePile
from tests.faults.hostile import FLUX, en_json, gens, hostile, p95

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

PERSONNES, TOURS = 5, 6


async def vivre(adresse: str) -> tuple[list[float | None], Counter[str]]:
    async with hostile(adresse) as comptes:
        return await gens(adresse, PERSONNES, TOURS), comptes


def test_les_autres_ont_tous_une_reponse(
    petite_pile: PetitePile, record_property: Callable[[str, object], None]
) -> None:
    durees, comptes = asyncio.run(vivre(petite_pile.stack.adresse))
    assert len(durees) == PERSONNES * TOURS and None not in durees
    assert comptes["ouvrir 429"] and comptes["message 429"], comptes
    assert comptes["flux 200"] >= FLUX
    assert {nom.split()[1] for nom in comptes} <= {"200", "201", "202", "429", "503"}
    record_property("à côté d'un client hostile", f"{len(durees)} réponses sur {len(durees)}, p95 {p95(durees):.1f} s")  # type: ignore[arg-type]
    record_property("le client hostile", en_json(comptes))
