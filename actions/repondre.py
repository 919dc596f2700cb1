"""Answers a question with its reviewed text, its figures filled from dated facts."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import contexte
from bot.expose import repondre, sujet_sur


class Repondre(Action):
    """Answer to intent `question`."""

    def name(self) -> str:
        """Name known to the domain."""
        return "action_repondre"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the answer of the subject; when unsure of it, say so and give the 39 28."""
        repondre_a(dispatcher, sujet(tracker))
        return [SlotSet("incompris", 0)]


def sujet(tracker: Tracker) -> str | None:
    """Return the subject asked, from the choice or from the words; None when unsure."""
    return contexte.choix(tracker).get("sujet") or sujet_sur(contexte.analyse(tracker))


def repondre_a(dispatcher: CollectingDispatcher, sujet: str | None) -> None:
    """Utter the answer of a subject, with the values that responses may use."""
    phrase = repondre(sujet, contexte.faits(), contexte.maintenant())
    dispatcher.utter_message(response=phrase.nom, **phrase.valeurs)
