"""What every action needs: the facts, the clock, the database, and reading the tracker."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.horaires import PARIS
from bot.knowledge import Faits, charger
from bot.lieux import Trouvaille, aplatir, chercher, commune, reperer
from bot.observatoire.compter import CANAL_INCONNU, Chiffre
from bot.parcours import QUESTIONS, Entree, Lieu, manquants
from bot.settings import Settings, lire
from bot.situation import Situation, analyse_depuis_dict, depuis_dict
from bot.store import chiffres, conversations
from bot.store.session import Base, base_de

log = logging.getLogger("boussole.actions")
PATIENCE_CHIFFRES = 1.0
FORMULAIRE = "formulaire_situation"

# What may come in the middle of the form; Rasa's rules answer it (data/stories/interruptions.yml).
INTERRUPTIONS = frozenset(
    {
        "question",
        "poser_question",
        "saluer",
        "remercier",
        "parler_autre_langue",
        "hors_sujet",
        "insulter",
        "demander_humain",
        "signaler_danger",
        "au_revoir",
        "demander_recapitulatif",
        "effacer",
        "recommencer",
        "autre_situation",
        "proposer_idee",
    }
)

# A commune nobody knows looks like any of these to the classifier.
SANS_SENS_ICI = frozenset(("raconter", "hors_sujet", "repondre_domaine", "repondre_critere"))
MOTS_D_UN_LIEU = 5
CORRECTIONS = {
    "raconter": "corriger_critere",
    "repondre_critere": "corriger_critere",
    "repondre_domaine": "corriger_domaine",
}


def faits() -> Faits:
    """Return the facts, loaded once."""
    return charger()


def maintenant() -> datetime:
    """Return the present moment in France; tests replace it."""
    return datetime.now(PARIS)


@lru_cache(maxsize=1)
def reglages() -> Settings:
    """Return the settings, read at the first use."""
    return lire()


@lru_cache(maxsize=1)
def base() -> Base:
    """Return the database, opened at the first use (nothing happens at import)."""
    return base_de(reglages())


async def compter(tracker: Tracker, chiffres_de: Callable[[str], Sequence[Chiffre]]) -> None:
    """Add figures to the observatory, given the channel; whatever happens to them, the person gets their answer in time."""
    try:
        await asyncio.wait_for(
            asyncio.get_running_loop().run_in_executor(None, _compter, tracker.sender_id, chiffres_de),
            PATIENCE_CHIFFRES,
        )
    except Exception as erreur:
        log.error("chiffres_perdus %s", type(erreur))


def _compter(conversation: str, chiffres_de: Callable[[str], Sequence[Chiffre]]) -> None:
    canal = conversations.canal(base(), conversation) or CANAL_INCONNU
    chiffres.compter(base(), chiffres_de(canal))


def situation(tracker: Tracker) -> Situation:
    """Return the situation held by the tracker."""
    return depuis_dict(tracker.get_slot("situation"))


def intent(tracker: Tracker) -> str:
    """Return the intent of the last message."""
    return str((tracker.latest_message.get("intent") or {}).get("name") or "")


def confiance(tracker: Tracker) -> float:
    """Return how sure the intent of the last message is, from 0 to 1."""
    return float((tracker.latest_message.get("intent") or {}).get("confidence") or 0.0)


def choix(tracker: Tracker) -> dict[str, str]:
    """Return the values that the last choice carried; typed words carry none."""
    return {str(e["entity"]): str(e["value"]) for e in tracker.latest_message.get("entities") or ()}


def analyse(tracker: Tracker) -> dict[str, Any]:
    """Return what the understanding component wrote about the last message."""
    return tracker.latest_message.get("analyse") or {}


def _intent_pour(question: str | None, tracker: Tracker, texte: str) -> str:
    """Return the intent as the pending question makes it read.

    « Non, c'est mon handicap » answers « Est-ce bien cela ? » by a correction; a few words typed when the place is
    asked are an attempt at a place.
    """
    lu = intent(tracker)
    if question == "accord" and aplatir(texte)[:1] == ["non"] and lu in CORRECTIONS:
        return CORRECTIONS[lu]
    if question != "lieu" or not analyse(tracker) or len(texte.split()) > MOTS_D_UN_LIEU:
        return lu
    if lu in SANS_SENS_ICI and any(c.isalnum() for c in texte):
        return "repondre_lieu"
    trouve = chercher(texte)
    if lu == "parler_autre_langue" and trouve != Trouvaille():
        return "repondre_lieu"
    # Some names look like something else altogether: Dizy-le-Gros, Sainte-Preuve, Villers-au-Tertre…
    nomme = any(aplatir(c.nom) == aplatir(texte) for c in (trouve.commune, *trouve.possibles) if c)
    return "repondre_lieu" if nomme and len(texte.strip()) > 1 else lu


def entree(tracker: Tracker, question: str | None) -> Entree:
    """Return the last message as the course of the conversation takes it."""
    dits = choix(tracker)
    texte = str(tracker.latest_message.get("text") or "")
    if "lieu" in dits:
        trouve = commune(dits["lieu"])
        lieu = Lieu(trouve.code, trouve.departement) if trouve else None
        return Entree(intent(tracker), dits, lieu=lieu)
    if dits or not analyse(tracker):
        return Entree(intent(tracker), dits)
    trouvaille = chercher(texte) if question == "lieu" else reperer(texte)
    lieu = None
    if trouvaille.commune or trouvaille.hors_region or (trouvaille.departement and not trouvaille.possibles):
        code = trouvaille.commune.code if trouvaille.commune else None
        lieu = Lieu(code, trouvaille.departement, trouvaille.hors_region)
    return Entree(
        _intent_pour(question, tracker, texte),
        analyse=analyse_depuis_dict(analyse(tracker)),
        lieu=lieu,
        lieux_possibles=tuple(c.code for c in trouvaille.possibles),
    )


def recit(tracker: Tracker) -> str:
    """Return what the person told, in their words: their messages that were read as a story, one a line."""
    dits = []
    for evenement in tracker.events:
        lu = evenement.get("parse_data") or {}
        if evenement.get("event") == "user" and (lu.get("intent") or {}).get("name") == "raconter":
            dits.append(str(evenement.get("text") or "").strip())
    return "\n".join(dits)


def en_attente(tracker: Tracker) -> bool:
    """Tell whether a story is begun and no orientation was given yet: there is something to come back to."""
    ouvert = (tracker.active_loop or {}).get("name") == FORMULAIRE
    return ouvert or (situation(tracker).recit and not tracker.get_slot("oriente"))


def suite(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Utter the way on when no question is pending: after an orientation, back to the story, or the doors."""
    if tracker.get_slot("oriente"):
        dispatcher.utter_message(response="utter_suites")
    else:
        dispatcher.utter_message(response="utter_reprendre" if en_attente(tracker) else "utter_portes")


def rang_du_message(tracker: Tracker) -> int:
    """Return how many messages the person has sent so far."""
    return sum(e.get("event") == "user" for e in tracker.events)


def slots_de(s: Situation) -> list[dict[str, Any]]:
    """Return the slots that tell Rasa's form what is known: None = still to ask."""
    reste = manquants(s)
    return [SlotSet("situation", s.vers_dict())] + [SlotSet(q, None if q in reste else True) for q in QUESTIONS]
