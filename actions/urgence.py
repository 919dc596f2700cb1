"""Answers a danger: the numbers first (unless the gateway already gave them), then presence."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import contexte
from bot import cartes
from bot.danger import Danger
from bot.parcours import Entree, avancer
from bot.situation import Situation, analyse_depuis_dict


class Urgence(Action):
    """Answer to intent `signaler_danger`."""

    def name(self) -> str:
        """Name known to the domain."""
        return "action_urgence"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the emergency card, say that the conversation waits; ask nothing, lose nothing."""
        donner_numeros(dispatcher, tracker, Danger("violence_immediate", (), ()))
        dispatcher.utter_message(response="utter_encore_la")
        s = _retenir(tracker)
        if s.recit and not tracker.get_slot("oriente"):
            dispatcher.utter_message(response="utter_reprendre")
        return contexte.slots_de(s)


def donner_numeros(dispatcher: CollectingDispatcher, tracker: Tracker, sinon: Danger | None = None) -> None:
    """Utter the numbers for the danger read in the message (or `sinon`), unless the gateway already gave them."""
    vu = contexte.analyse(tracker).get("danger")
    danger = Danger(vu["type"], tuple(vu["autres"]), ()) if vu else sinon
    deja = (tracker.latest_message.get("metadata") or {}).get("urgence_donnee")
    if danger is not None and not deja:
        dispatcher.utter_message(response="utter_carte", carte=cartes.urgence(contexte.faits(), danger))


def _retenir(tracker: Tracker) -> Situation:
    """Return the situation with the story that came with the danger, when it is the first one."""
    s = contexte.situation(tracker)
    lu = analyse_depuis_dict(contexte.analyse(tracker))
    if s.recit or lu is None or (lu.nature.id == "insuffisant" and not lu.surs):
        return s
    return avancer(s, None, Entree("raconter", analyse=lu, lieu=contexte.entree(tracker, None).lieu)).situation
