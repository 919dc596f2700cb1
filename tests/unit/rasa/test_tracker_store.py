"""Rasa's memory: sealed, bounded, gone with its conversation, and rebuilding the same state."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.rasa.tracker_store import TOURS_GARDES, SuiviChiffre, resumer
from bot.store import conversations
from bot.store.session import Base
from bot.store.tables import suivis as table

DOMAINE = Domain.load(Path(__file__).resolve().parents[3] / "domain.yml")


def suivi(conversation: str, tours: int, formulaire: bool = True) -> DialogueStateTracker:
    """A tracker after some turns, as Rasa would hold it."""
    tracker = DialogueStateTracker.from_events(conversation, [], DOMAINE.slots)
    for i in range(tours):
        tracker.update(ActionExecuted("action_listen"))
        tracker.update(UserUttered(f"canari {i}", {"name": "raconter", "confidence": 1.0}))
        if formulaire and i == 0:
            tracker.update(ActiveLoop("formulaire_situation"))
        tracker.update(ActionExecuted("formulaire_situation" if formulaire else "action_repondre"))
        if i == 0:
            tracker.update(SlotSet("oriente", True))  # said once, long ago
        tracker.update(SlotSet("situation", {"tour": i, "recit": True}))
        tracker.update(SlotSet("requested_slot", "accord" if formulaire else None))
    tracker.update(ActionExecuted("action_listen"))
    return tracker


def etat(tracker: DialogueStateTracker) -> dict[str, Any]:
    return {
        "slots": {nom: s.value for nom, s in tracker.slots.items()},
        "formulaire": tracker.active_loop_name,
        "action": tracker.latest_action_name,
        "dernier": tracker.latest_message.text if tracker.latest_message else None,
    }


@pytest.mark.parametrize("formulaire", [True, False])
@pytest.mark.parametrize("tours", [0, 1, TOURS_GARDES, TOURS_GARDES + 1, 40])
async def test_written_then_read_back_in_the_same_state(base: Base, tours: int, formulaire: bool) -> None:
    magasin = SuiviChiffre(DOMAINE, base=base)
    c = conversations.creer(base, "web")
    tracker = suivi(c, tours, formulaire)
    await magasin.save(tracker)
    relu = await magasin.retrieve(c)
    assert relu is not None
    assert etat(relu) == etat(tracker)
    assert sum(isinstance(e, UserUttered) for e in relu.events) == min(tours, TOURS_GARDES)


def test_a_long_conversation_costs_no_more_than_a_short_one() -> None:
    tailles = [len(resumer(suivi("c", tours))) for tours in (TOURS_GARDES + 1, 50, 200)]
    assert max(tailles) - min(tailles) <= 2


def test_summing_up_twice_changes_nothing() -> None:
    un = DialogueStateTracker.from_events("c", resumer(suivi("c", 30)), DOMAINE.slots)
    deux = DialogueStateTracker.from_events("c", resumer(un), DOMAINE.slots)
    assert etat(un) == etat(deux) == etat(suivi("c", 30))


async def test_nothing_is_written_in_clear(base: Base) -> None:
    c = conversations.creer(base, "web")
    await SuiviChiffre(DOMAINE, base=base).save(suivi(c, 3))
    with base.transaction() as connexion:
        contenu = bytes(connexion.execute(sa.select(table.c.contenu)).scalar_one())
    assert b"canari" not in contenu


async def test_an_erased_conversation_is_not_brought_back(base: Base) -> None:
    magasin, c = SuiviChiffre(DOMAINE, base=base), conversations.creer(base, "web")
    await magasin.save(suivi(c, 2))
    assert list(await magasin.keys()) == [c]
    conversations.effacer(base, c)
    await magasin.save(suivi(c, 3))
    assert await magasin.retrieve(c) is None
    assert list(await magasin.keys()) == []


async def test_forgetting_a_tracker(base: Base) -> None:
    magasin, c = SuiviChiffre(DOMAINE, base=base), conversations.creer(base, "web")
    await magasin.save(suivi(c, 2))
    await magasin.delete(c)
    assert await magasin.retrieve(c) is None


@pytest.mark.parametrize("inconnue", ["default", "0" * 32, ""])
async def test_a_conversation_that_we_did_not_make_has_no_memory(base: Base, inconnue: str) -> None:
    magasin = SuiviChiffre(DOMAINE, base=base)
    await magasin.save(suivi(inconnue or "x", 1))
    assert await magasin.retrieve(inconnue) is None
