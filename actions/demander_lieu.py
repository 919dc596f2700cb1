"""Asks where; with homonyms, asks which one."""

from __future__ import annotations

import json
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import contexte
from bot.lieux import commune
from bot.textes import texte


class DemanderLieu(Action):
    """Question « lieu » of the form."""

    def name(self) -> str:
        """Name known to the domain."""
        return f"action_ask_{contexte.FORMULAIRE}_lieu"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the question, with the possible communes when several bear the name."""
        codes = (tracker.get_slot("propositions") or {}).get("lieux") or ()
        possibles = [c for c in map(commune, codes) if c is not None]
        if possibles:
            offres = [
                {"title": c.affiche, "payload": "/repondre_lieu" + json.dumps({"lieu": c.code})} for c in possibles
            ]
            offres.append({"title": texte("choix.refuser_lieu"), "payload": "/refuser"})
            dispatcher.utter_message(response="utter_demander_lieu_choix", buttons=offres)
        elif contexte.situation(tracker).role == "professionnel":
            dispatcher.utter_message(response="utter_demander_lieu_professionnel")
        else:
            dispatcher.utter_message(response="utter_demander_lieu")
        return []
