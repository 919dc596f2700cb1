"""What a juriste may send without writing it: sentences from the dated facts, and cards that the bot knows how to make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot import cartes
from bot.knowledge import Faits
from bot.orientation import orienter
from bot.situation import Indice, Situation
from bot.textes import texte

CARTES = ("contacts", "preuves_emploi", "preuves_logement", "preuves_education", "preuves_services_publics")


@dataclass(frozen=True)
class Preparee:
    """A prepared answer: its title, what it says, and whether its fact is due for a check."""

    titre: str
    texte: str
    a_verifier: bool


def preparees(faits: Faits, le: date) -> list[Preparee]:
    """Return the prepared answers, by title: rules of law, numbers, helpers."""
    toutes = [Preparee(r.titre, r.texte, r.perime(le)) for r in faits.regles.values()]
    for n in faits.numeros.values():
        toutes.append(Preparee(n.nom, texte("file.numero", numero=n.numero, detail=n.description), n.perime(le)))
    for r in faits.relais.values():
        joindre = " ".join(x for x in (r.tel, r.site) if x)
        toutes.append(Preparee(r.nom, f"{r.nom} : {r.description} {joindre}".strip(), r.a_verifier or r.perime(le)))
    return sorted(toutes, key=lambda p: p.titre.casefold())


def carte(nom: str, departement: str | None, faits: Faits, quand: datetime) -> dict[str, Any]:
    """Make one of CARTES, as the bot would show it."""
    domaine = nom.removeprefix("preuves_") if nom.startswith("preuves_") else None
    situation = Situation(
        role="victime",
        recit=True,
        nature="discrimination",
        domaine=Indice(domaine, 1.0, dit=True) if domaine else None,
        departement=departement,
    )
    o = orienter(situation, faits, quand)
    faite = cartes.preuves(o) if domaine else cartes.contacts(o, faits)
    assert faite is not None
    return faite
