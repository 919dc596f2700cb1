"""`/sans-trace`: the story, what was understood, the orientation. Each step is a form that carries everything."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from anyio.to_thread import run_sync
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from bot import cartes, danger
from bot.expose import exposer
from bot.gateway import limites
from bot.gateway.channels.web import reseau_de
from bot.gateway.sans_trace.lecture import SECTEURS, Saisie, corriger, lire
from bot.horaires import PARIS
from bot.knowledge import Faits
from bot.labels import DOMAINES, ROLES
from bot.lieux import commune
from bot.orientation import orienter
from bot.reponses import dire
from bot.situation import Situation
from bot.textes import texte

log = logging.getLogger("boussole.porte")
ICI = Path(__file__).parent
# Percent-encoded, a letter with an accent takes six bytes.
CORPS_MAX = 2 * limites.CORPS_MAX
_GABARITS = Environment(
    loader=FileSystemLoader(ICI), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


async def commencer(_requete: Request) -> Response:
    """GET /sans-trace: the empty form."""
    return _page(_requete, "recit", Saisie("", None, ""))


async def avancer(requete: Request) -> Response:
    """POST /sans-trace: the step after what the form holds; danger first, whatever happens to the rest."""
    recu = bytearray()
    try:
        async for morceau in requete.stream():
            recu += morceau
            if len(recu) > CORPS_MAX:
                break
    except ClientDisconnect:
        return Response(status_code=400)
    brut = parse_qs(bytes(recu[:CORPS_MAX]).decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=None)
    champs = {nom: _propre(valeurs[-1]) for nom, valeurs in brut.items()}
    saisie = Saisie.depuis(champs, brut.get("criteres", ()))
    probleme = _probleme(requete, saisie, len(recu))
    if probleme is not None:
        statut, code = probleme
        return _page(requete, "recit", saisie, statut=statut, probleme=code)
    try:
        if champs.get("etape") == "orienter":
            return await _orienter(requete, saisie)
        if champs.get("etape") == "modifier":
            return _page(requete, "recit", saisie)
        return await _comprendre(requete, saisie)
    except Exception:
        log.exception("sans_trace_echoue")
        return _page(requete, "recit", saisie, statut=503, probleme="illisible")


def _propre(dit: str) -> str:
    return dit.replace("\r\n", "\n").replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _probleme(requete: Request, saisie: Saisie, taille: int) -> tuple[int, str] | None:
    if not requete.app.state.limiteur.admet("reseau", reseau_de(requete), limites.MESSAGES_RESEAU):
        return 429, "trop_vite"
    if taille > CORPS_MAX or len(saisie.recit) > limites.CARACTERES_MAX:
        return 413, "trop_long"
    if not saisie.recit.strip() and saisie.role != "professionnel":
        return 400, "vide"
    return None


async def _comprendre(requete: Request, saisie: Saisie) -> Response:
    lue = await run_sync(lire, saisie)
    s, faits = lue.situation, requete.app.state.faits
    dits = {c.id: list(c.mots) for c in s.criteres}
    proches = [c for c in s.pistes if c not in dits]
    return _page(
        requete,
        "accord",
        saisie,
        situation=s,
        lisible=lue.lisible,
        lieu=_nom_du_lieu(s) if lue.lieu_trouve else None,
        proposes=[(c, faits.criteres[c].nom, dits.get(c, []), c in dits) for c in (*dits, *proches)],
        autres=[(c, f.nom) for c, f in faits.criteres.items() if c not in dits and c not in proches],
        domaines=[(d, faits.domaines[d].nom) for d in DOMAINES],
    )


async def _orienter(requete: Request, saisie: Saisie) -> Response:
    s, faits = corriger(saisie), requete.app.state.faits
    quand = requete.app.state.base.horloge().astimezone(PARIS)
    o = orienter(s, faits, quand)
    dit = exposer(o, s, faits, quand.date())
    resume = cartes.recapitulatif(o, s, faits, quand.date())
    return _page(requete, "orientation", saisie, phrases=[dire(p) for p in dit.phrases], cartes=[*dit.cartes, resume])


def _nom_du_lieu(s: Situation) -> str | None:
    trouvee = commune(s.commune) if s.commune else None
    return trouvee.affiche if trouvee is not None else s.departement


def _page(requete: Request, etape: str, saisie: Saisie, statut: int = 200, **valeurs: Any) -> Response:
    faits: Faits = requete.app.state.faits
    vu = danger.detecter(saisie.recit) if saisie.recit else None
    corps = _GABARITS.get_template("page.html").render(
        etape=etape,
        saisie=saisie,
        texte=texte,
        roles=ROLES,
        secteurs=SECTEURS,
        limite=limites.CARACTERES_MAX,
        urgence=cartes.urgence(faits, vu) if vu else None,
        **{"probleme": None, **valeurs},
    )
    return HTMLResponse(corps, status_code=statut)


async def style(_requete: Request) -> Response:
    """GET /sans-trace.css."""
    return FileResponse(ICI / "style.css", media_type="text/css; charset=utf-8")


ROUTES = [
    Route("/sans-trace", commencer, methods=["GET"]),
    Route("/sans-trace", avancer, methods=["POST"]),
    Route("/sans-trace.css", style, methods=["GET"]),
]
