"""Places: from what people type (no accents, "st", typos, postcodes) to a commune, a department, or a choice.

`reperer` reads a whole story and is careful; `chercher` reads an answer to « where? » and is generous.
Source of the tables: bot/knowledge/lieux/*.csv (see their headers).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from bot.labels import DEPARTEMENTS

DOSSIER = Path(__file__).parent / "knowledge" / "lieux"
MOTS_NOM_MAX = 8
POPULATION_CONNUE = 30_000
RESSEMBLANCE = 80
POSSIBLES_MAX = 6
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
_DEPARTEMENTS_DITS = {
    "aisne": "02", "nord": "59", "oise": "60", "pas de calais": "62", "somme": "80", "pdc": "62",
}  # fmt: skip
_AVANT = frozenset(
    "a sur vers de d chez habite habitant pres cote ville mairie quartier commune lycee college dans".split()
)
_AVANT_STRICT = frozenset("a sur vers habite ville commune mairie".split())


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


@dataclass(frozen=True)
class Trouvaille:
    """What a text says of the place: one commune, a department only, several possible communes, or outside the region."""

    commune: Commune | None = None
    departement: str | None = None
    possibles: tuple[Commune, ...] = ()
    hors_region: bool = False


def aplatir(texte: str) -> list[str]:
    """Return the words of a name or a text, lower case without accents, « st » written « saint »."""
    t = unicodedata.normalize("NFKD", texte.replace("œ", "oe").replace("Œ", "OE"))
    t = "".join(c for c in t if not unicodedata.combining(c)).lower()
    return [m for brut in re.findall(r"[a-z0-9]+", t) for m in _ABREGES.get(brut, brut).split()]


def _lignes(nom: str) -> Iterator[dict[str, str]]:
    with open(DOSSIER / nom, encoding="utf-8") as fichier:
        yield from csv.DictReader(ligne for ligne in fichier if not ligne.startswith("#"))


class _Tables:
    def __init__(self) -> None:
        self.par_code = {
            r["code"]: Commune(
                r["code"],
                r["nom"],
                r["departement"],
                tuple(r["codes_postaux"].split()),
                r["epci"],
                int(r["population"]),
                r["courant"] == "1",
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
        for r in _lignes("anciennes.csv"):
            self.par_nom.setdefault(" ".join(aplatir(r["nom"])), (self.par_code[r["code"]],))
        for surnom, code in _SURNOMS.items():
            self.par_nom.setdefault(surnom, (self.par_code[code],))
        self.ailleurs = {" ".join(aplatir(r["nom"])): r["courant"] == "1" for r in _lignes("hors_region.csv")}
        self.noms = list(self.par_nom)


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    return _Tables()


def commune(code: str) -> Commune | None:
    """Return a commune of the region by its INSEE code."""
    return _tables().par_code.get(code)


def noms_surs() -> frozenset[str]:
    """Return the flattened names of towns that cannot be taken for ordinary words (used to neutralise places)."""
    t = _tables()
    region = {nom for nom, communes in t.par_nom.items() if communes[0].population >= 2_000 and not communes[0].courant}
    region |= {nom for nom, communes in t.par_nom.items() if communes[0].population >= POPULATION_CONNUE}
    # The table of the other departments begins with the largest towns; overseas names may matter (banks, origins).
    loin = list(_lignes("hors_region.csv"))
    for rang, ligne in enumerate(loin):
        if not ligne["departement"].startswith("97") and (rang < GRANDES_VILLES or ligne["courant"] == "0"):
            region.add(" ".join(aplatir(ligne["nom"])))
    return frozenset(region | {n.replace("saint", "st", 1) for n in region if n.startswith("saint")})


def reperer(texte: str) -> Trouvaille:
    """Find the place in a story: exact names only, with a word before them that announces a place when in doubt."""
    t = _tables()
    postal = _code_postal(texte)
    if postal is not None:
        return postal
    mots = aplatir(texte)
    grands = {m for brut in re.findall(r"[^\W\d_][\w’'-]*", texte) if brut[0].isupper() for m in aplatir(brut)}
    ailleurs = False
    for debut in range(len(mots)):
        avant = mots[debut - 1] if debut else ""
        for taille in range(min(MOTS_NOM_MAX, len(mots) - debut), 0, -1):
            nom = " ".join(mots[debut : debut + taille])
            trouvees = t.par_nom.get(nom)
            if trouvees and _credible(trouvees[0], nom, avant, mots[debut] in grands):
                return _une_ou_plusieurs(trouvees)
            if nom in t.ailleurs and avant in _AVANT_STRICT and not (t.ailleurs[nom] and mots[debut] not in grands):
                ailleurs = True
    departement = _departement(mots)
    if departement is not None:
        return Trouvaille(departement=departement)
    return Trouvaille(hors_region=ailleurs)


def chercher(texte: str) -> Trouvaille:
    """Read an answer to « where? »: like `reperer`, then by likeness, then by the beginning of a name."""
    t = _tables()
    exact = reperer(texte)
    if exact != Trouvaille():
        return exact
    mots = [m for m in aplatir(texte) if m not in _POLITESSES]
    nom = " ".join(mots)
    if not nom:
        return Trouvaille()
    if nom in t.par_nom:
        return _une_ou_plusieurs(t.par_nom[nom])
    if nom in _DEPARTEMENTS_DITS:
        return Trouvaille(departement=_DEPARTEMENTS_DITS[nom])
    if nom in DEPARTEMENTS:
        return Trouvaille(departement=nom)
    if nom in t.ailleurs or re.fullmatch(r"\d{2}", nom):
        return Trouvaille(hors_region=True)
    if len(nom) < 4 or len(mots) > MOTS_NOM_MAX:
        return Trouvaille()
    debut = [c for n in t.noms if n.startswith(nom + " ") for c in t.par_nom[n]]
    proches = process.extract(nom, t.noms, scorer=fuzz.ratio, score_cutoff=RESSEMBLANCE, limit=POSSIBLES_MAX)
    candidats = _sans_doublon([*debut, *(c for n, _, _ in proches for c in t.par_nom[n])])
    if proches and not debut and (len(proches) == 1 or proches[0][1] - proches[1][1] >= 5):
        return _une_ou_plusieurs(t.par_nom[proches[0][0]])
    plus_grande = max(candidats, key=lambda c: c.population, default=None)
    if plus_grande is not None and all(
        c is plus_grande or plus_grande.population >= 20 * max(c.population, 1) for c in candidats
    ):
        return Trouvaille(commune=plus_grande, departement=plus_grande.departement)
    return _une_ou_plusieurs(tuple(candidats[:POSSIBLES_MAX]))


_POLITESSES = frozenset(
    "je j suis habite habitais vis a au aux c est etait dans le la les l de du des d en sur chez moi bonjour merci svp ici"
    " ville vers pres cote ca s passe passait passee y ai travaille euh ben bah".split()
)


def en_dict(t: Trouvaille) -> dict[str, Any] | None:
    """Return the place as the message contract carries it, or None when nothing was found."""
    if t == Trouvaille():
        return None
    return {
        "code": t.commune.code if t.commune else None,
        "commune": t.commune.nom if t.commune else None,
        "departement": t.commune.departement if t.commune else t.departement,
        "hors_region": t.hors_region,
        "possibles": [c.code for c in t.possibles],
    }


def _code_postal(texte: str) -> Trouvaille | None:
    for code in re.findall(r"(?<!\d)(\d{2} ?\d{3})(?!\d)", texte):
        code = code.replace(" ", "")
        if code in _tables().par_postal:
            return _une_ou_plusieurs(_tables().par_postal[code])
        if code[:2] in DEPARTEMENTS:
            return Trouvaille(departement=code[:2])
        if re.search(rf"(?:^|à|a|habite|postal|cp)\s*{code}\b", texte.strip().lower()) and "01" <= code[:2] <= "98":
            return Trouvaille(hors_region=True)
    return None


def _une_ou_plusieurs(trouvees: tuple[Commune, ...]) -> Trouvaille:
    if not trouvees:
        return Trouvaille()
    if len(trouvees) == 1:
        return Trouvaille(commune=trouvees[0], departement=trouvees[0].departement)
    departements = {c.departement for c in trouvees}
    return Trouvaille(
        possibles=trouvees[:POSSIBLES_MAX], departement=departements.pop() if len(departements) == 1 else None
    )


def _sans_doublon(communes: list[Commune]) -> list[Commune]:
    return list({c.code: c for c in communes}.values())


def _credible(c: Commune, nom: str, avant: str, majuscule: bool) -> bool:
    """Tell whether a name found in a story is really the place, not an ordinary word (« avion », « croix », « rue »)."""
    if " " in nom:
        return True
    if c.courant and c.population < POPULATION_CONNUE:
        return majuscule and avant in _AVANT_STRICT
    if len(nom) <= 3 or c.population < 2_000:
        return avant in _AVANT_STRICT or (majuscule and avant in _AVANT)
    return majuscule or avant in _AVANT or c.population >= POPULATION_CONNUE


def _departement(mots: list[str]) -> str | None:
    phrase = " ".join(mots)
    for nom, code in _DEPARTEMENTS_DITS.items():
        article = r"(?:dans|du|de|departement) (?:l |la |le )?" if nom != "nord" else r"(?:dans le|departement du) "
        if nom == "somme":
            article = r"(?:dans la|departement de la) "
        if re.search(rf"\b{article}{nom}\b", phrase):
            return code
    trouve = re.search(r"\bdans le (02|59|60|62|80)\b", phrase)
    return trouve.group(1) if trouve else None
