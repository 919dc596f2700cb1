"""Starts the action server on loopback, with silent logs (`python -m actions`).

rasa_sdk's own server listens everywhere.
"""

from bot import logs
from bot.settings import lire


def main() -> None:
    """Serve the actions of this package until stopped."""
    reglages = lire()
    from rasa_sdk.endpoint import create_app

    application = create_app("actions")
    logs.configurer(reglages.niveau_journal)
    application.run(host="127.0.0.1", port=reglages.port_actions, workers=1, access_log=False)


if __name__ == "__main__":
    main()
