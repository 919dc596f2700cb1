"""A small stack for measuring: the action server and one Rasa, on free ports and a data folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bot.settings import RACINE, lire
from bot.store import conversations
from bot.store.session import Base, base_de
from bot.superviseur.parties import SILENCE

ATTENTE = 180.0


@dataclass
class PileMesuree:
    """What runs: the address of a turn, the secret that opens it, Rasa's process and the seconds of its cold start."""

    url: str
    secret: str
    rasa: subprocess.Popen[bytes]
    demarrage: float
    base: Base

    def ouvrir(self) -> str:
        """Make a conversation, as the gateway does, and return its id."""
        return conversations.creer(self.base, "web")

    def memoire(self) -> float:
        """Return the peak resident memory of Rasa's process, in MiB."""
        for ligne in Path(f"/proc/{self.rasa.pid}/status").read_text(encoding="ascii").splitlines():
            if ligne.startswith("VmHWM:"):
                return int(ligne.split()[1]) / 1024
        raise RuntimeError("mémoire illisible")


def _port() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


@contextmanager
def pile(modele: Path, serveur: str = "bot.rasa.server") -> Iterator[PileMesuree]:
    """Start the actions, then Rasa with this model; stop both at the end and remove their data.

    `serveur`: the module that serves, ours or `benchmarks.rasa_tel_quel`.
    """
    donnees = Path(tempfile.mkdtemp(prefix="boussole-mesure-"))
    secret = "mesure" * 6
    ports = {"BOUSSOLE_PORT_RASA": str(_port()), "BOUSSOLE_PORT_ACTIONS": str(_port())}
    env = {
        **os.environ,
        **SILENCE,
        **ports,
        "BOUSSOLE_DONNEES": str(donnees),
        "BOUSSOLE_SECRET_INTERNE": secret,
        "DATABASE_URL": "",
        "PYTHONPATH": str(RACINE),
    }
    enfants: list[subprocess.Popen[bytes]] = []
    try:
        _preparer_base(env)
        enfants.append(_lancer(["actions"], env, donnees / "actions.log"))
        _attendre(f"http://127.0.0.1:{ports['BOUSSOLE_PORT_ACTIONS']}/health", enfants[0])
        debut = time.monotonic()
        enfants.append(_lancer([serveur, str(modele)], env, donnees / "rasa.log"))
        racine = f"http://127.0.0.1:{ports['BOUSSOLE_PORT_RASA']}/webhooks/boussole/"
        _attendre(racine, enfants[1])
        demarrage = time.monotonic() - debut
        reglages = lire(env)
        yield PileMesuree(racine + "tour", secret, enfants[1], demarrage, base_de(reglages))
    finally:
        for enfant in enfants:
            enfant.send_signal(signal.SIGKILL)
            enfant.wait()
        shutil.rmtree(donnees, ignore_errors=True)


def _preparer_base(env: dict[str, str]) -> None:
    """Make the tables, as the supervisor does before anything starts."""
    subprocess.run([sys.executable, "-m", "bot", "migrate"], cwd=RACINE, env=env, check=True, capture_output=True)


def _lancer(module: list[str], env: dict[str, str], journal: Path) -> subprocess.Popen[bytes]:
    with journal.open("wb") as sortie:
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", *module], cwd=RACINE, env=env, stdout=sortie, stderr=sortie
        )


def _attendre(url: str, enfant: subprocess.Popen[bytes]) -> None:
    fin = time.monotonic() + ATTENTE
    while time.monotonic() < fin:
        if enfant.poll() is not None:
            raise RuntimeError("un processus s'est arrêté au démarrage")
        try:
            if httpx.get(url, trust_env=False, timeout=1).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.05)
    raise RuntimeError("démarrage trop long")
