"""Gives a summary to keep."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import contexte
from bot import cartes
from bot.orientation import orienter


class Recapituler(Action):
    """Answer to intent `demander_recapitulatif`."""

    def name(self) -> str:
        """Name known to the domain."""
        return "action_recapituler"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the summary card, or say that there is nothing to sum up yet."""
        s, faits, quand = contexte.situation(tracker), contexte.faits(), contexte.maintenant()
        if not s.recit and s.role != "professionnel":
            dispatcher.utter_message(response="utter_recapitulatif_vide")
            return []
        o = orienter(s, faits, quand)
        dispatcher.utter_message(response="utter_carte", carte=cartes.recapitulatif(o, s, faits, quand.date()))
        if tracker.get_slot("oriente"):
            dispatcher.utter_message(response="utter_suites")
        return []
