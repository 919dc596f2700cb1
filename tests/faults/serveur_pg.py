"""A PostgreSQL of its own that a test may stop, kill and start again."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from bot.store import schema
from bot.store.session import ouvrir

NOM = "boussole_essai"


class ServeurPg:
    """The server: running when it is made, its base at the current schema."""

    def __init__(self, dossier: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # platformdirs warns when there is no session folder (containers)
            import pgserver
        self.dossier = dossier
        self._serveur = pgserver.get_server(dossier, cleanup_mode="stop")
        admin = sa.create_engine(self._serveur.get_uri(), isolation_level="AUTOCOMMIT", future=True)
        with admin.connect() as connexion:
            connexion.exec_driver_sql(f"CREATE DATABASE {NOM}")
        admin.dispose()
        self.url = str(self._serveur.get_uri(NOM))
        moteur = ouvrir(self.url)
        schema.migrer(moteur)
        moteur.dispose()

    def arreter(self) -> None:
        """Stop it as an administrator in a hurry does: clients are cut."""
        self._attendre_la_fin(signal.SIGINT)

    def tuer(self) -> None:
        """Kill it as a crash does; its children go when they see it."""
        self._attendre_la_fin(signal.SIGKILL)

    def _attendre_la_fin(self, sorte: signal.Signals) -> None:
        premier = self._serveur.get_pid()
        tous = [premier, *_enfants(premier)]
        os.kill(premier, sorte)
        while any(_vit(pid) for pid in tous):
            time.sleep(0.05)

    def demarrer(self) -> None:
        """Start it again, on the same folder and address."""
        self._serveur.ensure_postgres_running()
        assert self._serveur.get_uri(NOM) == self.url

    def fermer(self) -> None:
        """Stop it for good."""
        self._serveur.cleanup()


def _enfants(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _vit(pid: int) -> bool:
    # A zombie no longer runs: it waits for a reaper that a container may not have.
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@contextlib.contextmanager
def serveur_pg() -> Iterator[ServeurPg]:
    """A server in a folder of its own (short: a socket's path has a limit), removed at the end."""
    dossier = Path(tempfile.mkdtemp(prefix="boussole-pg-"))
    serveur = ServeurPg(dossier)
    try:
        yield serveur
    finally:
        serveur.fermer()
        shutil.rmtree(dossier, ignore_errors=True)
