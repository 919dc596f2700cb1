"""One guarded child process: start, is it dead, stop, last lines of its log."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.superviseur import enfant

GARDE = Path(enfant.__file__)
JOURNAL_MAX = 5_000_000


class Processus:
    """A command under its guard (`enfant.py`), in a session of its own, writing to one log file."""

    def __init__(self, commande: Sequence[str], journal: Path, env: Mapping[str, str], dossier: Path) -> None:
        """Start the command; the log file is private, and put aside once when it is too big."""
        journal.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if journal.is_file() and journal.stat().st_size > JOURNAL_MAX:
            journal.replace(journal.with_suffix(".log.1"))
        self.journal = journal
        descripteur = os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._depart_journal = os.fstat(descripteur).st_size
        self.ne_a = time.monotonic()
        try:
            # The session keeps the terminal's Ctrl-C away from children: the supervisor alone decides.
            self._garde = subprocess.Popen(
                [sys.executable, "-I", str(GARDE), *commande],
                stdin=subprocess.PIPE,
                stdout=descripteur,
                stderr=descripteur,
                cwd=dossier,
                env=dict(env),
                start_new_session=True,
            )
        finally:
            os.close(descripteur)

    @property
    def code(self) -> int | None:
        """Exit code of the command, None while it lives; what it may have left behind is killed."""
        code = self._garde.poll()
        if code is not None:
            self._achever()
        return code

    def demander_arret(self) -> None:
        """Ask the guard to stop the command: SIGTERM to the group, SIGKILL after its delay."""
        if self._garde.stdin is not None:
            with contextlib.suppress(OSError):
                self._garde.stdin.close()

    def attendre_arret(self, echeance: float) -> None:
        """Wait for the end until `echeance` (monotonic clock), then kill the group."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._garde.wait(max(0.0, echeance - time.monotonic()))
        self._achever()
        self._garde.wait()

    def derniers_mots(self, lignes: int = 12) -> list[str]:
        """Return the last lines that this start wrote to its log."""
        with self.journal.open("rb") as fichier:
            fichier.seek(0, os.SEEK_END)
            fichier.seek(max(self._depart_journal, fichier.tell() - 200_000))
            texte = fichier.read().decode("utf-8", errors="replace")
        return [ligne for ligne in texte.splitlines() if ligne.strip()][-lignes:]

    def _achever(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._garde.pid, signal.SIGKILL)
