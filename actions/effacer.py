"""Asks to confirm erasure, then orders it: the gateway erases, on every channel alike."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import contexte

# Short answers that, just after « Voulez-vous tout effacer ? », answer that and nothing else.
REPONSES = frozenset(("affirmer", "nier", "ne_sait_pas", "refuser"))


class Effacer(Action):
    """Answer to intent `effacer`."""

    def name(self) -> str:
        """Name known to the domain."""
        return "action_effacer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the question, or the order once it is confirmed, or that nothing was erased."""
        sur = contexte.choix(tracker).get("sur")
        if sur in ("oui", "non"):
            return conclure(dispatcher, tracker, sur == "oui")
        dispatcher.utter_message(response="utter_effacer_sur")
        demande = {**(tracker.get_slot("propositions") or {}), "effacer": contexte.rang_du_message(tracker)}
        return [SlotSet("propositions", demande)]


def repond_a_effacer(tracker: Tracker) -> bool:
    """Tell whether this message is a short answer to the confirmation asked just before it."""
    demande = (tracker.get_slot("propositions") or {}).get("effacer")
    return contexte.intent(tracker) in REPONSES and demande == contexte.rang_du_message(tracker) - 1


def conclure(dispatcher: CollectingDispatcher, tracker: Tracker, oui: bool) -> list[dict[str, Any]]:
    """Order the erasure, or say that nothing was erased and give the way on."""
    if oui:
        dispatcher.utter_message(response="utter_effacement")
        return []
    dispatcher.utter_message(response="utter_effacement_annule")
    contexte.suite(dispatcher, tracker)
    return []
