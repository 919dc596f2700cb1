"""A conversation that a juriste has: what was said, the fiche, the reply, notes, and how it ends."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

from anyio.to_thread import run_sync
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.console import echange, reponses
from bot.console.acces import Introuvable, encore, page, veut_json
from bot.console.rendu import rediriger, rendre
from bot.equipe import JURISTE, Compte
from bot.store import acces, attente, comptes, copies, notes, transferts
from bot.store.transfert_lu import Transfert
from bot.transfert import ISSUES, MouvementRefuse, promesse

TIC_SECONDES = 0.8
TEXTE_MAX = 4_000
RESUME_MAX = 4_000
NOTE_MAX = 2_000
RAPPELS = (1, 2, 5, 10)
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")


@page("/conversations", roles=(JURISTE,), menu="conversations")
async def conversations(requete: Request, qui: Compte) -> Response:
    """Those that the person follows or followed."""
    base = requete.app.state.base
    await run_sync(acces.noter, base, qui.id, "conversations_lues")
    siens = await run_sync(attente.suivis_par, base, qui.id)
    return rendre(requete, "conversations.html", qui=qui, siens=siens)


@page("/conversations/{transfert}", roles=(JURISTE,))
async def conversation(requete: Request, qui: Compte) -> Response:
    """What was said, what the machine read of it, the fiche, and what can be done."""
    base, t = requete.app.state.base, await _sien(requete, qui)
    await run_sync(acces.noter, base, qui.id, "conversation_lue", t.id)
    entrees = await run_sync(attente.echanges, base, t)
    lues = {c.rang: c for c in await run_sync(copies.de_la_conversation, base, t.conversation, 500)}
    faits, quand = requete.app.state.faits, base.horloge()
    return rendre(
        requete,
        "conversation.html",
        qui=qui,
        t=t,
        lignes=echange.lignes(entrees, lues),
        dernier=max((e.rang for e in entrees), default=0),
        histoire=await run_sync(attente.histoire, base, t.id),
        notes=await run_sync(notes.lire, base, t.id),
        equipe={c.id: c for c in await run_sync(comptes.tous, base)},
        preparees=reponses.preparees(faits, quand.date()),
        cartes=reponses.CARTES,
        issues=ISSUES,
        rappels=RAPPELS,
    )


@page("/conversations/{transfert}/flux", roles=(JURISTE,), veille=True)
async def flux(requete: Request, qui: Compte) -> Response:
    """Send each new line as it comes; as long as this is open, the juriste is there."""
    t = await _sien(requete, qui)
    brut = requete.headers.get("last-event-id") or requete.query_params.get("apres", "0")
    apres = int(brut) if brut.isascii() and brut.isdigit() and len(brut) < 10 else 0
    return EventSourceResponse(
        _evenements(requete, qui, t, apres), headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )


async def _evenements(requete: Request, qui: Compte, t: Transfert, apres: int) -> AsyncIterator[ServerSentEvent]:
    base = requete.app.state.base
    while not await requete.is_disconnected() and await encore(requete):
        present = await run_sync(attente.lire, base, t.id)
        if present is None or present.juriste != qui.id:
            yield ServerSentEvent(data="{}", event="fini")  # erased, cancelled, given to somebody else
            return
        if present.tenu:
            await run_sync(transferts.battre, base, t.id, qui.id)
        if present.etat != t.etat:
            t = present
            yield ServerSentEvent(data=json.dumps({"etat": t.etat}), event="etat")
        for ligne in echange.lignes(await run_sync(attente.suite, base, present, apres), {}):
            apres = ligne.rang
            corps = rendre(requete, "echange_ligne.html", qui=qui, ligne=ligne).body
            dit = {"html": bytes(corps).decode(), "de": ligne.de}
            yield ServerSentEvent(data=json.dumps(dit), event="ligne", id=str(apres))
        await asyncio.sleep(TIC_SECONDES)


@page("/conversations/{transfert}/repondre", methods=("POST",), roles=(JURISTE,))
async def repondre(requete: Request, qui: Compte) -> Response:
    """Write to the person; the same id twice is one message."""
    base, t = requete.app.state.base, await _sien(requete, qui)
    formulaire = await requete.form()
    contenu = _contenu(requete, t, formulaire)
    identifiant = str(formulaire.get("id", ""))
    if contenu is None or not _ID.match(identifiant):
        return _dit(requete, t, 422, "vide")
    fait = await _agir(requete, t, lambda: transferts.repondre(base, t.id, qui.id, contenu, identifiant))
    return fait or _dit(requete, t, 200, "envoye")


@page("/conversations/{transfert}/note", methods=("POST",), roles=(JURISTE,))
async def noter(requete: Request, qui: Compte) -> Response:
    """Keep a note for colleagues: the person never sees it."""
    base, t = requete.app.state.base, await _sien(requete, qui)
    dit = str((await requete.form()).get("texte", "")).strip()[:NOTE_MAX]
    if not dit:
        return _dit(requete, t, 422, "vide")
    return await _agir(requete, t, lambda: notes.ecrire(base, t.id, qui.id, dit)) or _dit(requete, t, 200, "note")


@page("/conversations/{transfert}/rendre", methods=("POST",), roles=(JURISTE,))
async def rendre_a_la_file(requete: Request, qui: Compte) -> Response:
    """Put the person back in the queue, and tell them until when."""
    base, t = requete.app.state.base, await _sien(requete, qui)
    reglages = requete.app.state.reglages
    promis = promesse(base.horloge(), reglages.juristes_horaires, reglages.juristes_delai)
    return await _finir(
        requete, qui, t, "transfert_rendu", "rendu", lambda: transferts.rendre(base, t.id, qui.id, promis)
    )


@page("/conversations/{transfert}/rappeler", methods=("POST",), roles=(JURISTE,))
async def rappeler(requete: Request, qui: Compte) -> Response:
    """Promise an answer for later; the bot is back meanwhile."""
    etat, t = requete.app.state, await _sien(requete, qui)
    brut = str((await requete.form()).get("jours", ""))
    jours = int(brut) if brut in map(str, RAPPELS) else RAPPELS[0]
    promis = promesse(etat.base.horloge() + timedelta(minutes=1), etat.reglages.juristes_horaires, jours)
    faire = lambda: transferts.rappeler(etat.base, t.id, qui.id, promis)  # noqa: E731
    return await _finir(requete, qui, t, "transfert_rappel", "rappel", faire)


@page("/conversations/{transfert}/clore", methods=("POST",), roles=(JURISTE,))
async def clore(requete: Request, qui: Compte) -> Response:
    """End, with what the person should keep."""
    base, t = requete.app.state.base, await _sien(requete, qui)
    formulaire = await requete.form()
    issue, resume = str(formulaire.get("issue", "")), str(formulaire.get("resume", ""))[:RESUME_MAX]
    if issue not in ISSUES:
        return _dit(requete, t, 422, "issue")
    faire = lambda: transferts.clore(base, t.id, qui.id, issue, resume)  # noqa: E731
    return await _finir(requete, qui, t, "transfert_clos", "clos", faire)


async def _sien(requete: Request, qui: Compte) -> Transfert:
    t = await run_sync(attente.lire, requete.app.state.base, requete.path_params["transfert"])
    if t is None or t.juriste != qui.id:
        raise Introuvable
    return t


async def _agir(requete: Request, t: Transfert, faire: Callable[[], Any]) -> Response | None:
    # What is no longer theirs, or no more, is said; nothing else is done.
    try:
        await run_sync(faire)
    except attente.TransfertInconnu as erreur:
        raise Introuvable from erreur
    except (MouvementRefuse, transferts.PasLeSien):
        return _dit(requete, t, 409, "plus_la_votre")
    return None


async def _finir(
    requete: Request, qui: Compte, t: Transfert, action: str, annonce: str, faire: Callable[[], Any]
) -> Response:
    refus = await _agir(requete, t, faire)
    if refus is not None:
        return refus
    await run_sync(acces.noter, requete.app.state.base, qui.id, action, t.id)
    return rediriger(requete, "/file", f"file.{annonce}")


def _contenu(requete: Request, t: Transfert, formulaire: FormData) -> dict[str, Any] | None:
    carte = str(formulaire.get("carte", ""))
    if carte in reponses.CARTES:
        base = requete.app.state.base
        return {"carte": reponses.carte(carte, t.departement, requete.app.state.faits, base.horloge())}
    dit = str(formulaire.get("texte", "")).strip()
    return {"texte": dit} if dit and len(dit) <= TEXTE_MAX else None


def _dit(requete: Request, t: Transfert, statut: int, nom: str) -> Response:
    if veut_json(requete):
        return JSONResponse({"erreur" if statut >= 400 else "ok": nom}, status_code=statut)
    return rediriger(requete, f"/conversations/{t.id}", f"file.{nom}")
