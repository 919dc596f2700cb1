"""Statistical secrecy: which cells of linked tables stay secret so that no small one can be read, nor worked out (ADR 008).

A cell from 1 to SEUIL-1 is a *target*. It is never shown, and other cells are kept secret with it until whoever knows
every shown cell, every sum that ties cells together, and that a secret cell is at least 1 (zeros are shown) still finds
AMPLITUDE + 1 values or more possible for it, one by one, over whole numbers. Where a line is too poor for that, its zeros
are not shown either: its secret cells may then be 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.observatoire.mondes import Mondes

SEUIL: Final = 5
AMPLITUDE: Final = 4
# A total is worth more than its parts to a reader: it is kept secret last.
POIDS_TOTAL: Final = 20

Cle = Any
Relation = tuple[Cle, tuple[Cle, ...]]


@dataclass
class Systeme:
    """Cells with their true values, and the sums that everybody knows: total = parts.

    `montrables`: those that the plan would show; a reader is told nothing of the others, but knows the sums they are in.
    """

    valeurs: Mapping[Cle, int]
    relations: Sequence[Relation]
    montrables: frozenset[Cle]


def proteger(s: Systeme) -> dict[Cle, int]:
    """Return the cells to keep secret among those that could be shown, each with its least possible value (0 or 1)."""
    return _Protection(s).faire()


class _Protection:
    def __init__(self, s: Systeme) -> None:
        self.s = s
        self.liees: dict[Cle, list[int]] = defaultdict(list)
        for rang, (total, parts) in enumerate(s.relations):
            for cle in (total, *parts):
                self.liees[cle].append(rang)
        # Every cell that a reader does not know, with its least possible value.
        self.planchers: dict[Cle, int] = {c: 0 for c in s.valeurs if c not in s.montrables}
        self.planchers.update({c: 1 for c in s.valeurs if c in s.montrables and 1 <= s.valeurs[c] < SEUIL})
        self.mondes = Mondes(s.valeurs, s.relations)

    def faire(self) -> dict[Cle, int]:
        while True:
            self._completer()
            etroites = self.mondes.etroites(self.planchers, self._cibles(), AMPLITUDE)
            if not etroites:
                return {c: bas for c, bas in self.planchers.items() if c in self.s.montrables}
            touchees: set[int] = set()
            for cible in etroites:
                # One more secret near a target may be enough for its neighbours too: they are looked at again first.
                if touchees.isdisjoint(self.liees[cible]):
                    touchees |= {r for c in self._elargir(cible) for r in self.liees[c]}
            if not touchees:
                raise AssertionError("all that could be kept secret is, and a target still shows")

    def _cibles(self) -> list[Cle]:
        return [c for c in self.planchers if 1 <= self.s.valeurs[c] < SEUIL]

    def _completer(self) -> None:
        """Within each sum alone, keep enough secret: quick, and it settles most of it."""
        a_voir = list(range(len(self.s.relations)))
        while a_voir:
            rang = a_voir.pop()
            total, parts = self.s.relations[rang]
            inconnues = [p for p in parts if p in self.planchers]
            if total in self.planchers or not any(1 <= self.s.valeurs[p] < SEUIL for p in inconnues):
                continue
            if sum(self.s.valeurs[p] - self.planchers[p] for p in inconnues) >= AMPLITUDE:
                continue
            for cle in self._cacher_dans(rang):
                a_voir += self.liees[cle]

    def _cacher_dans(self, rang: int) -> list[Cle]:
        """Keep one more cell of a sum secret: the smallest part, or the zeros of the line, or its total."""
        total, parts = self.s.relations[rang]
        parts_libres = [p for p in parts if self._libre(p)]
        pleines = [p for p in parts_libres if self.s.valeurs[p]]
        if pleines:
            return self._cacher([min(pleines, key=self._cout)], 1)
        reste = sum(self.s.valeurs[p] for p in parts if p in self.planchers)
        if reste >= AMPLITUDE and any(self.planchers.get(p) != 0 for p in parts):
            return self._vider(parts)
        return self._cacher([total], 1) if self._libre(total) else []

    def _vider(self, parts: Iterable[Cle]) -> list[Cle]:
        # No zero is left to read in this line: its secret cells may be 0, as far as anybody knows.
        touchees = [p for p in parts if self._libre(p) or self.planchers.get(p) == 1]
        return self._cacher(touchees, 0)

    def _elargir(self, cible: Cle) -> list[Cle]:
        """Keep one more cell secret, the cheapest among the closest to a target that can still be worked out."""
        vues, bord = {cible}, [cible]
        while bord:
            rangs = sorted({r for c in bord for r in self.liees[c]})
            proches = {c for r in rangs for c in (self.s.relations[r][0], *self.s.relations[r][1])} - vues
            pleines = [c for c in proches if self._libre(c) and self.s.valeurs[c]]
            if pleines:
                return self._cacher([min(pleines, key=self._cout)], 1)
            vides = [c for rang in rangs for c in self._vider(self.s.relations[rang][1])]
            if vides:
                return vides
            vues |= proches
            bord = sorted((c for c in proches if c in self.planchers), key=repr)
        return []

    def _cacher(self, cles: Sequence[Cle], plancher: int) -> list[Cle]:
        for cle in cles:
            self.planchers[cle] = min(plancher, self.planchers.get(cle, plancher))
        return list(cles)

    def _libre(self, cle: Cle) -> bool:
        return cle in self.s.montrables and cle not in self.planchers

    def _cout(self, cle: Cle) -> tuple[int, str]:
        totalise = any(self.s.relations[r][0] == cle for r in self.liees[cle])
        return self.s.valeurs[cle] * (POIDS_TOTAL if totalise else 1), repr(cle)
