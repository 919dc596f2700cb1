"""A disk that can be filled: a small file system in memory where one may mount it, a limit on written files elsewhere."""

from __future__ import annotations

import contextlib
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.faults.pannes import Stack
from tests.pile import descendants

TAILLE = "96m"
MORCEAU = bytes(1 << 16)


@contextlib.contextmanager
def petit(dossier: Path) -> Iterator[bool]:
    """Mount a small file system on `dossier`; gives False, and does nothing, when this user may not."""
    monte = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={TAILLE}", "none", str(dossier)], capture_output=True)
    try:
        yield monte.returncode == 0
    finally:
        if monte.returncode == 0:
            subprocess.run(["umount", "-l", str(dossier)], check=True)


@contextlib.contextmanager
def plein(stack: Stack, monte: bool) -> Iterator[None]:
    """No room left for anything that the stack writes, until the block ends."""
    with _rempli(stack.donnees / "bouchon") if monte else _bride(stack):
        yield


@contextlib.contextmanager
def _rempli(bouchon: Path) -> Iterator[None]:
    with contextlib.suppress(OSError), bouchon.open("wb", buffering=0) as fichier:
        morceau = MORCEAU
        while morceau:
            try:
                fichier.write(morceau)
            except OSError:
                morceau = morceau[: len(morceau) // 2]
    try:
        yield
    finally:
        bouchon.unlink()


@contextlib.contextmanager
def _bride(stack: Stack) -> Iterator[None]:
    # Zero: no file may grow past its first byte. Python ignores the signal that comes with it: a write just fails.
    avant = {}
    for pid in descendants(stack.processus.pid):
        with contextlib.suppress(ProcessLookupError):
            _, haut = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            avant[pid] = resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, haut))
    try:
        yield
    finally:
        for pid, limites in avant.items():
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, limites)
