"""Turn any text into plain tokens, so that disguises and SMS spelling meet the lexicon on the same ground.

Nothing here is cached: the words of a person must not outlive the turn in memory.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LONGUEUR_UTILE: Final = 20_000  # the gateway reads 16 KiB at most; beyond, head and tail are enough
_MOITIE: Final = LONGUEUR_UTILE // 2
_MOTS_PAR_PHRASE: Final = 3
_JETONS_MAX: Final = 3_000
_RENGAINE: Final = 3
_DEPLI_MAX: Final = 2
_EMOJIS_LUS: Final = 20
_FIN: Final = re.compile(r"[.!?;…][\"'»)”’]*$")
_LETTRES_ISOLEES: Final = 3  # "t u e r": from three single letters on, someone is hiding a word
_TYPES_IGNORES: Final = frozenset({"Mn", "Me", "Cf", "Lm", "Sk"})

# Letters of other alphabets that look like Latin ones. The lexicon goes through the same table, so a
# Russian or Ukrainian phrase of the lexicon still meets the same phrase in a text.
_SOSIES: Final = str.maketrans(
    "абвгдеёзиіккмнорстухѕјіӏԁԛԝαβγεηικνορτυχωɑɡıłøđħŧªº",
    "abvgdee3uikkmhopctyxsjildqwabyehiknoptuxwagilodhtao",
)
_LIGATURES: Final = (("œ", "oe"), ("æ", "ae"), ("ß", "ss"), ("ﷺ", " "), ("ʻ", "'"))
_LEET: Final = str.maketrans("0134579@$€!|£", "oieastgasei1l")
_UNITES: Final = re.compile(r"(\d+)(ans?|h|heures?|jours?|mois|fois|eme|e|er|km|euros?|m2|min)$")
_DIVISER: Final = re.compile(r"[^0-9a-z@$€!\u0080-\U0010ffff*]+")
_TENUES: Final = re.compile(r"([^\W\d_])\1{2,}")
_DOUBLES: Final = re.compile(r"([^\W\d_])\1+")


@dataclass(frozen=True)
class Jeton:
    """One plain word and the piece of the original text it comes from."""

    forme: str
    origine: str
    fin: bool = False  # a sentence ends after this word


def plier(texte: str) -> str:
    """Fold case, accents, look-alikes, hidden characters: `Ｔｕ\\u200bÉ` gives `tue`. Never raises."""
    texte = texte.translate(_SOSIES_ENTIERS) if not texte.isascii() else texte
    decompose = unicodedata.normalize("NFKD", texte).casefold()
    if decompose.isascii():
        return decompose
    # U+FDFA alone unfolds into eighteen characters: no text needs more than a few times its length.
    decompose = unicodedata.normalize("NFKD", decompose[: _DEPLI_MAX * len(texte) + 64])
    garde = [c for c in decompose if unicodedata.category(c) not in _TYPES_IGNORES]
    plie = "".join(garde).translate(_SOSIES)
    for avant, apres in _LIGATURES:
        if avant in plie:
            plie = plie.replace(avant, apres)
    return plie


# Regional indicators, negative squared and circled letters (🅣🅤🅔) have no compatibility decomposition.
_SOSIES_ENTIERS: Final = {
    debut + rang: chr(ord("a") + rang) for debut in (0x1F1E6, 0x1F150, 0x1F170) for rang in range(26)
}


def reduire(mot: str) -> str:
    """Collapse doubled letters: `tuuuer`, `frapper` and `fraper` become comparable."""
    return _DOUBLES.sub(r"\1", mot)


def phonetique(mot: str) -> str:
    """Give a rough French sound key for a reduced word, to compare `suissid` with `suicide`."""
    for motif, par in _SONS:
        mot = motif.sub(par, mot)
    return reduire(mot)


_SONS: Final = tuple(
    (re.compile(avant), apres)
    for avant, apres in (
        (r"ph", "f"), (r"qu|ck|k|c(?![eiyh])", "k"), (r"c(?=[eiy])|z|x$", "s"), (r"(?<!c)h", ""),
        (r"eau|au", "o"), (r"ai|ei|er$|ez$|et$|ee?s?$|ent$", "e"), (r"[ae][nm](?![aeiouy])", "an"),
        (r"[iy]n(?![aeiouy])", "in"), (r"y", "i"), (r"w", "u"), (r"gu(?=[ei])|g(?![ei])", "g"),
        (r"g(?=[ei])", "j"), (r"oi", "ua"), (r"[tdsxpe]+$", ""),
    )
)  # fmt: skip


def decouper(texte: str, emojis: Mapping[str, str], sms: Mapping[str, tuple[str, ...]]) -> list[Jeton]:
    """Cut a text into tokens: emoji become words, SMS words are written out, spelled-out words are joined.

    In: any text, the emoji and SMS tables of the lexicon. Out: tokens in the order of the text.
    """
    if len(texte) > LONGUEUR_UTILE:
        texte = f"{texte[:_MOITIE]} {texte[-_MOITIE:]}"
    if not texte.isascii():
        for emoji, mot in emojis.items():
            if emoji in texte:
                texte = texte.replace(emoji, f" {mot} ", _EMOJIS_LUS).replace(emoji, " ")
    jetons: list[Jeton] = []
    for morceau in texte.split():
        mots = _mots(morceau)
        fin = _FIN.search(morceau) is not None
        jetons.extend(Jeton(mot, morceau, fin and rang == len(mots)) for rang, mot in enumerate(mots, 1))
    if len(jetons) > _JETONS_MAX:  # one character may unfold into four words (U+FDFA)
        jetons = jetons[: _JETONS_MAX // 2] + jetons[-_JETONS_MAX // 2 :]
    jetons = _sans_rengaine(_recoller_lettres(jetons))
    # "je. veux. mourir.": full stops everywhere separate nothing.
    bornes = sum(jeton.fin for jeton in jetons) * _MOTS_PAR_PHRASE <= len(jetons)
    sortie: list[Jeton] = []
    for jeton in jetons:
        formes = _ecrire(jeton.forme, sms)
        for rang, forme in enumerate(formes, 1):
            sortie.append(Jeton(forme, jeton.origine, bornes and jeton.fin and rang == len(formes)))
    return sortie


def _mots(morceau: str) -> list[str]:
    mots: list[str] = []
    for mot in _DIVISER.split(plier(morceau)):
        mot = mot.strip("!*")
        if mot:
            mots.extend(lire_chiffres(mot))
    return mots


def lire_chiffres(mot: str) -> tuple[str, ...]:
    """Split `14ans`, read `su1c1d3` as letters, leave plain numbers alone."""
    if mot.isalpha() or mot.isdigit() or "*" in mot:
        return (mot,)
    unite = _UNITES.match(mot)
    if unite:
        return unite.group(1), unite.group(2)
    lu = "".join(c for c in mot.translate(_LEET) if c.isalnum())
    return (lu,) if lu else ()


def _ecrire(mot: str, sms: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Write out an SMS word, also with a letter held down (`jvvveux`); `kill` must not become `kil`."""
    for essai in (mot, _TENUES.sub(r"\1", mot)):
        if essai in sms:
            return sms[essai]
    mot = mot.replace("*", "")
    return (reduire(mot),) if mot else ()


def _sans_rengaine(jetons: list[Jeton]) -> list[Jeton]:
    """Keep three of a word repeated a thousand times: more says nothing more and costs time."""
    return [
        jeton
        for rang, jeton in enumerate(jetons)
        if rang < _RENGAINE or any(jetons[rang - n].forme != jeton.forme for n in range(1, _RENGAINE + 1))
    ]


def _recoller_lettres(jetons: list[Jeton]) -> list[Jeton]:
    """Join runs of single letters (`t u e r`, `m.o.u.r.i.r`) into one word."""
    sortie: list[Jeton] = []
    serie: list[Jeton] = []
    for jeton in jetons:
        if len(jeton.forme) == 1 and jeton.forme.isalpha():
            serie.append(jeton)
            continue
        _vider(serie, sortie)
        sortie.append(jeton)
    _vider(serie, sortie)
    return sortie


def _vider(serie: list[Jeton], sortie: list[Jeton]) -> None:
    if len(serie) > _LETTRES_ISOLEES:
        origine = " ".join(dict.fromkeys(j.origine for j in serie))
        sortie.append(Jeton("".join(j.forme for j in serie), origine, serie[-1].fin))
    else:
        sortie.extend(serie)
    serie.clear()
