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
_MOT = re.compile(r"[a-z0-9]+")
_REPETE = re.compile(r"([a-z])\1{2,}")
_INVISIBLES = {"Cf", "Mn", "Me", "Cs", "Co", "Cn"}


def aplatir(texte: str) -> str:
    """Return the text in lower case, without accents nor invisible characters."""
    decompose = unicodedata.normalize("NFKD", texte).replace("œ", "oe").replace("Œ", "oe").replace("’", "'")
    return "".join(c for c in decompose if unicodedata.category(c) not in _INVISIBLES).lower()


def mots(texte: str) -> list[str]:
    """Return the words of a text, normalised, short forms written out."""
    sortie: list[str] = []
    for brut in _MOT.findall(aplatir(texte)):
        mot = _REPETE.sub(r"\1\1", brut)
        sortie.extend(_ABREGES.get(mot, mot).split())
    return _sans_lieux(sortie)


@lru_cache(maxsize=1)
def _lieux() -> frozenset[str]:
    return noms_surs()


def _sans_lieux(suite: list[str]) -> list[str]:
    """Write every name of a town as « commune »: where people live must not weigh on what is understood."""
    noms, sortie, i = _lieux(), [], 0
    while i < len(suite):
        taille = next((n for n in (4, 3, 2, 1) if " ".join(suite[i : i + n]) in noms and i + n <= len(suite)), 0)
        sortie.append(LIEU if taille else suite[i])
        i += taille or 1
    return sortie


def normaliser(texte: str) -> str:
    """Return the text as the models read it: normalised words with single spaces."""
    return " ".join(mots(texte))


def mots_avec_forme(texte: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return each word as typed, with the normalised words it gives (to show evidence in the person's own spelling)."""
    sortie = []
    for trouve in re.finditer(r"[^\W_]+", texte):
        formes = tuple(mots(trouve.group()))
        if formes:
            sortie.append((trouve.group(), formes))
    return sortie
