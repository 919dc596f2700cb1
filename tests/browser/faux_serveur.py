"""A gateway that plays a script: it follows the web contract and obeys the test (refuse, cut, be gone)."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.browser.cartes import ACCUEIL, CHOIX_ACCUEIL

WIDGET = Path(__file__).parents[2] / "bot" / "widget"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

PROMIS = "30 novembre 2026 à 17 h 00"


def message(texte: str | None = None, choix: list[dict[str, str]] | None = None, carte: Any = None) -> dict[str, Any]:
    """A channel-neutral message."""
    return {"texte": texte, "choix": choix or [], "carte": carte}


class FauxServeur:
    """Conversations in memory; every knob is an attribute that a test sets."""

    def __init__(self) -> None:
        self.remettre()

    def remettre(self) -> None:
        """Back to a well-behaved server with nothing in memory."""
        self.journaux: dict[str, list[tuple[str, Any]]] = {}
        self.recus: list[dict[str, Any]] = []
        self.demandes: list[dict[str, Any]] = []
        self.codes: dict[str, str] = {}
        self.reprises: list[str | None] = []
        self.reponses: list[list[dict[str, Any]]] = []
        self.refus: list[tuple[Any, ...]] = []
        self.accueil = message(ACCUEIL, CHOIX_ACCUEIL)
        self.en_panne = False
        self.coupures = 0
        self.flux_coupe = False
        self.rejoue_tout = False

    # -- what a test does --
    def dire(self, *messages: dict[str, Any], de: str = "bot") -> None:
        """Make the bot (or a juriste, or the system) speak in every conversation."""
        for journal in self.journaux.values():
            for m in messages:
                self._poser(journal, de, m)

    def saisie(self, oui: bool) -> None:
        """Someone starts or stops typing."""
        for journal in self.journaux.values():
            journal.append(("etat", {"saisie": oui}))

    def effacer_ailleurs(self) -> None:
        """The conversation is erased from elsewhere."""
        for journal in self.journaux.values():
            journal.append(("efface", {}))

    def textes_recus(self, nombre: int) -> list[str]:
        """What was received, once that many messages have come (the page shows them before they leave)."""
        fin = time.monotonic() + 5
        while len(self.recus) < nombre and time.monotonic() < fin:
            time.sleep(0.02)
        return [str(m.get("texte") or m.get("choix")) for m in self.recus]

    def couper(self) -> None:
        """Cut every open stream once; the next one is accepted."""
        self.coupures += 1

    # -- the contract --
    def _poser(self, journal: list[tuple[str, Any]], de: str, m: dict[str, Any]) -> int:
        rang = sum(1 for type_, _ in journal if type_ == "message") + 1
        heure = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        journal.append(("message", {"rang": rang, "de": de, "heure": heure, "message": m}))
        return rang

    def _journal(self, request: Request) -> list[tuple[str, Any]] | None:
        return self.journaux.get(request.headers.get("authorization", "").removeprefix("Bearer "))

    async def creer(self, request: Request) -> Response:
        assert (await request.json()) == {"canal": "web"}
        if self.en_panne:
            return refus(503, "panne", "Boussole se repose quelques instants.")
        jeton = f"jeton-{len(self.journaux) + 1}"
        self.journaux[jeton] = []
        self._poser(self.journaux[jeton], "bot", self.accueil)
        return JSONResponse({"jeton": jeton, "duree_jours": 30}, 201)

    async def recevoir(self, request: Request) -> Response:
        corps = await request.json()
        journal = self._journal(request)
        if self.refus:
            return refus(*self.refus.pop(0))
        if journal is None:
            return refus(401, "conversation_inconnue", "Cette conversation n'existe plus.")
        deja = [d for t, d in journal if t == "message" and d["message"].get("id") == corps["id"]]
        if deja:
            return JSONResponse({"id": corps["id"], "rang": deja[0]["rang"]}, 202)
        self.recus.append(corps)
        titres = {c["id"]: c["titre"] for t, d in journal if t == "message" for c in d["message"].get("choix", [])}
        texte = corps.get("texte") or titres[corps["choix"]]
        rang = self._poser(journal, "personne", {**message(texte), "id": corps["id"]})
        if self.reponses:
            journal.append(("etat", {"saisie": True}))
            for m in self.reponses.pop(0):
                self._poser(journal, "bot", m)
            journal.append(("etat", {"saisie": False}))
        return JSONResponse({"id": corps["id"], "rang": rang}, 202)

    async def flux(self, request: Request) -> Response:
        journal = self._journal(request)
        if self.flux_coupe:
            return refus(503, "panne", "Indisponible.")
        if journal is None:
            return refus(401, "conversation_inconnue", "Cette conversation n'existe plus.")
        dernier = request.headers.get("last-event-id")
        self.reprises.append(dernier)
        return StreamingResponse(
            self._evenements(journal, 0 if self.rejoue_tout else int(dernier or 0)),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store"},
        )

    async def _evenements(self, journal: list[tuple[str, Any]], apres: int) -> AsyncIterator[str]:
        coupures = self.coupures
        yield ": bonjour\n\n"
        vus = 0
        while self.coupures == coupures:
            while vus < len(journal):
                type_, donnees = journal[vus]
                vus += 1
                if type_ == "message" and donnees["rang"] <= apres:
                    continue
                debut = f"id: {donnees['rang']}\n" if type_ == "message" else ""
                yield f"event: {type_}\n{debut}data: {json.dumps(donnees)}\n\n"
            await asyncio.sleep(0.02)

    async def effacer(self, request: Request) -> Response:
        if self.refus:
            return refus(*self.refus.pop(0))
        self.journaux.pop(request.headers["authorization"].removeprefix("Bearer "), None)
        return Response(status_code=204)

    async def code(self, request: Request) -> Response:
        if self.refus:
            return refus(*self.refus.pop(0))
        jeton = request.headers["authorization"].removeprefix("Bearer ")
        self.codes = {"1234567890123452": jeton}  # one at a time: a new one replaces it
        return JSONResponse({"code": "1234 5678 9012 3452"}, 201)

    async def revenir(self, request: Request) -> Response:
        recu = "".join(c for c in (await request.json())["code"] if c.isdigit())
        if recu not in self.codes:
            return refus(404, "code_inconnu", "Ce code n'ouvre rien.")
        if request.method == "DELETE":
            self.journaux.pop(self.codes.pop(recu)).append(("efface", {}))
            return Response(status_code=204)
        return JSONResponse({"jeton": self.codes[recu], "duree_jours": 30})

    async def demander(self, request: Request) -> Response:
        corps = await request.json()
        if self.refus:
            return refus(*self.refus.pop(0))
        self.demandes.append(corps)
        self.transfert("demande", devant=2)
        return JSONResponse(_suivi("demande", devant=2), 202)

    async def annuler(self, request: Request) -> Response:
        if self.refus:
            return refus(*self.refus.pop(0))
        self.transfert("annule")
        return Response(status_code=204)

    def transfert(self, etat: str, devant: int = 0) -> None:
        """Where the person stands with a juriste has changed."""
        for journal in self.journaux.values():
            journal.append(("transfert", _suivi(etat, devant)))

    def application(self) -> Starlette:
        """The app: page, built files and contract, all under the strict CSP of production."""

        async def page(request: Request) -> Response:
            return FileResponse(WIDGET / "page.html")

        async def fichier(request: Request) -> Response:
            return FileResponse(WIDGET / "dist" / request.url.path.lstrip("/"))

        async def notice(request: Request) -> Response:
            return PlainTextResponse("Notice")

        async def quitter(request: Request) -> Response:
            return Response(status_code=303, headers={"Location": "https://www.meteofrance.com/"})

        app = Starlette(
            routes=[
                Route("/", page),
                Route("/widget.js", fichier),
                Route("/widget.css", fichier),
                Route("/notice", notice),
                Route("/quitter", quitter),
                Route("/api/conversations", self.creer, methods=["POST"]),
                Route("/api/conversations", self.effacer, methods=["DELETE"]),
                Route("/api/messages", self.recevoir, methods=["POST"]),
                Route("/api/code", self.code, methods=["POST"]),
                Route("/api/retour", self.revenir, methods=["POST", "DELETE"]),
                Route("/api/transferts", self.demander, methods=["POST"]),
                Route("/api/transferts", self.annuler, methods=["DELETE"]),
                Route("/api/flux", self.flux),
            ]
        )
        return app


def _suivi(etat: str, devant: int) -> dict[str, Any]:
    return {"etat": etat, "promis_le": "2026-11-30T16:00:00+00:00", "promis": PROMIS, "devant": devant}


def refus(statut: int, code: str, texte: str, carte: dict[str, Any] | None = None) -> JSONResponse:
    """An error of the contract, with the emergency card when the refused words told a danger."""
    return JSONResponse({"erreur": {"code": code, "message": texte}, "carte": carte}, statut)


class AvecCsp:
    """Adds the CSP of production to every answer, without buffering streams."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def envoyer(m: Any) -> None:
            if m["type"] == "http.response.start":
                m["headers"] = [*m["headers"], (b"content-security-policy", CSP.encode())]
            await send(m)

        await self.app(scope, receive, envoyer)


def lancer(serveur: FauxServeur) -> tuple[uvicorn.Server, threading.Thread, str]:
    """Start it in a thread on a free port; return the server, its thread and its address."""
    config = uvicorn.Config(
        AvecCsp(serveur.application()),
        host="127.0.0.1",
        port=0,
        log_level="warning",
        lifespan="off",
        ws="none",  # the locked websockets is too old for uvicorn, and nothing here speaks it
        timeout_graceful_shutdown=1,
    )
    uv = uvicorn.Server(config)
    fil = threading.Thread(target=uv.run, daemon=True)
    fil.start()
    while not uv.started:
        if not fil.is_alive():
            raise RuntimeError("the scripted gateway did not start")
        time.sleep(0.01)
    port = uv.servers[0].sockets[0].getsockname()[1]
    return uv, fil, f"http://127.0.0.1:{port}"
