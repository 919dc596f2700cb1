"""The same texts as people really type them: without accents, mistyped, shortened as in SMS, without punctuation.

Used to measure how much of the understanding survives (`python -m bot evaluate --robustesse`). Deterministic: the same
text and name always give the same result.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

PART_FAUTES: Final = 0.10
VOISINES: Final = {
    "a": "zqs", "z": "ae", "e": "zr", "r": "et", "t": "ry", "y": "tu", "u": "yi", "i": "uo", "o": "ip", "p": "om",
    "q": "asw", "s": "qd", "d": "sf", "f": "dg", "g": "fh", "h": "gj", "j": "hk", "k": "jl", "l": "km", "m": "lp",
    "w": "xq", "x": "wc", "c": "xv", "v": "cb", "b": "vn", "n": "b",
}  # fmt: skip
# Written forms that most French speakers shorten on a phone; whole words only.
ABREGES: Final = {
    "parce que": "pcq", "est ce que": "esk", "beaucoup": "bcp", "toujours": "tjrs", "pourquoi": "pk", "quand": "qd",
    "c'est": "c", "c'était": "ct", "je suis": "jsui", "j'ai": "jé", "qu'il": "kil", "qu'elle": "kel", "que": "ke",
    "qui": "ki", "quoi": "koi", "dans": "ds", "avec": "avc", "pour": "pr", "plus": "+", "rien": "ri1", "bien": "b1",
    "rendez-vous": "rdv", "travail": "taf", "appartement": "appart", "quelqu'un": "qqn", "quelque chose": "qqch",
    "maintenant": "mtn", "aujourd'hui": "auj", "vraiment": "vrmt", "même": "mm", "tout": "tt", "tous": "ts",
    "nous": "ns", "vous": "vs", "salut": "slt", "s'il vous plaît": "svp", "depuis": "dps", "comme": "cmm",
}  # fmt: skip


def sans_accents(texte: str) -> str:
    """Return the text without accents nor cedillas."""
    decompose = unicodedata.normalize("NFD", texte)
    return unicodedata.normalize("NFC", "".join(c for c in decompose if not unicodedata.combining(c)))


def sans_ponctuation(texte: str) -> str:
    """Return the text in lower case without punctuation, as a phone writes what it hears; apostrophes stay."""
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s'’-]", " ", texte.lower())).strip()


def sms(texte: str) -> str:
    """Return the text shortened as in SMS: common words abbreviated, apostrophes and half of the mute endings dropped."""
    court = texte.lower()
    for long, bref in ABREGES.items():
        court = re.sub(rf"\b{re.escape(long)}\b", bref, court)
    court = re.sub(r"['’]", "", court)
    court = re.sub(r"\b(\w{3,}?)(?:aient|ait)\b", r"\1é", court)
    return sans_accents(re.sub(r"[,;:!?.]+", " ", court))


def fautes(texte: str, part: float = PART_FAUTES) -> str:
    """Return the text with that share of its letters mistyped: a neighbouring key, a loss, a doubling or a swap."""
    hasard = random.Random(f"{part}:{texte}")
    sortie: list[str] = []
    for c in texte:
        if not c.isalpha() or hasard.random() >= part:
            sortie.append(c)
            continue
        sorte = hasard.randrange(4)
        if sorte == 0:
            sortie.append(hasard.choice(VOISINES.get(c.lower(), c)))
        elif sorte == 2:
            sortie.append(c + c)
        elif sorte == 3 and sortie and sortie[-1].isalpha():
            sortie[-1:] = [c, sortie[-1]]
    return "".join(sortie)


PERTURBATIONS: Final[Mapping[str, Callable[[str], str]]] = {
    "sans_accents": sans_accents,
    "fautes": fautes,
    "sms": sms,
    "sans_ponctuation": sans_ponctuation,
}
