"""Everyday expressions that point to a critère, a domaine or a nature, found in a normalised text in one pass.

The expressions are data (`lexique/*.yml`); here they become one tree of words, walked once per text whatever
their number. A model trains on the counts, a jurist sees the words that were found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any, Final

import numpy as np
import scipy.sparse as sp
import yaml

from bot.labels import CRITERES, DOMAINES, NATURES

DOSSIER: Final = Path(__file__).with_name("lexique")
FAMILLES: Final = {"criteres": ("critere", CRITERES), "domaines": ("domaine", DOMAINES), "natures": ("nature", NATURES)}
NIVEAUX: Final = ("forts", "faibles", "contre")
PLAFOND: Final = 3
# A denial reaches the words that follow it closely: « c'est pas parce que | je suis | vieux ».
PORTEE: Final = 3
_DENI, _COUPURE, _AUTRUI = ":deni", ":coupure", ":autrui"
_SUJETS: Final = frozenset("j je t tu il elle on nous vous ils elles c ca l ma mon".split())

Trouvaille = tuple[int, int]


@dataclass
class _Noeud:
    """One step of the tree: what may follow, and what ends here (group, level)."""

    mots: dict[str, _Noeud] = field(default_factory=dict)
    debuts: dict[str, _Noeud] = field(default_factory=dict)
    tailles: tuple[int, ...] = ()
    tout: _Noeud | None = None
    fins: tuple[tuple[str, str], ...] = ()

    def enfant(self, mot: str) -> _Noeud:
        """Return the node after `mot` ("x", "x*" or "_"), made if needed."""
        if mot == "_":
            self.tout = self.tout or _Noeud()
            return self.tout
        if not mot.endswith("*"):
            return self.mots.setdefault(mot, _Noeud())
        if len(mot) - 1 not in self.tailles:
            self.tailles = tuple(sorted((*self.tailles, len(mot) - 1)))
        return self.debuts.setdefault(mot[:-1], _Noeud())

    def suivants(self, mot: str) -> list[_Noeud]:
        """Return the nodes that `mot` leads to."""
        trouves = [self.mots[mot]] if mot in self.mots else []
        for taille in self.tailles:
            if taille > len(mot):
                break
            noeud = self.debuts.get(mot[:taille])
            if noeud is not None:
                trouves.append(noeud)
        if self.tout is not None:
            trouves.append(self.tout)
        return trouves


def developper(expression: str, listes: Mapping[str, Sequence[str]] | None = None) -> list[str]:
    """Write out the choices of an expression, so that the data stays short and the tree simple.

    In: "metier d homme|femme", "mots? racistes", "SES voisins" with `listes["SES"]`. Out: each plain expression.
    Raises KeyError for an unknown list.
    """
    places: list[list[str]] = []
    for mot in expression.split():
        choix = [forme for part in mot.rstrip("?").split("|") for forme in _formes(part, listes or {})]
        places.append([*choix, ""] if mot.endswith("?") else choix)
    return list(dict.fromkeys(" ".join(filter(None, choix)) for choix in product(*places)))


def _formes(mot: str, listes: Mapping[str, Sequence[str]]) -> Sequence[str]:
    return listes[mot] if mot.isupper() else (mot,)


class Lexique:
    """The compiled expressions; `etiquettes` names the columns of `matrice`."""

    def __init__(
        self,
        familles: Mapping[str, Mapping[str, Mapping[str, Iterable[str]]]],
        negations: Mapping[str, Iterable[str]],
        listes: Mapping[str, Sequence[str]],
    ) -> None:
        self._racine = _Noeud()
        self._listes = listes
        self._groupes: list[str] = []
        for nom, entrees in familles.items():
            prefixe, connues = FAMILLES[nom]
            for identifiant in connues:
                self._groupes.append(f"{prefixe}:{identifiant}")
                for niveau, expressions in entrees.get(identifiant, {}).items():
                    self._ajouter(expressions, self._groupes[-1], niveau)
        self._ajouter(negations["denis"], _DENI, "")
        self._ajouter(negations["coupures"], _COUPURE, "")
        self._ajouter(negations["dit_par_autrui"], _AUTRUI, "")
        self.etiquettes: tuple[str, ...] = tuple(
            f"{groupe}:{niveau}"
            for groupe in self._groupes
            for niveau in (("fort", "faible", "nie") if groupe.startswith("critere:") else ("fort", "faible"))
        )
        self._colonnes = {etiquette: i for i, etiquette in enumerate(self.etiquettes)}

    def compter(self, texte_normalise: str) -> dict[str, int]:
        """Return how many expressions of each étiquette the text holds (only those found)."""
        return {etiquette: len(places) for etiquette, places in self.lire(texte_normalise.split()).items()}

    def matrice(self, textes_normalises: Sequence[str]) -> sp.csr_matrix:
        """Return one row per text, one column per étiquette, counts capped so that a long text does not shout."""
        lignes, colonnes, valeurs = [], [], []
        for ligne, texte in enumerate(textes_normalises):
            for etiquette, places in self.lire(texte.split()).items():
                lignes.append(ligne)
                colonnes.append(self._colonnes[etiquette])
                valeurs.append(min(len(places), PLAFOND))
        forme = (len(textes_normalises), len(self.etiquettes))
        return sp.csr_matrix((np.array(valeurs, dtype=np.float64), (lignes, colonnes)), shape=forme)

    def trouver(self, texte_normalise: str, etiquette_prefixe: str) -> list[Trouvaille]:
        """Return the word spans (first, last + 1) found for the étiquettes that start so, in the text's order."""
        vus = self.lire(texte_normalise.split())
        return sorted({p for e, places in vus.items() if e.startswith(etiquette_prefixe) for p in places})

    def _ajouter(self, expressions: Iterable[str], groupe: str, niveau: str) -> None:
        for expression in expressions:
            for forme in developper(expression, self._listes):
                noeud = self._racine
                for mot in forme.split():
                    noeud = noeud.enfant(mot)
                if (groupe, niveau) not in noeud.fins:
                    noeud.fins += ((groupe, niveau),)

    def lire(self, mots: Sequence[str]) -> dict[str, list[Trouvaille]]:
        """Return, for each étiquette found in normalised words, the places (first, last + 1) of its expressions."""
        bruts = self._parcourir(mots)
        if not bruts:
            return {}
        reniees = _reniements(bruts, mots)
        sortie: dict[str, list[Trouvaille]] = {}
        for groupe, niveaux in bruts.items():
            if groupe.startswith(":"):
                continue
            pris = {i for debut, fin in niveaux.get("contre", ()) for i in range(debut, fin)}
            for niveau, nom in (("forts", "fort"), ("faibles", "faible")):
                for debut, fin in sorted(niveaux.get(niveau, ()), key=lambda p: (p[0], -p[1])):
                    if pris.isdisjoint(range(debut, fin)):
                        pris.update(range(debut, fin))
                        nie = debut in reniees and groupe.startswith("critere:") and not _retourne(mots, fin)
                        sortie.setdefault(f"{groupe}:{'nie' if nie else nom}", []).append((debut, fin))
        return sortie

    def _parcourir(self, mots: Sequence[str]) -> dict[str, dict[str, list[Trouvaille]]]:
        bruts: dict[str, dict[str, list[Trouvaille]]] = {}
        for debut in range(len(mots)):
            a_voir = [(self._racine, debut)]
            while a_voir:
                noeud, place = a_voir.pop()
                for groupe, niveau in noeud.fins:
                    bruts.setdefault(groupe, {}).setdefault(niveau, []).append((debut, place))
                if place < len(mots):
                    a_voir.extend((suivant, place + 1) for suivant in noeud.suivants(mots[place]))
        return bruts


