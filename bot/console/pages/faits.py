"""The facts to check: what Boussole states, the oldest first, and a way to propose a change with its source."""

from __future__ import annotations

from datetime import date
from typing import Any

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from bot.console.acces import Introuvable, page
from bot.console.rendu import rediriger, rendre
from bot.equipe import ADMIN, JURISTE, Compte
from bot.horaires import PARIS
from bot.knowledge import propositions
from bot.knowledge.propositions import FaitVu, Proposition, PropositionInvalide
from bot.store import acces

CHAMPS = ("changement", "titre", "adresse", "date")


@page("/faits", roles=(ADMIN, JURISTE), menu="faits")
async def faits(requete: Request, qui: Compte) -> Response:
    """Every fact, the one that should have been checked first at the head."""
    cherche = requete.query_params.get("q", "").strip().casefold()[:80]
    vus = propositions.tous(requete.app.state.faits)
    if cherche:
        vus = [v for v in vus if cherche in f"{v.nom} {v.cle}".casefold()]
    depot = requete.app.state.reglages.dossier_propositions
    en_attente = await run_sync(propositions.deposees, depot)
    return rendre(requete, "faits.html", qui=qui, vus=vus, cherche=cherche, le=_le(requete), en_attente=en_attente)


@page("/faits/{fait}", roles=(ADMIN, JURISTE))
async def fait(requete: Request, qui: Compte) -> Response:
    """One fact: what it says, its sources, and the form to propose a change."""
    return _montrer(requete, qui, {})


@page("/faits/{fait}", methods=("POST",), roles=(ADMIN, JURISTE))
async def proposer(requete: Request, qui: Compte) -> Response:
    """Keep a proposal in a file; what Boussole states does not change."""
    vu, formulaire = _vu(requete), await requete.form()
    saisie = {c: str(formulaire.get(c, "")) for c in CHAMPS}
    try:
        proposition = Proposition(
            vu.cle, saisie["changement"], saisie["titre"], saisie["adresse"], _date(saisie["date"]), qui.identifiant
        )
    except PropositionInvalide as refus:
        return _montrer(requete, qui, saisie, 422, str(refus))
    depot = requete.app.state.reglages.dossier_propositions
    await run_sync(propositions.deposer, depot, proposition, _le(requete))
    await run_sync(acces.noter, requete.app.state.base, qui.id, "fait_propose", vu.cle)
    return rediriger(requete, "/faits", "faits.propose")


def _vu(requete: Request) -> FaitVu:
    cle = requete.path_params["fait"]
    for vu in propositions.tous(requete.app.state.faits):
        if vu.cle == cle:
            return vu
    raise Introuvable


def _montrer(
    requete: Request, qui: Compte, saisie: dict[str, str], statut: int = 200, probleme: str | None = None
) -> Response:
    vu = _vu(requete)
    valeurs: dict[str, Any] = {"vu": vu, "dits": _dits(vu), "le": _le(requete), "saisie": saisie, "probleme": probleme}
    return rendre(requete, "fait.html", qui=qui, statut=statut, **valeurs)


def _dits(vu: FaitVu) -> list[tuple[str, str]]:
    # What the fact holds, field by field, as it is written in its file.
    cachees = {"id", "sources", "verifie_le", "revoir_le", "plages", "urgence", "ferme_jours_feries", "lien"}
    champs = (
        (nom, valeur) for nom, valeur in vars(vu.fait).items() if nom not in cachees and valeur not in (None, (), "")
    )
    return [(nom, ", ".join(map(str, v)) if isinstance(v, tuple) else str(v)) for nom, v in champs]


def _date(brut: str) -> date:
    try:
        return date.fromisoformat(brut)
    except ValueError as erreur:
        raise PropositionInvalide("date") from erreur


def _le(requete: Request) -> date:
    return date.fromordinal(requete.app.state.base.horloge().astimezone(PARIS).toordinal())
