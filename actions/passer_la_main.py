"""When someone wants a person: what exists for everyone today (39 28, tchat, delegate, deaf access), then our juristes."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import contexte
from bot import cartes, cartes_transfert
from bot.orientation import orienter


class PasserLaMain(Action):
    """Answer to intent `demander_humain`."""

    def name(self) -> str:
        """Name known to the domain."""
        return "action_passer_la_main"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the ways to reach a person, their card, and the way back to a question left open."""
        passer_la_main(dispatcher, tracker)
        if contexte.en_attente(tracker):
            dispatcher.utter_message(response="utter_reprendre")
        return []


def passer_la_main(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Utter the ways to reach a person, and the card of contacts."""
    faits = contexte.faits()
    o = orienter(contexte.situation(tracker), faits, contexte.maintenant())
    dispatcher.utter_message(response="utter_demander_humain")
    dispatcher.utter_message(response="utter_carte", carte=cartes.contacts_humains(o, faits))
    if contexte.reglages().juristes:
        carte = cartes_transfert.demande(contexte.situation(tracker), contexte.recit(tracker), faits)
        dispatcher.utter_message(response="utter_carte", carte=carte)
