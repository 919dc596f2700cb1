"""Gives the orientation: the opening sentence of its path, then the cards."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import contexte
from bot.expose import exposer
from bot.observatoire.compter import d_une_orientation
from bot.orientation import orienter


class Orienter(Action):
    """Ends the form."""

    def name(self) -> str:
        """Name known to the domain."""
        return "action_orienter"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the orientation and what may follow."""
        if tracker.get_slot("oriente"):
            dispatcher.utter_message(response="utter_deja_oriente")
            dispatcher.utter_message(response="utter_suites")
            return []
        s, faits = contexte.situation(tracker), contexte.faits()
        quand = contexte.maintenant()
        o = orienter(s, faits, quand)
        dit = exposer(o, s, faits, quand.date())
        for phrase in dit.phrases:
            dispatcher.utter_message(response=phrase.nom, **phrase.valeurs)
        for carte in dit.cartes:
            dispatcher.utter_message(response="utter_carte", carte=carte)
        dispatcher.utter_message(response="utter_suites")
        await contexte.compter(tracker, lambda canal: d_une_orientation(o, s, canal, quand))
        return [SlotSet("oriente", True)]
