"""Coming back with a code: made once, shown once, tried slowly; it opens the conversation, or erases it."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable
from typing import TypeVar

from anyio.to_thread import run_sync
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import codes
from bot.gateway import limites
from bot.gateway.channels.web import CANAL, Refus, a_temps, conversation_de, corps_de, reseau_de
from bot.store import codes as gardes
from bot.store.journal import ConversationInconnue
from bot.store.retention import SANS_TRANSFERT

T = TypeVar("T")


async def faire(requete: Request) -> Response:
    """POST /api/code: give the conversation a new code, shown this once; the former one no longer opens anything."""
    etat, conversation = requete.app.state, await conversation_de(requete)
    if not etat.limiteur.admet("faire_code", conversation, limites.CODES_CONVERSATION):
        raise Refus(429, "trop_de_codes")
    code = codes.nouveau()
    try:
        await _faire(run_sync(gardes.poser, etat.base, etat.cle_des_codes, conversation, code))
    except ConversationInconnue as erreur:
        raise Refus(401, "conversation_inconnue") from erreur
    return JSONResponse({"code": codes.afficher(code)}, status_code=201)


async def revenir(requete: Request) -> Response:
    """POST /api/retour {code}: return a token of the conversation, as if it had just been opened."""
    conversation = await _par_code(requete)
    jeton = requete.app.state.identites.jeton(conversation, CANAL)
    return JSONResponse({"jeton": jeton, "duree_jours": SANS_TRANSFERT.days})


async def effacer(requete: Request) -> Response:
    """DELETE /api/retour {code}: erase the conversation of a code at once."""
    await _faire(requete.app.state.tours.effacer(await _par_code(requete)))
    return Response(status_code=204)


async def _par_code(requete: Request) -> str:
    etat = requete.app.state
    brut = (await corps_de(requete)).get("code")
    code = codes.lire(brut) if isinstance(brut, str) else None
    if code is None:  # a typing mistake, seen without looking anything up: it is said, and it is no try
        raise Refus(400, "code_mal_ecrit")
    if not _admet(requete):
        raise Refus(429, "trop_de_codes")
    conversation = await _faire(run_sync(gardes.trouver, etat.base, etat.cle_des_codes, code, CANAL))
    if conversation is None:
        raise Refus(404, "code_inconnu")
    return str(conversation)


async def _faire(travail: Awaitable[T]) -> T:
    # The usual sentence of a database that is away speaks of a message, and there is none here.
    try:
        return await a_temps(travail)
    except (Refus, SQLAlchemyError) as erreur:
        if isinstance(erreur, Refus) and erreur.statut != 503:
            raise
        raise Refus(503, "code_indisponible") from None


def _admet(requete: Request) -> bool:
    """Count one try for the network, then its surroundings, then all together.

    Narrowest first: what one of them refuses takes nothing from the next, so that whoever insists only stops themselves.
    Nothing is ever shut: the bucket of all fills again each second, whatever many networks together take from it.
    """
    limiteur = requete.app.state.limiteur
    adresse = requete.client.host if requete.client else ""
    return bool(
        limiteur.admet("code", reseau_de(requete), limites.CODES_RESEAU)
        and limiteur.admet("code_voisinage", limiteur.reseau(voisinage(adresse)), limites.CODES_VOISINAGE)
        and limiteur.admet("codes", "", limites.CODES)
    )


def voisinage(adresse: str) -> str:
    """Return the most that one customer of a host is given around an address (/24, or /48 in IPv6)."""
    try:
        lue = ipaddress.ip_address(adresse.partition("%")[0])
    except ValueError:
        return adresse
    if isinstance(lue, ipaddress.IPv6Address):
        if lue.ipv4_mapped is None:
            return str(ipaddress.IPv6Network((lue, 48), strict=False))
        lue = lue.ipv4_mapped
    return str(ipaddress.IPv4Network((lue, 24), strict=False))


ROUTES = [
    Route("/api/code", faire, methods=["POST"]),
    Route("/api/retour", revenir, methods=["POST"]),
    Route("/api/retour", effacer, methods=["DELETE"]),
]
