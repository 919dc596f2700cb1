"""Counters: they add up under concurrency, hold no day and no person, and outlive conversations."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.observatoire.compter import Chiffre
from bot.store import chiffres, conversations
from bot.store.session import Base
from bot.store.tables_equipe import chiffres as table

A = Chiffre("situation", "web", "59", "200093201", valeur="discrimination")
B = Chiffre("critere", "web", "59", "200093201", "age", "emploi")


def test_counts_add_up_by_month(base: Base, montre: Any) -> None:
    chiffres.compter(base, [A, B])
    chiffres.compter(base, [A, A])
    montre.avancer(days=31)
    chiffres.compter(base, [B])
    assert chiffres.lire(base, "2026-05") == [("2026-03", B, 1), ("2026-03", A, 3), ("2026-04", B, 1)]
    assert chiffres.lire(base, "2026-04") == [("2026-03", B, 1), ("2026-03", A, 3)]


def test_nothing_is_lost_when_many_count_at_once(base: Base) -> None:
    def vingt(rang: int) -> None:
        for _ in range(20):
            chiffres.compter(base, [A, B] if rang % 2 else [B, A])

    with ThreadPoolExecutor(8) as fils:
        list(fils.map(vingt, range(8)))
    assert [n for _, _, n in chiffres.lire(base, "2027-01")] == [160, 160]


def test_no_column_leads_to_a_person() -> None:
    assert {c.name for c in table.columns} == {
        "mois", "mesure", "canal", "departement", "intercommunalite", "critere", "domaine", "valeur", "nombre",
    }  # fmt: skip
    assert not table.foreign_keys


def test_figures_outlive_the_conversation(base: Base) -> None:
    c = conversations.creer(base, "sms")
    assert conversations.canal(base, c) == "sms"
    chiffres.compter(base, [A])
    conversations.effacer(base, c)
    assert conversations.canal(base, c) is None
    assert len(chiffres.lire(base, "2027-01")) == 1
