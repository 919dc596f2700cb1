"""Gives the orientation: the opening sentence of its path, then the cards."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import contexte
from bot import cartes
from bot.orientation import orienter


class Orienter(Action):
    """Ends the form."""

    def name(self) -> str:
        """Name known to the domain."""
        return "action_orienter"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the orientation and what may follow."""
        if tracker.get_slot("oriente"):
            dispatcher.utter_message(response="utter_deja_oriente")
            dispatcher.utter_message(response="utter_suites")
            return []
        s, faits = contexte.situation(tracker), contexte.faits()
        quand = contexte.maintenant()
        o = orienter(s, faits, quand)
        dispatcher.utter_message(response=f"utter_orientation_{o.voie}")
        if o.role in ("temoin", "proche"):
            dispatcher.utter_message(response=f"utter_orientation_{o.role}")
        if o.hors_region:
            dispatcher.utter_message(response="utter_orientation_hors_region")
        for regle in o.regles:
            reponse = "utter_regle_a_verifier" if regle.perime(quand.date()) else "utter_regle"
            dispatcher.utter_message(response=reponse, texte=regle.texte)
        montrees = [cartes.contacts(o, faits)]
        if o.voie in ("discrimination", "insuffisant"):
            montrees.append(cartes.elements(o, s, faits))
        montrees += [cartes.preuves(o), cartes.delais(o, faits, quand.date()), *cartes.ressources(o)]
        if o.voie == "professionnel":
            montrees.append(cartes.plan_local(o))
        for carte in montrees:
            if carte is not None:
                dispatcher.utter_message(response="utter_carte", carte=carte)
        dispatcher.utter_message(response="utter_suites")
        return [SlotSet("oriente", True)]
