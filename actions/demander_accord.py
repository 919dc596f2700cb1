"""Shows « Si je comprends bien… » and asks for agreement."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import contexte
from bot import cartes
from bot.expose import comprendre


class DemanderAccord(Action):
    """Question « accord » of the form."""

    def name(self) -> str:
        """Name known to the domain."""
        return f"action_ask_{contexte.FORMULAIRE}_accord"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter what was understood, the card, and the choices."""
        s, faits = contexte.situation(tracker), contexte.faits()
        if contexte.intent(tracker) in contexte.INTERRUPTIONS | {"nier"}:
            dispatcher.utter_message(response="utter_demander_accord")  # the card is just above
            return []
        phrase = comprendre(s, faits)
        dispatcher.utter_message(response=phrase.nom, **phrase.valeurs)
        if s.criteres or s.domaine:
            dispatcher.utter_message(response="utter_carte", carte=cartes.qualification(s, faits))
        dispatcher.utter_message(response="utter_demander_accord")
        return []
