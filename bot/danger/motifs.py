"""Read the lexicon (YAML) once and compile it to motifs that the search can try quickly.

Language of a motif: words in order, `MAJUSCULES` = any word of that list of mots.yml, `a|b` = one or the
other, `mot?` = may be absent, `(deux mots|autre)` = alternatives of several words, `.3` = up to three other
words may come in between. One other word may always come in between, unless `.0` says none. Under
`ensembles`, the words may stand in any order, within `fenetre` words and one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from bot.danger.texte import lire_chiffres, phonetique, plier, reduire
from bot.labels import DANGERS

DOSSIER: Final = Path(__file__).with_name("lexique")
_FICHIERS_COMMUNS: Final = ("mots.yml", "figures.yml")
_ECART: Final = 1
_FENETRE: Final = 6
_LONGUEUR_FLOUE: Final = 6  # below, one letter of difference is too often another word
LONGUEUR_SON: Final = 4
_ER: Final = tuple(  # endings of the first group, and those that people write for them
    ["er", "e", "es", "ent", "ez", "ai", "ais", "ait", "aient", "ant", "ons", "a", "as", "era", "erai"]
    + ["erais", "erait", "eras", "erons", "eront", "ee", "ees", "i"]
)
_OU: Final = "¦"  # a "|" already read, so that an outer parenthesis does not split on it
_ALTERNATIVES: Final = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True)
class Element:
    """One step of a motif: the keys that satisfy it and how many other words may stand before it."""

    cles: frozenset[str]
    ecart: int
    facultatif: bool = False


@dataclass(frozen=True)
class Groupe:
    """What the motifs of one group share: the danger they show and what cancels them."""

    type: str
    rang: int
    nie: bool = True  # a negation cancels ("il ne me frappe pas")
    tiers: bool = False  # told about other people: a film or the news cancels
    sauf: frozenset[str] = frozenset()
    avec: frozenset[str] = frozenset()
    court: int = 0  # the whole message has at most this many words


@dataclass(frozen=True)
class Motif:
    """A compiled motif: `ancre` is the step the search starts from, `libre` the window of a free order."""

    elements: tuple[Element, ...]
    ancre: int
    groupe: Groupe
    libre: int = 0


@dataclass
class Lexique:
    """Everything the search needs, built once at import and never changed."""

    emojis: dict[str, str] = field(default_factory=dict)
    sms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    formes: dict[str, set[str]] = field(default_factory=dict)
    debuts: dict[str, set[str]] = field(default_factory=dict)
    floues: dict[str, set[str]] = field(default_factory=dict)
    sons: dict[str, set[str]] = field(default_factory=dict)
    innocents: frozenset[str] = frozenset()
    debuts_innocents: tuple[str, ...] = ()
    collables: dict[str, set[str]] = field(default_factory=dict)
    figures: dict[str, list[Motif]] = field(default_factory=dict)
    dangers: dict[str, list[Motif]] = field(default_factory=dict)
    colles: list[tuple[str, Groupe]] = field(default_factory=list)


def forme(mot: str) -> str:
    """Fold a word of the lexicon exactly as a word of a text is folded."""
    return reduire("".join(lire_chiffres(plier(mot))))


def voisines(mot: str) -> Iterator[str]:
    """Every form of a word with one letter taken away (a typo shares one of them with the right word)."""
    for place in range(len(mot)):
        yield mot[:place] + mot[place + 1 :]


def charger(dossier: Path = DOSSIER) -> Lexique:
    """Compile the lexicon; ValueError names the file and the motif when one is badly written."""
    lexique = Lexique()
    mots = _lire(dossier / _FICHIERS_COMMUNS[0])
    _charger_mots(lexique, mots)
    neutre = Groupe(type="", rang=0)
    for texte in _lire(dossier / _FICHIERS_COMMUNS[1])["figures"]:
        _ranger(lexique.figures, texte, neutre, mots["listes"])
    for chemin in sorted(dossier.glob("*.yml")):
        if chemin.name not in _FICHIERS_COMMUNS:
            _charger_dangers(lexique, chemin, mots["listes"])
    return lexique


def _lire(chemin: Path) -> dict[str, Any]:
    with chemin.open(encoding="utf-8") as flux:
        contenu = yaml.load(flux, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    if not isinstance(contenu, dict):
        raise ValueError(f"{chemin.name}: une table est attendue")
    return contenu


def _charger_mots(lexique: Lexique, mots: Mapping[str, Any]) -> None:
    lexique.emojis = dict(mots["emojis"])
    lexique.sms = {plier(a): tuple(forme(m) for m in b.split()) for a, b in mots["sms"].items()}
    innocents = mots["innocents"].split()
    lexique.innocents = frozenset(forme(m) for m in innocents if not m.endswith("*"))
    lexique.debuts_innocents = tuple(forme(m[:-1]) for m in innocents if m.endswith("*"))
    for nom, texte in mots["listes"].items():
        for mot in texte.split():
            _ajouter_mot(lexique, nom, mot)
    for mot in mots["floues"].split():
        for variante in _formes(mot):
            _rendre_flou(lexique, variante)
    for nom in mots["collables"]:
        for mot in [m for m, noms in lexique.formes.items() if nom in noms]:
            lexique.collables.setdefault(mot, set()).add(nom)


def _ajouter_mot(lexique: Lexique, nom: str, mot: str) -> None:
    if mot.endswith("*"):
        lexique.debuts.setdefault(forme(mot[:-1]), set()).add(nom)
        return
    for variante in _formes(mot):
        lexique.formes.setdefault(variante, set()).add(nom)


def _formes(mot: str) -> Iterator[str]:
    """Write out `tap+er` and fold."""
    if mot.endswith("+er"):
        yield from (forme(mot[:-3] + fin) for fin in _ER)
    else:
        yield forme(mot)


def _rendre_flou(lexique: Lexique, mot: str) -> None:
    listes = lexique.formes.get(mot, set())
    if len(mot) >= _LONGUEUR_FLOUE:
        for voisine in (mot, *voisines(mot)):
            # A typo seldom touches the first letter; "trapper" and "nourrir" are not typos.
            lexique.floues.setdefault(mot[0] + voisine, set()).update(listes)
    son = phonetique(mot)
    if len(son) >= LONGUEUR_SON:
        lexique.sons.setdefault(son, set()).update(listes)


def _charger_dangers(lexique: Lexique, chemin: Path, listes: Mapping[str, str]) -> None:
    for numero, brut in enumerate(_lire(chemin)["groupes"], start=1):
        lieu = f"{chemin.name}, groupe {numero}"
        if brut["type"] not in DANGERS:
            raise ValueError(f"{lieu}: type inconnu {brut['type']!r}")
        groupe = Groupe(
            type=brut["type"],
            rang=int(brut["rang"]),
            nie=bool(brut.get("nie", True)),
            tiers=bool(brut.get("tiers", False)),
            sauf=frozenset(brut.get("sauf", ())),
            avec=frozenset(brut.get("avec", ())),
            court=int(brut.get("court", 0)),
        )
        inconnues = (groupe.sauf | groupe.avec) - set(listes)
        if inconnues:
            raise ValueError(f"{lieu}: listes inconnues {sorted(inconnues)}")
        for texte in brut.get("motifs", ()):
            try:
                _ranger(lexique.dangers, texte, groupe, listes)
            except ValueError as erreur:
                raise ValueError(f"{lieu}: {erreur}") from erreur
        for texte in brut.get("ensembles", ()):
            _ranger(lexique.dangers, texte, groupe, listes, int(brut.get("fenetre", _FENETRE)))
        lexique.colles.extend((forme(mot), groupe) for mot in brut.get("colles", "").split())


def _ranger(
    index: dict[str, list[Motif]],
    texte: str,
    groupe: Groupe,
    listes: Mapping[str, str],
    libre: int = 0,
) -> None:
    for variante in _deplier(texte):
        elements = tuple(_elements(variante, listes))
        sures = [rang for rang, e in enumerate(elements) if not e.facultatif]
        if not sures:
            raise ValueError(f"motif vide {texte!r}")
        # A list of danger words is rarer in a text than "je" or "me": start from the last one.
        ancre = max(sures, key=lambda rang: (any(c.isupper() for c in elements[rang].cles), rang))
        motif = Motif(elements, ancre, groupe, libre)
        for cle in elements[ancre].cles:
            index.setdefault(cle, []).append(motif)


def _deplier(texte: str) -> Iterator[str]:
    """Write out the alternatives; those of one word stay together as one element, to keep few motifs."""
    trouve = _ALTERNATIVES.search(texte)
    if trouve is None:
        yield texte
        return
    avant, apres = texte[: trouve.start()], texte[trouve.end() :]
    facultatif = apres.startswith("?")
    choix = [morceau.strip() for morceau in trouve.group(1).split("|")]
    simples = [c for c in choix if " " not in c]
    composes = [c for c in choix if " " in c]
    if simples:
        yield from _deplier(avant + _OU.join(simples) + apres)
    elif facultatif:
        yield from _deplier(avant + apres[1:])
    for variante in composes:
        yield from _deplier(avant + variante + apres[facultatif:])


def _mots(texte: str) -> Iterator[str]:
    for mot in texte.replace(_OU, "|").split("|"):
        if mot.endswith("+er"):
            yield from (mot[:-3] + fin for fin in _ER)
        else:
            yield mot


def _elements(texte: str, listes: Mapping[str, str]) -> Iterator[Element]:
    ecart = _ECART
    for morceau in texte.split():
        if morceau.startswith("."):
            ecart = int(morceau[1:])
            continue
        mots = list(_mots(morceau.removesuffix("?")))
        for mot in mots:
            if mot.isupper() and mot not in listes and mot.isascii():
                raise ValueError(f"liste inconnue {mot!r} dans {texte!r}")
        cles = frozenset(mot if mot.isupper() and mot.isascii() else forme(mot) for mot in mots)
        yield Element(cles, ecart, morceau.endswith("?"))
        ecart = _ECART
