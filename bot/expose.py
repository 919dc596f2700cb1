"""What is said and shown of a situation: the sentences, then the cards, in their order, whoever asks (bot, page)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot import cartes
from bot.cartes import Carte
from bot.horaires import ouverture
from bot.knowledge import Faits
from bot.knowledge.modeles import Critere
from bot.orientation import Orientation
from bot.reponses import Phrase
from bot.situation import Situation

SEUIL_SUJET = 0.20


@dataclass(frozen=True)
class Expose:
    """An orientation as people read it: opening sentences and rules, then cards."""

    phrases: tuple[Phrase, ...]
    cartes: tuple[Carte, ...]


def exposer(o: Orientation, s: Situation, faits: Faits, le: date) -> Expose:
    """Return everything to say and to show of an orientation, on a day."""
    phrases = [Phrase(f"utter_orientation_{o.voie}")]
    if o.role in ("temoin", "proche"):
        phrases.append(Phrase(f"utter_orientation_{o.role}"))
    if o.hors_region:
        phrases.append(Phrase("utter_orientation_hors_region"))
    for regle in o.regles:
        nom = "utter_regle_a_verifier" if regle.perime(le) else "utter_regle"
        phrases.append(Phrase(nom, {"texte": regle.texte}))
    montrees: list[Carte | None] = [cartes.contacts(o, faits)]
    if o.voie in ("discrimination", "insuffisant"):
        montrees.append(cartes.elements(o, s, faits))
    montrees += [cartes.preuves(o), cartes.delais(o, faits, le), *cartes.ressources(o)]
    if o.voie == "professionnel":
        montrees.append(cartes.plan_local(o))
    return Expose(tuple(phrases), tuple(c for c in montrees if c is not None))


def comprendre(s: Situation, faits: Faits) -> Phrase:
    """Return the sentence that says what was understood of the story, to be confirmed."""
    nature = "insuffisant" if s.nature in (None, "discrimination", "insuffisant") and not s.criteres else s.nature
    valeurs = {
        "criteres": ", ".join(_dire(faits.criteres[c.id], s.role) for c in s.criteres),
        "domaine": f" {faits.domaines[s.domaine.id].en_phrase}" if s.domaine and s.domaine.id != "autre" else "",
    }
    return Phrase(f"utter_comprendre_{nature}", valeurs)


def _dire(critere: Critere, role: str | None) -> str:
    """Say « votre handicap » to the person concerned, « handicap » to a witness or a relative."""
    pour_autrui = role in ("temoin", "proche")
    return critere.nom[0].lower() + critere.nom[1:] if pour_autrui else critere.en_phrase


def sujet_sur(analyse: Mapping[str, Any]) -> str | None:
    """Return the subject of the question that a message asks, alone or inside a story; None when unsure."""
    lu = analyse.get("sujet") or {}
    return str(lu["id"]) if lu.get("confiance", 0) >= SEUIL_SUJET else None


def repondre(sujet: str | None, faits: Faits, quand: datetime) -> Phrase:
    """Return the answer of a subject, with the values that answers may use; None = the answer is not known."""
    numero = faits.numeros["3928"]
    courants = {nom: fait.au(quand.date()) or fait.valeurs[-1].valeur for nom, fait in faits.plateforme.items()}
    valeurs = {
        "horaires_3928": cartes.etat(numero, ouverture(numero, quand))["texte"],
        "prix_3928": courants["prix"],
        "annuaire_delegues": courants["adresse_annuaire_delegues"],
        "site_3928": courants["adresse_plateforme"],
        "adresse_courrier": courants["courrier"],
    }
    return Phrase(f"utter_question_{sujet}" if sujet else "utter_question_inconnue", valeurs)
