"""Other languages: recognised by their writing, then (from four words up) by statistics, never against known French."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

LANGUES = ("en", "ar", "es", "tr", "pt", "ro")
# Known to the identifier so that they are not taken for one of ours; answered with the general text.
VOISINES = ("pl", "de", "it", "nl", "sq", "cs", "sk", "hr", "hu", "lt")
_ECRITURES = {"ARABIC": "ar", "CYRILLIC": "autre", "CJK": "autre", "HANGUL": "autre", "DEVANAGARI": "autre"}
_ECRITURES |= {"HIRAGANA": "autre", "KATAKANA": "autre", "ETHIOPIC": "autre", "TAMIL": "autre", "BENGALI": "autre"}
_ECRITURES |= {"ARMENIAN": "autre", "GEORGIAN": "autre", "HEBREW": "autre", "GREEK": "autre", "THAI": "autre"}
_VOYELLES = frozenset("aeiouyàâäéèêëîïôöùûüœæáíóúãõăâıš0123456789")
MOTS_MIN = 4
PART_CONNUE_MAX = 0.45
# Short words of everyday messages, for texts too short for statistics.
_INDICES: dict[str, frozenset[str]] = {
    "en": frozenset("i you my the is are was please help hello speak english need want they me not because".split()),
    "es": frozenset(
        "hola yo mi estoy necesito ayuda hablo espanol gracias por favor porque usted tengo quiero".split()
    ),
    "pt": frozenset("ola eu preciso ajuda falo portugues obrigado obrigada voce nao estou por favor tenho".split()),
    "tr": frozenset("merhaba ben turkce yardim lutfen istiyorum bana bir var yok nasil tesekkurler biliyor".split()),
    "ro": frozenset("buna salut eu nu sunt ajutor vorbesc romana romaneste multumesc vreau am nevoie".split()),
    "ar": frozenset("salam ana bghit arabi arabia 3arbi 3arabi hadra nahdar chokran shukran momkin".split()),
}


@lru_cache(maxsize=1)
def _identifieur() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifieur = LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)
    identifieur.set_languages(["fr", *LANGUES, *VOISINES])
    return identifieur


def ecriture(texte: str) -> str | None:
    """Return the language that the writing alone tells (Arabic letters…), or None for Latin letters."""
    comptes: dict[str, int] = {}
    for c in texte:
        if c.isalpha() and not c.isascii():
            nom = unicodedata.name(c, "").split(" ")[0]
            if nom in _ECRITURES:
                comptes[_ECRITURES[nom]] = comptes.get(_ECRITURES[nom], 0) + 1
    lettres = sum(c.isalpha() for c in texte)
    if comptes and sum(comptes.values()) * 2 >= lettres:
        return max(comptes, key=lambda langue: comptes[langue])
    return None


def reconnaitre(texte: str, connus: int, total: int, pressentie: bool) -> str:
    """Return "fr", one of LANGUES or "autre"; `connus` of `total` words are known French words of our data."""
    ecrite = ecriture(texte)
    if ecrite is not None:
        return ecrite
    if total == 0:
        return "fr"
    part = connus / total
    if not pressentie and (total < MOTS_MIN or part > PART_CONNUE_MAX):
        return "fr"
    if total >= MOTS_MIN:
        langue, probabilite = _identifieur().classify(texte)
        if langue != "fr" and (probabilite >= 0.95 or pressentie):
            return str(langue) if langue in LANGUES else "autre"
    if pressentie:
        return _par_indices(texte)
    return "fr"


def _prononcable(presents: set[str]) -> bool:
    """Tell whether most words have a vowel: keys hit at random are no language."""
    return sum(bool(_VOYELLES & set(mot)) for mot in presents) * 2 > len(presents)


def _par_indices(texte: str) -> str:
    from bot.comprehension.normaliser import mots

    presents = set(mots(texte))
    notes = {langue: len(presents & indices) for langue, indices in _INDICES.items()}
    meilleure = max(notes, key=lambda langue: notes[langue])
    if notes[meilleure] > 0:
        return meilleure
    for nom, langue in (
        ("anglais", "en"),
        ("english", "en"),
        ("arabe", "ar"),
        ("espagnol", "es"),
        ("turc", "tr"),
        ("portugais", "pt"),
        ("roumain", "ro"),
    ):
        if nom in presents:
            return langue
    return "autre" if _prononcable(presents) else "fr"
