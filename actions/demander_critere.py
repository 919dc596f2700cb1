"""Asks why, in the person's eyes: first the likely critères, then families, then a whole family."""

from __future__ import annotations

import json
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import contexte
from bot.parcours import FAMILLES
from bot.textes import texte


class DemanderCritere(Action):
    """Question « critere » of the form."""

    def name(self) -> str:
        """Name known to the domain."""
        return f"action_ask_{contexte.FORMULAIRE}_critere"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the question with its choices."""
        famille = (tracker.get_slot("propositions") or {}).get("famille")
        pistes = contexte.situation(tracker).pistes
        if famille in FAMILLES:
            reponse, offres = "utter_demander_critere_famille", [_critere(c) for c in FAMILLES[famille]]
        elif famille == "toutes" or not pistes:
            reponse, offres = "utter_demander_critere_familles", [_famille(f) for f in FAMILLES]
        else:
            reponse, offres = "utter_demander_critere", [*map(_critere, pistes), _famille("toutes")]
        offres.append({"title": texte("choix.ne_sait_pas"), "payload": "/ne_sait_pas"})
        dispatcher.utter_message(response=reponse, buttons=offres)
        return []


def _critere(identifiant: str) -> dict[str, str]:
    charge = json.dumps({"critere": identifiant})
    return {"title": contexte.faits().criteres[identifiant].nom, "payload": f"/repondre_critere{charge}"}


def _famille(identifiant: str) -> dict[str, str]:
    charge = json.dumps({"famille": identifiant})
    return {"title": texte(f"choix.famille_{identifiant}"), "payload": f"/repondre_critere{charge}"}
