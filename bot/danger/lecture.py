"""Give every word of a text the keys it satisfies: itself and the lists of the lexicon it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bot.danger.motifs import Lexique, voisines
from bot.danger.texte import Jeton, phonetique

_FENETRE: Final = 9  # words around a motif where a context counts
_LONGUEUR_MAX: Final = 30  # no French danger word is longer
_RESTE_MIN: Final = 3
_COLLES: Final[dict[str, tuple[str, ...]]] = {
    **{debut: tuple(debut) for debut in ("m", "t", "s", "j", "l", "d")},
    **{debut: (debut,) for debut in ("me", "te", "se")},
    "ma": ("m", "a"),
    "ilm": ("il", "m"),
    "ilme": ("il", "me"),
    "ilma": ("il", "m", "a"),
    "ellem": ("elle", "m"),
    "ellema": ("elle", "m", "a"),
    "onm": ("on", "m"),
    "onma": ("on", "m", "a"),
    "jm": ("je", "m"),
    "jme": ("je", "me"),
}
_AUXILIAIRES: Final = {
    "ma": ("m", "a"),
    "mon": ("m", "ont"),
    "mont": ("m", "ont"),
    "la": ("l", "a"),
    "lon": ("l", "ont"),
}
_LONGUEUR_COUPABLE: Final = 5


class Texte:
    """Tokens with the keys they satisfy and where each key stands."""

    def __init__(self, jetons: Sequence[Jeton], lexique: Lexique) -> None:
        self.jetons: list[Jeton] = []
        self.cles: list[frozenset[str]] = []
        vues: dict[str, frozenset[str]] = {}  # dies with this text: no word of a person is kept
        entiers = list(_recoller_paires(jetons, lexique))
        for jeton in _separer_auxiliaires(entiers, lexique):
            for partie in _decoller(jeton, lexique):
                self.jetons.append(partie)
                if partie.forme not in vues:
                    vues[partie.forme] = cles_de(partie.forme, lexique)
                self.cles.append(vues[partie.forme])
        self.formes = [jeton.forme for jeton in self.jetons]
        self.fins = [jeton.fin for jeton in self.jetons]
        self.indexer()

    def indexer(self) -> None:
        """Rebuild the table key -> positions."""
        self.places: dict[str, list[int]] = {}
        for place, cles in enumerate(self.cles):
            for cle in cles:
                self.places.setdefault(cle, []).append(place)

    def contexte(self, debut: int, fin: int, cles: frozenset[str]) -> bool:
        """Say whether one of these keys stands near the words `debut`..`fin`."""
        for place in range(max(0, debut - _FENETRE), min(len(self.cles), fin + _FENETRE + 1)):
            if not cles.isdisjoint(self.cles[place]):
                return True
        return False


def cles_de(mot: str, lexique: Lexique) -> frozenset[str]:
    """Give the keys of one word: itself and the lists it belongs to, exactly or with one typo."""
    cles = {mot}
    cles |= lexique.formes.get(mot, frozenset())
    if len(mot) > _LONGUEUR_MAX:
        return frozenset(cles)
    for longueur in range(3, len(mot) + 1):
        cles |= lexique.debuts.get(mot[:longueur], frozenset())
    innocent = mot in lexique.innocents or mot.startswith(lexique.debuts_innocents)
    if len(cles) == 1 and len(mot) > 4 and not innocent:
        cles |= lexique.sons.get(phonetique(mot), frozenset())
        if len(mot) > 5:
            cles |= lexique.floues.get(mot[0] + mot, frozenset())
            for voisine in voisines(mot):
                cles |= lexique.floues.get(mot[0] + voisine, frozenset())
    return frozenset(cles)


def _decoller(jeton: Jeton, lexique: Lexique) -> Iterator[Jeton]:
    """Split `mfrappe` into `m` and `frappe`, when the rest is a word of danger."""
    mot = jeton.forme
    if mot not in lexique.formes and mot not in lexique.innocents:
        for debut, ecrit in _COLLES.items():
            reste = mot[len(debut) :]
            if mot.startswith(debut) and len(reste) >= _RESTE_MIN and reste in lexique.collables:
                for morceau in ecrit:
                    yield Jeton(morceau, jeton.origine)
                yield Jeton(reste, jeton.origine, jeton.fin)
                return
    yield jeton


def _separer_auxiliaires(jetons: Sequence[Jeton], lexique: Lexique) -> Iterator[Jeton]:
    """Read `il ma frappé` as `il m a frappé` and `ils mon frappé` as `ils m ont frappé`."""
    for place, jeton in enumerate(jetons):
        auxiliaire = _AUXILIAIRES.get(jeton.forme)
        suivant = jetons[place + 1].forme if place + 1 < len(jetons) else ""
        if auxiliaire and suivant in lexique.collables:
            yield Jeton(auxiliaire[0], jeton.origine)
            yield Jeton(auxiliaire[1], jeton.origine, jeton.fin)
        else:
            yield jeton


def _recoller_paires(jetons: Sequence[Jeton], lexique: Lexique) -> Iterator[Jeton]:
    """Join `frap per` into one word, when neither half is a word of the lexicon."""
    place = 0
    while place < len(jetons):
        jeton = jetons[place]
        if place + 1 < len(jetons):
            suivant = jetons[place + 1]
            entier = jeton.forme + suivant.forme
            if (
                len(entier) > _LONGUEUR_COUPABLE
                and entier in lexique.collables
                and jeton.forme not in lexique.innocents
                and suivant.forme not in lexique.innocents
                and len(jeton.forme) > 1
                and len(suivant.forme) > 1
            ):
                yield Jeton(entier, f"{jeton.origine} {suivant.origine}", suivant.fin)
                place += 2
                continue
        yield jeton
        place += 1
