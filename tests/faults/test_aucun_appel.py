"""During a whole conversation, start included, no process of the stack calls beyond this machine, nor asks for a name."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.dialogue import Client
from tests.faults import ecoute
from tests.faults.conftest import PetitePile

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

# The supervisor and its four parts, as their commands end.
PROCESSUS = ("-m bot run", "-m actions", "-m bot.rasa.server", "-m bot.gateway", "-m bot.console")
RECIT = "J'ai visité un appart à Roubaix, le proprio a vu que j'étais noir et il a dit que c'était déjà loué"


def test_aucun_appel_hors_de_la_machine(
    petite_pile: PetitePile, record_property: Callable[[str, object], None]
) -> None:
    client = Client(petite_pile.stack.adresse)
    client.recevoir()
    for dit in (RECIT, "Oui", "quelles preuves garder ?", "c'est gratuit ?", "j'ai envie de mourir", "merci"):
        assert client.dire(dit)
    entendu = ecoute.lire(petite_pile.appels)
    for commande in PROCESSUS:
        assert any(commande in c for c in entendu.commandes), commande
    # The gateway calls Rasa, and Rasa the actions: what is listened to is really heard.
    appeles = {a[1] for a in entendu.appels if isinstance(a, list)}
    assert appeles >= {petite_pile.stack.ports[f"BOUSSOLE_PORT_{p}"] for p in ("RASA", "ACTIONS")}
    assert entendu.dehors() == []
    record_property("appels notés", f"{len(entendu.appels)}, dont 0 hors de la machine")


@pytest.mark.parametrize(
    ("geste", "vu"),
    [
        ("s.connect(('192.0.2.1', 9))", [["192.0.2.1", 9]]),
        ("socket.create_connection(('exemple.invalid', 80))", ["exemple.invalid"]),
        ("socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 53))", [["192.0.2.1", 53]]),
        ("urllib.request.urlopen('http://[2001:db8::1]/')", [["2001:db8::1", 80, 0, 0], "2001:db8::1"]),
        ("socket.gethostbyname('exemple.invalid')", ["exemple.invalid"]),
        ("s.connect(('127.0.0.1', 9))", []),
    ],
)
def test_un_appel_au_dehors_serait_entendu(tmp_path: Path, geste: str, vu: list[object]) -> None:
    programme = (
        f"import socket, urllib.request; s = socket.socket(); s.settimeout(0.2); socket.setdefaulttimeout(0.2); {geste}"
    )
    env = {**os.environ, **ecoute.reglages(tmp_path / "appels"), "no_proxy": "*"}
    subprocess.run([sys.executable, "-c", programme], env=env, capture_output=True, check=False)
    dehors = ecoute.lire(tmp_path / "appels").dehors()
    assert dehors == vu
