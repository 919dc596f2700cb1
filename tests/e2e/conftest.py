"""The whole stack, started as a newcomer does (`python -m bot run`), on its own data folder and ports."""

from __future__ import annotations

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
import pytest

RACINE = Path(__file__).resolve().parents[2]
DEMARRAGE_SECONDES = 240


@dataclass
class Pile:
    """A running stack: its address, its data folder, its supervisor and its ports."""

    adresse: str
    donnees: Path
    processus: subprocess.Popen[bytes]
    ports: dict[str, int]


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


@pytest.fixture(scope="session")
def pile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pile]:
    """Start everything once for the session; Ctrl-C at the end."""
    donnees = tmp_path_factory.mktemp("pile")
    noms = ("BOUSSOLE_PORT", "BOUSSOLE_PORT_RASA", "BOUSSOLE_PORT_ACTIONS", "BOUSSOLE_PORT_CONSOLE")
    ports = dict(zip(noms, ports_libres(4), strict=True))
    sortie = (donnees / "sortie.txt").open("wb")
    processus = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "bot", "run"],
        cwd=RACINE,
        env=environnement(donnees, ports),
        stdout=sortie,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    adresse = f"http://127.0.0.1:{ports['BOUSSOLE_PORT']}"
    try:
        fin = time.monotonic() + DEMARRAGE_SECONDES
        while time.monotonic() < fin:
            assert processus.poll() is None, (donnees / "sortie.txt").read_text()[-2000:]
            try:
                if httpx.get(f"{adresse}/sante", trust_env=False).json().get("cerveau") == "ok":
                    break
            except (httpx.HTTPError, ValueError):
                pass
            time.sleep(0.3)
        yield Pile(adresse, donnees, processus, ports)
    finally:
        processus.send_signal(signal.SIGINT)
        processus.wait(timeout=15)
        sortie.close()
