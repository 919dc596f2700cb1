"""Starts again: all that was understood is forgotten; or keeps the place for another situation."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import contexte
from bot.situation import Situation


class Recommencer(Action):
    """Answer to intent `recommencer`."""

    def name(self) -> str:
        """Name known to the domain."""
        return "action_recommencer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Empty the situation, close the form, show the doors."""
        dispatcher.utter_message(response="utter_recommencer")
        dispatcher.utter_message(response="utter_portes")
        return [
            *contexte.slots_de(Situation()),
            SlotSet("propositions", None),
            SlotSet("oriente", False),
            SlotSet("requested_slot", None),
            ActiveLoop(None),
        ]


class AutreSituation(Action):
    """Answer to intent `autre_situation`."""

    def name(self) -> str:
        """Name known to the domain."""
        return "action_autre_situation"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Keep where, and whether it is a witness; forget the rest: the form then asks for the new story."""
        avant = contexte.situation(tracker)
        role = "temoin" if avant.role == "temoin" else None
        nouvelle = Situation(role=role, commune=avant.commune, departement=avant.departement)
        dispatcher.utter_message(response="utter_autre_situation")
        return [*contexte.slots_de(nouvelle), SlotSet("propositions", None), SlotSet("oriente", False)]
