"""The other worlds: tables of whole numbers that agree with everything shown. What differs between them is secret.

Each world found is a proof that stays true when more cells become secret; so each is looked for once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

Cle = Any
# How far from the truth other worlds are looked for: more proves nothing more, and makes the search longer.
PORTEE = 10
RONDES = 6


class Mondes:
    """What is known of the worlds of one system: for each cell, the least and the greatest value seen."""

    def __init__(self, valeurs: Mapping[Cle, int], relations: Sequence[tuple[Cle, tuple[Cle, ...]]]) -> None:
        self._valeurs = valeurs
        self._relations = relations
        self.bas: dict[Cle, int] = dict(valeurs)
        self.haut: dict[Cle, int] = dict(valeurs)
        self._hasard = np.random.default_rng(0)

    def etroites(self, planchers: Mapping[Cle, int], cibles: Sequence[Cle], amplitude: int) -> list[Cle]:
        """Return the targets for which fewer than amplitude + 1 values are possible; `planchers` = unknown cells."""
        restent = [c for c in cibles if self.haut[c] - self.bas[c] < amplitude]
        if not restent:
            return []
        trop_etroites: list[Cle] = []
        for morceau in self._morceaux(planchers, restent):
            trop_etroites += morceau.chercher(amplitude)
        return trop_etroites

    def _morceaux(self, planchers: Mapping[Cle, int], restent: Sequence[Cle]) -> list[_Morceau]:
        cles = list(planchers)
        rang = {c: i for i, c in enumerate(cles)}
        lignes: list[int] = []
        colonnes: list[int] = []
        signes: list[int] = []
        vues = 0
        for total, parts in self._relations:
            dedans = [(rang[p], 1) for p in parts if p in rang]
            dedans += [(rang[total], -1)] if total in rang else []
            if dedans:
                lignes += [vues] * len(dedans)
                colonnes += [c for c, _ in dedans]
                signes += [s for _, s in dedans]
                vues += 1
        matrice = csr_matrix(coo_matrix((signes, (lignes, colonnes)), shape=(vues, len(cles))))
        _, familles = connected_components(abs(matrice).T @ abs(matrice), directed=False)
        par_famille: dict[int, list[Cle]] = defaultdict(list)
        for cle in restent:
            par_famille[int(familles[rang[cle]])].append(cle)
        morceaux = []
        for famille, siennes in par_famille.items():
            membres = np.flatnonzero(familles == famille)
            bloc = matrice[:, membres]
            bloc = bloc[np.flatnonzero(np.diff(bloc.indptr))]
            morceaux.append(_Morceau(self, [cles[i] for i in membres], bloc, planchers, siennes))
        return morceaux

    def noter(self, cles: Sequence[Cle], monde: np.ndarray[Any, Any]) -> None:
        """Keep what a world shows."""
        for cle, valeur in zip(cles, monde, strict=True):
            self.bas[cle] = min(self.bas[cle], int(valeur))
            self.haut[cle] = max(self.haut[cle], int(valeur))

    def vrais(self, cles: Sequence[Cle]) -> np.ndarray[Any, Any]:
        """Return the true values of cells."""
        return np.array([self._valeurs[c] for c in cles], dtype=float)

    def poids(self, nombre: int) -> np.ndarray[Any, Any]:
        """Return weights that vary, so that each round looks elsewhere; always the same ones for the same figures."""
        return self._hasard.uniform(0.2, 1.0, nombre)


class _Morceau:
    """Cells tied together by sums, apart from all others."""

    def __init__(
        self,
        mondes: Mondes,
        cles: Sequence[Cle],
        matrice: csr_matrix,
        planchers: Mapping[Cle, int],
        cibles: Sequence[Cle],
    ) -> None:
        self.mondes, self.cles, self.matrice, self.cibles = mondes, cles, matrice, list(cibles)
        self.rang = {c: i for i, c in enumerate(cles)}
        vrais = mondes.vrais(cles)
        self.bornes = Bounds([planchers[c] for c in cles], vrais + PORTEE)
        self.somme = matrice @ vrais

    def chercher(self, amplitude: int) -> list[Cle]:
        """Look for worlds until every target has its values; return those that have not."""
        for _ in range(RONDES):
            self._ouvrir(self._restent(amplitude), 1)
            self._ouvrir(self._restent(amplitude), -1)
            if not self._restent(amplitude):
                return []
        trop_etroites = []
        for cle in self._restent(amplitude):
            for sens in (1, -1):
                if self.mondes.haut[cle] - self.mondes.bas[cle] < amplitude:
                    self._ouvrir([cle], sens)
            if self.mondes.haut[cle] - self.mondes.bas[cle] < amplitude:
                trop_etroites.append(cle)
        return trop_etroites

    def _restent(self, amplitude: int) -> list[Cle]:
        return [c for c in self.cibles if self.mondes.haut[c] - self.mondes.bas[c] < amplitude]

    def _ouvrir(self, cles: Sequence[Cle], sens: int) -> None:
        if not cles:
            return
        but = np.zeros(len(self.cles))
        but[[self.rang[c] for c in cles]] = -sens * (self.mondes.poids(len(cles)) if len(cles) > 1 else 1.0)
        contraintes = [LinearConstraint(self.matrice, self.somme, self.somme)] if self.matrice.shape[0] else []
        trouve = milp(but, integrality=np.ones(len(self.cles)), bounds=self.bornes, constraints=contraintes)
        if trouve.x is None:
            return
        monde = np.rint(trouve.x)
        # Proof, not belief: whole numbers, within their bounds, that give the same sums.
        if np.array_equal(self.matrice @ monde, self.somme) and np.all(monde >= self.bornes.lb):
            self.mondes.noter(self.cles, monde)
