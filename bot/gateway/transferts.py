"""The person asks for a juriste, changes their mind, and always knows where they stand (the contract is in docs/api.md)."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.gateway.channels.web import Refus, conversation_de, corps_de, message_id_de, ou_en_est, sans_demi_caracteres
from bot.labels import DEPARTEMENTS
from bot.logs import Mot
from bot.store import journal, transferts
from bot.store.journal import ConversationInconnue
from bot.store.session import Base
from bot.store.veille import veiller
from bot.transfert import Fiche, FicheInvalide, promesse

log = logging.getLogger("boussole.porte")
VEILLE_SECONDES = 20.0


async def demander(requete: Request) -> Response:
    """POST /api/transferts {id, lignes, conversation, departement}: put the request in the queue, once."""
    etat = requete.app.state
    corps = await corps_de(requete)
    conversation = await conversation_de(requete)
    if not etat.reglages.juristes:
        raise Refus(404, "sans_juriste")
    departement = corps.get("departement")
    try:
        fiche = Fiche.depuis(_propres(corps.get("lignes")), corps.get("conversation"))
    except FicheInvalide as erreur:
        raise Refus(400, "fiche") from erreur
    promis = promesse(etat.base.horloge(), etat.reglages.juristes_horaires, etat.reglages.juristes_delai)
    try:
        await run_sync(
            lambda: transferts.demander(
                etat.base,
                conversation,
                message_id_de(corps),
                fiche,
                promis,
                urgent=_urgente(etat.base, conversation),
                departement=departement if departement in DEPARTEMENTS else None,
            )
        )
    except ConversationInconnue as erreur:
        raise Refus(401, "conversation_inconnue") from erreur
    etat.tours.signaler(conversation)
    suivi = await run_sync(etat.base.relire, lambda connexion: ou_en_est(etat.base, connexion, conversation))
    return JSONResponse(suivi, status_code=202)


async def annuler(requete: Request) -> Response:
    """DELETE /api/transferts: end the open request, if there is one."""
    etat = requete.app.state
    conversation = await conversation_de(requete)
    try:
        await run_sync(transferts.annuler, etat.base, conversation)
    except ConversationInconnue as erreur:
        raise Refus(401, "conversation_inconnue") from erreur
    etat.tours.signaler(conversation)
    return Response(status_code=204)


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


async def veiller_sans_fin(base: Base) -> None:
    """For ever: tell people whose juriste is gone, or whose promise has passed."""
    while True:
        try:
            for nature, nombre in (await run_sync(veiller, base)).items():
                if nombre:
                    log.info("transferts %s %d", Mot(nature), nombre)
        except Exception:
            log.exception("veille_echouee")
        await asyncio.sleep(VEILLE_SECONDES)


ROUTES = [
    Route("/api/transferts", demander, methods=["POST"]),
    Route("/api/transferts", annuler, methods=["DELETE"]),
]
