"""Danger detector: deterministic, without a model, run before anything else on every message (design §2).

It prefers a number shown for nothing to a number not shown. The words it knows are in `lexique/*.yml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.danger.lecture import Texte
from bot.danger.motifs import Lexique, charger
from bot.danger.recherche import effacer_figures, rangs, trouver
from bot.danger.texte import decouper

__all__ = ["URGENCE", "Danger", "detecter"]

# When two dangers have the same rank, this order decides which is shown first.
URGENCE: Final = (
    "suicide",
    "violence_immediate",
    "enfant_en_danger",
    "violence_sexuelle",
    "violence_conjugale",
    "suivi_ou_retenu",
    "menace",
    "automutilation",
)


@dataclass(frozen=True)
class Danger:
    """A danger seen in a message.

    `type`: the most urgent of bot.labels.DANGERS; `autres`: the others, most urgent first; `mots`: the words
    of the text that led there, as written.
    """

    type: str
    autres: tuple[str, ...]
    mots: tuple[str, ...]


_LEXIQUE: Final[Lexique] = charger()
_PONCTUATION: Final = " \t\r\n.,;:!?…()[]{}«»\"'’“”"


def detecter(texte: str) -> Danger | None:
    """Look for a danger in a message, whoever is in danger: the person or someone else.

    In: any text, even broken (lone surrogates, NUL, thousands of accents). Out: the danger, or None. Raises
    nothing; keeps nothing of the text.
    """
    lu = Texte(decouper(texte, _LEXIQUE.emojis, _LEXIQUE.sms), _LEXIQUE)
    effacer_figures(lu, _LEXIQUE)
    vus = trouver(lu, _LEXIQUE)
    if not vus:
        return None
    types = rangs(vus, URGENCE)
    places = sorted({place for _, trouvees in vus.values() for place in trouvees})
    mots = dict.fromkeys(lu.jetons[place].origine.strip(_PONCTUATION) for place in places)
    return Danger(types[0], tuple(types[1:]), tuple(mot for mot in mots if mot))
