"""How long to wait before a dead process is started again (pure)."""

from __future__ import annotations

PREMIER = 0.5
PLAFOND = 30.0
VIE_STABLE = 60.0


def echecs_apres(echecs: int, duree_de_vie: float) -> int:
    """Count one more failure in a row; after `VIE_STABLE` seconds of life the count starts again."""
    return 1 if duree_de_vie >= VIE_STABLE else echecs + 1


def attente(echecs: int) -> float:
    """Return the seconds to wait after `echecs` failures in a row (from 1): 0.5, 1, 2, 4… up to 30."""
    # Beyond seven doublings the ceiling is passed; the exponent is bounded so that it never overflows.
    return min(PLAFOND, PREMIER * 2.0 ** min(max(echecs, 1) - 1, 7))
