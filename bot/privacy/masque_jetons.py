"""The words of a text, each with what tells a name from a word: its capitals, its place, what stands before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.privacy.masque_mots import Mots, plier

# « N'Diaye », « O'Connor » are one word; « l'Aïcha » and « d'Ahmed » are two.
_JETON = re.compile(r"(?:[MNOD]['’](?=[A-ZÀ-Þ][a-zß-ÿ]))?(?:[^\W\d_][\u0300-\u036f]*)+")
_FIN_PHRASE = re.compile(r"[.!?…\n:;•|]|[-–—]\s|[\"«(]\s?$")
# Beyond that share of capitals a text shouts, and a capital says nothing.
_CRI = 0.6
_JOINT = re.compile(r"[ \t\u00a0]{1,2}|[-'’]|[ \t]?-[ \t]?")
_MOTS_DE_LIEU = 4


@dataclass
class Jeton:
    """One word of the text: as typed, folded, where it stands, and what separates it from the word before."""

    forme: str
    plat: str
    debut: int
    fin: int
    avant: str
    grand: bool
    fort: bool
    tete: bool
    genre: str = ""
    ferme: bool = False


def decouper(texte: str) -> list[Jeton]:
    """Cut a text into words, so that rules read words; in: any text, out: its words in order."""
    trouves = list(_JETON.finditer(texte))
    lettres = [c for c in texte if c.isalpha()]
    crie = len(trouves) > 3 and sum(c.isupper() for c in lettres) > _CRI * len(lettres)
    jetons: list[Jeton] = []
    fin = 0
    for t in trouves:
        forme, avant = t.group(), texte[fin : t.start()]
        tete = not jetons or (_FIN_PHRASE.search(avant) is not None and not _civil(jetons[-1], avant))
        fort = len(forme) > 1 and forme.isupper() and not crie
        plat = plier(forme).replace("'", "").replace("’", "")
        jetons.append(Jeton(forme, plat, t.start(), t.end(), avant, forme[0].isupper() and not crie, fort, tete))
        fin = t.end()
    return jetons


def _civil(j: Jeton, apres: str) -> bool:
    return apres.strip() == "." and j.plat in ("m", "mr", "mme", "dr", "mlle", "pr", "me", "st", "ste")


def fermer(jetons: list[Jeton], m: Mots) -> None:
    """Close the words of towns, firms and public places, which no weak rule may take for a name; out:
    `ferme` is set."""
    plats = [j.plat for j in jetons]
    publics = m.familles["lieux_publics"]
    for i, plat in enumerate(plats):
        for suite in m.suites.get(plat, ()):
            if tuple(plats[i : i + len(suite)]) == suite and all(
                "\n" not in j.avant for j in jetons[i + 1 : i + len(suite)]
            ):
                for j in jetons[i : i + len(suite)]:
                    j.ferme = True
                break
        if plat in publics:
            suivant, pris = i + 1, 0
            while (
                suivant < len(jetons)
                and pris < _MOTS_DE_LIEU
                and jetons[suivant].avant in (" ", "-", "'", "’")
                and _de_lieu(jetons[suivant], m)
            ):
                jetons[suivant].ferme = True
                suivant, pris = suivant + 1, pris + 1


def _de_lieu(j: Jeton, m: Mots) -> bool:
    return (j.grand and j.plat not in m.familles["civilites"]) or (j.plat in m.prenoms_surs or j.plat in m.noms_surs)


def assembler(texte: str, jetons: list[Jeton]) -> Iterator[tuple[int, int, str]]:
    """Join the words of one kind that follow each other (« Da Silva »); out: (start, end, kind) of each name."""
    debut, fin, genre = -1, -1, ""
    for j in jetons:
        if genre and j.genre == genre and _JOINT.fullmatch(texte[fin : j.debut]):
            fin = j.fin
            continue
        if genre:
            yield debut, fin, genre
        debut, fin, genre = j.debut, j.fin, j.genre
    if genre:
        yield debut, fin, genre
