"""Ideas: sealed, with a month and a territory, tied to nobody."""

from __future__ import annotations

from typing import Any

import pytest

from bot.store import conversations, idees
from bot.store.session import Base
from bot.store.tables import idees as table


def test_an_idea_keeps_its_month_and_territory_only(base: Base, montre: Any) -> None:
    idees.deposer(base, "Des ateliers au collège", "59", "200093201")
    montre.avancer(days=31)
    idees.deposer(base, "Un guichet", None, None)
    assert idees.toutes(base) == [
        ("2026-03", "59", "200093201", "Des ateliers au collège"),
        ("2026-04", None, None, "Un guichet"),
    ]
    assert {c.name for c in table.columns} == {"id", "mois", "departement", "intercommunalite", "cle", "contenu"}


@pytest.mark.parametrize("texte", ["é🙂", "a\x00b", "x" * 4000])
def test_any_text_is_kept(base: Base, texte: str) -> None:
    idees.deposer(base, texte, "62", None)
    assert [i[3] for i in idees.toutes(base)] == [texte]


def test_erasing_a_conversation_leaves_ideas(base: Base) -> None:
    c = conversations.creer(base, "web")
    idees.deposer(base, "Une idée", "80", None)
    conversations.effacer(base, c)
    assert len(idees.toutes(base)) == 1
