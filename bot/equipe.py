"""The staff (« équipe »): who may open the console, and what each role is given to see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.labels import DEPARTEMENTS

# What each role may see. Nobody has two: a person who reviews does not read stories, an admin reads none.
JURISTE: Final = "juriste"  # the queue and the conversations handed over, in clear, of their territories
RELECTEUR: Final = "relecteur"  # masked text only
OBSERVATOIRE: Final = "observatoire"  # figures only
ADMIN: Final = "admin"  # people, facts, settings, access log: no story
ROLES_EQUIPE: Final[tuple[str, ...]] = (JURISTE, RELECTEUR, OBSERVATOIRE, ADMIN)

IDENTIFIANT = re.compile(r"[a-z0-9][a-z0-9._@-]{1,79}\Z")
NOM_MAX = 80


class CompteInvalide(ValueError):
    """What was given for an account cannot be kept; the text is a name of `bot/textes/equipe.yml`."""


@dataclass(frozen=True)
class Compte:
    """One person of the staff, as pages and logs may know them: no secret in it. No territory means all of them."""

    id: str
    identifiant: str
    nom: str
    role: str
    territoires: tuple[str, ...]
    actif: bool
    cree_le: datetime

    def couvre(self, departement: str | None) -> bool:
        """Tell whether a case of this department is theirs; one without a department is everybody's."""
        return departement is None or not self.territoires or departement in self.territoires


def identifiant_propre(brut: str) -> str:
    """Return the identifier as it is kept (lower case, no space around); raise CompteInvalide."""
    propre = brut.strip().lower()
    if not IDENTIFIANT.match(propre):
        raise CompteInvalide("identifiant")
    return propre


def nom_propre(brut: str) -> str:
    """Return the name as it is kept and shown; raise CompteInvalide when empty, too long or not printable."""
    propre = " ".join(brut.split())
    if not propre or len(propre) > NOM_MAX or not propre.isprintable():
        raise CompteInvalide("nom")
    return propre


def role_propre(brut: str) -> str:
    """Return the role when it exists; raise CompteInvalide."""
    if brut not in ROLES_EQUIPE:
        raise CompteInvalide("role")
    return brut


def territoires_propres(bruts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the departments, once each and in order; raise CompteInvalide for one that is not of the region."""
    if set(bruts) - set(DEPARTEMENTS):
        raise CompteInvalide("territoires")
    return tuple(d for d in DEPARTEMENTS if d in bruts)
