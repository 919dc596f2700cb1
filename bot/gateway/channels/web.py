"""The web channel: JSON for messages, Server-Sent Events for answers (the contract is in docs/api.md)."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Awaitable
from datetime import timezone
from typing import Any, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import cartes
from bot.gateway import limites
from bot.gateway.turn import ChoixPerime
from bot.store import attente, conversations, journal
from bot.store.journal import ConversationInconnue, Entree
from bot.store.retention import SANS_TRANSFERT
from bot.store.session import Base
from bot.store.transferts import en_clair
from bot.textes import texte
from bot.transfert import OUVERTS

log = logging.getLogger("boussole.porte")

CANAL = "web"
ATTENTE_SECONDES = 2.0
# A juriste writes from another process, which wakes nobody here.
ATTENTE_JURISTE_SECONDES = 0.7
RESPIRATION_SECONDES = 15
# Whatever the database does, the person has an answer before the five seconds are over.
PATIENCE_SECONDES = 4.5
# How long a body may take to come: 16 KiB on the slowest of networks.
CORPS_SECONDES = 30.0
HEURE = "%Y-%m-%dT%H:%M:%SZ"
FILS_DES_FLUX = CapacityLimiter(8)
T = TypeVar("T")
_MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")


class Refus(Exception):
    """A request that is refused, with its HTTP status and the code of the sentence to show."""

    def __init__(self, statut: int, code: str) -> None:
        super().__init__(code)
        self.statut = statut
        self.code = code
        self.carte: dict[str, Any] | None = None


async def refuser(_requete: Request, refus: Exception) -> Response:
    """Turn a Refus into the JSON error of the contract."""
    assert isinstance(refus, Refus)
    message = texte(f"porte.{refus.code}", **_valeurs(refus.code))
    corps = {"erreur": {"code": refus.code, "message": message}, "carte": refus.carte}
    return JSONResponse(corps, status_code=refus.statut)


async def a_temps(travail: Awaitable[T]) -> T:
    """Return what the work gives, or Refus 503 when it is long; it then goes on alone: a message sent again is the same."""
    tache = asyncio.ensure_future(travail)
    await asyncio.wait({tache}, timeout=PATIENCE_SECONDES)
    if not tache.done():
        tache.add_done_callback(lambda finie: finie.cancelled() or finie.exception())
        raise Refus(503, "indisponible")
    return tache.result()


def sans_demi_caracteres(texte: str) -> str:
    """Replace the halves of characters that JSON may carry and that UTF-8 (the call to Rasa) cannot."""
    return texte.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _valeurs(code: str) -> dict[str, Any]:
    return {"limite": limites.CARACTERES_MAX} if code == "trop_long" else {}


async def corps_de(requete: Request, maximum: int = limites.CORPS_MAX, trop_long: str = "trop_long") -> dict[str, Any]:
    """Read a JSON object within the limits; Refus 400 or 413."""
    return await _corps(requete, bytearray(), maximum, trop_long)


def message_id_de(corps: dict[str, Any]) -> str:
    """Return the id that the page made for what it sends; Refus 400."""
    identifiant = corps.get("id")
    if not isinstance(identifiant, str) or not _MESSAGE_ID.match(identifiant):
        raise Refus(400, "illisible")
    return identifiant


async def _corps(
    requete: Request, recu: bytearray, maximum: int = limites.CORPS_MAX, trop_long: str = "trop_long"
) -> dict[str, Any]:
    """Read a JSON object of at most `maximum` bytes, as a stream, into `recu`; Refus 413 `trop_long` beyond."""
    try:
        await asyncio.wait_for(_remplir(requete, recu, maximum, trop_long), CORPS_SECONDES)
        contenu = json.loads(recu or b"{}")
    except asyncio.TimeoutError as erreur:
        raise Refus(408, "illisible") from erreur
    except (ClientDisconnect, ValueError, RecursionError) as erreur:
        raise Refus(400, "illisible") from erreur
    if not isinstance(contenu, dict):
        raise Refus(400, "illisible")
    return contenu


async def _remplir(requete: Request, recu: bytearray, maximum: int, trop_long: str) -> None:
    async for morceau in requete.stream():
        recu += morceau
        if len(recu) > maximum:
            raise Refus(413, trop_long)


def reseau_de(requete: Request) -> str:
    """Return what stands for the network of a request: a hash that nobody can turn back."""
    adresse = requete.client.host if requete.client else ""
    return str(requete.app.state.limiteur.reseau(adresse))


def admettre(requete: Request, conversation: str) -> None:
    """Count what this conversation and this network send; Refus 429 beyond."""
    limiteur = requete.app.state.limiteur
    if not limiteur.admet("reseau", reseau_de(requete), limites.MESSAGES_RESEAU) or not limiteur.admet(
        "conversation", conversation, limites.MESSAGES_CONVERSATION
    ):
        raise Refus(429, "trop_vite")


async def conversation_de(requete: Request) -> str:
    """Return the conversation of the bearer token; Refus 401 when it is wrong or the conversation is gone."""
    entete = requete.headers.get("authorization", "")
    jeton = entete[7:] if entete.lower().startswith("bearer ") else ""
    conversation = requete.app.state.identites.lire(jeton, CANAL)
    base = requete.app.state.base
    if conversation is None or not await a_temps(run_sync(conversations.existe, base, conversation)):
        raise Refus(401, "conversation_inconnue")
    return str(conversation)


async def ouvrir(requete: Request) -> Response:
    """POST /api/conversations: make a conversation and return its token."""
    await _corps(requete, bytearray())
    etat = requete.app.state
    if not etat.limiteur.admet("ouvrir", reseau_de(requete), limites.CONVERSATIONS_RESEAU):
        raise Refus(429, "trop_de_conversations")
    conversation = await a_temps(etat.tours.ouvrir(CANAL, reseau_de(requete)))
    jeton = etat.identites.jeton(conversation, CANAL)
    return JSONResponse({"jeton": jeton, "duree_jours": SANS_TRANSFERT.days}, status_code=201)


async def envoyer(requete: Request) -> Response:
    """POST /api/messages: accept one text or one choice; the same id twice is one message.

    Whatever the refusal (too long, too fast, database down…), a text that tells a danger gets its numbers at once.
    """
    recu = bytearray()
    try:
        return await _envoyer(requete, recu)
    except Exception as erreur:
        if not isinstance(erreur, (Refus, SQLAlchemyError)):
            log.exception("message_echoue")
        refus = erreur if isinstance(erreur, Refus) else Refus(503, "indisponible")
        vu = await requete.app.state.alertes.detecter(reseau_de(requete), _dit(recu))
        refus.carte = cartes.urgence(requete.app.state.faits, vu) if vu else None
        raise refus from None


def _dit(recu: bytearray) -> str:
    """Return the words of a body that may be broken or cut, for the danger check only."""
    brut = recu.decode("utf-8", "replace")
    try:
        contenu = json.loads(brut)
    except (ValueError, RecursionError):
        return brut
    return str(contenu.get("texte") or "") if isinstance(contenu, dict) else brut


async def _envoyer(requete: Request, recu: bytearray) -> Response:
    corps = await _corps(requete, recu)
    return await a_temps(_accepter(requete, corps))


async def _accepter(requete: Request, corps: dict[str, Any]) -> Response:
    etat = requete.app.state
    conversation = await conversation_de(requete)
    message_id, dit, choix = message_id_de(corps), corps.get("texte"), corps.get("choix")
    if (choix is None) == (dit is None) or not isinstance(dit if choix is None else choix, str):
        raise Refus(400, "illisible")
    dit = sans_demi_caracteres(dit) if dit is not None else None
    if dit is not None and len(dit) > limites.CARACTERES_MAX:
        raise Refus(413, "trop_long")
    if dit is not None and not dit.strip():
        raise Refus(400, "vide")
    admettre(requete, conversation)
    try:
        entree = await etat.tours.recevoir(conversation, message_id, dit, choix, reseau_de(requete))
    except ChoixPerime as erreur:
        raise Refus(409, "choix_perime") from erreur
    except ConversationInconnue as erreur:
        raise Refus(401, "conversation_inconnue") from erreur
    return JSONResponse({"id": message_id, "rang": entree.rang}, status_code=202)


async def effacer(requete: Request) -> Response:
    """DELETE /api/conversations: erase at once."""
    await a_temps(requete.app.state.tours.effacer(await conversation_de(requete)))
    return Response(status_code=204)


async def flux(requete: Request) -> Response:
    """GET /api/flux: every message after Last-Event-ID, then the new ones as they come."""
    conversation = await conversation_de(requete)
    brut = requete.headers.get("last-event-id", "0")
    apres = int(brut) if brut.isascii() and brut.isdigit() and len(brut) < 10 else 0
    return EventSourceResponse(
        _evenements(requete, conversation, apres),
        ping=RESPIRATION_SECONDES,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _evenements(requete: Request, conversation: str, apres: int) -> AsyncIterator[ServerSentEvent]:
    etat = requete.app.state
    saisie, suivi, averti = False, None, False
    while not await requete.is_disconnected():
        nouvelles = etat.tours.nouvelles(conversation)
        try:
            entrees, transfert = await run_sync(_lire, etat.base, conversation, apres, limiter=FILS_DES_FLUX)
        except ConversationInconnue:
            yield ServerSentEvent(data="{}", event="efface")
            return
        except SQLAlchemyError as erreur:
            # The page stays where it is, and catches up when the database is back.
            log.warning("flux_sans_base %s", type(erreur))
            entrees, transfert = [], suivi
        for entree in entrees:
            apres = entree.rang
            if entree.de != "ouverture":
                yield ServerSentEvent(data=_en_json(entree), event="message", id=str(entree.rang))
        if etat.tours.saisie(conversation) != saisie:
            saisie = not saisie
            yield ServerSentEvent(data=json.dumps({"saisie": saisie}), event="etat")
        if etat.tours.sans_voix(conversation) != averti:
            averti = not averti
            if averti:
                yield ServerSentEvent(data=_de_vive_voix(etat.base, apres), event="message")
        if transfert != suivi:
            suivi = transfert
            yield ServerSentEvent(data=json.dumps(transfert), event="transfert")
        attend = transfert is not None and transfert["etat"] in OUVERTS
        await etat.tours.attendre(nouvelles, ATTENTE_JURISTE_SECONDES if attend else ATTENTE_SECONDES)


def _lire(base: Base, conversation: str, apres: int) -> tuple[list[Entree], dict[str, Any] | None]:
    def lus(connexion: Connection) -> tuple[list[Entree], dict[str, Any] | None]:
        entrees = journal.lire(base, connexion, conversation, apres)
        return entrees, ou_en_est(base, connexion, conversation)

    return base.relire(lus)


def ou_en_est(base: Base, connexion: Connection, conversation: str) -> dict[str, Any] | None:
    """Return where the person stands with a juriste: state, promised date, how many wait before; None = never asked."""
    t = attente.courant(base, connexion, conversation)
    if t is None:
        return None
    return {
        "etat": t.etat,
        "promis_le": t.promis_le.isoformat(timespec="seconds"),
        "promis": en_clair(t.promis_le),
        "devant": attente.devant(connexion, t),
    }


def _de_vive_voix(base: Base, apres: int) -> str:
    """Return what is said while nothing can be written: no id, as nobody reads it again, and half a rank."""
    message = {"texte": texte("porte.secours"), "choix": [], "carte": None}
    heure = base.horloge().astimezone(timezone.utc).strftime(HEURE)
    return json.dumps({"rang": apres + 0.5, "de": "bot", "heure": heure, "message": message})


def _en_json(entree: Entree) -> str:
    contenu = entree.contenu
    message: dict[str, Any] = {
        "texte": contenu.get("texte"),
        "choix": contenu.get("choix") or [],
        "carte": contenu.get("carte"),
    }
    if entree.de == "personne":
        message["id"] = entree.message_id
    heure = entree.cree_le.astimezone(timezone.utc).strftime(HEURE)
    return json.dumps({"rang": entree.rang, "de": entree.de, "heure": heure, "message": message})


ROUTES = [
    Route("/api/conversations", ouvrir, methods=["POST"]),
    Route("/api/conversations", effacer, methods=["DELETE"]),
    Route("/api/messages", envoyer, methods=["POST"]),
    Route("/api/flux", flux, methods=["GET"]),
]
