"""The pages: the chat at `/`, the notice, the quick exit, and the built files of the widget."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.gateway import limites
from bot.store.retention import SANS_TRANSFERT

WIDGET = Path(__file__).resolve().parent.parent / "widget"
SORTIE_NEUTRE = "https://www.meteofrance.com"
CONSTRUITS = {"widget.js": "text/javascript; charset=utf-8", "widget.css": "text/css; charset=utf-8"}
CONSTRUITS["sans_trace.css"] = CONSTRUITS["widget.css"]
_GABARITS = Environment(loader=FileSystemLoader(WIDGET), autoescape=select_autoescape())


async def accueil(_requete: Request) -> Response:
    """The full page chat."""
    return FileResponse(WIDGET / "page.html", media_type="text/html; charset=utf-8")


async def notice(requete: Request) -> Response:
    """What is kept, why, how long, who reads, how to erase: filled from the settings and the retention constants."""
    reglages = requete.app.state.reglages
    page = _GABARITS.get_template("notice.html").render(
        jours=SANS_TRANSFERT.days,
        responsable=reglages.responsable,
        contact=reglages.contact_donnees,
        caracteres=limites.CARACTERES_MAX,
    )
    return HTMLResponse(page)


async def quitter(_requete: Request) -> Response:
    """Leave fast, without JavaScript too; the browser's history keeps nothing of the page."""
    return RedirectResponse(SORTIE_NEUTRE, status_code=303, headers={"Clear-Site-Data": '"cache", "storage"'})


async def sante(requete: Request) -> Response:
    """State for supervisors and probes: figures only."""
    vivant = await requete.app.state.cerveau.vivant()
    return JSONResponse({"porte": "ok", "cerveau": "ok" if vivant else "muet"})


async def fichier_construit(requete: Request) -> Response:
    """The built files of the widget, by name; nothing else of the folder is served."""
    nom = requete.path_params["fichier"]
    if nom not in CONSTRUITS:
        raise HTTPException(404)
    return FileResponse(WIDGET / "dist" / nom, media_type=CONSTRUITS[nom], headers={"Cache-Control": "no-cache"})


ROUTES = [
    Route("/", accueil),
    Route("/notice", notice),
    Route("/quitter", quitter),
    Route("/sante", sante),
    Route("/{fichier:path}", fichier_construit),
]
