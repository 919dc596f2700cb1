"""The mask: what people write, without what tells who they are, for the staff who review conversations.

Towns, firms, jobs, dates of facts and public numbers stay: the reviewer must still understand the story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bot.privacy.masque_adresses import adresses
from bot.privacy.masque_chiffres import ibans, nirs, numero_nu, numeros_publics, telephones
from bot.privacy.masque_motifs import comptes, courriels, naissances, plaques
from bot.privacy.masque_mots import mots
from bot.privacy.masque_noms import noms

__all__ = ["ETIQUETTES", "Trouve", "masquer", "reperer"]

ETIQUETTES = {
    "prenom": "[prénom]",
    "nom": "[nom]",
    "telephone": "[téléphone]",
    "courriel": "[courriel]",
    "adresse": "[adresse]",
    "nir": "[numéro de sécurité sociale]",
    "iban": "[IBAN]",
    "plaque": "[plaque]",
    "naissance": "[date de naissance]",
    "compte": "[compte]",
}
# What is already masked is seen by the rules as one sign that no rule reads.
_VOILE = "\ue000"


@dataclass(frozen=True, order=True)
class Trouve:
    """A piece of text that tells who somebody is: where it begins and ends, and its kind (a key of ETIQUETTES)."""

    debut: int
    fin: int
    genre: str


def masquer(texte: str, publics: Iterable[str] | None = None) -> str:
    """Replace all that tells who somebody is, so that staff may read; in: any text, out: the text with labels."""
    morceaux, place = [], 0
    for t in reperer(texte, publics):
        morceaux += [texte[place : t.debut], ETIQUETTES[t.genre]]
        place = t.fin
    return "".join([*morceaux, texte[place:]])


def reperer(texte: str, publics: Iterable[str] | None = None) -> list[Trouve]:
    """Find all that tells who somebody is, in the order of the text, pieces never overlapping.

    In: any text; `publics`, numbers never to mask, by default those of the facts. Out: what `masquer` replaces.
    """
    gardes = numeros_publics() if publics is None else frozenset(map(numero_nu, publics))
    lisible = _voiler_les_etiquettes(texte)
    trouves: list[Trouve] = []
    # Once a name is hidden, what stood beside it may be read otherwise: read again until nothing is left to hide, so that
    # masking twice changes nothing.
    while nouveaux := _passe(lisible, gardes):
        trouves += nouveaux
        for t in nouveaux:
            lisible = _voiler(lisible, t.debut, t.fin)
    return sorted(trouves)


def _passe(lisible: str, publics: frozenset[str]) -> list[Trouve]:
    m = mots()
    familles: tuple[tuple[str, Callable[[str], Iterator[tuple[int, int]]]], ...] = (
        ("iban", ibans),
        ("nir", nirs),
        ("courriel", courriels),
        ("compte", lambda t: comptes(t, m)),
        ("naissance", naissances),
        ("telephone", lambda t: telephones(t, publics)),
        ("plaque", plaques),
        ("adresse", lambda t: adresses(t, m)),
    )
    trouves: list[Trouve] = []
    for genre, chercher in familles:
        for debut, fin in list(chercher(lisible)):
            if _VOILE not in lisible[debut:fin] and debut < fin:
                trouves.append(Trouve(debut, fin, genre))
                lisible = _voiler(lisible, debut, fin)
    return trouves + [Trouve(debut, fin, genre) for debut, fin, genre in noms(lisible, m)]


def _voiler(texte: str, debut: int, fin: int) -> str:
    return texte[:debut] + _VOILE * (fin - debut) + texte[fin:]


def _voiler_les_etiquettes(texte: str) -> str:
    for etiquette in ETIQUETTES.values():
        if etiquette in texte:
            texte = texte.replace(etiquette, _VOILE * len(etiquette))
    return texte
