"""Starts the gateway (`python -m bot.gateway`)."""

import uvicorn

from bot import logs
from bot.gateway.app import creer_app
from bot.settings import lire


def main() -> None:
    """Serve until stopped."""
    reglages = lire()
    logs.configurer(reglages.niveau_journal)
    app = creer_app(reglages)
    uvicorn.run(
        app,
        host=reglages.hote,
        port=reglages.port,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=2,
    )


if __name__ == "__main__":
    main()
