"""Answers a question with its reviewed text, its figures filled from dated facts."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import contexte
from bot import cartes
from bot.horaires import ouverture

SEUIL_SUJET = 0.20


class Repondre(Action):
    """Answer to intent `question`."""

    def name(self) -> str:
        """Name known to the domain."""
        return "action_repondre"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the answer of the subject; when unsure of it, say so and give the 39 28."""
        repondre_a(dispatcher, sujet(tracker))
        return [SlotSet("incompris", 0)]


def sujet(tracker: Tracker) -> str | None:
    """Return the subject asked, from the choice or from the words; None when unsure."""
    lu = contexte.analyse(tracker).get("sujet") or {}
    return contexte.choix(tracker).get("sujet") or (lu.get("id") if lu.get("confiance", 0) >= SEUIL_SUJET else None)


def repondre_a(dispatcher: CollectingDispatcher, sujet: str | None) -> None:
    """Utter the answer of a subject, with the values that responses may use."""
    faits = contexte.faits()
    numero = faits.numeros["3928"]
    quand = contexte.maintenant()
    courants = {nom: fait.au(quand.date()) or fait.valeurs[-1].valeur for nom, fait in faits.plateforme.items()}
    dispatcher.utter_message(
        response=f"utter_question_{sujet}" if sujet else "utter_question_inconnue",
        horaires_3928=cartes.etat(numero, ouverture(numero, quand))["texte"],
        prix_3928=courants["prix"],
        annuaire_delegues=courants["adresse_annuaire_delegues"],
        site_3928=courants["adresse_plateforme"],
        adresse_courrier=courants["courrier"],
    )
