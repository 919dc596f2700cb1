"""The three steps: tell, check what was understood, read the orientation. The danger first, at each of them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot import cartes, danger, declaration, expose
from bot.cartes import Carte
from bot.danger import Danger
from bot.gateway import limites
from bot.gateway.channels.web import reseau_de
from bot.gateway.sans_trace import choix, formulaire
from bot.gateway.sans_trace.formulaire import COMPRENDRE, ORIENTER, Empechement, Formulaire
from bot.gateway.sans_trace.liens import liens
from bot.horaires import PARIS
from bot.knowledge import Faits
from bot.orientation import orienter
from bot.reponses import Phrase, dire, existe
from bot.textes import texte

log = logging.getLogger("boussole.porte")

PROFESSIONNEL = "professionnel"
# What the conversation answers to these is about what it keeps: here, nothing is kept.
SUJETS_D_ICI = frozenset(("confidentialite", "donnees", "effacer_donnees"))
_GABARITS = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parents[2] / "widget" / "sans_trace"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_GABARITS.globals["texte"] = texte
_GABARITS.filters["liens"] = liens


async def ouvrir(requete: Request) -> Response:
    """GET: the empty form; the model opens while the person writes."""
    requete.app.state.lecteur.preparer()
    return _recit(requete, Formulaire())


async def suivre(requete: Request) -> Response:
    """POST: the step asked for, from nothing but the form. Refused or broken, its words come back, the danger first."""
    recu, f = bytearray(), None
    try:
        await formulaire.recevoir(requete, recu)
        f = await formulaire.lire(requete, recu)
        return await _suivre(requete, f)
    except Exception as erreur:
        if not isinstance(erreur, Empechement):
            log.error("sans_trace_echoue %s", type(erreur))
        empeche = erreur if isinstance(erreur, Empechement) else Empechement(503, "indisponible")
    garde = f or formulaire.retrouver(requete, recu)
    return _recit(requete, garde, empeche)


async def _suivre(requete: Request, f: Formulaire) -> Response:
    if not requete.app.state.limiteur.admet("reseau", reseau_de(requete), limites.MESSAGES_RESEAU):
        raise Empechement(429, "trop_vite")
    if len(f.recit) > limites.CARACTERES_MAX:
        raise Empechement(413, "trop_long")
    if f.vers == ORIENTER:
        return _orientation(requete, f)
    if f.vers != COMPRENDRE:
        return _recit(requete, f)
    if f.dite.role == PROFESSIONNEL:
        endroit = declaration.situer(f.lieu, f.code, f.homonyme, f.recit)
        if not endroit.possibles and not endroit.introuvable:
            return _orientation(requete, replace(f, lieu=endroit.dit, code=_code(endroit)))
    return await _comprendre(requete, f)


def _recit(requete: Request, f: Formulaire, empeche: Empechement | None = None) -> Response:
    """Step 1: the story, who the person is, where. Also every refusal: what was written is in its place."""
    erreur = None
    if empeche is not None:
        erreur = texte(
            f"sans_trace.{empeche.code}", limite=_en_francais(limites.CARACTERES_MAX), nombre=_en_francais(len(f.recit))
        )
    vers = f.vers if empeche and f.vers == ORIENTER else COMPRENDRE
    return _page(requete, f, "recit", empeche.statut if empeche else 200, erreur=erreur, vers=vers)


async def _comprendre(requete: Request, f: Formulaire) -> Response:
    """Step 2: « Si je comprends bien… », and everything can be corrected."""
    faits = requete.app.state.faits
    analyse = await requete.app.state.lecteur.lire(f.recit, reseau_de(requete)) if f.recit.strip() else None
    lue = declaration.lire(analyse) if analyse else None
    if lue is not None:
        nouvelle = declaration.declaree(lue)
        f = replace(f, dite=declaration.garder(f.dite, f.lue, nouvelle), lue=nouvelle)
    vu = (analyse or {}).get("danger")
    f = replace(f, dangers=_types(f.dangers, (vu["type"], *vu["autres"]) if vu else ()))
    endroit = declaration.situer(f.lieu, f.code, f.homonyme, f.recit)
    f = replace(f, lieu=endroit.dit, code=_code(endroit), homonyme="")
    s = declaration.situation(f.dite, endroit.lieu, lue)
    compris = lue is not None and lue.recit
    return _page(
        requete,
        f,
        "comprendre",
        paroles=_paroles(analyse, faits, _maintenant(requete)),
        compris=dire(expose.comprendre(s, faits)) if compris else None,
        sans_lecture=bool(f.recit.strip()) and analyse is None,
        qualification=cartes.qualification(s, faits) if s.criteres or s.domaine else None,
        choix=choix.listes(f.dite, lue.pistes if lue else (), faits),
        possibles=[{"id": c.code, "titre": c.affiche} for c in endroit.possibles],
        lieu_dit=_lieu_dit(endroit),
        simple=f.dite.role == PROFESSIONNEL,
    )


def _orientation(requete: Request, f: Formulaire) -> Response:
    """Step 3: the same sentences and cards as in a conversation, and a summary to keep."""
    faits, quand = requete.app.state.faits, _maintenant(requete)
    endroit = declaration.situer(f.lieu, f.code, f.homonyme)
    f = replace(f, lieu=endroit.dit, code=_code(endroit))
    s = declaration.situation(f.dite, endroit.lieu)
    o = orienter(s, faits, quand)
    dit = expose.exposer(o, s, faits, quand.date())
    return _page(
        requete,
        f,
        "orientation",
        phrases=[dire(p) for p in dit.phrases],
        cartes=dit.cartes,
        recapitulatif=cartes.recapitulatif(o, s, faits, quand.date()),
        lieu_dit=_lieu_dit(endroit),
    )


def _paroles(analyse: Mapping[str, Any] | None, faits: Faits, quand: datetime) -> list[str]:
    """Return what answers the rest of the message: another language, a question inside the story."""
    if analyse is None:
        return []
    if analyse["langue"] != "fr":
        nom = f"utter_autre_langue_{analyse['langue']}"
        return [dire(Phrase(nom if existe(nom) else "utter_autre_langue_autre"))]
    sujet = expose.sujet_sur(analyse)
    if sujet in SUJETS_D_ICI:
        return [texte("sans_trace.rien_garde")]
    if sujet is not None or analyse["intent"]["nom"] == "question":
        return [dire(expose.repondre(sujet, faits, quand))]
    return []


def _lieu_dit(endroit: declaration.Endroit) -> str | None:
    if endroit.possibles:
        return dire(Phrase("utter_demander_lieu_choix"))
    return dire(Phrase("utter_lieu_introuvable")) if endroit.introuvable else None


def _code(endroit: declaration.Endroit) -> str:
    return endroit.lieu.commune or "" if endroit.lieu else ""


def _types(*suites: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t for suite in suites for t in suite))


def _urgence(f: Formulaire, faits: Faits) -> Carte | None:
    """Return the emergency card: what the detector sees in the words, then what the model saw before."""
    vu = danger.detecter(f"{f.recit}\n{f.lieu}")
    types = _types((vu.type, *vu.autres) if vu else (), f.dangers)
    return cartes.urgence(faits, Danger(types[0], types[1:], ())) if types else None


def _en_francais(nombre: int) -> str:
    """Write a number as French people do: « 4 000 », on one line."""
    return f"{nombre:,}".replace(",", "\N{NO-BREAK SPACE}")


def _maintenant(requete: Request) -> datetime:
    heure: datetime = requete.app.state.base.horloge()
    return heure.astimezone(PARIS)


def _page(requete: Request, f: Formulaire, etape: str, statut: int = 200, **valeurs: Any) -> Response:
    page = _GABARITS.get_template(f"{etape}.html").render(
        f=f,
        resume=formulaire.resumer(f.lue),
        roles=choix.roles(),
        urgence=_urgence(f, requete.app.state.faits),
        maximum=limites.CARACTERES_MAX,
        maximum_dit=_en_francais(limites.CARACTERES_MAX),
        lieu_max=formulaire.LIEU_MAX,
        **valeurs,
    )
    return HTMLResponse(page, status_code=statut)


ROUTES = [
    Route("/sans-trace", ouvrir, methods=["GET"]),
    Route("/sans-trace", suivre, methods=["POST"]),
]
