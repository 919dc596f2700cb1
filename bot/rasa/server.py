"""Starts Rasa for Boussole: loopback only, our channel only, no API, no telemetry, silent logs.

Run as `python -m bot.rasa.server MODELE`; `rasa run` would listen on every interface and log what people wrote.
"""

from __future__ import annotations

import os
import sys

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")


def main(modele: str, allege: bool = True) -> None:
    """Serve the model until stopped; `allege=False` is Rasa as it comes, for comparison only (benchmarks/)."""
    from bot import logs
    from bot.privacy.vault import secret_partage
    from bot.rasa.leger import alleger
    from bot.settings import lire

    reglages = lire()
    if allege:
        alleger()
    import rasa.core.run as lancement
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils.endpoints import EndpointConfig
    from sanic.log import LOGGING_CONFIG_DEFAULTS

    from bot.rasa.channel import CanalBoussole
    from bot.rasa.point import PointOuvert
    from bot.rasa.silence import taire_structlog

    LOGGING_CONFIG_DEFAULTS["handlers"] = {}
    LOGGING_CONFIG_DEFAULTS["loggers"] = {}
    LOGGING_CONFIG_DEFAULTS["root"] = {"level": "WARNING", "handlers": []}
    logs.configurer(reglages.niveau_journal)
    taire_structlog()
    secret = secret_partage(reglages.secret_interne, reglages.fichier_secret_interne)
    url_actions = f"http://127.0.0.1:{reglages.port_actions}/webhook"
    endpoints = AvailableEndpoints(
        # Our actions read the facts, never the domain: sending its 360 responses along at each call was a tenth of a turn.
        action=PointOuvert(url_actions, enable_selective_domain=True) if allege else EndpointConfig(url_actions),
        tracker_store=EndpointConfig(type="bot.rasa.tracker_store.SuiviChiffre"),
    )
    application = lancement.configure_app(
        [CanalBoussole(secret)], enable_api=False, port=reglages.port_rasa, endpoints=endpoints, use_syslog=False
    )
    logs.configurer(reglages.niveau_journal)
    from functools import partial

    application.register_listener(
        partial(lancement.load_agent_on_start, modele, endpoints, None), "before_server_start"
    )
    application.register_listener(partial(_verifier, endpoints), "after_server_start")
    application.register_listener(lancement.close_resources, "after_server_stop")
    application.run(host="127.0.0.1", port=reglages.port_rasa, workers=1, access_log=False, motd=False)


async def _verifier(_endpoints: object, app: object, _loop: object) -> None:
    """Refuse to serve with another tracker store: Rasa replaces one it cannot import by memory, with only a warning."""
    from bot.rasa.tracker_store import SuiviChiffre

    magasin = app.ctx.agent.tracker_store  # type: ignore[attr-defined]
    reel = getattr(magasin, "_tracker_store", magasin)
    if not isinstance(reel, SuiviChiffre):
        sys.stderr.write("suivi des conversations : magasin chiffré absent, arrêt\n")
        os._exit(3)


if __name__ == "__main__":
    main(sys.argv[1])
