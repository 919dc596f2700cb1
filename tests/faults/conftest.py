"""The stacks that these tests share: the one of tests/e2e, only talked to; another that may be starved, and is listened to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.conftest import pile
from tests.faults import disque, ecoute
from tests.faults.pannes import Stack, pile_a_casser

__all__ = ["pile"]


@dataclass(frozen=True)
class PetitePile:
    """A stack on a small disk, and the file where its processes note whom they call."""

    stack: Stack
    monte: bool
    appels: Path


@pytest.fixture(scope="session")
def petite_pile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PetitePile]:
    """Start it once for the session, on SQLite."""
    donnees, appels = tmp_path_factory.mktemp("petit"), tmp_path_factory.mktemp("ecoute") / "appels.txt"
    with disque.petit(donnees) as monte, pile_a_casser(donnees, **ecoute.reglages(appels)) as stack:
        yield PetitePile(stack, monte, appels)
