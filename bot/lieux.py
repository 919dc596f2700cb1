"""Places: from what people type (no accents, "st", typos, postcodes) to a commune, a department, or a choice.

`reperer` reads a whole story and is careful; `chercher` reads an answer to « where? » and is generous.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from bot.communes import PETITS_MOTS, POPULATION_CONNUE, POPULATION_VILLE, Commune, aplatir, commune, noms_surs, tables
from bot.labels import DEPARTEMENTS

__all__ = ["Commune", "Trouvaille", "aplatir", "chercher", "commune", "en_dict", "noms_surs", "reperer"]

MOTS_NOM_MAX = 8
RESSEMBLANCE = 80
PRESQUE_PAREIL = 88
BEAUCOUP_PLUS = 20
POSSIBLES_MAX = 6
_DEPARTEMENTS_DITS = {
    "aisne": "02", "nord": "59", "oise": "60", "pas de calais": "62", "somme": "80", "pdc": "62",
}  # fmt: skip
_AVANT = frozenset(
    "a sur vers de d chez habite habitant pres cote ville mairie quartier commune lycee college dans".split()
)
_AVANT_STRICT = frozenset("a sur vers habite ville commune mairie".split())


@dataclass(frozen=True)
class Trouvaille:
    """What a text says of the place: one commune, a department only, several possible communes, or outside the region."""

    commune: Commune | None = None
    departement: str | None = None
    possibles: tuple[Commune, ...] = ()
    hors_region: bool = False


def reperer(texte: str) -> Trouvaille:
    """Find the place in a story: exact names only, with a word before them that announces a place when in doubt."""
    t = tables()
    mots = aplatir(texte)
    postal = _code_postal(texte, mots)
    if postal is not None:
        return postal
    grands = {m for brut in re.findall(r"[^\W\d_][\w’'-]*", texte) if brut[0].isupper() for m in aplatir(brut)}
    ailleurs = False
    for debut in range(len(mots)):
        avant = mots[debut - 1] if debut else ""
        for taille in range(min(MOTS_NOM_MAX, len(mots) - debut), 0, -1):
            nom = " ".join(mots[debut : debut + taille])
            trouvees = t.par_nom.get(nom)
            if nom == "calais" and mots[max(debut - 2, 0) : debut] == ["pas", "de"]:
                continue
            if trouvees and _credible(trouvees[0], nom, avant, mots[debut + _article(nom)] in grands):
                return _une_ou_plusieurs(trouvees)
            if nom in t.ailleurs:
                ailleurs |= avant in _AVANT_STRICT and not (t.ailleurs[nom] and mots[debut] not in grands)
                if taille > 1:  # « Boulogne-Billancourt » is not Boulogne
                    break
    departement = _departement(mots)
    if departement is not None:
        return Trouvaille(departement=departement)
    return Trouvaille(hors_region=ailleurs)


def chercher(texte: str) -> Trouvaille:
    """Read an answer to « where? »: like `reperer`, then by likeness, then by the beginning of a name."""
    t = tables()
    mots = [m for m in aplatir(texte) if m not in _POLITESSES]
    nom = " ".join(mots)
    exact = reperer(texte)
    if exact != Trouvaille():
        return _plus_entier(exact, nom)
    for dit in (" ".join(aplatir(texte)), nom):
        if dit in t.par_nom:
            return _une_ou_plusieurs(t.par_nom[dit])
        if dit in _DEPARTEMENTS_DITS or dit in DEPARTEMENTS:
            return Trouvaille(departement=_DEPARTEMENTS_DITS.get(dit, dit))
    if not nom:
        return Trouvaille()
    sans_chiffres = " ".join(m for m in mots if not m[0].isdigit() and m != "arrondissement")
    if sans_chiffres in t.ailleurs or re.fullmatch(r"\d{2}", nom):
        return Trouvaille(hors_region=True)
    if len(nom) < 4 or len(mots) > MOTS_NOM_MAX:
        return Trouvaille()
    candidats = [
        c for n, court in zip(t.noms, t.courts, strict=True) if f"{court} ".startswith(f"{nom} ") for c in t.par_nom[n]
    ]
    return _choisir(_sans_doublon(candidats or _proches(nom)))


def _proches(nom: str) -> list[Commune]:
    """Return the communes whose name looks like `nom`: the nearest alone when no other comes close nor is far larger."""
    t = tables()
    proches = process.extract(nom, t.courts, scorer=fuzz.ratio, score_cutoff=RESSEMBLANCE, limit=POSSIBLES_MAX)
    trouvees = [t.par_nom[t.noms[place]] for _, _, place in proches]
    if len(proches) > 1 and proches[0][1] - proches[1][1] >= 5:
        habitants = max(trouvees[0][0].population, 1)
        trouvees = [trouvees[0], *(c for c in trouvees[1:] if c[0].population >= BEAUCOUP_PLUS * habitants)]
    return [c for communes in trouvees for c in communes]


def _choisir(candidats: list[Commune]) -> Trouvaille:
    plus_grande = max(candidats, key=lambda c: c.population, default=None)
    if plus_grande is not None and all(
        c is plus_grande or plus_grande.population >= BEAUCOUP_PLUS * max(c.population, 1) for c in candidats
    ):
        return Trouvaille(commune=plus_grande, departement=plus_grande.departement)
    return _une_ou_plusieurs(tuple(candidats[:POSSIBLES_MAX]))


def _plus_entier(exact: Trouvaille, nom: str) -> Trouvaille:
    """Return what the whole answer looks like rather than a part of it: « marquete lez lille » is not Lille."""
    t = tables()
    if exact.commune is None or len(nom) <= len(exact.commune.nom):
        return exact
    mieux = process.extractOne(nom, t.courts, scorer=fuzz.ratio, score_cutoff=PRESQUE_PAREIL)
    return exact if mieux is None else _une_ou_plusieurs(t.par_nom[t.noms[mieux[2]]])


_POLITESSES = PETITS_MOTS | frozenset(
    "je j suis habite habitais vis a au aux c est etait dans chez moi bonjour merci svp ici"
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


def _article(nom: str) -> int:
    """Return 1 when a name begins with an article, which is written small in a sentence, else 0."""
    return int(" " in nom and nom.split(" ", 1)[0] in ("le", "la", "les", "l"))


def _code_postal(texte: str, mots: list[str]) -> Trouvaille | None:
    for code in re.findall(r"(?<!\d)(\d{2} ?\d{3})(?!\d)", texte):
        code = code.replace(" ", "")
        if code in tables().par_postal:
            possibles = tables().par_postal[code]
            phrase = f" {' '.join(mots)} "
            nommees = tuple(c for c in possibles if f" {' '.join(aplatir(c.nom))} " in phrase)
            return _une_ou_plusieurs(nommees or possibles)
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
    if _article(nom) and nom.count(" ") == 1:  # « le titre », « la loge »: ordinary words too, unless written as a name
        return majuscule or (avant in _AVANT_STRICT and c.population >= POPULATION_VILLE)
    if " " in nom:
        return True
    if c.courant and c.population < POPULATION_CONNUE:
        return majuscule and avant in _AVANT_STRICT
    if len(nom) <= 3 or c.population < POPULATION_VILLE:
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
