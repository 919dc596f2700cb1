"""The wait before a restart."""

import pytest

from bot.superviseur import recul


@pytest.mark.parametrize(
    ("echecs", "secondes"),
    [(1, 0.5), (2, 1), (3, 2), (4, 4), (5, 8), (6, 16), (7, 30), (8, 30), (5000, 30), (0, 0.5)],
)
def test_the_wait_doubles_up_to_thirty_seconds(echecs: int, secondes: float) -> None:
    assert recul.attente(echecs) == secondes


@pytest.mark.parametrize(
    ("avant", "vie", "apres"),
    [(0, 0.0, 1), (1, 5.0, 2), (4, 59.9, 5), (4, 60.0, 1), (9, 3600.0, 1)],
)
def test_a_minute_of_life_forgives_the_past(avant: int, vie: float, apres: int) -> None:
    assert recul.echecs_apres(avant, vie) == apres
