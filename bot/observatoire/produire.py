"""The one way from the database to what is read: page, file and report say the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.horaires import PARIS
from bot.knowledge import Faits, charger
from bot.labels import DEPARTEMENTS
from bot.observatoire import fichier_csv, periodes, rapport
from bot.observatoire.compter import Chiffre
from bot.observatoire.publication import REGION, Publication, publier
from bot.observatoire.tableaux import (
    Demande,
    Lecteur,
    Nombre,
    Tableau,
    demander,
    nom_demande,
    nom_periode,
    nom_territoire,
)
from bot.store import chiffres, idees
from bot.store.session import Base
from bot.textes import texte


@dataclass(frozen=True)
class Dossier:
    """What was asked, in tables, and the ways to take it away."""

    demande: Demande
    ensemble: Nombre
    tableaux: tuple[Tableau, ...]
    faits: Faits
    le: date

    def csv(self) -> bytes:
        """Return the file for spreadsheets."""
        return fichier_csv.ecrire(self.tableaux, self.demande, self.faits, self.le)

    def pdf(self) -> bytes:
        """Return the report to print."""
        return rapport.ecrire(self.tableaux, self.ensemble, self.demande, self.faits, self.le)

    def resume(self) -> str:
        """Return one line: territory, period, situations."""
        ou, quand = nom_territoire(self.demande.territoire, self.faits), nom_demande(self.demande)
        return texte("observatoire.resume", territoire=ou, periode=quand, nombre=self.ensemble.ecrit())


def publication(base: Base) -> Publication:
    """Return what is published now."""
    maintenant = base.horloge()
    avant = maintenant.strftime("%Y-%m")
    laissees = [(m, Chiffre("idee", departement=d), n) for m, d, n in idees.compter(base, avant)]
    return publier([*chiffres.lire(base, avant), *laissees], maintenant)


def produire(
    base: Base,
    de: str,
    a: str,
    departement: str | None = None,
    intercommunalite: str | None = None,
    canal: str | None = None,
) -> Dossier:
    """Return the tables of a territory over the whole, ended quarters between two months; PeriodeInvalide says why not."""
    publiee, faits = publication(base), charger()
    territoire = departement or REGION
    if intercommunalite:
        territoire = f"{departement}/{intercommunalite}"
    if departement not in (None, *DEPARTEMENTS) or (
        intercommunalite and (departement is None or intercommunalite not in faits.intercommunalites)
    ):
        raise periodes.PeriodeInvalide(texte("observatoire.territoire_inconnu"))
    if not publiee.trimestres:
        raise periodes.PeriodeInvalide(texte("observatoire.vide"))
    if not (periodes.MOIS.match(de) and periodes.MOIS.match(a) and de <= a):
        raise periodes.PeriodeInvalide(texte("observatoire.periode_invalide"))
    try:
        demande = demander(publiee, de, a, territoire, canal)
    except periodes.PeriodeInvalide as erreur:
        premier, dernier = (nom_periode(publiee.trimestres[n]) for n in (0, -1))
        raise periodes.PeriodeInvalide(texte("observatoire.periode_vide", premier=premier, dernier=dernier)) from erreur
    lecteur = Lecteur(publiee, faits, demande)
    le = base.horloge().astimezone(PARIS).date()
    return Dossier(demande, lecteur.ensemble(), tuple(lecteur.tous()), faits, le)
