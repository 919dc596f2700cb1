"""Find the motifs of the lexicon in a list of tokens.

Cost: motifs are tried only when all their words are somewhere in the text, and from their rarest word; so
an ordinary message tries almost none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bot.danger.lecture import Texte
from bot.danger.motifs import Element, Lexique, Motif

_NEGATIONS: Final = frozenset({"pas", "jamais", "aucun", "aucune"})
_PORTEE: Final = 2  # how far before the first word a negation still bears on it
_PORTEE_LIBRE: Final = 3
_RECIT: Final = frozenset({"RECIT"})
_MOI: Final = frozenset({"ME", "JE", "mon", "ma", "mes", "suis", "ai"})
_SUJETS: Final = frozenset({"IL", "JE", "ON", "PARTENAIRE", "PARENT", "ENFANT", "AUTRUI", "PROCHE"})
_DUR: Final = "DUR"


def effacer_figures(texte: Texte, lexique: Lexique) -> None:
    """Take figures of speech ("mort de rire") out of the text, so that no motif sees them."""
    mortes: set[int] = set()
    for motif in _candidats(lexique.figures, texte):
        for places in _occurrences(motif, texte):
            # "menacée de mort si je démissionne": a hard word inside means that this is no figure of speech.
            entre = set(range(places[0], places[-1] + 1)).difference(places)
            if all(_DUR not in texte.cles[place] for place in entre):
                mortes.update(range(places[0], places[-1] + 1))
    if mortes:
        for place in mortes:
            texte.cles[place] = frozenset()
        texte.indexer()


def trouver(texte: Texte, lexique: Lexique) -> dict[str, tuple[int, tuple[int, ...]]]:
    """Give, for each type of danger seen, its best rank and the places of the words that show it."""
    vus: dict[str, tuple[int, tuple[int, ...]]] = {}
    for motif in _candidats(lexique.dangers, texte):
        groupe = motif.groupe
        if groupe.type in vus and vus[groupe.type][0] <= groupe.rang:
            continue
        if groupe.court and len(texte.jetons) > groupe.court:
            continue
        for places in _occurrences(motif, texte):
            if _vaut(motif, places, texte):
                vus[groupe.type] = (groupe.rang, places)
                break
    _trouver_colles(texte, lexique, vus)
    return vus


def _candidats(index: dict[str, list[Motif]], texte: Texte) -> Iterator[Motif]:
    presentes = texte.places.keys()
    for cle in list(presentes):
        for motif in index.get(cle, ()):
            if all(e.facultatif or not presentes.isdisjoint(e.cles) for e in motif.elements):
                yield motif


def _occurrences(motif: Motif, texte: Texte) -> Iterator[tuple[int, ...]]:
    elements, ancre = motif.elements, motif.ancre
    depart = sorted({p for cle in elements[ancre].cles for p in texte.places.get(cle, ())})
    for place in depart:
        if motif.libre:
            ensemble = _reunir(motif, place, texte)
            if ensemble is not None:
                yield ensemble
            continue
        avant = _suivre(elements, ancre, place, texte, -1)
        if avant is None:
            continue
        apres = _suivre(elements, ancre, place, texte, 1)
        if apres is not None:
            yield (*reversed(avant), place, *apres)


def _reunir(motif: Motif, place: int, texte: Texte) -> tuple[int, ...] | None:
    """Find each element of a free motif near `place`, in the same sentence; None when one is missing."""
    debut = place
    while debut > 0 and place - debut < motif.libre and not texte.fins[debut - 1]:
        debut -= 1
    fin = place
    while fin + 1 < len(texte.cles) and fin - place < motif.libre and not texte.fins[fin]:
        fin += 1
    places = {place}
    for rang, element in enumerate(motif.elements):
        if rang != motif.ancre:
            proches = [p for p in range(debut, fin + 1) if p not in places and element.cles & texte.cles[p]]
            if not proches:
                return None
            places.add(min(proches, key=lambda p: abs(p - place)))
    return tuple(sorted(places))


def _suivre(
    elements: tuple[Element, ...],
    rang: int,
    place: int,
    texte: Texte,
    sens: int,
    ecart: int | None = None,
) -> tuple[int, ...] | None:
    """Match the elements on one side of `rang`, from the word at `place`; None when they are not there."""
    suivant = rang + sens
    if not 0 <= suivant < len(elements):
        return ()
    element = elements[suivant]
    # The gap between two steps is written on the later one, also when an optional step is skipped.
    if ecart is None or sens > 0:
        ecart = element.ecart if sens > 0 else elements[rang].ecart
    for pas in range(1, ecart + 2):
        autre = place + sens * pas
        if not 0 <= autre < len(texte.cles) or texte.fins[min(autre, autre - sens)]:
            break  # a motif never runs over the end of a sentence
        if not element.cles.isdisjoint(texte.cles[autre]):
            reste = _suivre(elements, suivant, autre, texte, sens)
            if reste is not None:
                return (autre, *reste)
    if element.facultatif:
        return _suivre(elements, suivant, place, texte, sens, ecart)
    return None


def _vaut(motif: Motif, places: tuple[int, ...], texte: Texte) -> bool:
    groupe, debut, fin = motif.groupe, places[0], places[-1]
    if groupe.nie and _nie(debut, fin, texte, motif.libre > 0):
        return False
    if groupe.sauf and texte.contexte(debut, fin, groupe.sauf):
        return False
    if groupe.avec and not texte.contexte(debut, fin, groupe.avec):
        return False
    raconte = groupe.tiers or not any(_MOI & texte.cles[place] for place in range(debut, fin + 1))
    return not (raconte and texte.contexte(debut, fin, _RECIT))


def _nie(debut: int, fin: int, texte: Texte, libre: bool) -> bool:
    formes = texte.formes
    if any(f in _NEGATIONS for f in formes[debut : fin + 1]):
        return True
    if fin + 1 < len(formes) and formes[fin + 1] in ("pas", "jamais"):
        # "il me frappe pas seulement, il..." is not a denial.
        return not (fin + 2 < len(formes) and formes[fin + 2] in ("seulement", "que", "mal", "loin"))
    if libre or texte.cles[debut].isdisjoint(_SUJETS):
        portee = _PORTEE_LIBRE if libre else _PORTEE
        return any(f in _NEGATIONS for f in formes[max(0, debut - portee) : debut])
    return False


def _trouver_colles(texte: Texte, lexique: Lexique, vus: dict[str, tuple[int, tuple[int, ...]]]) -> None:
    """Look for sentences written without spaces or with spaces anywhere: `jeveuxmourir`, `mou rir`."""
    suite = "".join(jeton.forme if cles else "." for jeton, cles in zip(texte.jetons, texte.cles, strict=True))
    for mot, groupe in lexique.colles:
        if groupe.type in vus or mot not in suite:
            continue
        debut = suite.index(mot)
        places = _places(texte, debut, debut + len(mot))
        if places:
            vus[groupe.type] = (groupe.rang, places)


def _places(texte: Texte, debut: int, fin: int) -> tuple[int, ...]:
    """Give the words that cover these letters; none when they are whole words, which the motifs judge."""
    ici, places, entiers = 0, [], True
    for place, (jeton, cles) in enumerate(zip(texte.jetons, texte.cles, strict=True)):
        apres = ici + (len(jeton.forme) if cles else 1)
        if ici < fin and apres > debut:
            places.append(place)
            entiers = entiers and ici >= debut and apres <= fin
        ici = apres
    return () if entiers and len(places) > 1 else tuple(places)


def rangs(vus: dict[str, tuple[int, tuple[int, ...]]], ordre: Sequence[str]) -> list[str]:
    """Sort the types seen, most urgent first; equal ranks keep the order given."""
    return sorted(vus, key=lambda t: (vus[t][0], ordre.index(t)))
