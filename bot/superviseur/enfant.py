"""The guard of one child: runs a command and stops it, with all its group, when the supervisor is gone.

Run by path (`python -I enfant.py COMMAND…`), standard library only. Its standard input is a pipe that the
supervisor alone holds open: the end of file means « stop », said on purpose or by a supervisor that was
killed. It works the same on Linux and on macOS, where no signal tells a child that its parent died.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

DELAI_DOUX = 3.0


def main(commande: list[str]) -> int:
    """Run `commande` in this process group until it ends or the pipe closes; returns its exit code."""
    demande = threading.Event()
    for nom in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(nom, lambda *_: demande.set())
    enfant = subprocess.Popen(commande, stdin=subprocess.DEVNULL)
    threading.Thread(target=_ecouter, args=(demande,), daemon=True).start()
    threading.Thread(target=_arreter, args=(demande,), daemon=True).start()
    code = enfant.wait()
    if demande.is_set():
        # Whoever asked does not wait for a code; what the command started and left goes with it.
        os.killpg(os.getpgrp(), signal.SIGKILL)
    return code if code >= 0 else 128 - code


def _ecouter(demande: threading.Event) -> None:
    while os.read(0, 1024):
        pass
    demande.set()


def _arreter(demande: threading.Event) -> None:
    demande.wait()
    groupe = os.getpgrp()
    os.killpg(groupe, signal.SIGTERM)
    time.sleep(DELAI_DOUX)
    os.killpg(groupe, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
