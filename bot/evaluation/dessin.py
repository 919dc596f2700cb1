"""The calibration curve as a drawing (SVG, a few lines, no library): what was announced against what was right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from bot.evaluation.statistiques import Chiffre

COTE: Final = 320
MARGE: Final = 48
RAYON_MIN: Final = 3.0
RAYON_MAX: Final = 14.0


def courbe(cases: Sequence[Chiffre]) -> str:
    """Return the drawing of the bins of `mesures.calibration`: a dot each, larger where there are more texts."""
    pleines = [c for c in cases if c["n"]]
    plus = max((c["n"] for c in pleines), default=1)
    points = [(_x(c["confiance"]), _y(c["juste"]), _rayon(c["n"] / plus), c["n"]) for c in pleines]
    ligne = " ".join(f"{x:.1f},{y:.1f}" for x, y, _, _ in points)
    taille = COTE + 2 * MARGE
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {taille} {taille}" role="img" '
            'font-family="sans-serif" font-size="13">',
            "<title>Confiance annoncée et justesse constatée</title>",
            f'<rect width="{taille}" height="{taille}" fill="#fff"/>',
            *[_graduation(k / 4) for k in range(5)],
            f'<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" stroke="#888" stroke-dasharray="5 4"/>',
            f'<polyline points="{ligne}" fill="none" stroke="#1d4f91" stroke-width="2"/>',
            *[
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="#1d4f91" fill-opacity=".7"><title>{n} textes</title>'
                "</circle>"
                for x, y, r, n in points
            ],
            f'<text x="{taille / 2:.0f}" y="{taille - 8}" text-anchor="middle">confiance annoncée</text>',
            f'<text x="14" y="{taille / 2:.0f}" text-anchor="middle" transform="rotate(-90 14 {taille / 2:.0f})">'
            "juste, constaté</text>",
            "</svg>\n",
        ]
    )


def _x(part: float) -> float:
    return MARGE + COTE * part


def _y(part: float) -> float:
    return MARGE + COTE * (1 - part)


def _rayon(part: float) -> float:
    return RAYON_MIN + (RAYON_MAX - RAYON_MIN) * math.sqrt(part)


def _graduation(part: float) -> str:
    nom = f"{100 * part:.0f} %"
    return (
        f'<path d="M{_x(part)} {_y(0)}V{_y(1)}M{_x(0)} {_y(part)}H{_x(1)}" stroke="#ddd"/>'
        f'<text x="{_x(part)}" y="{_y(0) + 17}" text-anchor="middle">{nom}</text>'
        f'<text x="{_x(0) - 6}" y="{_y(part) + 4}" text-anchor="end">{nom}</text>'
    )
