"""The supervisor with real processes: it restarts, it stops everything, it leaves nothing behind."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.settings import RACINE
from tests.pile import descendants

pytestmark = pytest.mark.e2e

# A part: answers 200, notes its pid, has a child of its own; its options make it difficult.
SERVEUR = """
import http.server, os, pathlib, signal, subprocess, sys
nom, port, *options = sys.argv[1:]
if "sourd" in options:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if "mort-ne" in options:
    sys.exit("raison de ma mort")
petit = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
class Reponse(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"ok")
    def log_message(self, *_): pass
serveur = http.server.HTTPServer(("127.0.0.1", int(port)), Reponse)
pathlib.Path(nom + ".pid").write_text(f"{os.getpid()} {petit.pid}")
serveur.serve_forever()
"""

PROGRAMME = """
import os, sys
from pathlib import Path
from bot.superviseur.parties import Partie
from bot.superviseur.surveillance import Superviseur
dossier = Path(sys.argv[1])
def partie(nom, port, *options):
    commande = (sys.executable, "serveur.py", nom, str(port), *options)
    url = f"http://127.0.0.1:{port}/"
    return Partie(nom, commande, url, nom, port=int(port), reglage="BOUSSOLE_PORT_" + nom)
parties = [partie(*texte.split(",")) for texte in sys.argv[2:]]
dire = lambda ligne: print(ligne, flush=True)
s = Superviseur(parties, dossier / "journaux", os.environ, dossier, dire, lambda d: dire("TOUT EST PRET"))
sys.exit(s.tourner())
"""


class Banc:
    """A supervisor at work in a folder, and what it says."""

    def __init__(self, dossier: Path, *parties: str) -> None:
        self.dossier = dossier
        (dossier / "serveur.py").write_text(textwrap.dedent(SERVEUR), encoding="utf-8")
        self.sortie = dossier / "sortie.txt"
        with self.sortie.open("wb") as sortie:
            self.processus = subprocess.Popen(
                [sys.executable, "-c", PROGRAMME, str(dossier), *parties],
                cwd=RACINE,
                stdout=sortie,
                stderr=sortie,
                start_new_session=True,
            )

    @property
    def dit(self) -> str:
        return self.sortie.read_text(encoding="utf-8")

    def attendre_mot(self, mot: str, secondes: float = 15.0) -> None:
        attendre(lambda: mot in self.dit, secondes, lambda: f"« {mot} » n'a pas été dit :\n{self.dit}")

    def pids(self, nom: str) -> list[int]:
        return [int(p) for p in (self.dossier / f"{nom}.pid").read_text().split()]

    def tous_les_pids(self) -> list[int]:
        """Every process started below the supervisor, guards included."""
        fichiers = [p for f in self.dossier.glob("*.pid") for p in self.pids(f.stem)]
        return fichiers + descendants(self.processus.pid)


def vivants(pids: list[int]) -> list[int]:
    choisis = ",".join(map(str, pids)) or "0"
    ps = subprocess.run(["ps", "-o", "pid=,stat=", "-p", choisis], capture_output=True, text=True).stdout
    # A zombie no longer runs: it waits for a reaper that a container may not have.
    return [int(li.split()[0]) for li in ps.splitlines() if not li.split()[1].startswith("Z")]


def attendre(condition: Callable[[], object], secondes: float, sinon: Callable[[], str]) -> float:
    debut = time.monotonic()
    while not condition():
        assert time.monotonic() - debut < secondes, sinon()
        time.sleep(0.05)
    return time.monotonic() - debut


@pytest.fixture
def ports() -> list[int]:
    prises = [socket.socket() for _ in range(3)]
    for prise in prises:
        prise.bind(("127.0.0.1", 0))
    numeros = [prise.getsockname()[1] for prise in prises]
    for prise in prises:
        prise.close()
    return numeros


@pytest.fixture
def banc(tmp_path: Path) -> Iterator[Callable[..., Banc]]:
    ouverts: list[Banc] = []

    def lancer(*parties: str) -> Banc:
        ouverts.append(Banc(tmp_path, *parties))
        return ouverts[-1]

    yield lancer
    for un in ouverts:
        restes = vivants([un.processus.pid, *un.tous_les_pids()])
        for pid in restes:
            # The supervisor goes first, and its guards may be quicker than this loop.
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        un.processus.wait()


def test_everything_starts_and_is_said(banc: Callable[..., Banc], ports: list[int]) -> None:
    un = banc(f"alpha,{ports[0]}", f"beta,{ports[1]}")
    un.attendre_mot("TOUT EST PRET")
    assert "alpha : prêt" in un.dit and "beta : prêt" in un.dit


@pytest.mark.parametrize("options", ["", ",sourd"], ids=["docile", "sourd a SIGTERM"])
@pytest.mark.parametrize("signe", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda s: s.name)
def test_a_stop_signal_stops_all_within_five_seconds(
    banc: Callable[..., Banc], ports: list[int], signe: signal.Signals, options: str
) -> None:
    un = banc(f"alpha,{ports[0]}{options}", f"beta,{ports[1]}")
    un.attendre_mot("TOUT EST PRET")
    pids = un.tous_les_pids()
    assert len(vivants(pids)) == 6
    debut = time.monotonic()
    un.processus.send_signal(signe)
    assert un.processus.wait(timeout=5) == 0
    assert vivants(pids) == []
    assert time.monotonic() - debut < 5


@pytest.mark.parametrize("options", ["", ",sourd"], ids=["docile", "sourd a SIGTERM"])
def test_a_killed_supervisor_leaves_nothing(banc: Callable[..., Banc], ports: list[int], options: str) -> None:
    un = banc(f"alpha,{ports[0]}{options}", f"beta,{ports[1]}")
    un.attendre_mot("TOUT EST PRET")
    pids = un.tous_les_pids()
    un.processus.kill()
    un.processus.wait()
    attendre(lambda: not vivants(pids), 5, lambda: f"vivent encore : {vivants(pids)}")


def test_a_part_that_dies_is_restarted_and_said_in_one_line(banc: Callable[..., Banc], ports: list[int]) -> None:
    un = banc(f"alpha,{ports[0]}", f"beta,{ports[1]}")
    un.attendre_mot("TOUT EST PRET")
    avant, autre = un.pids("alpha"), un.pids("beta")
    os.kill(avant[0], signal.SIGKILL)
    un.attendre_mot("alpha : répond de nouveau")
    assert "alpha : arrêt inattendu (tué par le signal 9), redémarrage dans 0,5 s" in un.dit.splitlines()
    assert un.pids("alpha") != avant
    assert vivants(avant) == [], "what the dead part had started must go with it"
    assert un.pids("beta") == autre


def test_a_killed_guard_is_a_death_like_another(banc: Callable[..., Banc], ports: list[int]) -> None:
    un = banc(f"alpha,{ports[0]}")
    un.attendre_mot("TOUT EST PRET")
    avant = un.pids("alpha")
    (garde,) = set(descendants(un.processus.pid)) - set(avant)
    os.kill(garde, signal.SIGKILL)
    un.attendre_mot("alpha : répond de nouveau")
    assert vivants([garde, *avant]) == []


def test_deaths_in_a_row_wait_longer_and_longer(banc: Callable[..., Banc], ports: list[int]) -> None:
    un = banc(f"alpha,{ports[0]}")
    un.attendre_mot("TOUT EST PRET")
    for attente in ("0,5", "1", "2"):
        os.kill(un.pids("alpha")[0], signal.SIGKILL)
        un.attendre_mot(f"redémarrage dans {attente} s")
        fois = un.dit.count("répond de nouveau")
        attendre(lambda f=fois: un.dit.count("répond de nouveau") > f, 10, lambda: un.dit)


def test_a_port_taken_meanwhile_is_named_and_tried_again(banc: Callable[..., Banc], ports: list[int]) -> None:
    un = banc(f"alpha,{ports[0]}")
    un.attendre_mot("TOUT EST PRET")
    os.kill(un.pids("alpha")[0], signal.SIGKILL)
    with socket.socket() as voleur:
        voleur.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        attendre(lambda: _prendre(voleur, ports[0]), 2, lambda: "port introuvable")
        un.attendre_mot(f"Le port {ports[0]} est déjà pris")
        assert "BOUSSOLE_PORT_alpha" in un.dit
    un.attendre_mot("alpha : répond de nouveau")


def _prendre(prise: socket.socket, port: int) -> bool:
    try:
        prise.bind(("127.0.0.1", port))
        prise.listen()
    except OSError:
        return False
    return True


def test_a_part_that_never_starts_shows_its_last_lines_and_stops_all(
    banc: Callable[..., Banc], ports: list[int]
) -> None:
    un = banc(f"alpha,{ports[0]},mort-ne", f"beta,{ports[1]}")
    assert un.processus.wait(timeout=15) == 1
    assert "alpha : n'a pas pu démarrer" in un.dit
    assert "    raison de ma mort" in un.dit
    assert vivants(un.tous_les_pids()) == []


def test_a_stop_during_the_start_leaves_nothing(banc: Callable[..., Banc], ports: list[int]) -> None:
    un = banc(f"alpha,{ports[0]}", f"beta,{ports[1]}")
    attendre(lambda: len(descendants(un.processus.pid)) >= 2, 10, lambda: un.dit)
    pids = un.tous_les_pids()
    un.processus.send_signal(signal.SIGINT)
    assert un.processus.wait(timeout=5) == 0
    assert vivants(pids) == []


def test_logs_are_private_and_one_per_part(banc: Callable[..., Banc], ports: list[int]) -> None:
    un = banc(f"alpha,{ports[0]}", f"beta,{ports[1]}")
    un.attendre_mot("TOUT EST PRET")
    journaux = sorted((un.dossier / "journaux").iterdir())
    assert [j.name for j in journaux] == ["alpha.log", "beta.log"]
    assert {j.stat().st_mode & 0o777 for j in journaux} == {0o600}
    assert re.search(r"alpha : prêt \(\d+(,\d)? s\)", un.dit)
