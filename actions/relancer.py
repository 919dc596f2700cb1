"""When a message leads nowhere: says it kindly, gives the way on, and the third time a person's number."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet, UserUtteranceReverted
from rasa_sdk.executor import CollectingDispatcher

from actions import contexte
from actions.effacer import conclure, repond_a_effacer
from actions.passer_la_main import passer_la_main

# After the orientation, « non merci » and « d'accord » are ways to end, not misunderstandings.
FINS = {"affirmer": "utter_remercier", "nier": "utter_au_revoir", "refuser": "utter_au_revoir"}


def relancer(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
    """Utter what fits: an empty message, emoji, out of scope, or not understood once or more."""
    texte = str(tracker.latest_message.get("text") or "")
    incompris = int(tracker.get_slot("incompris") or 0) + 1
    if not any(c.isalnum() for c in texte):
        dispatcher.utter_message(response="utter_texte_vide" if texte in ("", "…") else "utter_emoji")
    elif incompris >= 3:
        passer_la_main(dispatcher, tracker)
    elif contexte.intent(tracker) == "hors_sujet":
        dispatcher.utter_message(response="utter_hors_sujet")
    else:
        dispatcher.utter_message(response="utter_pas_compris_encore" if incompris == 2 else "utter_pas_compris")
    if not (tracker.active_loop or {}).get("name"):
        contexte.suite(dispatcher, tracker)
    return [SlotSet("incompris", incompris)]


class Relancer(Action):
    """Answer to what is out of scope or answers no question."""

    def name(self) -> str:
        """Name known to the domain."""
        return "action_relancer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the way on; a short answer just after a confirmation or an orientation has its own."""
        intent = contexte.intent(tracker)
        if repond_a_effacer(tracker):
            return conclure(dispatcher, tracker, intent == "affirmer")
        if tracker.get_slot("oriente") and intent in FINS:
            dispatcher.utter_message(response=FINS[intent])
            return [SlotSet("incompris", 0)]
        if intent == "ne_sait_pas" and not contexte.situation(tracker).recit:
            dispatcher.utter_message(response="utter_recit_aide")
            contexte.suite(dispatcher, tracker)
            return [SlotSet("incompris", 0)]
        return relancer(dispatcher, tracker)


class Repli(Action):
    """Rasa's fallback: no rule knew what to do."""

    def name(self) -> str:
        """Name known to the domain."""
        return "action_default_fallback"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the way on and forget the message, so that the next one meets clean rules."""
        return [*relancer(dispatcher, tracker), UserUtteranceReverted()]
