"""Proper names made one word, so that whose name it is changes nothing: no origin of name is read better or worse.

No list of first names would be complete, nor fair. A name is known by its capital: words that the training data write with a
capital inside sentences, whatever the case in which they are typed, and unknown words typed with one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import yaml

from bot.comprehension.normaliser import LIEU, decouper

NOM = "nompropre"
FICHIER = Path(__file__).with_name("noms.yml")
# A name is written with a capital at least so many times more often than without.
RAPPORT = 2
VUS_MIN = 2
# « Intersexuée » with a capital, never seen, begins like a known word: it is not a name.
DEBUT = 6


@lru_cache(maxsize=1)
def gardes() -> frozenset[str]:
    """Return the names that say something of a critère or a domaine (`noms.yml`): countries, feasts, illnesses, bodies."""
    contenu = yaml.safe_load(FICHIER.read_text(encoding="utf-8"))
    return frozenset(mot for famille in contenu.values() for mot in famille)


class Noms:
    """Learns from texts which words are names, and which words are known at all."""

    def __init__(self, textes: Iterable[str]) -> None:
        majuscules: Counter[str] = Counter()
        minuscules: Counter[str] = Counter()
        for texte in textes:
            for i, (mot, forme) in enumerate(zip(*decouper(texte), strict=True)):
                if not est_nom(forme):
                    minuscules[mot] += 1
                elif i > 0:
                    majuscules[mot] += 1
        self._connus = frozenset(minuscules) | gardes() | {LIEU}
        self._debuts = frozenset(m[:DEBUT] for m in self._connus if len(m) >= DEBUT)
        self._noms = frozenset(
            m for m, n in majuscules.items() if n >= VUS_MIN and n > RAPPORT * minuscules[m] and m.isalpha()
        ) - (gardes() | {LIEU})

    def taire(self, mots: Sequence[str], formes: Sequence[str]) -> list[str]:
        """Return the words with every name replaced by NOM."""
        return [NOM if self._est_nom(m, f) else m for m, f in zip(mots, formes, strict=True)]

    def _est_nom(self, mot: str, forme: str) -> bool:
        if mot in self._noms:
            return True
        return est_nom(forme) and mot not in self._connus and mot[:DEBUT] not in self._debuts


def est_nom(forme: str) -> bool:
    """Tell whether a word is typed as names are: a capital, then small letters (« M. » and « CAF » are not names)."""
    return len(forme) > 1 and forme[0].isupper() and not forme.isupper()
