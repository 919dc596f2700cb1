"""From counters to what is published: fixed tables, quarter after quarter, where what was once shown stays as it was shown.

Every page, file or report is made from a `Publication`: asking in another way, or again later, gives nothing more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

from bot.observatoire import periodes
from bot.observatoire.compter import ETAPES, Chiffre
from bot.observatoire.secret import Relation, Systeme, proteger

# Below so many situations a territory is given its total only; below so many more, two labels are not crossed.
SEUIL_REPARTITION: Final = 20
SEUIL_CROISEMENT: Final = 60
REGION: Final = "region"
SIMPLES: Final = ("domaine", "voie", "canal", "role", "heure", "critere")
CROISES: Final = ("croise", "canal_critere", "canal_domaine")
# Each of these adds up to the total; a situation may have several critères, so `critere` does not.
SOMMES: Final = ("domaine", "voie", "canal", "role", "heure")
FINS: Final = ("total", "domaine", "voie", "critere")
REGIONAUX: Final = ("heure", "etape", "quitte")
AUTRES: Final = "*"


class Case(NamedTuple):
    """One cell: a period, a territory (`region`, « 59 », « 59/200093201 »), a breakdown and its label."""

    periode: str
    territoire: str
    axe: str
    valeur: str = ""


@dataclass
class Publication:
    """What may be shown: numbers, cells kept secret, and which breakdowns exist. It holds no secret number."""

    trimestres: tuple[str, ...] = ()
    montrees: dict[Case, int] = field(default_factory=dict)
    secretes: set[Case] = field(default_factory=set)
    ventilees: set[tuple[str, str, str]] = field(default_factory=set)

    def lire(self, case: Case) -> int | None:
        """Return the number of a cell, 0 when nobody was counted there; None when it is secret or was not split."""
        if case in self.secretes or case[:3] not in self.ventilees:
            return None
        return self.montrees.get(case, 0)


def publier(lignes: Sequence[tuple[str, Chiffre, int]], maintenant: datetime) -> Publication:
    """Return what is published at a moment; months that are not in an ended quarter are left out."""
    dernier = periodes.dernier_clos(maintenant)
    clos = [(m, c, n) for m, c, n in lignes if periodes.trimestre_de(m) <= dernier]
    if not clos:
        return Publication()
    tous = periodes.trimestres(periodes.trimestre_de(min(m for m, _, _ in clos)), dernier)
    publiee = Publication(tuple(tous))
    for trimestre in tous:
        mois = periodes.mois_de(trimestre)
        seule = _d_un_trimestre(trimestre, tuple(sorted(ligne for ligne in clos if ligne[0] in mois)))
        publiee.montrees.update(seule.montrees)
        publiee.secretes |= seule.secretes
        publiee.ventilees |= seule.ventilees
    return publiee


@lru_cache(maxsize=64)
def _d_un_trimestre(trimestre: str, lignes: tuple[tuple[str, Chiffre, int], ...]) -> Publication:
    # Seconds of work for thousands of situations; the same figures, which no longer change, are worked on once.
    comptees = Counter[Case]()
    for mois, chiffre, nombre in lignes:
        for case in _cases(mois, chiffre):
            comptees[case] += nombre
    publiee = Publication((trimestre,))
    _Trimestre(comptees, trimestre).publier(publiee)
    return publiee


def parent(territoire: str) -> str | None:
    """Return the territory that holds this one."""
    if territoire == REGION:
        return None
    return territoire.split("/")[0] if "/" in territoire else REGION


def _axes_de(periode: str, territoire: str) -> tuple[str, ...]:
    """Return the plan: the smaller the territory or the shorter the period, the fewer breakdowns."""
    if periodes.MOIS.match(periode):
        return ("total",) if "/" not in territoire else ()
    if "/" in territoire:
        return FINS
    if territoire == REGION:
        return ("total", "issue", "idee", *SIMPLES, *CROISES, *REGIONAUX)
    return ("total", "issue", "idee", *(a for a in SIMPLES if a not in REGIONAUX), *CROISES[:1])


def _cases(mois: str, c: Chiffre) -> Iterator[Case]:
    for territoire in (REGION, c.departement, f"{c.departement}/{c.intercommunalite}"):
        for axe, valeur in _axes(c):
            for periode in (mois, periodes.trimestre_de(mois)):
                if axe in _axes_de(periode, territoire):
                    yield Case(periode, territoire, axe, valeur)


def _axes(c: Chiffre) -> Iterator[tuple[str, str]]:
    if c.mesure == "situation":
        yield "total", ""
        yield "voie", "litige" if c.valeur.startswith("litige_") else c.valeur
        yield "canal", c.canal
    elif c.mesure == "domaine":
        yield "domaine", c.domaine
        yield "canal_domaine", f"{c.canal}|{c.domaine}"
    elif c.mesure == "critere":
        yield "critere", c.critere
        yield "croise", f"{c.critere}|{c.domaine}"
        yield "canal_critere", f"{c.canal}|{c.critere}"
    else:
        yield c.mesure, c.valeur


class _Trimestre:
    """The publication of one quarter and of its months: nothing ties it to another quarter, nor changes it later."""

    def __init__(self, comptees: Mapping[Case, int], trimestre: str) -> None:
        self.periodes = (trimestre, *periodes.mois_de(trimestre))
        self.comptees = {c: n for c, n in comptees.items() if c.periode in self.periodes}
        self._quitter()
        self.valeurs: dict[Case, int] = {}
        self.relations: list[Relation] = []

    def publier(self, publiee: Publication) -> None:
        """Add to the publication what may be shown."""
        self._placer()
        self._lier()
        montrables = frozenset(c for c in self.valeurs if self._ventile(*c[:3]))
        secretes = proteger(Systeme(self.valeurs, self.relations, montrables))
        publiee.secretes |= {*secretes}
        publiee.montrees.update({c: self.valeurs[c] for c in montrables - secretes.keys()})
        territoires = {REGION, *(c.territoire for c in self.comptees)}
        publiee.ventilees |= {
            (p, t, a) for p in self.periodes for t in territoires for a in _axes_de(p, t) if self._ventile(p, t, a)
        }

    def _quitter(self) -> None:
        # Who reached a step and not the next one: shown nowhere when it can be small, so it is a cell like any other.
        trimestre = self.periodes[0]
        for avant, apres in zip(ETAPES, ETAPES[1:], strict=False):
            ecart = self._compte(trimestre, REGION, "etape", avant) - self._compte(trimestre, REGION, "etape", apres)
            if ecart > 0:
                self.comptees[Case(trimestre, REGION, "quitte", avant)] = ecart

    def _compte(self, periode: str, territoire: str, axe: str, valeur: str = "") -> int:
        return self.comptees.get(Case(periode, territoire, axe, valeur), 0)

    def _ventile(self, periode: str, territoire: str, axe: str) -> bool:
        """Tell whether the plan gives this breakdown to this territory in this period: a matter of its total only."""
        if territoire.endswith(AUTRES) or axe not in _axes_de(periode, territoire):
            return False
        total = self._compte(periode, territoire, "total")
        return total >= (SEUIL_REPARTITION if axe in SIMPLES else SEUIL_CROISEMENT if axe in CROISES else 0)

    def _placer(self) -> None:
        """Give the system its cells: each territory that is split in some period; the others of a kind as one, « * »."""
        donnes = {(c.territoire, c.axe) for c in self.comptees if self._ventile(c.periode, c.territoire, c.axe)}
        valeurs_de: dict[str, set[str]] = {}
        for c in self.comptees:
            valeurs_de.setdefault(c.axe, set()).add(c.valeur)
        sommes = Counter[Case]()
        for c, nombre in self.comptees.items():
            territoire = c.territoire
            if (territoire, c.axe) not in donnes:
                haut = parent(territoire)
                territoire = AUTRES if haut == REGION else f"{haut}/{AUTRES}"
            sommes[c._replace(territoire=territoire)] += nombre
        places = {(c.territoire, c.axe) for c in sommes}
        # A breakdown that no territory below is given ties nothing: its cells below are left out.
        places = {(t, a) for t, a in places if not t.endswith(AUTRES) or self._soeurs(places, t, a)}
        # Always in the same order: the same figures must keep the same cells secret, in every process and for ever.
        for territoire, axe in sorted(places):
            for periode in self.periodes:
                if axe in _axes_de(periode, territoire):
                    for valeur in sorted(valeurs_de[axe]):
                        case = Case(periode, territoire, axe, valeur)
                        self.valeurs[case] = sommes[case]

    @staticmethod
    def _soeurs(places: set[tuple[str, str]], territoire: str, axe: str) -> bool:
        haut = parent(territoire) if "/" in territoire else REGION
        return any(a == axe and t != territoire and t != REGION and parent(t) == haut for t, a in places)

    def _lier(self) -> None:
        enfants: dict[tuple[str, Case], list[Case]] = {}
        for case in self.valeurs:
            haut = parent(case.territoire)
            if haut is not None:
                enfants.setdefault(("territoire", case._replace(territoire=haut)), []).append(case)
            if case.axe in SOMMES:
                enfants.setdefault((case.axe, case._replace(axe="total", valeur="")), []).append(case)
            elif case.axe in CROISES:
                premier, second = case.valeur.split("|")
                axe, valeur = {
                    "croise": ("critere", premier),
                    "canal_critere": ("critere", second),
                    "canal_domaine": ("domaine", second),
                }[case.axe]
                enfants.setdefault((case.axe, case._replace(axe=axe, valeur=valeur)), []).append(case)
        trimestre = self.periodes[0]
        for case in self.valeurs:
            if case.periode != trimestre:
                enfants.setdefault(("mois", case._replace(periode=trimestre)), []).append(case)
        for avant, apres in zip(ETAPES, ETAPES[1:], strict=False):
            parts = (Case(trimestre, REGION, "etape", apres), Case(trimestre, REGION, "quitte", avant))
            enfants["quitte", Case(trimestre, REGION, "etape", avant)] = [c for c in parts if c in self.valeurs]
        for (_, total), cases in enfants.items():
            # A sum that is not one (a figure that was lost) teaches nothing to anybody.
            if total in self.valeurs and self.valeurs[total] == sum(self.valeurs[c] for c in cases):
                self.relations.append((total, tuple(sorted(cases))))
