"""Mistyped words read as the nearest word of the training data, so that « enceitne » still means « enceinte ».

Context-free on purpose: a word that the data knows is never touched, nor a name (capital inside a sentence) or a short
word. In words of 3 to 6 letters one slip is forgiven (a letter more, less, wrong, or two swapped), two from 7 letters up.
Measured: docs/decisions/003-comprehension.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

LONGUEUR_MIN = 3
LONGUEUR_DEUX = 7
FREQUENCE_MIN = 3
MEMOIRE = 20_000
# The first letter is seldom the wrong one: a candidate that keeps it counts as three.
MEME_DEBUT = 3


class Correcteur:
    """Knows the words of the training data and how often they come."""

    def __init__(self, textes_normalises: Iterable[str]) -> None:
        comptes = Counter(mot for texte in textes_normalises for mot in texte.split())
        self._connus = frozenset(comptes)
        self._frequences = {m: n for m, n in comptes.items() if n >= FREQUENCE_MIN and len(m) >= LONGUEUR_MIN}
        # By length: a candidate cannot be further away than the slips forgiven.
        self._par_taille: dict[int, list[str]] = {}
        for mot in self._frequences:
            self._par_taille.setdefault(len(mot), []).append(mot)
        self._chercher = lru_cache(maxsize=MEMOIRE)(self._le_plus_proche)

    def corriger(self, mot: str) -> str:
        """Return the known word that a normalised word most likely was meant to be, or the word itself."""
        if mot in self._connus or len(mot) < LONGUEUR_MIN or not mot.isalpha():
            return mot
        return self._chercher(mot)

    def _le_plus_proche(self, mot: str) -> str:
        permis = 2 if len(mot) >= LONGUEUR_DEUX else 1
        candidats: list[str] = []
        for taille in range(len(mot) - permis, len(mot) + permis + 1):
            candidats += self._par_taille.get(taille, ())
        proches = extract(mot, candidats, scorer=OSA.distance, score_cutoff=permis, limit=30)
        if not proches:
            return mot
        meilleure = proches[0][1]
        ex_aequo = [m for m, distance, _ in proches if distance == meilleure]
        return str(max(ex_aequo, key=lambda m: (self._frequences[m] * (MEME_DEBUT if m[0] == mot[0] else 1), m)))

    def __getstate__(self) -> dict[str, object]:
        """The memory of past look-ups is not part of the model."""
        return {k: v for k, v in self.__dict__.items() if k != "_chercher"}

    def __setstate__(self, etat: dict[str, object]) -> None:
        """Restore the words, with an empty memory."""
        self.__dict__.update(etat)
        self._chercher = lru_cache(maxsize=MEMOIRE)(self._le_plus_proche)
