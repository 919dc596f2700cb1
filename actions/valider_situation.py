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
from actions.urgence import donner_numeros
from bot.observatoire.compter import etapes_franchies
from bot.parcours import CRITERE, DOMAINE, LIEU, avancer, manquants
from bot.situation import Situation

ROLES = {"etre_victime": "victime", "etre_temoin": "temoin", "etre_professionnel": "professionnel"}
NON_COMPRIS = ("pas_compris", "lieu_introuvable")
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
        question = tracker.get_slot("requested_slot") if _formulaire_ouvert(tracker) else None
        entree = contexte.entree(tracker, question)
        intent = entree.intent
        if intent in contexte.INTERRUPTIONS or repond_a_effacer(tracker):
            return []
        donner_numeros(dispatcher, tracker)  # a story in which a danger appears goes on, after the numbers
        avant = contexte.situation(tracker)
        if tracker.get_slot("oriente") and (intent in ROLES or (intent == "raconter" and contexte.analyse(tracker))):
            avant = Situation(commune=avant.commune, departement=avant.departement)
        if intent in ROLES:
            if intent in BIENVENUES:
                dispatcher.utter_message(response=BIENVENUES[intent])
            return self._suite(replace(avant, role=ROLES[intent]), propositions=None, oriente=False)
        pas = avancer(avant, question, entree)
        franchies = etapes_franchies(avant, pas.situation)
        if franchies:
            await contexte.compter(tracker, lambda _canal: franchies)
        incompris = int(tracker.get_slot("incompris") or 0) + 1 if pas.remarque in NON_COMPRIS else 0
        if pas.situation.recit and not avant.recit and manquants(pas.situation)[:1] in ((CRITERE,), (DOMAINE,)):
            dispatcher.utter_message(response="utter_recu")
        if incompris >= 3:
            passer_la_main(dispatcher, tracker)
        elif pas.remarque:
            dispatcher.utter_message(response=_remarque(pas.remarque, incompris))
        if intent == "raconter" and sujet(tracker):
            repondre_a(dispatcher, sujet(tracker))  # a story that ends with « et c'est gratuit ? »
        # Homonyms named in the story are proposed when the place is asked.
        gardes = (tracker.get_slot("propositions") or {}).get("lieux") or () if question != LIEU else ()
        propositions = {"famille": pas.famille, "lieux": list(pas.lieux_possibles or gardes)}
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
    return "utter_pas_compris_encore" if remarque == "pas_compris" and incompris == 2 else f"utter_{remarque}"
