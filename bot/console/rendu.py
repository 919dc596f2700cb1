"""From a template to a page: `rendre`, with what every page shows (navigation, message, token of forms)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.console import acces, filtres
from bot.equipe import Compte
from bot.textes import texte, tous

DOSSIER = Path(__file__).parent
# The order of the navigation; a page joins it with `@page(..., menu="file")`.
MENU = ("accueil", "file", "conversations", "relecture", "exemples", "observatoire", "faits", "equipe", "journal")
ANNONCE = "annonce"
_GABARITS = Environment(
    loader=FileSystemLoader(DOSSIER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
filtres.installer(_GABARITS)


def rendre(requete: Request, gabarit: str, qui: Compte | None = None, statut: int = 200, **valeurs: Any) -> Response:
    """Return the page of a template; every value is escaped, and one that is missing is an error."""
    etat = requete.app.state
    corps = _GABARITS.get_template(gabarit).render(
        qui=qui,
        faits=etat.faits,
        maintenant=etat.base.horloge(),
        csrf=acces.jeton_csrf(requete),
        menu=navigation(qui),
        ici=requete.url.path,
        annonce=_annonce(requete),
        texte=texte,
        **valeurs,
    )
    reponse = HTMLResponse(corps, status_code=statut)
    if hasattr(requete.state, "passage"):
        acces.poser_cookie(requete, reponse, acces.nom_passage(requete), requete.state.passage)
    if ANNONCE in requete.cookies:
        acces.oter_cookie(requete, reponse, ANNONCE)
    return reponse


def rediriger(requete: Request, chemin: str, annonce: str | None = None) -> Response:
    """Send to another page after a form; `annonce` is the name of a text (« equipe.ajoute ») said there, once."""
    reponse = RedirectResponse(chemin, status_code=303)
    if annonce is not None:
        texte(annonce)  # a name that does not exist is a mistake of ours, seen at once
        acces.poser_cookie(requete, reponse, ANNONCE, annonce)
    return reponse


def erreur(requete: Request, statut: int, code: str) -> Response:
    """Return the page of an error, in the words of `bot/textes/console.yml`."""
    qui = getattr(requete.state, "qui", None)
    return rendre(requete, "erreur.html", qui=qui, statut=statut, code=code)


def navigation(qui: Compte | None) -> list[tuple[str, str]]:
    """Return the links of somebody's role, as (name, path), in the order of the menu."""
    if qui is None:
        return []
    siennes = {p.menu: p.chemin for p in acces.PAGES if p.menu and qui.role in p.roles}
    return [(nom, siennes[nom]) for nom in MENU if nom in siennes]


def _annonce(requete: Request) -> str | None:
    return tous().get(requete.cookies.get(ANNONCE, ""))
