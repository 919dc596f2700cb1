"""Which critères a text may be about, so that the right one is among them: split conformal sets on held-out folds.

After Angelopoulos and Bates, "A gentle introduction to conformal prediction" (2021): the threshold is the one that, on texts
the models never saw, let the right critère in as often as promised. One critère in the set → it may be stated; a few → the
person chooses among exactly these; none or many → an open question.
"""

from __future__ import annotations

from typing import Any

import numpy as np

COUVERTURE = 0.95


class Ensembles:
    """One threshold on the calibrated confidence; `seuil` = 0 lets everything in (nothing learned yet)."""

    def __init__(self, couverture: float = COUVERTURE) -> None:
        self.couverture = couverture
        self.seuil = 0.0

    def ajuster(self, confiances: np.ndarray[Any, Any], justes: np.ndarray[Any, Any]) -> Ensembles:
        """Fit on held-out confidences and truths (texts × critères); only texts that have a critère count."""
        avec = justes.any(axis=1)
        if avec.any():
            # The most confident of the right ones: the set covers a text when it holds any of them.
            meilleurs = np.sort(np.where(justes[avec], confiances[avec], 0.0).max(axis=1))
            rang = int(np.floor((1 - self.couverture) * (len(meilleurs) + 1))) - 1
            self.seuil = float(meilleurs[rang]) if rang >= 0 else 0.0
        return self

    def former(self, confiances: dict[str, float]) -> tuple[str, ...]:
        """Return the critères of the set, the most confident first."""
        dedans = sorted((c for c in confiances if confiances[c] >= self.seuil), key=lambda c: -confiances[c])
        return tuple(dedans)
