"""Loads spaCy's French without waiting for one enormous expression.

What spaCy keeps in one piece (faux-vampire, saut-de-ski…) is a list of 266 expressions, each with sets of a thousand letters:
1.4 million characters that take 3 s to compile, 40 % of a start. Most of them end in the same three ways; joined by their
endings they match the same words and compile in a tenth of a second (tests/unit/rasa/test_jetons.py compares them).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from spacy.lang.char_classes import ALPHA_LOWER

# How spaCy joins its list (spacy.lang.fr.tokenizer_exceptions, and the same text in the saved tokenizer).
TETE, JOINT, QUEUE = "(?iu)(?:", ")|(?:", ")"
DEBUT = TETE + "^a["


@contextmanager
def abreges() -> Iterator[None]:
    """Within this block, that expression is compiled in its short form; every other one as it is."""
    compiler = re.compile
    faites: dict[str, Any] = {}

    def compiler_court(motif: Any, flags: Any = 0) -> Any:
        if not (isinstance(motif, str) and motif.startswith(DEBUT)):
            return compiler(motif, flags)
        if motif not in faites:
            faites[motif] = compiler(abreger(motif), flags)
        return faites[motif]

    re.compile = compiler_court  # type: ignore[assignment]
    try:
        yield
    finally:
        re.compile = compiler  # type: ignore[assignment]


def abreger(motif: str) -> str:
    """Return an expression that matches the same whole words: the alternatives that end alike share their ending.

    Whether it matches is all that spaCy asks; each alternative is anchored at both ends, so their order does not matter.
    """
    alternatives = motif.removeprefix(TETE).removesuffix(QUEUE).split(JOINT)
    fins: dict[str, list[str]] = {}
    for alternative in alternatives:
        if not (alternative.startswith("^") and alternative.endswith("$")):
            return motif
        # The head has only short sets; the ending begins at the first set of all lower-case letters.
        place = alternative.find(f"[{ALPHA_LOWER}")
        place = len(alternative) - 1 if place < 0 else place
        fins.setdefault(alternative[place:], []).append(alternative[1:place])
    return "(?iu)^(?:" + "|".join(f"(?:{'|'.join(tetes)}){fin}" for fin, tetes in fins.items()) + ")"
