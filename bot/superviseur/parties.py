"""The parts of Boussole that run as processes, and the environment they are given."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from bot.settings import RACINE, Settings
from bot.superviseur.ports import joignable
from bot.transfert import ecrire_horaires

MODELE = Path("models") / "boussole.tar.gz"
ICI = "127.0.0.1"


@dataclass(frozen=True)
class Partie:
    """One process: its name as shown, its command, the address that answers 200 once it is ready.

    `cle` names its log file. `hote`, `port` and `reglage` (the setting that changes the port) are checked
    before a restart, when the port is not 0.
    """

    nom: str
    commande: tuple[str, ...]
    url_sante: str
    cle: str
    hote: str = ICI
    port: int = 0
    reglage: str = ""


def parties(s: Settings) -> list[Partie]:
    """Return the four parts for these settings; only the gateway may listen beyond loopback."""

    def partie(nom: str, module: list[str], chemin: str, port: int, reglage: str, hote: str = ICI) -> Partie:
        url = f"http://{_crochets(joignable(hote))}:{port}{chemin}"
        return Partie(nom, (sys.executable, "-m", *module), url, nom.lower(), hote, port, reglage)

    rasa = ["bot.rasa.server", str(MODELE)]
    return [
        partie("actions", ["actions"], "/health", s.port_actions, "BOUSSOLE_PORT_ACTIONS"),
        partie("Rasa", rasa, "/webhooks/boussole/", s.port_rasa, "BOUSSOLE_PORT_RASA"),
        partie("passerelle", ["bot.gateway"], "/sante", s.port, "BOUSSOLE_PORT", s.hote),
        partie("console", ["bot.console"], "/sante", s.port_console, "BOUSSOLE_PORT_CONSOLE"),
    ]


def environnement(s: Settings) -> dict[str, str]:
    """Return the environment of every child: ours, and the settings as read once (`.env` may change)."""
    return {
        **os.environ,
        "BOUSSOLE_DONNEES": str(s.donnees),
        "DATABASE_URL": s.database_url,
        "BOUSSOLE_HOTE": s.hote,
        "BOUSSOLE_PORT": str(s.port),
        "BOUSSOLE_PORT_RASA": str(s.port_rasa),
        "BOUSSOLE_PORT_ACTIONS": str(s.port_actions),
        "BOUSSOLE_PORT_CONSOLE": str(s.port_console),
        "BOUSSOLE_DELAI_REPONSE": str(s.delai_reponse),
        "BOUSSOLE_JOURNAL": s.niveau_journal,
        "BOUSSOLE_CLE_MAITRE": s.cle_maitre or "",
        "BOUSSOLE_SECRET_INTERNE": s.secret_interne or "",
        "BOUSSOLE_RESPONSABLE": s.responsable,
        "BOUSSOLE_CONTACT_DONNEES": s.contact_donnees,
        "BOUSSOLE_URL": s.url_site or "",
        "BOUSSOLE_JURISTES": "oui" if s.juristes else "non",
        "BOUSSOLE_JURISTES_HORAIRES": ecrire_horaires(s.juristes_horaires),
        "BOUSSOLE_JURISTES_DELAI": str(s.juristes_delai),
        **SILENCE,
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(RACINE), os.environ.get("PYTHONPATH")])),
    }


# What keeps Rasa's libraries from calling home or filling the logs.
SILENCE = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}


def adresse(s: Settings) -> str:
    """Return the address to open in a browser on this machine."""
    hote = joignable(s.hote)
    return f"http://{'localhost' if hote in ('127.0.0.1', '::1') else _crochets(hote)}:{s.port}/"


def _crochets(hote: str) -> str:
    return f"[{hote}]" if ":" in hote else hote
