"""Invented figures for the tests of the observatory: never those of anybody."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timezone

from bot.observatoire.compter import Chiffre

NOVEMBRE = datetime(2026, 11, 27, tzinfo=timezone.utc)
Ligne = tuple[str, Chiffre, int]
LIEUX = [("59", "200093201"), ("59", "245900428"), ("59", ""), ("62", "200033579"), ("80", "248000531"), ("", "")]


def situations(nombre: int, graine: int = 1, mois: tuple[str, ...] = ("2026-07", "2026-08", "2026-09")) -> list[Ligne]:
    """So many situations, most of them alike and a few rare ones, as in life."""
    hasard = random.Random(graine)
    vus: Counter[tuple[str, Chiffre]] = Counter()
    for _ in range(nombre):
        m, lieu = hasard.choice(mois), hasard.choices(LIEUX, (40, 12, 4, 20, 15, 9))[0]
        ou = (hasard.choices(("web", "sms"), (9, 1))[0], *lieu)
        domaine = hasard.choices(("emploi", "logement", "sante", "education", ""), (50, 25, 12, 8, 5))[0]
        voie = hasard.choices(("discrimination", "insuffisant", "litige_travail"), (80, 12, 8))[0]
        vus[m, Chiffre("situation", *ou, valeur=voie)] += 1
        vus[m, Chiffre("domaine", *ou, domaine=domaine)] += 1
        vus[m, Chiffre("role", "", lieu[0], valeur=hasard.choices(("victime", "temoin"), (8, 2))[0])] += 1
        vus[m, Chiffre("heure", valeur=hasard.choice(("09", "18", "21")))] += 1
        for etape, part in (("recit", 1.0), ("accord", 0.93), ("orientation", 0.9), ("transfert", 0.1)):
            if hasard.random() < part:
                vus[m, Chiffre("etape", valeur=etape)] += 1
        if voie == "discrimination":
            parts = (45, 25, 12, 8, 6, 4)
            for critere in {
                *hasard.choices(
                    ("origine", "handicap", "sexe", "age", "religion", "moeurs"), parts, k=hasard.choice((1, 1, 2))
                )
            }:
                vus[m, Chiffre("critere", *ou, critere=critere, domaine=domaine)] += 1
    return sorted((m, c, n) for (m, c), n in vus.items())
