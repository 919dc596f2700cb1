"""A stack of its own that a test may break: start it, find its parts, kill or freeze them, wait until all is back."""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.settings import Settings, lire
from bot.store import journal
from bot.store.session import base_de
from tests.pile import Pile, demarrer, descendants, environnement

Casse = Callable[[random.Random], None]
# What each part is recognised by in its command.
PARTIES = {"actions": "-m\0actions", "rasa": "bot.rasa.server", "passerelle": "bot.gateway"}


@dataclass
class Stack(Pile):
    """A running stack, and what was done to it."""

    pannes: list[str] = field(default_factory=list)
    choisis: dict[str, str] = field(default_factory=dict)

    def pid(self, partie: str) -> int | None:
        """Return the process of a part, or None while it is down."""
        for pid in descendants(self.processus.pid):
            commande = _titre(pid)
            if PARTIES[partie] in commande and "superviseur" not in commande:
                return pid
        return None

    def titres(self) -> str:
        """Return the titles of all its processes."""
        return "\n".join(map(_titre, [self.processus.pid, *descendants(self.processus.pid)]))

    def tuer(self, partie: str) -> None:
        """Kill a part as a crash does."""
        self._signaler(partie, signal.SIGKILL)

    def figer(self, partie: str, secondes: float) -> None:
        """Stop a part without killing it, for a while."""
        with self.suspendre(partie):
            time.sleep(secondes)

    @contextlib.contextmanager
    def suspendre(self, partie: str) -> Iterator[None]:
        """Stop a part without killing it, until the block ends."""
        pid = self._signaler(partie, signal.SIGSTOP)
        try:
            yield
        finally:
            if pid is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    @property
    def reglages(self) -> Settings:
        """Its settings, as its processes read them."""
        return lire(environnement(self.donnees, self.ports) | self.choisis)

    def en_attente(self) -> int:
        """Return how many conversations hold a message that is not treated yet."""
        base = base_de(self.reglages)
        try:
            with base.lecture() as connexion:
                return len(journal.conversations_en_attente(connexion))
        finally:
            base.moteur.dispose()

    def tout_traiter(self, secondes: float = 120.0) -> None:
        """Wait until nothing waits."""
        fin = time.monotonic() + secondes
        while self.en_attente():
            assert time.monotonic() < fin, "des messages attendent encore"
            time.sleep(0.3)

    def _signaler(self, partie: str, sorte: signal.Signals) -> int | None:
        pid = self.pid(partie)
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sorte)
                self.pannes.append(f"{sorte.name} {partie}")
        return pid


def _titre(pid: int) -> str:
    # Empty once the process has gone.
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    return ""


@contextlib.contextmanager
def pile_a_casser(donnees: Path, **reglages: str) -> Iterator[Stack]:
    """Start a stack on its own folder and ports, with these settings; stop it at the end."""
    with demarrer(donnees, **reglages) as pile:
        yield Stack(pile.adresse, pile.donnees, pile.processus, pile.ports, choisis=reglages)


@contextlib.contextmanager
def saboter(stack: Stack, graine: int, repos: float, aussi: Mapping[str, Casse] | None = None) -> Iterator[None]:
    """While the block runs, break one part after the other, in an order that the seed gives.

    `aussi`: what else to break, each by its own way; these are broken once each before anything else.
    """
    assez = threading.Event()
    hasard = random.Random(graine)
    autres = aussi or {}
    suite = itertools.chain(autres, iter(lambda: hasard.choice((*PARTIES, *autres)), None))

    def faire() -> None:
        while not assez.wait(repos):
            partie = next(suite)
            if partie in autres:
                autres[partie](hasard)
                stack.pannes.append(f"coupure {partie}")
            elif hasard.random() < 0.6:
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
