"""What a button carries and what a typed text may never do: the line between forced intents and words."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

_PAYLOAD = re.compile(r"/(?P<intent>[a-z_]+)(?P<donnees>\{.*\})?\Z", re.DOTALL)


def lire_payload(payload: str) -> tuple[str, dict[str, str]]:
    """Return the intent and the values of a choice's payload; raise ValueError when it is not one of ours."""
    trouve = _PAYLOAD.match(payload)
    if trouve is None:
        raise ValueError("charge de choix illisible")
    donnees = json.loads(trouve["donnees"] or "{}")
    return trouve["intent"], {str(k): str(v) for k, v in donnees.items()}


def parse_data(payload: str, titre: str) -> dict[str, Any]:
    """Return what Rasa would have parsed: the intent certain, each value an entity."""
    intent, donnees = lire_payload(payload)
    return {
        "text": titre,
        "intent": {"name": intent, "confidence": 1.0},
        "intent_ranking": [{"name": intent, "confidence": 1.0}],
        "entities": [{"entity": nom, "value": valeur} for nom, valeur in donnees.items()],
    }


def desarmer(texte: str) -> str:
    """Return a typed text that Rasa cannot take for a command: no leading slash, behind whatever space or mark.

    Rasa strips Unicode spaces before it looks for "/"; invisible and control characters are removed with them.
    """
    propre = "".join(
        c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn") else " " for c in texte
    )
    i = 0
    while i < len(propre) and (propre[i].isspace() or unicodedata.normalize("NFKC", propre[i]) in "/⁄∕⧸╱"):
        i += 1
    reste = propre[i:].strip()
    return reste or "…"
