"""The communes and the names people give them: tables read once from bot/knowledge/lieux/*.csv (source in their headers)."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.labels import DEPARTEMENTS

DOSSIER = Path(__file__).parent / "knowledge" / "lieux"
POPULATION_CONNUE = 30_000
POPULATION_VILLE = 2_000
BIEN_PLUS_GRANDE = 10
GRANDES_VILLES = 12
_ABREGES = {"st": "saint", "ste": "sainte", "sts": "saints", "s": "sur", "nd": "notre dame", "vda": "villeneuve d ascq"}
_SURNOMS = {
    "vascq": "59009", "v ascq": "59009", "villeneuve dascq": "59009", "dunkirk": "59183", "dk": "59183",
    "wasquehal": "59646", "boulogne": "62160", "boulogne sur mer": "62160", "saint pol": "62767", "saint omer": "62765",
    "marcq": "59378", "mons": "59410", "bruay": "62178", "henin": "62427", "noyelles": "62624", "lille sud": "59350",
    "lille moulins": "59350", "wazemmes": "59350", "fives": "59350", "lille fives": "59350", "hellemmes": "59350",
    "lomme": "59350", "vauban esquermes": "59350", "bois blancs": "59350", "faubourg de bethune": "59350",
    "etouvie": "80021", "amiens nord": "80021", "chateau thierry": "02168", "saint quentin": "02691",
}  # fmt: skip
PETITS_MOTS = frozenset("le la les l de du des d en sur".split())
# First names too: in a story they are more often somebody than somewhere.
_PRENOMS = ("Albert", "Salomé")
# Cities over the border, where people of the region work and live too.
_ETRANGER = (
    "bruxelles", "tournai", "mouscron", "courtrai", "ypres", "mons belgique", "comines belgique", "charleroi", "gand",
    "anvers", "liege", "belgique", "londres", "luxembourg",
)  # fmt: skip


@dataclass(frozen=True)
class Commune:
    """A commune of the five departments: INSEE code, name, department, postcodes, EPCI (SIREN), population."""

    code: str
    nom: str
    departement: str
    codes_postaux: tuple[str, ...]
    epci: str
    population: int
    courant: bool

    @property
    def affiche(self) -> str:
        """The name as shown: « Roubaix (Nord) »."""
        return f"{self.nom} ({DEPARTEMENTS[self.departement]})"


def aplatir(texte: str) -> list[str]:
    """Return the words of a name or a text, lower case without accents, « st » written « saint »."""
    t = unicodedata.normalize("NFKD", texte.replace("œ", "oe").replace("Œ", "OE"))
    t = "".join(c for c in t if not unicodedata.combining(c)).lower()
    return [m for brut in re.findall(r"[a-z0-9]+", t) for m in _ABREGES.get(brut, brut).split()]


def _lignes(nom: str) -> Iterator[dict[str, str]]:
    with open(DOSSIER / nom, encoding="utf-8") as fichier:
        yield from csv.DictReader(ligne for ligne in fichier if not ligne.startswith("#"))


class Tables:
    """Communes by code, by flattened name and by postcode, the largest first; and names outside the region."""

    def __init__(self) -> None:
        self.par_code = {
            r["code"]: Commune(
                r["code"],
                r["nom"],
                r["departement"],
                tuple(r["codes_postaux"].split()),
                r["epci"],
                int(r["population"]),
                r["courant"] == "1" or r["nom"] in _PRENOMS,
            )
            for r in _lignes("communes.csv")
        }
        self.par_nom: dict[str, tuple[Commune, ...]] = {}
        self.par_postal: dict[str, tuple[Commune, ...]] = {}
        for c in sorted(self.par_code.values(), key=lambda c: -c.population):
            cle = " ".join(aplatir(c.nom))
            self.par_nom[cle] = (*self.par_nom.get(cle, ()), c)
            for postal in c.codes_postaux:
                self.par_postal[postal] = (*self.par_postal.get(postal, ()), c)
        self._ajouter_les_villes()
        for r in _lignes("anciennes.csv"):
            self.par_nom.setdefault(" ".join(aplatir(r["nom"])), (self.par_code[r["code"]],))
        for surnom, code in _SURNOMS.items():
            self.par_nom.setdefault(surnom, (self.par_code[code],))
        self.ailleurs: dict[str, bool] = dict.fromkeys(_ETRANGER, False)
        self.ailleurs |= {" ".join(aplatir(r["nom"])): r["courant"] == "1" for r in _lignes("hors_region.csv")}
        self.noms = list(self.par_nom)
        self.courts = [sans_petits_mots(nom) for nom in self.noms]

    def _ajouter_les_villes(self) -> None:
        # « Saint-Amand » is a village of 122, and what everybody calls Saint-Amand-les-Eaux: both are proposed.
        villes = {n: c[0] for n, c in self.par_nom.items() if c[0].population >= POPULATION_VILLE}
        for nom, ville in villes.items():
            mots = nom.split()
            for taille in range(1, len(mots)):
                court = self.par_nom.get(" ".join(mots[:taille]), ())
                if court and ville.population >= BIEN_PLUS_GRANDE * court[0].population:
                    self.par_nom[" ".join(mots[:taille])] = (ville, *court)


def sans_petits_mots(nom: str) -> str:
    """Return a flattened name without the words people forget or misspell; whole when nothing else is left."""
    return " ".join(m for m in nom.split() if m not in PETITS_MOTS) or nom


@lru_cache(maxsize=1)
def tables() -> Tables:
    """Return the tables, read once."""
    return Tables()


def commune(code: str) -> Commune | None:
    """Return a commune of the region by its INSEE code."""
    return tables().par_code.get(code)


def noms_surs() -> frozenset[str]:
    """Return the flattened names of towns that cannot be taken for ordinary words (used to neutralise places)."""
    t = tables()
    connues = [(nom, c[0]) for nom, c in t.par_nom.items()]
    region = {nom for nom, c in connues if c.population >= POPULATION_VILLE and not c.courant}
    region |= {nom for nom, c in connues if c.population >= POPULATION_CONNUE}
    # The table of the other departments begins with the largest towns; overseas names may matter (banks, origins).
    loin = list(_lignes("hors_region.csv"))
    for rang, ligne in enumerate(loin):
        if not ligne["departement"].startswith("97") and (rang < GRANDES_VILLES or ligne["courant"] == "0"):
            region.add(" ".join(aplatir(ligne["nom"])))
    # « la garde », « le port »: an article makes an ordinary phrase of them.
    region = {nom for nom in region if nom.split(" ")[0] not in ("la", "le", "les") or nom in t.par_nom}
    return frozenset(region | {n.replace("saint", "st", 1) for n in region if n.startswith("saint")})
