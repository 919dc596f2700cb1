"""One stack for all the end-to-end tests of a session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.pile import Pile, demarrer


@pytest.fixture(scope="session")
def pile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pile]:
    """Start everything once for the session."""
    with demarrer(tmp_path_factory.mktemp("pile")) as une:
        yield une
