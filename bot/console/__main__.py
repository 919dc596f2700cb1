"""Starts the console (`python -m bot.console`), on loopback: nginx stands before it (docs/taches/ouvrir-la-console.md)."""

import uvicorn

from bot import logs
from bot.console.app import creer_app
from bot.settings import lire


def main() -> None:
    """Serve on loopback until stopped."""
    reglages = lire()
    logs.configurer(reglages.niveau_journal)
    uvicorn.run(
        creer_app(reglages),
        host="127.0.0.1",
        port=reglages.port_console,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=2,
    )


if __name__ == "__main__":
    main()
