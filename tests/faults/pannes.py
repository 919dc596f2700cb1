"""A stack of its own that a test may break: start it, find its parts, kill or freeze them, wait until all is back."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.e2e.conftest import DEMARRAGE_SECONDES, RACINE, environnement, ports_libres

NOMS = ("BOUSSOLE_PORT", "BOUSSOLE_PORT_RASA", "BOUSSOLE_PORT_ACTIONS", "BOUSSOLE_PORT_CONSOLE")
# What each part is recognised by in its command.
PARTIES = {"actions": "-m\0actions", "rasa": "bot.rasa.server", "passerelle": "bot.gateway"}


@dataclass
class Stack:
    """A running stack: its address, its data folder, its supervisor, and what was done to it."""

    adresse: str
    donnees: Path
    processus: subprocess.Popen[bytes]
    pannes: list[str] = field(default_factory=list)

    def pid(self, partie: str) -> int | None:
        """Return the process of a part, or None while it is down."""
        for pid in descendants(self.processus.pid):
            with contextlib.suppress(OSError):
                commande = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
                if PARTIES[partie] in commande and "superviseur" not in commande:
                    return pid
        return None

    def titres(self) -> str:
        """Return the titles of all its processes."""
        sortie = []
        for pid in [self.processus.pid, *descendants(self.processus.pid)]:
            with contextlib.suppress(OSError):
                sortie.append(Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace"))
        return "\n".join(sortie)

    def tuer(self, partie: str) -> None:
        """Kill a part as a crash does."""
        self._signaler(partie, signal.SIGKILL)

    def figer(self, partie: str, secondes: float) -> None:
        """Stop a part without killing it, for a while."""
        pid = self._signaler(partie, signal.SIGSTOP)
        time.sleep(secondes)
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    def _signaler(self, partie: str, sorte: signal.Signals) -> int | None:
        pid = self.pid(partie)
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sorte)
                self.pannes.append(f"{sorte.name} {partie}")
        return pid

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


def descendants(pid: int) -> list[int]:
    """Return the processes below one, from /proc."""
    enfants: dict[int, list[int]] = {}
    for dossier in Path("/proc").iterdir():
        if dossier.name.isdigit():
            with contextlib.suppress(OSError, ValueError):
                parent = int((dossier / "stat").read_text().rpartition(")")[2].split()[1])
                enfants.setdefault(parent, []).append(int(dossier.name))
    trouves = [pid]
    for un in trouves:
        trouves += enfants.get(un, [])
    return trouves[1:]


@contextlib.contextmanager
def pile_a_casser(donnees: Path, **reglages: str) -> Iterator[Stack]:
    """Start a stack on its own folder and ports, with these settings; stop it at the end."""
    ports = dict(zip(NOMS, ports_libres(4), strict=True))
    with (donnees / "sortie.txt").open("wb") as sortie:
        processus = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "bot", "run"],
            cwd=RACINE,
            env={**environnement(donnees, ports), **reglages},
            stdout=sortie,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        stack = Stack(f"http://127.0.0.1:{ports['BOUSSOLE_PORT']}", donnees, processus)
        try:
            stack.attendre()
            yield stack
        finally:
            processus.send_signal(signal.SIGINT)
            processus.wait(timeout=20)


@contextlib.contextmanager
def saboter(stack: Stack, graine: int, repos: float) -> Iterator[None]:
    """While the block runs, break one part after the other, in an order that the seed gives."""
    assez = threading.Event()
    hasard = random.Random(graine)

    def faire() -> None:
        while not assez.wait(repos):
            partie = hasard.choice(tuple(PARTIES))
            if hasard.random() < 0.6:
                stack.tuer(partie)
            else:
                stack.figer(partie, 2.0)

    fil = threading.Thread(target=faire)
    fil.start()
    try:
        yield
    finally:
        assez.set()
        fil.join()
