"""Numbers that tell who somebody is: NIR, IBAN, RIB and telephones, however they are typed; public numbers
are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any

from bot.knowledge import charger

Portee = tuple[int, int]

_SEP = r"[ \t\u00a0\u202f.\-_/·,]{0,3}"
_NIR = re.compile(
    rf"(?<!\d)[1278]{_SEP}\d{_SEP}\d{_SEP}\d{_SEP}\d{_SEP}(?:\d{_SEP}\d|2{_SEP}[ABab]){_SEP}"
    rf"(?:\d{_SEP}){{5}}\d(?:{_SEP}(?:cl[ée]f?{_SEP}:?{_SEP})?\d{_SEP}\d)?(?!\d)"
)
_NIR_COURT = re.compile(
    rf"(?<!\d)[12]{_SEP}\d{_SEP}\d{_SEP}\d{_SEP}\d{_SEP}(?:\d{_SEP}\d|2{_SEP}[ABab]){_SEP}(?:\d{_SEP}){{5}}\d(?!\d)"
)
_DOSSIER = re.compile(
    r"(?:dossier|r[ée]f[ée]rence|r[ée]f|commande|facture|contrat|siret|colis|suivi)\W{0,3}(?:n\W{0,2}"
    r"|num[ée]ro\W{0,2})?$",
    re.I,
)
_TETE_IBAN = re.compile(r"(?<![A-Za-z])(?:IBAN)?([A-Za-z]{2})[ .\-:]{0,3}\d[ .\-]?\d", re.IGNORECASE)
_RIB = re.compile(r"(?<![\dA-Za-z])(?:\d[ .\-]{0,2}){10}(?:[0-9A-Za-z][ .\-]{0,2}){11}\d[ .\-]?\d(?![\dA-Za-z])")
_LONGUEURS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28, "CH": 21,
    "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "DZ": 26, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18,
    "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23,
    "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25,
    "MA": 28, "MC": 27, "MD": 24, "ME": 22, "MG": 27, "MK": 19, "ML": 28, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15,
    "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24, "SI": 19, "SK": 24,
    "SM": 27, "SN": 28, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20, "BF": 28,
    "BJ": 28, "CI": 28, "CM": 27, "CV": 25, "GA": 27, "KM": 27, "CG": 27, "TG": 28, "NE": 28, "GW": 25, "MZ": 25, "AO": 25,
}  # fmt: skip
_LETTRES_RIB = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")
# Fewer digits than that, and it is a sentence that happens to have a right key.
_CHIFFRES_IBAN_MIN = 10
_S = r"[ \u00a0\u202f.\-_,]{0,2}"
_PAIRES = rf"(?:{_S}\d{{2}}){{4}}"
_TEL = re.compile(
    rf"(?<![\w+])(?:(?:\+|00){_S}33{_S}(?:\(0\){_S}|0{_S})?[1-9]|[0Oo]{_S}[1-9])"
    rf"(?:{_PAIRES}|(?:/\d{{2}}){{4}}|{_S}\d{{2}}(?:{_S}\d{{3}}){{2}}|(?:{_S}\d){{8}})(?!\d)"
)
_TEL_ETRANGER = re.compile(rf"(?<![\w+])(?:\+|00){_S}(?!33)[1-9]\d{{0,2}}(?:{_S}(?:\(0\))?\d){{6,12}}(?!\d)")
_TEL_DIT = re.compile(
    r"(?:\bt[ée]l(?:[ée]phone)?|\bnum[ée]ros?|\bnum|\bportable|\bjoindre|\bjoignable|\bappel\w*|\brappel\w*"
    r"|\bsms|\bwhats\s?app)\b"
    rf"(?!\s+de\s+(?:dossier|commande|s[ée]cu))\W{{0,4}}(?:(?:c|est|au|moi|ma|me|sur|mon|le|d|ici|perso|pro"
    rf"|portable|fixe|suis|suivant|urgence)\W{{1,3}}){{0,4}}"
    rf"((?:\d{_S}){{8,10}}\d?)(?<=\d)(?!\d)",
    re.IGNORECASE,
)
_CHIFFRES_DITS = (
    r"(?:z[ée]ro|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze"
    r"|quinze|seize|vingt|trente|quarante|cinquante|soixante)"
)
_TEL_EN_LETTRES = re.compile(
    rf"\bz[ée]ro[ -]{_CHIFFRES_DITS}(?:[ ,-]+(?:et[ -])?{_CHIFFRES_DITS}){{4,14}}\b", re.IGNORECASE
)
_DATE = re.compile(r"\d{2}([ .\-/])\d{2}\1(?:19|20)\d{2}\b")
_PUBLIC = re.compile(r"(?<![\d])(?:\+33|0)[ .]?[1-9](?:[ .]?\d{2}){4}(?!\d)|(?<!\d)\d{2,4}(?: \d{2,3})?(?!\d)")


def nirs(texte: str) -> Iterator[Portee]:
    """Find social security numbers, with their key or without, Corsica included; out: where they are."""
    fin = 0
    for debut in [m.start() for m in re.finditer(r"(?<!\d)[1278]", texte)]:
        if debut < fin:
            continue
        for motif in (_NIR, _NIR_COURT):
            trouve = motif.match(texte, debut)
            if trouve and _nir_possible(trouve.group(), texte[max(0, debut - 40) : debut]):
                fin = trouve.end()
                yield debut, fin
                break


def _nir_possible(brut: str, avant: str) -> bool:
    chiffres = "".join(_chiffre(c) for c in brut if c.isdigit() or c in "ABab").upper()
    corps, cle = chiffres[:13], chiffres[13:]
    nombre = corps[:5] + corps[5:7].replace("2A", "19").replace("2B", "18") + corps[7:]
    if not nombre.isdigit():
        return False
    if cle and 97 - int(nombre) % 97 == int(cle):
        return True
    mois = int(corps[3:5])
    mois_vrai = 1 <= mois <= 12 or (bool(cle) and 20 <= mois <= 42)
    return mois_vrai and corps[0] in "12" and not _DOSSIER.search(avant)


def _chiffre(c: str) -> str:
    # Full-width and other scripts' digits count as digits.
    return str(int(c)) if c.isdecimal() else c if c.isascii() else ""


def ibans(texte: str) -> Iterator[Portee]:
    """Find IBANs of any country and French RIBs, glued or in groups, wrong key included for France; out:
    where they are."""
    fin = 0
    for tete in _TETE_IBAN.finditer(texte):
        if tete.start() < fin or not (etendue := _iban(texte, tete.start(1), tete.group(1).upper())):
            continue
        fin = etendue[1]
        yield etendue
    for rib in _RIB.finditer(texte):
        if rib.start() >= fin and _rib_juste(_nu(rib.group())):
            yield rib.span()


def _iban(texte: str, debut: int, pays: str) -> Portee | None:
    longueur = _LONGUEURS.get(pays)
    if longueur is None:
        return None
    signes: list[str] = []
    place, ecart = debut, 0
    while place < len(texte) and len(signes) < longueur and ecart <= 3:
        c = texte[place]
        if c.isalnum() and (c.isascii() or c.isdecimal()):
            signes.append(_chiffre(c).upper())
            ecart = 0
        elif c in " .-:\t\u00a0\u202f_/\n":
            ecart += 1
        else:
            break
        place += 1
    nu = "".join(signes)
    if len(nu) != longueur or not nu[2:4].isdigit() or sum(c.isdigit() for c in nu) < _CHIFFRES_IBAN_MIN:
        return None
    francais = pays == "FR" and nu[4:14].isdigit()
    juste = int("".join(str(int(c, 36)) for c in nu[4:] + nu[:4])) % 97 == 1
    return (debut, place) if juste or francais else None


def _nu(brut: str) -> str:
    return "".join(_chiffre(c) for c in brut if c.isalnum()).upper()


def _rib_juste(nu: str) -> bool:
    compte = nu[10:21].translate(_LETTRES_RIB)
    if len(nu) != 23 or not nu[:10].isdigit() or not compte.isdigit():
        return False
    return (89 * int(nu[:5]) + 15 * int(nu[5:10]) + 3 * int(compte) + int(nu[21:])) % 97 == 0


def telephones(texte: str, publics: frozenset[str]) -> Iterator[Portee]:
    """Find telephone numbers, but those in `publics` (digits without prefix: see `numero_nu`); out: where they are."""
    for motif, groupe in ((_TEL, 0), (_TEL_ETRANGER, 0), (_TEL_DIT, 1), (_TEL_EN_LETTRES, 0)):
        for m in motif.finditer(texte):
            if not _DATE.match(m.group(groupe)) and numero_nu(m.group(groupe)) not in publics:
                yield m.start(groupe), m.start(groupe) + len(m.group(groupe).rstrip(" .-_,\u00a0\u202f"))


def numero_nu(brut: str) -> str:
    """Reduce a telephone number to what identifies it; out: its digits, country code of France and first
    zero dropped."""
    chiffres = "".join(_chiffre(c) for c in brut if c.isdigit())
    return re.sub(r"^(?:0033|33(?=\d{9}))?0?", "", chiffres)


@lru_cache(maxsize=1)
def numeros_publics() -> frozenset[str]:
    """Collect every number that the facts may state, so that none is ever masked; out: reduced as `numero_nu` does."""
    return frozenset(numero_nu(m) for texte in _textes(charger()) for m in _PUBLIC.findall(texte))


@lru_cache(maxsize=1)
def textes_publics() -> str:
    """Return all that the facts say in one text, where public addresses are looked up."""
    return "\n".join(_textes(charger())).lower()


def _textes(chose: Any) -> Iterator[str]:
    if isinstance(chose, str):
        yield chose
    elif is_dataclass(chose):
        for champ in fields(chose):
            yield from _textes(getattr(chose, champ.name))
    elif hasattr(chose, "values"):
        for valeur in chose.values():
            yield from _textes(valeur)
    elif isinstance(chose, (list, tuple)):
        for valeur in chose:
            yield from _textes(valeur)
