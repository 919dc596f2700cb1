"""Keeps the resident's idea for the local plan, apart from the conversation."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import contexte
from bot.lieux import commune
from bot.store import idees

REFUS = frozenset(("refuser", "nier", "ne_sait_pas"))
# What is never kept as an idea: Rasa's rules answer it (data/stories/suites.yml).
AUTRES_DEMANDES = frozenset(
    {
        "question",
        "poser_question",
        "demander_humain",
        "demander_recapitulatif",
        "effacer",
        "recommencer",
        "autre_situation",
        "remercier",
        "au_revoir",
    }
)
MOTS_D_UNE_DEMANDE = 10
QUESTION_SURE = 0.6


class DeposerIdee(Action):
    """Validation of the one-question form `formulaire_idee`."""

    def name(self) -> str:
        """Name known to the domain."""
        return "validate_formulaire_idee"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Store the idea sealed with its territory and month only, or drop it when the person declines."""
        if tracker.get_slot("requested_slot") != "idee" or (tracker.active_loop or {}).get("name") != "formulaire_idee":
            return [SlotSet("idee", None)]
        texte = str(tracker.latest_message.get("text") or "").strip()
        if _autre_demande(tracker, texte):
            return []
        if contexte.intent(tracker) in REFUS or not texte:
            dispatcher.utter_message(response="utter_idee_annulee")
        else:
            s = contexte.situation(tracker)
            lieu = commune(s.commune) if s.commune else None
            await asyncio.get_running_loop().run_in_executor(
                None, idees.deposer, contexte.base(), texte, s.departement, lieu.epci if lieu else None
            )
            dispatcher.utter_message(response="utter_idee_recue")
        return [SlotSet("idee", True), SlotSet("requested_slot", None)]


def _autre_demande(tracker: Tracker, texte: str) -> bool:
    """Tell whether the message asks for something else: a danger always, the rest when it is short, a question when sure.

    « Former les agents immobiliers » is an idea, which resembles a question on training.
    """
    intent = contexte.intent(tracker)
    if intent == "question" and "?" not in texte and contexte.confiance(tracker) < QUESTION_SURE:
        return False
    return intent == "signaler_danger" or (intent in AUTRES_DEMANDES and len(texte.split()) <= MOTS_D_UNE_DEMANDE)
