"""Welcomes: what this is, what is kept, how to leave; later greetings are shorter."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import contexte
from bot.store.retention import SANS_TRANSFERT


class Accueillir(Action):
    """Answer to a greeting, and first message of every conversation."""

    def name(self) -> str:
        """Name known to the domain."""
        return "action_accueillir"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the full welcome the first time, a short one afterwards."""
        if contexte.rang_du_message(tracker) <= 1:
            dispatcher.utter_message(response="utter_accueil", duree_jours=SANS_TRANSFERT.days)
        else:
            dispatcher.utter_message(response="utter_saluer")
            if not contexte.situation(tracker).recit:
                dispatcher.utter_message(response="utter_portes")
        return []
