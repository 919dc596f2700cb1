"""Return codes: sixteen digits that a person notes to come back from another device, the last one against typing mistakes.

Fifteen random digits (50 bits): enough because each try is counted (bot.gateway.limites), and the database keeps a keyed
hash only (bot.store.codes).
"""

from __future__ import annotations

import secrets
import unicodedata

LONGUEUR = 16


def nouveau() -> str:
    """Return a code, digits only."""
    debut = f"{secrets.randbelow(10 ** (LONGUEUR - 1)):0{LONGUEUR - 1}}"
    return debut + str(_controle(debut))


def lire(brut: str) -> str | None:
    """Return the sixteen digits of what somebody typed (spaces, dashes, dots, digits of any script); None = not a code."""
    chiffres = []
    for signe in brut:
        valeur = unicodedata.digit(signe, None)
        if valeur is not None:
            chiffres.append(str(valeur))
        elif not (signe.isspace() or unicodedata.category(signe) in ("Pd", "Po", "Cf", "Sm")):
            return None
    code = "".join(chiffres)
    return code if len(code) == LONGUEUR and _controle(code[:-1]) == int(code[-1]) else None


def afficher(code: str) -> str:
    """Write a code by groups of four, as it is easiest to note."""
    return " ".join(code[i : i + 4] for i in range(0, LONGUEUR, 4))


def _controle(debut: str) -> int:
    # Luhn: sees any one wrong digit, and nearly all pairs that were swapped.
    somme = 0
    for rang, chiffre in enumerate(reversed(debut)):
        double = int(chiffre) * (2 if rang % 2 == 0 else 1)
        somme += double - 9 if double > 9 else double
    return -somme % 10
