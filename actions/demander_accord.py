"""Shows « Si je comprends bien… » and asks for agreement."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import contexte
from bot import cartes
from bot.knowledge.modeles import Critere


class DemanderAccord(Action):
    """Question « accord » of the form."""

    def name(self) -> str:
        """Name known to the domain."""
        return f"action_ask_{contexte.FORMULAIRE}_accord"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter what was understood, the card, and the choices."""
        s, faits = contexte.situation(tracker), contexte.faits()
        if contexte.intent(tracker) in contexte.INTERRUPTIONS | {"nier"}:
            dispatcher.utter_message(response="utter_demander_accord")  # the card is just above
            return []
        nature = "insuffisant" if s.nature in (None, "discrimination", "insuffisant") and not s.criteres else s.nature
        dispatcher.utter_message(
            response=f"utter_comprendre_{nature}",
            criteres=", ".join(_dire(faits.criteres[c.id], s.role) for c in s.criteres),
            domaine=f" {faits.domaines[s.domaine.id].en_phrase}" if s.domaine and s.domaine.id != "autre" else "",
        )
        if s.criteres or s.domaine:
            dispatcher.utter_message(response="utter_carte", carte=cartes.qualification(s, faits))
        dispatcher.utter_message(response="utter_demander_accord")
        return []


def _dire(critere: Critere, role: str | None) -> str:
    """Say « votre handicap » to the person concerned, « handicap » to a witness or a relative."""
    pour_autrui = role in ("temoin", "proche")
    return critere.nom[0].lower() + critere.nom[1:] if pour_autrui else critere.en_phrase
