"""One spelling for many: lower case, no accents, common SMS short forms written out, repeated letters shortened."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bot.lieux import noms_surs

LIEU = "commune"

_ABREGES = {
    "pcq": "parce que",
    "psk": "parce que",
    "pke": "parce que",
    "pk": "pourquoi",
    "pq": "pourquoi",
    "jsuis": "je suis",
    "chuis": "je suis",
    "chui": "je suis",
    "jsui": "je suis",
    "jai": "j ai",
    "jetais": "j etais",
    "jme": "je me",
    "jvais": "je vais",
    "jveux": "je veux",
    "jpeux": "je peux",
    "jcrois": "je crois",
    "jsp": "je sais pas",
    "jsai": "je sais",
    "ct": "c etait",
    "cetait": "c etait",
    "cest": "c est",
    "ya": "il y a",
    "yavait": "il y avait",
    "tt": "tout",
    "ts": "tous",
    "tjs": "toujours",
    "tjrs": "toujours",
    "bcp": "beaucoup",
    "dc": "donc",
    "ds": "dans",
    "ms": "mais",
    "mm": "meme",
    "nn": "non",
    "ns": "nous",
    "vs": "vous",
    "vrmt": "vraiment",
    "rdv": "rendez vous",
    "qd": "quand",
    "qqn": "quelqu un",
    "qqch": "quelque chose",
    "auj": "aujourd hui",
    "pr": "pour",
    "ki": "qui",
    "koi": "quoi",
    "ke": "que",
    "kel": "quel",
    "kan": "quand",
    "pck": "parce que",
    "pdt": "pendant",
    "appart": "appartement",
    "app": "appartement",
    "taf": "travail",
    "taff": "travail",
    "boulot": "travail",
}
_FORME = re.compile(r"[^\W_]+")
_MOT = re.compile(r"[a-z0-9]+")
_REPETE = re.compile(r"([a-z])\1{2,}")
_INVISIBLES = {"Cf", "Mn", "Me", "Cs", "Co", "Cn"}


def aplatir(texte: str) -> str:
    """Return the text in lower case, without accents nor invisible characters."""
    decompose = unicodedata.normalize("NFKD", texte).replace("œ", "oe").replace("Œ", "oe").replace("’", "'")
    return "".join(c for c in decompose if unicodedata.category(c) not in _INVISIBLES).lower()


@lru_cache(maxsize=50_000)
def _formes(forme: str) -> tuple[str, ...]:
    """Return the normalised words of one typed word: short forms written out, repeated letters shortened."""
    sortie: list[str] = []
    for brut in _MOT.findall(aplatir(forme)):
        mot = _REPETE.sub(r"\1\1", brut)
        sortie.extend(_ABREGES.get(mot, mot).split())
    return tuple(sortie)


def decouper(texte: str) -> tuple[list[str], list[str]]:
    """Return the normalised words of a text and, beside each, the word as it was typed.

    The name of a town becomes the one word LIEU: where people live must not weigh on what is understood.
    """
    visible = unicodedata.normalize("NFC", texte)
    if not visible.isascii():
        visible = "".join(c for c in visible if unicodedata.category(c) not in _INVISIBLES)
    suite: list[str] = []
    formes: list[str] = []
    for forme in _FORME.findall(visible):
        for mot in _formes(forme):
            suite.append(mot)
            formes.append(forme)
    return _sans_lieux(suite, formes)


def mots(texte: str) -> list[str]:
    """Return the words of a text, normalised, short forms written out."""
    return decouper(texte)[0]


@lru_cache(maxsize=1)
def _lieux() -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of towns that cannot be anything else, and the words that begin one."""
    noms = noms_surs()
    return noms, frozenset(nom.split()[0] for nom in noms if nom)


def _sans_lieux(suite: list[str], formes: list[str]) -> tuple[list[str], list[str]]:
    (noms, premiers), lus, dits, i = _lieux(), [], [], 0
    while i < len(suite):
        taille = 0
        if suite[i] in premiers:
            taille = next((n for n in (4, 3, 2, 1) if i + n <= len(suite) and " ".join(suite[i : i + n]) in noms), 0)
        lus.append(LIEU if taille else suite[i])
        dits.append(" ".join(dict.fromkeys(formes[i : i + taille])) if taille else formes[i])
        i += taille or 1
    return lus, dits


def normaliser(texte: str) -> str:
    """Return the text as the models read it: normalised words with single spaces."""
    return " ".join(mots(texte))
