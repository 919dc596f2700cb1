"""The whole stack, started as a newcomer does (`python -m bot run`), on its own data folder and ports."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

RACINE = Path(__file__).resolve().parents[1]
DEMARRAGE_SECONDES = 240
PORTS = ("BOUSSOLE_PORT", "BOUSSOLE_PORT_RASA", "BOUSSOLE_PORT_ACTIONS", "BOUSSOLE_PORT_CONSOLE")


@dataclass
class Pile:
    """A running stack: its address, its data folder, its supervisor and its ports."""

    adresse: str
    donnees: Path
    processus: subprocess.Popen[bytes]
    ports: dict[str, int]

    def attendre(self) -> None:
        """Wait until the gateway says that the brain answers."""
        fin = time.monotonic() + DEMARRAGE_SECONDES
        while time.monotonic() < fin:
            assert self.processus.poll() is None, (self.donnees / "sortie.txt").read_text()[-2000:]
            with contextlib.suppress(httpx.HTTPError, ValueError):
                if httpx.get(f"{self.adresse}/sante", trust_env=False).json().get("cerveau") == "ok":
                    return
            time.sleep(0.3)
        raise AssertionError("la pile ne répond pas")


def ports_libres(nombre: int) -> list[int]:
    """Return ports that are free now."""
    prises = [socket.socket() for _ in range(nombre)]
    for prise in prises:
        prise.bind(("127.0.0.1", 0))
    libres = [int(prise.getsockname()[1]) for prise in prises]
    for prise in prises:
        prise.close()
    return libres


def environnement(donnees: Path, ports: dict[str, int]) -> dict[str, str]:
    """Return the settings of one stack under test."""
    return {**os.environ, "BOUSSOLE_DONNEES": str(donnees), "DATABASE_URL": "", **{n: str(p) for n, p in ports.items()}}


@contextlib.contextmanager
def demarrer(donnees: Path, **reglages: str) -> Iterator[Pile]:
    """Start a stack on this folder, with these settings besides; Ctrl-C at the end."""
    ports = dict(zip(PORTS, ports_libres(len(PORTS)), strict=True))
    with (donnees / "sortie.txt").open("wb") as sortie:
        processus = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "bot", "run"],
            cwd=RACINE,
            env={**environnement(donnees, ports), **reglages},
            stdout=sortie,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        pile = Pile(f"http://127.0.0.1:{ports['BOUSSOLE_PORT']}", donnees, processus, ports)
        try:
            pile.attendre()
            yield pile
        finally:
            processus.send_signal(signal.SIGINT)
            processus.wait(timeout=20)


def descendants(pid: int) -> list[int]:
    """Return the processes below one."""
    lignes = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    couples = [tuple(map(int, ligne.split())) for ligne in lignes.splitlines()]
    trouves = [pid]
    for un in trouves:
        trouves += [enfant for enfant, parent in couples if parent == un]
    return trouves[1:]
