"""Places at the brain: few at once, each network in its turn, and none lost whoever leaves."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.gateway.alertes import Alertes
from bot.gateway.places import Places, PlusDePlace


class Banc:
    """Turns that take a place, note their name when they get it, and hold it until told."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.servis: list[str] = []
        self.sortie = asyncio.Event()

    def demander(self, *noms: str) -> list[asyncio.Task[None]]:
        return [asyncio.create_task(self._un(nom)) for nom in noms]

    async def _un(self, nom: str) -> None:
        async with self.places.prendre(nom[0], 10):
            self.servis.append(nom)
            await self.sortie.wait()


async def souffler() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("places", "par_reseau", "demandes", "servis"),
    [
        (2, 1, "a1 b1 c1", "a1 b1"),
        (2, 1, "a1 a2 a3", "a1"),
        (3, 2, "a1 a2 a3 b1", "a1 a2 b1"),
        (4, 1, "a1 a2 b1 b2 c1", "a1 b1 c1"),
    ],
)
async def test_so_many_at_once_and_so_many_for_one(places: int, par_reseau: int, demandes: str, servis: str) -> None:
    banc = Banc(Places(places, par_reseau))
    taches = banc.demander(*demandes.split())
    await souffler()
    assert banc.servis == servis.split()
    banc.sortie.set()
    await asyncio.gather(*taches)
    assert sorted(banc.servis) == sorted(demandes.split())


async def test_one_who_floods_waits_behind_itself() -> None:
    banc = Banc(Places(1, 1))
    banc.sortie.set()
    async with banc.places.prendre("z", 1):
        taches = banc.demander(*(f"a{i}" for i in range(50)), "b1", "b2", "c1")
        await souffler()
    await asyncio.gather(*taches)
    assert banc.servis[:5] == ["a0", "b1", "c1", "a1", "b2"]
    assert [n for n in banc.servis if n[0] == "a"] == [f"a{i}" for i in range(50)]


async def test_a_place_that_does_not_come_is_said_and_nothing_is_lost() -> None:
    places = Places(1, 1)
    async with places.prendre("a", 1):
        with pytest.raises(PlusDePlace):
            async with places.prendre("b", 0.01):
                raise AssertionError("there was no place")
        partie = asyncio.create_task(_prendre(places))
        await souffler()
        partie.cancel()
        with pytest.raises(asyncio.CancelledError):
            await partie
    async with places.prendre("b", 1):
        pass
    assert (places._libres, dict(places._prises), dict(places._files)) == (1, {}, {})


async def _prendre(places: Places) -> None:
    async with places.prendre("c", 10):
        raise AssertionError("there was no place")


async def test_a_turn_that_fails_gives_its_place_back() -> None:
    places = Places(1, 1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            async with places.prendre("a", 1):
                raise ZeroDivisionError
    assert places._libres == 1


async def test_a_danger_in_a_flood_of_refusals_is_still_seen() -> None:
    alertes = Alertes()
    textes = ["on m'a refusé un logement"] * 20 + ["j'ai envie de mourir"]
    vus: list[Any] = await asyncio.gather(*(alertes.detecter("a", t) for t in textes))
    assert [v and v.type for v in vus] == [None] * 20 + ["suicide"]


async def test_a_check_that_falls_says_so_and_keeps_no_place() -> None:
    alertes = Alertes()
    with pytest.raises(TypeError):
        await alertes.detecter("a", None)  # type: ignore[arg-type]
    assert await alertes.detecter("a", "bonjour") is None
