"""Bars drawn as an image (SVG): its words are those of the table, which says the same to whoever does not see it."""

from __future__ import annotations

from html import escape
from typing import Final

from bot.observatoire.tableaux import Tableau
from bot.textes import texte

LARGEUR: Final = 720
HAUTEUR_BARRE: Final = 26
MARGE_NOM: Final = 300
NOM_MAX: Final = 42
BARRES_MAX: Final = 12


def barres(tableau: Tableau) -> str | None:
    """Return the bars of the first column of numbers; None when there is nothing to draw."""
    lignes = [(ligne.nom, ligne.nombres[0]) for ligne in tableau.lignes if ligne.nombres[0].nombre != 0][:BARRES_MAX]
    connus = [n.nombre for _, n in lignes if n.nombre]
    if not connus:
        return None
    plus_grand, hauteur = max(connus), HAUTEUR_BARRE * len(lignes) + 8
    dessins = []
    for rang, (nom, nombre) in enumerate(lignes):
        y = 4 + rang * HAUTEUR_BARRE
        longueur = (LARGEUR - MARGE_NOM - 70) * (nombre.nombre or 0) / plus_grand
        vu = nom if len(nom) <= NOM_MAX else nom[: NOM_MAX - 1] + "…"
        dessins.append(f'<text class="n" x="{MARGE_NOM - 8}" y="{y + 17}" text-anchor="end">{escape(vu)}</text>')
        if nombre.nombre is None:
            dessins.append(
                f'<rect class="s" x="{MARGE_NOM}" y="{y + 4}" width="16" height="18"/>'
                f'<text class="d" x="{MARGE_NOM + 24}" y="{y + 17}">{escape(nombre.ecrit())}</text>'
            )
        else:
            dessins.append(
                f'<rect class="b" x="{MARGE_NOM}" y="{y + 4}" width="{longueur:.1f}" height="18"/>'
                f'<text class="n" x="{MARGE_NOM + longueur + 8:.1f}" y="{y + 17}">{escape(nombre.ecrit())}</text>'
            )
    titre = escape(texte("observatoire.graphique", titre=tableau.titre))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LARGEUR} {hauteur}" width="{LARGEUR}" height="{hauteur}" '
        f'role="img"><title>{titre}</title><style>text{{font:14px system-ui,"DejaVu Sans",sans-serif}}'
        ".n{fill:#14292f}.d{fill:#47595d}.b{fill:#0f5a65}.s{fill:none;stroke:#47595d;stroke-dasharray:3 3}"
        "@media(prefers-color-scheme:dark){.n{fill:#e8efec}.d{fill:#a9bbb9}.b{fill:#8fd3dc}.s{stroke:#a9bbb9}}"
        f"</style>{''.join(dessins)}</svg>"
    )
