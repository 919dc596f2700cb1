"""From the address of a search to its filters and back: what a reviewer typed is never a mistake, at worst it is ignored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.horaires import PARIS
from bot.labels import CRITERES, DEPARTEMENTS, DOMAINES, NATURES
from bot.relecture import INTENTS
from bot.store.filtres import Filtres, Place

CANAUX = ("web", "telegram", "sms", "whatsapp")
LISTES: Mapping[str, tuple[str, ...]] = {
    "canal": CANAUX,
    "intent": INTENTS,
    "critere": CRITERES,
    "domaine": DOMAINES,
    "nature": NATURES,
    "departement": tuple(DEPARTEMENTS),
}
DRAPEAUX = ("repli", "danger", "transfert", "relu")
TEXTE_MAX = 100


def lire(demande: Mapping[str, str], territoires: tuple[str, ...]) -> tuple[Filtres, dict[str, str]]:
    """Read a query; return the filters, and what was understood of it as it was typed (to fill the form, to go on)."""
    champs: dict[str, Any] = {}
    compris: dict[str, str] = {}

    def retenir(nom: str, valeur: Any) -> None:
        champs[nom] = valeur
        compris[nom] = demande[nom]

    for nom, permises in LISTES.items():
        if demande.get(nom) in permises:
            retenir(nom, demande[nom])
    for nom in DRAPEAUX:
        if demande.get(nom) in ("oui", "non"):
            retenir(nom, demande[nom] == "oui")
    for nom, ecart in (("du", 0), ("au", 1)):
        if jour := _jour(demande.get(nom, "")):
            retenir(nom, datetime.combine(jour + timedelta(days=ecart), time(0), PARIS))
    for nom in ("confiance_min", "confiance_max"):
        brut = demande.get(nom, "")
        if brut.isascii() and brut.isdigit() and int(brut) <= 100:
            retenir(nom, int(brut) / 100)
    if dit := demande.get("texte", "").strip()[:TEXTE_MAX]:
        retenir("texte", dit)
    return Filtres(**champs, territoires=territoires), compris


def place(brut: str) -> Place | None:
    """Read where a page begins; None when it says nothing that we wrote."""
    try:
        return Place.lire(brut) if brut else None
    except ValueError:
        return None


def _jour(brut: str) -> date | None:
    try:
        return date.fromisoformat(brut)
    except ValueError:
        return None
