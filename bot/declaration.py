"""A situation declared at once, in a form, instead of question by question; what the machine read can be corrected.

The empty text is « je ne sais pas », everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from bot.labels import CRITERES, DEPARTEMENTS, DOMAINES, NATURES, ROLES
from bot.lieux import Commune, chercher, commune, reperer
from bot.parcours import Entree, Lieu, avancer
from bot.situation import Indice, Situation, analyse_depuis_dict
from bot.textes import texte

SECTEURS = ("prive", "public")
CRITERES_MAX = 4
# What tells a story; any other message is one only when a critère is sure in it.
RECITS = frozenset(("raconter", "repondre_critere", "repondre_domaine", "signaler_danger"))


@dataclass(frozen=True)
class Declaration:
    """The answers of a form: one label each, several critères at most, "" = not known."""

    role: str = ""
    nature: str = ""
    criteres: tuple[str, ...] = ()
    domaine: str = ""
    secteur: str = ""


@dataclass(frozen=True)
class Endroit:
    """The place as typed, and what it is: known, or several possible communes, or not found."""

    dit: str = ""
    lieu: Lieu | None = None
    possibles: tuple[Commune, ...] = ()

    @property
    def introuvable(self) -> bool:
        """Tell whether something was typed that no place of the region resembles."""
        return bool(self.dit) and self.lieu is None and not self.possibles


def valider(role: str, nature: str, criteres: Iterable[str], domaine: str, secteur: str) -> Declaration:
    """Return the declaration of these answers; what is no label counts as « je ne sais pas »."""
    return Declaration(
        role=role if role in ROLES else "",
        nature=nature if nature in NATURES else "",
        criteres=tuple(dict.fromkeys(c for c in criteres if c in CRITERES))[:CRITERES_MAX],
        domaine=domaine if domaine in DOMAINES else "",
        secteur=secteur if secteur in SECTEURS else "",
    )


def lire(analyse: Mapping[str, Any]) -> Situation:
    """Return what a story says, exactly as in a conversation; nothing when the text tells no story."""
    lue = analyse_depuis_dict(analyse)
    if lue is None or (analyse["intent"]["nom"] not in RECITS and not lue.surs):
        return Situation()
    return avancer(Situation(), None, Entree("raconter", analyse=lue)).situation


def declaree(s: Situation) -> Declaration:
    """Return a situation as the answers of the form."""
    return Declaration(
        role=s.role or "",
        nature="" if s.nature in (None, "insuffisant") else s.nature,
        criteres=tuple(c.id for c in s.criteres)[:CRITERES_MAX],
        domaine=s.domaine.id if s.domaine else "",
        secteur=s.secteur or "",
    )


def garder(dite: Declaration, lue_avant: Declaration, lue: Declaration) -> Declaration:
    """Return a new reading, less what the person changed by hand since the former one: that is never overwritten."""
    changees = {
        f.name: getattr(dite, f.name)
        for f in fields(Declaration)
        if getattr(dite, f.name) != getattr(lue_avant, f.name)
    }
    return replace(lue, **changees)


def situation(d: Declaration, lieu: Lieu | None, lue: Situation | None = None) -> Situation:
    """Return the situation of a declaration; `lue` = the reading of the story, for the words that led to its labels."""
    mots = {c.id: c.mots for c in lue.criteres} if lue else {}
    domaine = lue.domaine if lue else None
    criteres = tuple(Indice(c, 1.0, mots.get(c, ()), dit=True) for c in d.criteres)
    # As in a conversation: a critère is never told « I see no forbidden reason ».
    nature = "discrimination" if criteres and d.nature in ("", "insuffisant", "autre_litige") else d.nature
    return Situation(
        role=d.role or None,
        recit=True,
        nature=nature or None,
        criteres=criteres,
        critere_inconnu=not criteres,
        domaine=Indice(d.domaine, 1.0, domaine.mots if domaine and domaine.id == d.domaine else (), dit=True)
        if d.domaine
        else None,
        domaine_inconnu=not d.domaine,
        secteur=d.secteur or None,
        accord=True,
        commune=lieu.commune if lieu else None,
        departement=lieu.departement if lieu else None,
        hors_region=lieu.hors_region if lieu else False,
        lieu_inconnu=lieu is None,
    )


def situer(dit: str, code: str = "", homonyme: str = "", recit: str = "") -> Endroit:
    """Find the place: typed, or else the one that the story names.

    `code`: the commune that `dit` was the name of, when nobody changed it; `homonyme`: the commune chosen among those
    that bear a name.
    """
    dit = " ".join(dit.split())
    connue, choisie = commune(code), commune(homonyme)
    if connue is not None and connue.affiche == dit:
        return _a(connue)
    if dit == texte("declaration.ailleurs"):
        return Endroit(dit, Lieu(hors_region=True))
    trouvaille = chercher(dit) if dit else reperer(recit)
    if choisie is not None and (not dit or choisie in trouvaille.possibles):
        return _a(choisie)
    if trouvaille.commune is not None:
        return _a(trouvaille.commune)
    if trouvaille.hors_region:
        return Endroit(dit or texte("declaration.ailleurs"), Lieu(hors_region=True))
    if trouvaille.departement is not None:
        # Of homonyms that are all in it, the department is known already.
        vide = "" if trouvaille.possibles else DEPARTEMENTS[trouvaille.departement]
        return Endroit(dit or vide, Lieu(departement=trouvaille.departement), trouvaille.possibles)
    return Endroit(dit, None, trouvaille.possibles)


def _a(trouvee: Commune) -> Endroit:
    return Endroit(trouvee.affiche, Lieu(trouvee.code, trouvee.departement))
