"""Buckets that fill again with time, bounded memory, and addresses that cannot be read back."""

from __future__ import annotations

import pytest

from bot import debits
from bot.debits import Debit, Limiteur

DEBIT = Debit(rafale=3, par_minute=60)


class Temps:
    def __init__(self) -> None:
        self.t = 0.0

    def __call__(self) -> float:
        return self.t


@pytest.mark.parametrize(
    ("attentes", "admis"),
    [
        ([0, 0, 0, 0, 0], [1, 1, 1, 0, 0]),
        ([0, 0, 0, 0.5, 0.5], [1, 1, 1, 0, 1]),
        ([0, 0, 0, 1, 0], [1, 1, 1, 1, 0]),
        ([0, 0, 0, 3600, 0, 0, 0], [1, 1, 1, 1, 1, 1, 0]),  # never above the burst
    ],
)
def test_a_burst_then_the_rate(attentes: list[float], admis: list[int]) -> None:
    temps = Temps()
    limiteur = Limiteur(temps)
    vus = []
    for attente in attentes:
        temps.t += attente
        vus.append(int(limiteur.admet("reseau", "a", DEBIT)))
    assert vus == admis


def test_one_does_not_slow_another_nor_one_kind_another() -> None:
    limiteur = Limiteur(Temps())
    while limiteur.admet("reseau", "a", DEBIT):
        pass
    assert limiteur.admet("reseau", "b", DEBIT)
    assert limiteur.admet("ouvrir", "a", DEBIT)


def test_memory_is_bounded_and_keeps_the_recent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debits, "PERSONNES_SUIVIES_MAX", 10)
    limiteur = Limiteur(Temps())
    while limiteur.admet("reseau", "insistant", DEBIT):
        pass
    for i in range(100):
        limiteur.admet("reseau", f"passant {i}", DEBIT)
        assert not limiteur.admet("reseau", "insistant", DEBIT)
    assert len(limiteur._seaux) == 10


def test_addresses_are_hidden_by_a_key_of_this_process() -> None:
    un, autre = Limiteur(), Limiteur()
    assert un.reseau("192.0.2.7") == un.reseau("192.0.2.7")
    assert len({un.reseau("192.0.2.7"), un.reseau("192.0.2.8"), autre.reseau("192.0.2.7")}) == 3


@pytest.mark.parametrize(
    ("une", "autre", "meme"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:DB8:1:2:0:0:0:9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("2001:db8:1:2::1", "2001:db8:1:2::1%eth0", True),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("::ffff:c000:207", "192.0.2.7", True),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.8", False),
        ("::1", "::2", True),
        ("::1", "127.0.0.1", False),
        ("192.0.2.7", "192.0.2.8", False),
        ("", "", True),
        ("", "inconnue", False),
        ("a" * 5_000, "a" * 5_000, True),
        ("999.1.1.1", "999.1.1.2", False),
        ("\ud800", "\ud801", True),  # not an address, and not a reason to fall
    ],
)
def test_an_ipv6_home_is_one_network_and_a_mapped_ipv4_is_that_ipv4(une: str, autre: str, meme: bool) -> None:
    limiteur = Limiteur()
    assert (limiteur.reseau(une) == limiteur.reseau(autre)) is meme


def test_changing_address_within_one_ipv6_home_gives_no_more() -> None:
    limiteur = Limiteur(Temps())
    admis = [limiteur.admet("reseau", limiteur.reseau(f"2001:db8::{i:x}"), DEBIT) for i in range(10)]
    assert admis == [True] * DEBIT.rafale + [False] * 7
