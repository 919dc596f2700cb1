"""Coming back with a code: made once, shown once, tried slowly; it opens the conversation, or erases it."""

from __future__ import annotations

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import codes
from bot.gateway import limites
from bot.gateway.channels.web import CANAL, Refus, conversation_de, corps_de, reseau_de
from bot.store import codes as gardes
from bot.store.journal import ConversationInconnue
from bot.store.retention import SANS_TRANSFERT


async def faire(requete: Request) -> Response:
    """POST /api/code: give the conversation a new code, shown this once; the former one no longer opens anything."""
    etat, conversation = requete.app.state, await conversation_de(requete)
    code = codes.nouveau()
    try:
        await run_sync(gardes.poser, etat.base, etat.cle_des_codes, conversation, code)
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
    await requete.app.state.tours.effacer(await _par_code(requete))
    return Response(status_code=204)


async def _par_code(requete: Request) -> str:
    etat = requete.app.state
    brut = (await corps_de(requete)).get("code")
    code = codes.lire(brut) if isinstance(brut, str) else None
    if code is None:  # a typing mistake, seen without looking anything up: it is said, and it is no try
        raise Refus(400, "code_mal_ecrit")
    # For each network, and for all: many networks together try no faster than this.
    if not etat.limiteur.admet("code", reseau_de(requete), limites.CODES_RESEAU) or not etat.limiteur.admet(
        "codes", "", limites.CODES
    ):
        raise Refus(429, "trop_de_codes")
    conversation = await run_sync(gardes.trouver, etat.base, etat.cle_des_codes, code, CANAL)
    if conversation is None:
        raise Refus(404, "code_inconnu")
    return str(conversation)


ROUTES = [
    Route("/api/code", faire, methods=["POST"]),
    Route("/api/retour", revenir, methods=["POST"]),
    Route("/api/retour", effacer, methods=["DELETE"]),
]
