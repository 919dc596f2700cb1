"""The words the mask reads by: names by origin, ordinary words, what announces a name; read once from the
YAML files."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.communes import tables

DOSSIER = Path(__file__).parent
_TERMINAISONS = ("s", "e", "x", "es", "nt")
_LIGATURES = (
    ("œ", "oe"),
    ("Œ", "OE"),
    ("æ", "ae"),
    ("ı", "i"),
    ("ł", "l"),
    ("Ł", "L"),
    ("đ", "d"),
    ("Đ", "D"),
    ("ø", "o"),
)


@dataclass(frozen=True)
class Mots:
    """Every list of words, folded: what is a name for sure, what may be one, what is none, and what announces one."""

    prenoms: frozenset[str]
    noms: frozenset[str]
    prenoms_surs: frozenset[str]
    noms_surs: frozenset[str]
    courants: frozenset[str]
    propres: frozenset[str]
    villes: frozenset[str]
    suites: dict[str, tuple[tuple[str, ...], ...]]
    annonces: dict[str, tuple[tuple[str, ...], ...]]
    familles: dict[str, frozenset[str]]

    def connu(self, plat: str) -> bool:
        """Tell whether a folded word is an ordinary or a public one, its ending aside; out: True when it
        names nobody."""
        if plat in self.courants or plat in self.propres:
            return True
        return any(plat.endswith(f) and plat[: -len(f)] in self.courants for f in _TERMINAISONS) or (
            f"{plat}s" in self.courants or f"{plat}e" in self.courants
        )

    def nommable(self, plat: str) -> bool:
        """Tell whether a folded word is in a list of names, certain or not."""
        return plat in self.prenoms or plat in self.noms


def plier(mot: str) -> str:
    """Fold a word so that every spelling of it meets the lists; in: one word, out: lower case without accents."""
    if mot.isascii():
        return mot.lower()
    for avant, apres in _LIGATURES:
        mot = mot.replace(avant, apres)
    decompose = unicodedata.normalize("NFKD", mot)
    return "".join(c for c in decompose if not unicodedata.combining(c)).lower()


def _lire(nom: str) -> dict[str, Any]:
    contenu: dict[str, Any] = yaml.load((DOSSIER / f"{nom}.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return contenu


def _par_premier(suites: list[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Index sequences of words by their first word, the longest first."""
    index: dict[str, tuple[tuple[str, ...], ...]] = {}
    for suite in sorted((tuple(s.split()) for s in suites), key=len, reverse=True):
        index[suite[0]] = (*index.get(suite[0], ()), suite)
    return index


@lru_cache(maxsize=1)
def mots() -> Mots:
    """Read the lists once, for they are needed at every message; out: the sets that the rules consult."""
    prenoms, noms, communs, regles = (_lire(n) for n in ("prenoms", "noms", "mots", "masque"))
    tous_prenoms, prenoms_prudents = _avec_les_prudents(prenoms)
    tous_noms, noms_prudents = _avec_les_prudents(noms)
    courants = frozenset(communs["courants"].split())
    propres = frozenset(communs["propres"].split() + communs["enseignes"].split() + regles["mois"])
    t = tables()
    lieux = {*t.par_nom, *t.ailleurs}
    villes = frozenset(v for v in lieux if re.fullmatch(r"[a-z]+", v))
    mots_prudents = courants | propres | frozenset(regles["arrets"])
    composees = [v for v in lieux if " " in v and v.split()[0] not in ("m", "n")]
    listes = {cle: frozenset(valeur) for cle, valeur in regles.items() if cle not in ("annonces", "composes")}
    return Mots(
        prenoms=tous_prenoms,
        noms=tous_noms,
        prenoms_surs=frozenset(p for p in tous_prenoms - prenoms_prudents - mots_prudents if len(p) > 2),
        noms_surs=frozenset(n for n in tous_noms - noms_prudents - mots_prudents - villes if len(n) > 2),
        courants=courants,
        propres=propres,
        villes=villes,
        suites=_par_premier([*composees, *regles["composes"], *(f"st{v[5:]}" for v in composees if v[:6] == "saint ")]),
        annonces=_par_premier(regles["annonces"]),
        familles=listes,
    )


def _avec_les_prudents(contenu: dict[str, str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return all the names of a file, then those that are words too."""
    prudents = frozenset(contenu.pop("aussi_des_mots").split())
    return frozenset(mot for famille in contenu.values() for mot in famille.split()), prudents
