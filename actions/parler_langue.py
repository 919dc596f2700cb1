"""Answers in the person's language with the 39 28, then in French."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import contexte
from actions.urgence import donner_numeros

LANGUES = frozenset(("en", "ar", "es", "tr", "pt", "ro"))


class ParlerLangue(Action):
    """Answer to intent `parler_autre_langue`."""

    def name(self) -> str:
        """Name known to the domain."""
        return "action_parler_langue"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the fixed text of that language."""
        donner_numeros(dispatcher, tracker)
        langue = contexte.analyse(tracker).get("langue")
        dispatcher.utter_message(response=f"utter_autre_langue_{langue if langue in LANGUES else 'autre'}")
        return []