def _reniements(bruts: Mapping[str, Mapping[str, list[Trouvaille]]], mots: Sequence[str]) -> set[int]:
    """Return the places whose expression is denied: close behind a denial, with nothing that closes it between.

    A denial reported from the other side (« il jure que c'est pas… ») denies nothing: it is often the very lie.
    """
    autrui = {fin for _, fin in bruts.get(_AUTRUI, {}).get("", ()) if not _je(mots, fin)}
    coupes = {debut for debut, _ in bruts.get(_COUPURE, {}).get("", ())}
    denis = sorted(bruts.get(_DENI, {}).get("", ()))
    rapportes = {place for debut, fin in denis if debut in autrui for place in range(debut, fin)}
    reniees: set[int] = set()
    for debut, fin in denis:
        if debut in rapportes:
            continue
        # A determiner at the end of the denial may belong to the expression itself (« c'est pas | ma couleur »).
        reniees.add(fin - 1)
        for place in range(fin, min(fin + PORTEE + 1, len(mots))):
            if place in coupes:
                break
            reniees.add(place)
    return reniees


def _je(mots: Sequence[str], fin: int) -> bool:
    return any(mot in ("j", "je") for mot in mots[max(0, fin - 4) : fin])


def _retourne(mots: Sequence[str], fin: int) -> bool:
    """Tell whether « c'est pas parce que X » goes on with « que… »: then X is what the person lives, not denied."""
    return any(mots[i] in ("que", "qu") and mots[i + 1] in _SUJETS for i in range(fin, min(fin + 2, len(mots) - 1)))


@lru_cache(maxsize=1)
def charger() -> Lexique:
    """Read and compile the lexicon of the house, once."""
    lus = {nom: _lire_yaml(DOSSIER / f"{nom}.yml") for nom in (*FAMILLES, "negations", "listes")}
    return Lexique({nom: lus[nom] for nom in FAMILLES}, lus["negations"], lus["listes"])


def _lire_yaml(fichier: Path) -> Any:
    return yaml.load(fichier.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
