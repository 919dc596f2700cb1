"""What a well-typed facts file may still get wrong: labels, dates, telephone links, overlaps, doubles."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from bot import labels

from .lecture import FaitInvalide, Lu
from .modeles import Delegue, FaitDate, Intercommunalite, Numero, Plage, Relais, Source, Valeur

TITRE_DOCUMENT_DE_DEPART: Final = (
    "Compte-rendu de la réunion de réseau IREV « Prévenir et lutter contre les discriminations "
    "dans les contrats de ville »"
)
"""The only source that may have no address: the report of 11 March 2021 is not a public page."""

GENRES_RESSOURCE: Final = ("organisme", "formation", "action", "contexte", "conseil")
GENRES_RELAIS: Final = ("association", "institution", "ligne", "annuaire", "signalement", "acces_au_droit")
PRECISIONS: Final = ("jour", "mois", "annee")
PUBLICS: Final = ("personnes", "professionnels")

_ETIQUETTES: Final[dict[str, tuple[str, ...]]] = {
    "criteres": labels.CRITERES,
    "domaines": labels.DOMAINES,
    "natures": labels.NATURES,
    "dangers": labels.DANGERS,
    "departements": tuple(labels.DEPARTEMENTS),
    "departement": tuple(labels.DEPARTEMENTS),
    "public": PUBLICS,
    "secteur": ("prive", "public"),
}
_GENRES: Final = {"relais.yml": GENRES_RELAIS, "professionnels.yml": GENRES_RESSOURCE}
_IDS_IMPOSES: Final = {"criteres.yml": labels.CRITERES, "domaines.yml": labels.DOMAINES}
_ID = re.compile(r"[a-z0-9_]+")
_LIEN_TEL = re.compile(r"tel:(\+?[0-9]+)")
_HEURE = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")
_ADRESSE = re.compile(r"https?://\S+")
_COURRIEL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}")


def controler(entrees: list[Lu], nom: str) -> None:
    """Check the entries of one file (`nom`: how errors name it); raises FaitInvalide at the first fault."""
    fichier = nom.rsplit("/", 1)[-1]
    vus: set[str] = set()
    for lu in entrees:
        if not _ID.fullmatch(lu.objet.id):
            lu.refuser(f"identifiant « {lu.objet.id} » : minuscules, chiffres et _ seulement.", "id")
        if lu.objet.id in vus:
            lu.refuser(f"l'identifiant « {lu.objet.id} » existe déjà plus haut.", "id")
        vus.add(lu.objet.id)
        _dates_et_sources(lu)
        _etiquettes(lu, _GENRES.get(fichier, ()))
        _selon_la_famille(lu)
    _ids_imposes(entrees, vus, nom)
    _un_delegue_par_departement(entrees)


def _dates_et_sources(lu: Lu) -> None:
    fait = lu.objet
    if fait.revoir_le < fait.verifie_le:
        lu.refuser("« revoir_le » est avant « verifie_le ».", "revoir_le")
    if not fait.sources:
        lu.refuser("il faut au moins une source.", "sources")
    for rang, source in enumerate(fait.sources):
        _source(lu, source, "sources", rang)


def _source(lu: Lu, source: Source, champ: str, rang: int) -> None:
    if source.adresse is None:
        if source.titre != TITRE_DOCUMENT_DE_DEPART:
            lu.refuser(f"la source « {source.titre} » n'a pas d'adresse.", champ, rang)
    elif not _ADRESSE.fullmatch(source.adresse):
        lu.refuser(f"adresse de source à corriger : « {source.adresse} ».", champ, rang)
    if source.precision not in PRECISIONS:
        lu.refuser(f"précision inconnue « {source.precision} » (jour, mois ou annee).", champ, rang)
    if source.date and source.date > lu.objet.verifie_le:
        lu.refuser("une source est plus récente que « verifie_le ».", champ, rang)


def _etiquettes(lu: Lu, genres: tuple[str, ...]) -> None:
    for champ, connues in (*_ETIQUETTES.items(), *((("genre", genres),) if genres else ())):
        valeur = getattr(lu.objet, champ, None)
        valeurs: Iterable[str] = (valeur,) if isinstance(valeur, str) else valeur or ()
        for rang, v in enumerate(valeurs):
            if v not in connues:
                lu.refuser(f"« {v} » n'est pas une étiquette connue de « {champ} ».", champ, rang)


def _selon_la_famille(lu: Lu) -> None:
    fait = lu.objet
    for champ, forme in (("site", _ADRESSE), ("courriel", _COURRIEL)):
        texte = getattr(fait, champ, None)
        if texte is not None and not forme.fullmatch(texte):
            lu.refuser(f"« {champ} » à corriger : « {texte} ».", champ)
    if isinstance(fait, FaitDate):
        _periodes(lu, fait.valeurs)
    elif isinstance(fait, Numero):
        _lien(lu, "lien", fait.lien, fait.numero)
        _plages(lu, fait.plages)
        if (fait.horaires_revoir_le is None) != (fait.horaires_verifies_le is None):
            lu.refuser("« horaires_verifies_le » et « horaires_revoir_le » vont ensemble.", "horaires_revoir_le")
        if (fait.horaires_revoir_le or date.max) < (fait.horaires_verifies_le or date.min):
            lu.refuser("« horaires_revoir_le » est avant « horaires_verifies_le ».", "horaires_revoir_le")
    elif isinstance(fait, Relais):
        if (fait.tel is None) != (fait.lien_tel is None):
            lu.refuser("« tel » et « lien_tel » vont ensemble.", "tel" if fait.tel else "lien_tel")
        if fait.tel is not None and fait.lien_tel is not None:
            _lien(lu, "lien_tel", fait.lien_tel, fait.tel)
    elif isinstance(fait, Intercommunalite):
        for rang, etat in enumerate(fait.plan):
            _source(lu, etat.source, "plan", rang)
            if etat.precision not in PRECISIONS:
                lu.refuser(f"précision inconnue « {etat.precision} » (jour, mois ou annee).", "plan", rang)
    elif isinstance(fait, Delegue):
        if not fait.departements:
            lu.refuser("il faut au moins un département.", "departements")
        if fait.jusqu_a and fait.jusqu_a < fait.etat_au:
            lu.refuser("« jusqu_a » est avant « etat_au ».", "jusqu_a")


def _lien(lu: Lu, champ: str, lien: str, numero: str) -> None:
    trouve = _LIEN_TEL.fullmatch(lien)
    if trouve is None:
        lu.refuser(f"lien téléphonique à corriger : « {lien} » (attendu : tel: puis des chiffres).", champ)
    compose = re.sub(r"^\+33", "0", trouve.group(1))
    if compose != re.sub(r"\D", "", numero):
        lu.refuser(f"le lien « {lien} » n'appelle pas le numéro « {numero} ».", champ)


def _plages(lu: Lu, plages: tuple[Plage, ...]) -> None:
    for rang, p in enumerate(plages):
        if not p.jours or any(not 1 <= j <= 7 for j in p.jours):
            lu.refuser("les jours vont de 1 (lundi) à 7 (dimanche).", "plages", rang)
        if not (_HEURE.fullmatch(p.de) and _HEURE.fullmatch(p.a)) or p.de >= p.a:
            lu.refuser(f"horaires à corriger : « {p.de} » à « {p.a} ».", "plages", rang)


def _periodes(lu: Lu, valeurs: tuple[Valeur, ...]) -> None:
    if not valeurs:
        lu.refuser("il faut au moins une valeur.", "valeurs")
    for rang, v in enumerate(valeurs):
        if v.jusqu_a and v.depuis > v.jusqu_a:
            lu.refuser(f"« depuis » ({v.depuis}) est après « jusqu_a » ({v.jusqu_a}).", "valeurs", rang)
    rangees = sorted(enumerate(valeurs), key=lambda rang_et_valeur: rang_et_valeur[1].depuis)
    for (_, avant), (rang, apres) in itertools.pairwise(rangees):
        if avant.jusqu_a is None or avant.jusqu_a >= apres.depuis:
            lu.refuser(f"deux valeurs se chevauchent au {apres.depuis}.", "valeurs", rang)


def _ids_imposes(entrees: list[Lu], vus: set[str], nom: str) -> None:
    imposes = _IDS_IMPOSES.get(nom.rsplit("/", 1)[-1], ())
    if not imposes:
        return
    for lu in entrees:
        if lu.objet.id not in imposes:
            lu.refuser(f"« {lu.objet.id} » n'est pas dans la liste des étiquettes.", "id")
    manquants = [i for i in imposes if i not in vus]
    if manquants:
        raise FaitInvalide(nom, 1, f"il manque : {', '.join(manquants)}.")


def _un_delegue_par_departement(entrees: list[Lu]) -> None:
    deja: list[tuple[str, Any]] = []
    for lu in entrees:
        d = lu.objet
        if not isinstance(d, Delegue):
            return
        for departement in d.departements:
            for autre_departement, autre in deja:
                fini = autre.jusqu_a is not None and autre.jusqu_a < d.etat_au
                pas_commence = d.jusqu_a is not None and d.jusqu_a < autre.etat_au
                if autre_departement == departement and not fini and not pas_commence:
                    lu.refuser(
                        f"le département {departement} a deux délégués en même temps ({autre.nom} et {d.nom}).",
                        "departements",
                    )
            deja.append((departement, d))
