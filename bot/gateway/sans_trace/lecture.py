"""From what the form says to a Situation, by the same rules as the conversation (`bot.parcours`)."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from bot.comprehension.analyse import analyser
from bot.comprehension.archive import ModeleAbsent, charger_modele
from bot.comprehension.modele import Modele
from bot.labels import CRITERES, DEPARTEMENTS, DOMAINES, NATURES, ROLES
from bot.lieux import Trouvaille, chercher, reperer
from bot.parcours import Entree, Lieu, avancer
from bot.situation import Indice, Situation, analyse_depuis_dict

SECTEURS = ("prive", "public")
_VERROU = threading.Lock()


@dataclass(frozen=True)
class Saisie:
    """What the form holds: the story, the role, the place as typed, and (at the second step) what was corrected."""

    recit: str
    role: str | None
    lieu: str
    criteres: tuple[str, ...] = ()
    domaine: str | None = None
    secteur: str | None = None
    nature: str | None = None

    @classmethod
    def depuis(cls, champs: Mapping[str, str], criteres: Sequence[str]) -> Saisie:
        """Read a form; a value of no list is dropped."""

        def parmi(nom: str, permis: Sequence[str]) -> str | None:
            return champs[nom] if champs.get(nom) in permis else None

        return cls(
            recit=champs.get("recit", ""),
            role=parmi("role", ROLES),
            lieu=champs.get("lieu", "")[:100],
            criteres=tuple(c for c in CRITERES if c in criteres),
            domaine=parmi("domaine", DOMAINES),
            secteur=parmi("secteur", SECTEURS),
            nature=parmi("nature", NATURES),
        )


@dataclass(frozen=True)
class Lue:
    """What was understood: the situation, and whether the story could be read at all."""

    situation: Situation
    lisible: bool
    lieu_trouve: bool


def lire(saisie: Saisie) -> Lue:
    """Read the story, as the conversation would; without a model, the person says everything by hand."""
    trouve = _lieu(saisie)
    s = Situation(role=saisie.role)
    analyse = _analyser(saisie.recit)
    if analyse is not None:
        lu = analyse_depuis_dict(analyse)
        s = avancer(s, None, Entree("raconter", analyse=lu, lieu=_en_lieu(trouve))).situation
    else:
        s = _avec_lieu(replace(s, recit=True), trouve)
    return Lue(s, analyse is not None, not saisie.lieu.strip() or _en_lieu(trouve) is not None)


def corriger(saisie: Saisie) -> Situation:
    """Build the situation that the person confirmed: what they ticked is theirs, whatever was read before."""
    criteres = tuple(Indice(c, 1.0, dit=True) for c in saisie.criteres)
    nature = saisie.nature
    if criteres and nature in (None, "insuffisant", "autre_litige"):
        nature = "discrimination"
    s = Situation(
        role=saisie.role,
        recit=True,
        nature=nature or "insuffisant",
        criteres=criteres,
        critere_inconnu=not criteres,
        domaine=Indice(saisie.domaine, 1.0, dit=True) if saisie.domaine else None,
        domaine_inconnu=saisie.domaine is None,
        secteur=saisie.secteur if saisie.domaine == "emploi" else None,
        accord=True,
    )
    s = _avec_lieu(s, _lieu(saisie))
    return s if s.departement or s.hors_region else replace(s, lieu_inconnu=True)


def _analyser(recit: str) -> dict[str, Any] | None:
    modele = _modele()
    return None if modele is None or not recit.strip() else analyser(modele, [recit])[0]


def _modele() -> Modele | None:
    with _VERROU:  # two first visitors load it once
        try:
            return _charge()
        except (ModeleAbsent, OSError):
            return None


@lru_cache(maxsize=1)
def _charge() -> Modele:
    return charger_modele()


def _lieu(saisie: Saisie) -> Trouvaille:
    if saisie.lieu.strip() in DEPARTEMENTS:
        return Trouvaille(departement=saisie.lieu.strip())
    return chercher(saisie.lieu) if saisie.lieu.strip() else reperer(saisie.recit)


def _en_lieu(t: Trouvaille) -> Lieu | None:
    if t.commune or t.hors_region or (t.departement and not t.possibles):
        return Lieu(t.commune.code if t.commune else None, t.departement, t.hors_region)
    return None


def _avec_lieu(s: Situation, t: Trouvaille) -> Situation:
    lieu = _en_lieu(t)
    if lieu is None:
        return s
    return replace(s, commune=lieu.commune, departement=lieu.departement, hors_region=lieu.hors_region)
