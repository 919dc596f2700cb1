"""Is somebody in danger? The deterministic detector first; where it sees nothing, what was learned from told dangers.

The detector (`bot.danger`) knows words and works with everything else down; it misses what is told without these words.
The learned part only adds, never takes away, and only in the messages that the assistant reads (ADR 003).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bot import danger as dangers
from bot.comprehension.modele import OUI, Matrice, Modele

# Chosen on held-out training texts, so that at most one ordinary story in a hundred is alerted for nothing.
SEUIL_DANGER = 0.7


def danger(modele: Modele, texte: str, parts: dict[str, Matrice]) -> dict[str, Any] | None:
    """Return the danger of a text: `type` and `autres` (bot.labels.DANGERS), `mots` that led there; or None.

    `parts`: the probabilities of each question's answers for this text. `mots` is empty where the danger was learned.
    """
    vu = dangers.detecter(texte)
    if vu is not None:
        return {"type": vu.type, "autres": list(vu.autres), "mots": list(vu.mots)}
    tete, types = modele.tetes.get("danger"), modele.tetes.get("danger_type")
    if tete is None or types is None or OUI not in tete.classes or not types.classes:
        return None
    if parts["danger"][tete.classes.index(OUI)] < SEUIL_DANGER:
        return None
    return {"type": types.classes[int(np.argmax(parts["danger_type"]))], "autres": [], "mots": []}
