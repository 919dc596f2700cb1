"""Is somebody in danger? The deterministic detector first; where it sees nothing, what was learned from told dangers.

The detector (`bot.danger`) knows words and works with everything else down; it misses what is told without these words.
The learned part only adds, never takes away, and only in the messages that the assistant reads (ADR 003).
"""

from __future__ import annotations

from typing import Any

from bot import danger as dangers
from bot.comprehension.lecture import Lu
from bot.comprehension.modele import OUI, Modele

# Chosen on held-out training texts, so that at most one ordinary story in a hundred is alerted for nothing.
SEUIL_DANGER = 0.7


def danger(modele: Modele, lu: Lu) -> dict[str, Any] | None:
    """Return the danger of a text: `type` and `autres` (bot.labels.DANGERS), `mots` that led there; or None.

    `mots` is empty where the danger was learned.
    """
    vu = dangers.detecter(lu.texte)
    if vu is not None:
        return {"type": vu.type, "autres": list(vu.autres), "mots": list(vu.mots)}
    sorte, _ = lu.meilleur(modele, "danger_type")
    if not sorte or lu.part(modele, "danger", OUI) < SEUIL_DANGER:
        return None
    return {"type": sorte, "autres": [], "mots": []}
