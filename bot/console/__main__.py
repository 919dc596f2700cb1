"""Starts the console (`python -m bot.console`): for now the closed door and its health probe."""

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot import logs
from bot.settings import lire
from bot.textes import texte


async def porte_close(_requete: Request) -> Response:
    """Every page is refused until staff accounts exist."""
    return PlainTextResponse(texte("console.fermee"), status_code=403)


async def sante(_requete: Request) -> Response:
    """State for the supervisor."""
    return JSONResponse({"console": "ok"})


app = Starlette(routes=[Route("/sante", sante), Route("/{chemin:path}", porte_close)])


def main() -> None:
    """Serve on loopback until stopped."""
    reglages = lire()
    logs.configurer(reglages.niveau_journal)
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=reglages.port_console,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
    )


if __name__ == "__main__":
    main()
