"""The action that gives the orientation counts it, once; when counting fails, the person gets their answer."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import contexte
from actions.orienter import Orienter
from bot.situation import Indice, Situation
from bot.store import chiffres, conversations
from bot.store.session import Base


def suivi(conversation: str, oriente: bool = False) -> Tracker:
    s = Situation(
        recit=True,
        nature="discrimination",
        criteres=(Indice("age", 1.0),),
        domaine=Indice("emploi", 1.0),
        commune="59350",
    )
    return Tracker(conversation, {"situation": s.vers_dict(), "oriente": oriente}, {}, [], False, None, {}, "")


async def orienter(tracker: Tracker) -> list[dict[str, Any]]:
    sortie = CollectingDispatcher()
    await Orienter().run(sortie, tracker, {})
    return sortie.messages  # type: ignore[no-any-return]


async def test_an_orientation_is_counted_once(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contexte, "base", lambda: base)
    c = conversations.creer(base, "telegram")
    assert await orienter(suivi(c))
    await orienter(suivi(c, oriente=True))
    lues = [(x.mesure, x.canal, n) for _, x, n in chiffres.lire(base, "2027-01")]
    assert sorted(lues) == sorted(
        [
            ("situation", "telegram", 1),
            ("critere", "telegram", 1),
            ("domaine", "telegram", 1),
            ("role", "", 1),
            ("heure", "", 1),
            ("etape", "", 1),
        ]
    )
    assert not [x for _, x, _ in chiffres.lire(base, "2027-01") if c in x]


async def test_a_count_that_fails_breaks_no_answer_and_says_no_word(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def tombee() -> Base:
        raise RuntimeError("récit")

    monkeypatch.setattr(contexte, "base", tombee)
    assert await orienter(suivi("f" * 32))
    assert "chiffres_perdus" in caplog.text and "récit" not in caplog.text
