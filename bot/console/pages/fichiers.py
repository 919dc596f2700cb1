"""What any page needs: its style sheets and scripts, and the state that the supervisor reads. Public: they say nothing."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from bot.console.acces import Introuvable, page
from bot.equipe import Compte

STATIQUES = Path(__file__).resolve().parent.parent / "static"
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@page("/static/{fichier}", public=True)
async def statique(requete: Request, _qui: Compte | None) -> Response:
    """A file of `static/`, by its name; nothing else is served."""
    nom = requete.path_params["fichier"]
    servis = {f.name: f for f in STATIQUES.iterdir() if f.suffix in TYPES}
    if nom not in servis:
        raise Introuvable
    return FileResponse(servis[nom], media_type=TYPES[servis[nom].suffix])


@page("/sante", public=True)
async def sante(_requete: Request, _qui: Compte | None) -> Response:
    """State for the supervisor."""
    return JSONResponse({"console": "ok"})
