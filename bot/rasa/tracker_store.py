"""Rasa's memory of a conversation, sealed with that conversation's key and bounded in length.

Rasa re-reads every event of a conversation at each turn (pitfalls: turn 400 costs nine times turn 1), so only the
last turns are kept as events, after the slots that sum up what came before.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.settings import lire
from bot.store import suivis
from bot.store.session import Base, base_de

TOURS_GARDES = 6


class SuiviChiffre(TrackerStore, SerializedTrackerAsText):
    """Tracker store on `bot.store`; an erased conversation is never brought back."""

    def __init__(
        self,
        domain: Domain | None,
        event_broker: EventBroker | None = None,
        base: Base | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker)
        self._base = base or base_de(lire())

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Seal and write the tracker's state and its last turns."""
        evenements = [e.as_dict() for e in resumer(tracker)]
        brut = json.dumps(evenements, ensure_ascii=True).encode()
        await asyncio.get_running_loop().run_in_executor(None, suivis.enregistrer, self._base, tracker.sender_id, brut)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Read a tracker back, or None when the conversation has none."""
        brut = await asyncio.get_running_loop().run_in_executor(None, suivis.relire, self._base, sender_id)
        if brut is None:
            return None
        return DialogueStateTracker.from_events(
            sender_id, deserialise_events(json.loads(brut)), self.domain.slots if self.domain else ()
        )

    async def delete(self, sender_id: str) -> None:
        """Forget a tracker."""
        await asyncio.get_running_loop().run_in_executor(None, suivis.oublier, self._base, sender_id)

    async def keys(self) -> Iterable[str]:
        """Return the ids of the stored trackers."""
        return await asyncio.get_running_loop().run_in_executor(None, suivis.toutes, self._base)


def resumer(tracker: DialogueStateTracker) -> list[Event]:
    """Return few events that rebuild the same state: slots, open form, and the last TOURS_GARDES turns."""
    evenements = list(tracker.events)
    paroles = [i for i, e in enumerate(evenements) if isinstance(e, UserUttered)]
    if len(paroles) <= TOURS_GARDES:
        return evenements
    coupe = paroles[-TOURS_GARDES]
    avant = DialogueStateTracker.from_events(tracker.sender_id, evenements[:coupe], list(tracker.slots.values()))
    tete: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    tete += [SlotSet(nom, s.value) for nom, s in avant.slots.items() if s.value != s.initial_value]
    if avant.active_loop_name:
        tete.append(ActiveLoop(avant.active_loop_name))
    tete.append(ActionExecuted(ACTION_LISTEN_NAME))
    return tete + evenements[coupe:]
