"""The form's brain: hands each message to `bot.parcours` and gives Rasa back what is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import contexte
from actions.effacer import repond_a_effacer
from actions.passer_la_main import passer_la_main
from actions.repondre import repondre_a, sujet
from bot.parcours import CRITERE, DOMAINE, avancer, manquants
from bot.situation import Situation

ROLES = {"etre_victime": "victime", "etre_temoin": "temoin", "etre_professionnel": "professionnel"}
BIENVENUES = {"etre_temoin": "utter_temoin", "etre_professionnel": "utter_professionnel"}


class ValiderSituation(Action):
    """Runs when the form opens, at each answer, and after an interruption."""

    def name(self) -> str:
        """Name known to the domain."""
        return f"validate_{contexte.FORMULAIRE}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Return the slots after the message; nothing for an interruption: Rasa then follows its rule."""
        intent = contexte.intent(tracker)
        if intent in contexte.INTERRUPTIONS or repond_a_effacer(tracker):
            return []
        avant = contexte.situation(tracker)
        if tracker.get_slot("oriente") and (intent in ROLES or (intent == "raconter" and contexte.analyse(tracker))):
            avant = Situation(commune=avant.commune, departement=avant.departement)
        if intent in ROLES:
            if intent in BIENVENUES:
                dispatcher.utter_message(response=BIENVENUES[intent])
            return self._suite(replace(avant, role=ROLES[intent]), propositions=None, oriente=False)
        question = tracker.get_slot("requested_slot") if _formulaire_ouvert(tracker) else None
        pas = avancer(avant, question, contexte.entree(tracker, question))
        incompris = int(tracker.get_slot("incompris") or 0) + 1 if pas.remarque == "pas_compris" else 0
        if pas.situation.recit and not avant.recit and manquants(pas.situation)[:1] in ((CRITERE,), (DOMAINE,)):
            dispatcher.utter_message(response="utter_recu")
        if incompris >= 3:
            passer_la_main(dispatcher, tracker)
        elif pas.remarque:
            dispatcher.utter_message(response=_remarque(pas.remarque, incompris))
        if intent == "raconter" and sujet(tracker):
            repondre_a(dispatcher, sujet(tracker))  # a story that ends with « et c'est gratuit ? »
        propositions = {"famille": pas.famille, "lieux": list(pas.lieux_possibles)}
        inchangee = pas.situation == contexte.situation(tracker)
        return self._suite(pas.situation, propositions, bool(tracker.get_slot("oriente")) and inchangee, incompris)

    def _suite(
        self, s: Situation, propositions: dict[str, Any] | None, oriente: bool, incompris: int = 0
    ) -> list[dict[str, Any]]:
        return [
            *contexte.slots_de(s),
            SlotSet("propositions", propositions),
            SlotSet("incompris", incompris),
            SlotSet("oriente", oriente),
        ]


def _formulaire_ouvert(tracker: Tracker) -> bool:
    return (tracker.active_loop or {}).get("name") == contexte.FORMULAIRE


def _remarque(remarque: str, incompris: int) -> str:
    return f"utter_{remarque}_encore" if incompris == 2 else f"utter_{remarque}"
