"""Two thousand hostile inputs through the real stack: nothing falls, nothing answers 5xx, nobody waits in silence."""

from __future__ import annotations

import pytest

from tests.faults.bruit import NATURES, entrees
from tests.faults.fuzz import lancer
from tests.pile import Pile

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

NOMBRE = 2_000


def test_the_noise_is_the_same_for_the_same_seed() -> None:
    suite = list(entrees(7, 500))
    assert suite == list(entrees(7, 500)) != list(entrees(8, 500))
    assert {e.nature for e in suite} == set(NATURES)


async def test_nothing_falls_and_nobody_waits_in_silence(pile: Pile) -> None:
    bilan = await lancer(pile, entrees(20260301, NOMBRE))
    assert bilan.fautes() == {}, bilan.tableau()
    # Enough got through to the brain, and enough was refused, for the zeros above to mean something.
    assert bilan.envoyes == NOMBRE
    assert sum(bilan.acceptees.values()) > NOMBRE / 2, bilan.tableau()
    assert set(bilan.statuts) >= {"202", "400", "409", "413", "coupée"}, bilan.tableau()
