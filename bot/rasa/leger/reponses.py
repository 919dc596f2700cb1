"""Accepts at once the answers that our actions give; Rasa's own check says no, and why, to anything else.

Rasa asks jsonschema, which first checks our schema against the schema of schemas, at each action: 62 % of a turn.
"""

from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.shared.utils.schemas.events import EVENT_SCHEMA

from bot.rasa.leger.attendu import RasaInconnu, exiger


def poser() -> None:
    """Put the quick check before RemoteAction's own."""
    origine = exiger(RemoteAction, "_validate_action_result")
    if origine.__module__ == __name__:
        return
    simples = _simples(EVENT_SCHEMA["oneOf"])

    def verifier(action: RemoteAction, reponse: Any) -> bool:
        return _convient(reponse, simples) or bool(origine(action, reponse))

    RemoteAction._validate_action_result = verifier


def _simples(sortes: Any) -> frozenset[str]:
    """Return the events of which Rasa's schema asks nothing but their name."""
    simples = frozenset(s["properties"]["event"]["const"] for s in sortes if list(s["properties"]) == ["event"])
    if "active_loop" not in simples or "slot" in simples:
        raise RasaInconnu("le schéma des événements de Rasa a changé : relire bot/rasa/leger/reponses.py")
    return simples


def _convient(reponse: Any, simples: frozenset[str]) -> bool:
    return (
        isinstance(reponse, dict)
        and _liste_d_objets(reponse.get("responses", []))
        and _liste_d_objets(evenements := reponse.get("events", []))
        and all(_evenement_convient(e, simples) for e in evenements)
    )


def _evenement_convient(e: dict[str, Any], simples: frozenset[str]) -> bool:
    return (
        # Exact types: for a schema, true is not a number.
        type(e.get("timestamp")) in (int, float, type(None))
        and type(e.get("metadata")) in (dict, type(None))
        and type(nom := e.get("event")) is str
        and (nom in simples or (nom == "slot" and type(e.get("name")) is str and "value" in e))
    )


def _liste_d_objets(valeur: Any) -> bool:
    return isinstance(valeur, list) and all(isinstance(v, dict) for v in valeur)
