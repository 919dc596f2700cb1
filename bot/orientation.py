"""From a situation to an orientation: whom to call, what to keep, what time runs. Pure; every fact is dated.

The 39 28 is in every orientation. A fact past its review date is marked, never dropped in silence nor shown as sure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.horaires import Ouverture, ouverture
from bot.knowledge import Faits
from bot.knowledge.modeles import Delai, Delegue, Intercommunalite, Numero, Regle, Relais, Ressource
from bot.lieux import Commune, commune
from bot.parcours import SANS_CRITERE
from bot.situation import Situation

RELAIS_MAX = 3
DELAIS_MAX = 4

LITIGES = {
    "emploi": "travail",
    "logement": "logement",
    "biens_services": "consommation",
    "services_publics": "service_public",
    "protection_sociale": "service_public",
    "education": "service_public",
    "sante": "sante",
    "police_justice": "police_justice",
}


@dataclass(frozen=True)
class ContactDelegue:
    """The delegate of the department as last known, and whether that knowledge is past its review date."""

    delegue: Delegue
    departement: str
    perime: bool


@dataclass(frozen=True)
class Orientation:
    """What to tell a person; ids and facts, no sentence of its own (those are in the response files)."""

    voie: str
    role: str
    traitement: bool | None
    critere: bool | None
    domaine: bool | None
    numero: Numero
    ouverture: Ouverture
    delegue: ContactDelegue | None
    numeros: tuple[Numero, ...]
    relais: tuple[Relais, ...]
    regles: tuple[Regle, ...]
    preuves: tuple[str, ...]
    delais: tuple[Delai, ...]
    ressources: tuple[Ressource, ...]
    intercommunalite: Intercommunalite | None
    commune: Commune | None
    departement: str | None
    hors_region: bool
    perimes: frozenset[str]


def orienter(s: Situation, faits: Faits, quand: datetime) -> Orientation:
    """Return the orientation of a situation at a moment (local time of France, with its zone)."""
    le = quand.date()
    voie = _voie(s)
    lieu = commune(s.commune) if s.commune else None
    departement = lieu.departement if lieu else s.departement
    nature = _nature(s, voie)
    domaine = s.domaine.id if s.domaine else None
    numero = faits.numeros["3928"]
    pro = voie == "professionnel"
    numeros = _numeros(faits, voie, s)
    relais = () if pro else _relais(faits, s, nature, domaine, departement, lieu.epci if lieu else None)
    ressources = tuple(faits.ressources.values()) if pro else ()
    return Orientation(
        voie=voie,
        role=s.role or "victime",
        traitement=_traitement(s),
        critere=True if s.criteres else None,
        domaine=None if domaine is None else domaine != "autre",
        numero=numero,
        ouverture=ouverture(numero, quand),
        delegue=_delegue(faits, departement, le),
        numeros=numeros,
        relais=relais,
        regles=_regles(faits, s, voie),
        preuves=() if pro else _preuves(faits, domaine),
        delais=() if pro else _delais(faits, nature, domaine, s.secteur),
        ressources=ressources,
        intercommunalite=faits.intercommunalites.get(lieu.epci) if lieu else None,
        commune=lieu,
        departement=departement,
        hors_region=s.hors_region,
        perimes=frozenset(f.id for f in (numero, *numeros, *relais, *ressources) if f.perime(le)),
    )


def _voie(s: Situation) -> str:
    """Name the path: it chooses the first message and the order of the contacts."""
    if s.role == "professionnel":
        return "professionnel"
    if s.nature in ("propos_haineux", "violence", "harcelement"):
        return s.nature
    if s.nature == "autre_litige" and not s.criteres:
        return "litige_" + LITIGES.get(s.domaine.id if s.domaine else "autre", "autre")
    return "discrimination" if s.criteres else "insuffisant"


def _nature(s: Situation, voie: str) -> str:
    if voie.startswith("litige_"):
        return "autre_litige"
    return voie if voie in (*SANS_CRITERE, "insuffisant") else "discrimination"


def _traitement(s: Situation) -> bool | None:
    if s.nature == "discrimination" or s.criteres:
        return True
    return None if s.nature in (None, "insuffisant", "autre_litige") else True


def _delegue(faits: Faits, departement: str | None, le: date) -> ContactDelegue | None:
    if departement is None:
        return None
    trouve = faits.delegue_de(departement)
    return None if trouve is None else ContactDelegue(trouve, departement, trouve.perime(le))


def _numeros(faits: Faits, voie: str, s: Situation) -> tuple[Numero, ...]:
    """Other numbers that fit the path; danger has its own, shown by the gateway."""
    voulus: list[str] = []
    if voie == "violence":
        voulus = ["17", "116006"]
        if "sexe" in {c.id for c in s.criteres}:
            voulus.insert(1, "3919")
    elif voie == "propos_haineux":
        voulus = ["17"]
    elif voie == "harcelement":
        scolaire = s.domaine is not None and s.domaine.id == "education"
        voulus = ["3018"] if scolaire else ["116006"]
    if "perte_autonomie" in {c.id for c in s.criteres}:
        voulus.append("3977")
    return tuple(faits.numeros[v] for v in voulus)


def _relais(
    faits: Faits, s: Situation, nature: str, domaine: str | None, departement: str | None, epci: str | None
) -> tuple[Relais, ...]:
    """The closest helpers: same department first, then those who know the critère, then the domaine."""
    criteres = {c.id for c in s.criteres}
    notes: list[tuple[int, int, Relais]] = []
    for rang, r in enumerate(faits.relais.values()):
        if (r.departements and departement not in r.departements) or (
            r.intercommunalites and epci not in r.intercommunalites
        ):
            continue
        if r.natures and nature not in r.natures:
            continue
        if (r.criteres and not criteres & set(r.criteres)) or (r.domaines and domaine not in r.domaines):
            continue
        note = (
            2 * bool(r.criteres)
            + 2 * bool(r.domaines)
            + bool(r.departements)
            + bool(r.intercommunalites)
            + (len(r.natures) == 1)
        )
        notes.append((-note, rang, r))
    return tuple(r for _, _, r in sorted(notes, key=lambda n: n[:2])[:RELAIS_MAX])


def _regles(faits: Faits, s: Situation, voie: str) -> tuple[Regle, ...]:
    voulues: list[str] = []
    if s.role == "temoin":
        voulues.append("temoin")
    if voie == "discrimination":
        voulues.append("charge_de_la_preuve")
    if voie == "propos_haineux":
        voulues.append("injure_publique")
    if voie == "harcelement" and s.criteres:
        voulues.append("harcelement_discriminatoire")
    return tuple(faits.regles[v] for v in voulues)


def _preuves(faits: Faits, domaine: str | None) -> tuple[str, ...]:
    return faits.domaines[domaine or "autre"].preuves


def _delais(faits: Faits, nature: str, domaine: str | None, secteur: str | None) -> tuple[Delai, ...]:
    vise = "discrimination" if nature == "insuffisant" else nature
    return tuple(
        d
        for d in faits.delais.values()
        if vise in d.natures
        and (not d.domaines or domaine is None or domaine in d.domaines)
        and (d.secteur is None or secteur is None or domaine != "emploi" or d.secteur == secteur)
    )[:DELAIS_MAX]
