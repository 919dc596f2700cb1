"""Tables ready to be read: what somebody asks for (territory, quarters, channel), from what is published and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.knowledge import Faits
from bot.labels import CRITERES, DEPARTEMENTS, DOMAINES, ROLES
from bot.observatoire import periodes
from bot.observatoire.compter import CANAUX, ETAPES, HORS_REGION, TRANCHE_HEURES
from bot.observatoire.publication import REGION, Case, Publication, parent
from bot.textes import texte
from bot.transfert import ISSUES

VOIES: Final = ("discrimination", "propos_haineux", "violence", "harcelement", "litige", "insuffisant", "professionnel")
AXES: Final = (
    "critere",
    "domaine",
    "voie",
    "croise",
    "territoire",
    "role",
    "canal",
    "heure",
    "etape",
    "quitte",
    "issue",
    "idee",
)


@dataclass(frozen=True)
class Nombre:
    """What a cell says: a number, « at least » it when a quarter of the period is secret, or nothing (None)."""

    nombre: int | None
    au_moins: bool = False

    def ecrit(self) -> str:
        """Write it: « 12 », « ≥ 12 », « secret »."""
        if self.nombre is None:
            return texte("observatoire.secret")
        vu = f"{self.nombre:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
        return texte("observatoire.au_moins", nombre=vu) if self.au_moins else vu


@dataclass(frozen=True)
class Ligne:
    """One row: its name, and its numbers in the order of the columns."""

    nom: str
    nombres: tuple[Nombre, ...]


@dataclass(frozen=True)
class Tableau:
    """One table: the first column names the rows. Without rows, `notes` says why."""

    axe: str
    titre: str
    colonnes: tuple[str, ...]
    lignes: tuple[Ligne, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Demande:
    """What is asked: quarters, a territory (`region`, « 59 », « 59/200093201 ») and a channel (None: all)."""

    trimestres: tuple[str, ...]
    territoire: str = REGION
    canal: str | None = None


def demander(publiee: Publication, de: str, a: str, territoire: str = REGION, canal: str | None = None) -> Demande:
    """Return the demand for the whole published quarters between two months; raise PeriodeInvalide when there is none."""
    voulus = [t for t in periodes.trimestres_entiers(de, a) if t in publiee.trimestres]
    if not voulus:
        raise periodes.PeriodeInvalide(f"{de} - {a}")
    return Demande(tuple(voulus), territoire, canal)


class Lecteur:
    """Makes the tables of a demand."""

    def __init__(self, publiee: Publication, faits: Faits, demande: Demande) -> None:
        self._publiee, self._faits, self._demande = publiee, faits, demande

    def tous(self) -> list[Tableau]:
        """Return every table that the plan has for this territory and channel, in order."""
        if self._demande.canal is not None:
            return [self._simple("critere", "canal_critere"), self._simple("domaine", "canal_domaine")]
        return [self.temps(), *(self._un(axe) for axe in AXES if self._a_un_sens(axe))]

    def ensemble(self) -> Nombre:
        """Return the number of situations of the demand."""
        if self._demande.canal is not None:
            return self._lire("canal", self._demande.canal)
        return self._lire("total")

    def temps(self) -> Tableau:
        """Return the situations month by month; quarter by quarter for a territory that has no months."""
        ou = self._demande.territoire
        cases = [
            (p, Case(p, ou, "total"))
            for t in self._demande.trimestres
            for p in ((t,) if "/" in ou else periodes.mois_de(t))
        ]
        lignes = tuple(Ligne(nom_periode(p), (Nombre(self._publiee.lire(c)),)) for p, c in cases)
        return self._tableau("temps", lignes)

    def _a_un_sens(self, axe: str) -> bool:
        ou = self._demande.territoire
        if axe in ("heure", "etape", "quitte"):
            return ou == REGION
        return axe in ("critere", "domaine", "voie") if "/" in ou else True

    def _un(self, axe: str) -> Tableau:
        if axe == "territoire":
            return self._territoires()
        return self._croise() if axe == "croise" else self._simple(axe, axe)

    def _simple(self, axe: str, lu: str) -> Tableau:
        prefixe = f"{self._demande.canal}|" if lu != axe else ""
        notes = (texte("observatoire.note_critere"),) if axe == "critere" else ()
        if not self._ventile(lu):
            return self._tableau(
                axe, (), (texte("observatoire.note_repartition" if lu == axe else "observatoire.note_croisement"),)
            )
        lignes = [Ligne(self.nom(axe, v), (self._lire(lu, prefixe + v),)) for v in self._valeurs(axe)]
        if axe in ("issue", "idee") and all(ligne.nombres[0] == Nombre(0) for ligne in lignes):
            return self._tableau(axe, (), (texte("observatoire.note_aucun"),))
        if axe in ("critere", "domaine", "voie"):
            lignes.sort(key=lambda ligne: -(ligne.nombres[0].nombre or (0.5 if ligne.nombres[0].nombre is None else 0)))
        return self._tableau(axe, tuple(lignes), notes)

    def _croise(self) -> Tableau:
        if not self._ventile("croise"):
            return self._tableau("croise", (), (texte("observatoire.note_croisement"),))
        colonnes = [d for d in (*DOMAINES, "") if any(self._lire("croise", f"{c}|{d}").nombre for c in CRITERES)]
        lignes = []
        for critere in CRITERES:
            nombres = tuple(self._lire("croise", f"{critere}|{d}") for d in colonnes)
            if any(n.nombre for n in nombres):
                lignes.append(Ligne(self.nom("critere", critere), (*nombres, self._lire("critere", critere))))
        notes = (texte("observatoire.note_croise" if lignes else "observatoire.note_croise_vide"),)
        noms = (*(self.nom("domaine", d) for d in colonnes), texte("observatoire.nombre"))
        return self._tableau("croise", tuple(lignes), notes, noms)

    def _territoires(self) -> Tableau:
        connus = {t for p, t, a in self._publiee.ventilees if a == "total" and parent(t) == self._demande.territoire}
        lignes = [
            Ligne(nom_territoire(t, self._faits), (self._lire("total", ou=t),)) for t in sorted(connus, key=_rang)
        ]
        return self._tableau("territoire", tuple(lignes))

    def _ventile(self, axe: str) -> bool:
        return any((t, self._demande.territoire, axe) in self._publiee.ventilees for t in self._demande.trimestres)

    def _lire(self, axe: str, valeur: str = "", ou: str | None = None) -> Nombre:
        vues = [
            self._publiee.lire(Case(t, self._demande.territoire if ou is None else ou, axe, valeur))
            for t in self._demande.trimestres
        ]
        connues = [v for v in vues if v is not None]
        if len(connues) == len(vues):
            return Nombre(sum(connues))
        return Nombre(sum(connues), au_moins=True) if any(connues) else Nombre(None)

    def _valeurs(self, axe: str) -> Sequence[str]:
        return {
            "critere": CRITERES,
            "domaine": (*DOMAINES, ""),
            "voie": VOIES,
            "canal": CANAUX,
            "role": ROLES,
            "heure": tuple(f"{h:02d}" for h in range(0, 24, TRANCHE_HEURES)),
            "etape": ETAPES,
            "quitte": ETAPES[:2],
            "issue": (*ISSUES, "expire", "annule"),
            "idee": ("",),
        }[axe]

    def nom(self, axe: str, valeur: str) -> str:
        """Return the name of a label, as it is read."""
        if axe == "critere":
            return self._faits.criteres[valeur].nom
        if axe == "domaine":
            return self._faits.domaines[valeur].nom if valeur else texte("observatoire.non_precise")
        if axe == "heure":
            return texte("observatoire.heure", de=int(valeur), a=int(valeur) + TRANCHE_HEURES)
        return texte(f"observatoire.{'etape' if axe == 'quitte' else axe}_{valeur or 'laissees'}")

    @staticmethod
    def _tableau(
        axe: str, lignes: tuple[Ligne, ...], notes: tuple[str, ...] = (), colonnes: tuple[str, ...] | None = None
    ) -> Tableau:
        noms = (texte("observatoire.nombre"),) if colonnes is None else colonnes
        if axe in ("heure", "etape", "quitte"):
            notes = (*notes, texte("observatoire.note_region_seule"))
        return Tableau(
            axe, texte(f"observatoire.titre_{axe}"), (texte(f"observatoire.colonne_{axe}"), *noms), lignes, notes
        )


def nom_territoire(territoire: str, faits: Faits) -> str:
    """Return the name of a territory."""
    if territoire == REGION:
        return texte("observatoire.region")
    if "/" in territoire:
        siren = territoire.split("/")[1]
        connu = faits.intercommunalites.get(siren)
        return connu.nom if connu else siren or texte("observatoire.sans_intercommunalite")
    if territoire == HORS_REGION:
        return texte("observatoire.hors_region")
    return DEPARTEMENTS.get(territoire) or texte("observatoire.sans_territoire")


def nom_periode(periode: str) -> str:
    """Return « mars 2026 » or « 1er trimestre 2026 »."""
    if periodes.MOIS.match(periode):
        return f"{texte('observatoire.mois').split()[int(periode[5:]) - 1]} {periode[:4]}"
    return texte(f"observatoire.trimestre_{periode[6]}", annee=periode[:4])


def nom_demande(demande: Demande) -> str:
    """Return the period of a demand in words: « de janvier à septembre 2026 »."""
    debut, fin = periodes.mois_de(demande.trimestres[0])[0], periodes.mois_de(demande.trimestres[-1])[-1]
    de = nom_periode(debut)
    return texte("observatoire.du_au", de=de.split()[0] if debut[:4] == fin[:4] else de, a=nom_periode(fin))


def territoires(publiee: Publication) -> Iterator[str]:
    """Yield the territories that have figures: the region, its departments, each followed by its intercommunalités."""
    connus = {t for _, t, a in publiee.ventilees if a == "total"}
    yield REGION
    for departement in DEPARTEMENTS:
        if departement in connus:
            yield departement
            yield from sorted(t for t in connus if parent(t) == departement and not t.endswith("/"))


def _rang(territoire: str) -> tuple[bool, str]:
    return territoire.split("/")[-1] in ("", HORS_REGION), territoire
