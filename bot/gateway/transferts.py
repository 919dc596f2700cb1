"""The person asks for a juriste, changes their mind, and always knows where they stand (the contract is in docs/api.md)."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from functools import partial
from typing import Any

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.gateway.channels.web import (
    Refus,
    a_temps,
    admettre,
    conversation_de,
    corps_de,
    message_id_de,
    ou_en_est,
    sans_demi_caracteres,
)
from bot.gateway.limites import FICHE_MAX
from bot.labels import DEPARTEMENTS
from bot.logs import Mot
from bot.settings import Settings
from bot.store import journal, transferts
from bot.store.journal import ConversationInconnue
from bot.store.session import Base
from bot.store.veille import veiller
from bot.transfert import Fiche, FicheInvalide, promesse

log = logging.getLogger("boussole.porte")
VEILLE_SECONDES = 20.0


async def demander(requete: Request) -> Response:
    """POST /api/transferts {id, lignes, conversation, departement}: put the request in the queue, once."""
    corps = await corps_de(requete, FICHE_MAX, "fiche")
    return await a_temps(_demander(requete, corps))


async def _demander(requete: Request, corps: dict[str, Any]) -> Response:
    etat = requete.app.state
    conversation = await conversation_de(requete)
    if not etat.reglages.juristes:
        raise Refus(404, "sans_juriste")
    demande_id, departement = message_id_de(corps), str(corps.get("departement"))
    try:
        fiche = Fiche.depuis(_propres(corps.get("lignes")), corps.get("conversation"))
    except FicheInvalide as erreur:
        raise Refus(400, "fiche") from erreur
    admettre(requete, conversation)
    promis = promettre(etat.reglages, etat.base.horloge())
    try:
        await run_sync(_deposer, etat.base, conversation, demande_id, fiche, promis, departement)
    except ConversationInconnue as erreur:
        raise Refus(401, "conversation_inconnue") from erreur
    etat.tours.signaler(conversation)
    suivi = await run_sync(etat.base.relire, lambda connexion: ou_en_est(etat.base, connexion, conversation))
    return JSONResponse(suivi, status_code=202)


async def annuler(requete: Request) -> Response:
    """DELETE /api/transferts: end the open request, if there is one."""
    return await a_temps(_annuler(requete))


async def _annuler(requete: Request) -> Response:
    etat = requete.app.state
    conversation = await conversation_de(requete)
    admettre(requete, conversation)
    try:
        await run_sync(transferts.annuler, etat.base, conversation)
    except ConversationInconnue as erreur:
        raise Refus(401, "conversation_inconnue") from erreur
    etat.tours.signaler(conversation)
    return Response(status_code=204)


def _deposer(base: Base, conversation: str, demande_id: str, fiche: Fiche, promis: datetime, departement: str) -> None:
    urgent = _urgente(base, conversation)
    connu = departement if departement in DEPARTEMENTS else None
    transferts.demander(base, conversation, demande_id, fiche, promis, urgent=urgent, departement=connu)
    # A danger told meanwhile found no request to press.
    if not urgent and _urgente(base, conversation):
        with base.transaction() as connexion:
            transferts.presser(connexion, conversation)


def _propres(lignes: Any) -> Any:
    if not isinstance(lignes, list):
        return lignes
    return [
        {**ligne, "texte": sans_demi_caracteres(ligne["texte"])}
        if isinstance(ligne, dict) and isinstance(ligne.get("texte"), str)
        else ligne
        for ligne in lignes
    ]


def _urgente(base: Base, conversation: str) -> bool:
    return any(e.contenu.get("urgence") for e in base.relire(lambda c: journal.lire(base, c, conversation)))


def promettre(reglages: Settings, quand: datetime) -> datetime:
    """Return by when a juriste of this operator answers who waits from that moment."""
    return promesse(quand, reglages.juristes_horaires, reglages.juristes_delai)


async def veiller_sans_fin(base: Base, reglages: Settings) -> None:
    """For ever: tell people whose juriste is gone, or whose promise has passed."""
    while True:
        try:
            for nature, nombre in (await run_sync(veiller, base, partial(promettre, reglages))).items():
                if nombre:
                    log.info("transferts %s %d", Mot(nature), nombre)
        except Exception:
            log.exception("veille_echouee")
        await asyncio.sleep(VEILLE_SECONDES)


ROUTES = [
    Route("/api/transferts", demander, methods=["POST"]),
    Route("/api/transferts", annuler, methods=["DELETE"]),
]
