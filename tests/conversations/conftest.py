"""Conversations with the trained model and the real action server; only the gateway and the clock are left out."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

RACINE = Path(__file__).resolve().parents[2]
os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


@dataclass
class Tour:
    """The answers to one message: response names in order (« carte:<type> » for a card), choices, texts, state."""

    noms: list[str] = field(default_factory=list)
    choix: dict[str, str] = field(default_factory=dict)
    textes: list[str] = field(default_factory=list)
    cartes: list[dict[str, Any]] = field(default_factory=list)
    ordres: list[str] = field(default_factory=list)
    situation: dict[str, Any] = field(default_factory=dict)
    formulaire: str | None = None


class Conversation:
    """One person talking to the brain."""

    def __init__(self, agent: Any, boucle: asyncio.AbstractEventLoop) -> None:
        self._agent = agent
        self._boucle = boucle
        self._id = uuid.uuid4().hex
        self._choix: dict[str, str] = {}

    def dire(self, texte: str, urgence_donnee: bool = False) -> Tour:
        """Type a text."""
        from bot.rasa.canal import desarmer

        return self._tour(desarmer(texte), None, urgence_donnee)

    def choisir(self, titre: str) -> Tour:
        """Take the choice of the last question whose title contains `titre`."""
        trouves = [t for t in self._choix if titre.lower() in t.lower()]
        assert trouves, f"pas de choix « {titre} » parmi {list(self._choix)}"
        return self.payload(self._choix[trouves[0]], trouves[0])

    def payload(self, payload: str, titre: str = "") -> Tour:
        """Send what a choice carries."""
        from bot.rasa.canal import parse_data

        return self._tour(titre, parse_data(payload, titre), False)

    def _tour(self, texte: str, force: dict[str, Any] | None, urgence_donnee: bool) -> Tour:
        from rasa.core.channels.channel import UserMessage

        from bot.rasa.channel import Sortie

        sortie = Sortie()
        message = UserMessage(
            text=texte,
            output_channel=sortie,
            sender_id=self._id,
            parse_data=force,
            input_channel="boussole",
            metadata={"urgence_donnee": urgence_donnee},
        )
        self._boucle.run_until_complete(self._agent.handle_message(message))
        suivi = self._boucle.run_until_complete(self._agent.tracker_store.retrieve(self._id))
        tour = Tour(situation=suivi.get_slot("situation") or {}, formulaire=suivi.active_loop_name)
        for m in sortie.messages:
            carte = m["carte"]
            tour.noms.append(f"carte:{carte['type']}" if carte else str(m["nom"]))
            tour.textes += [m["texte"]] if m["texte"] else []
            tour.cartes += [carte] if carte else []
            tour.ordres += [m["ordre"]] if m["ordre"] else []
            tour.choix |= {c["titre"]: c["payload"] for c in m["choix"]}
        self._choix = tour.choix or self._choix
        return tour


def _port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


@pytest.fixture(scope="session")
def serveur_actions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The real action server, on its own data folder and port."""
    port = _port_libre()
    env = {
        **os.environ,
        "BOUSSOLE_DONNEES": str(tmp_path_factory.mktemp("donnees")),
        "BOUSSOLE_PORT_ACTIONS": str(port),
        "DATABASE_URL": "",
    }
    migration = "from bot.settings import lire; from bot.store import schema, session; "
    migration += "schema.migrer(session.ouvrir(lire().database_url))"
    subprocess.run([sys.executable, "-W", "ignore", "-c", migration], env=env, cwd=RACINE, check=True)
    processus = subprocess.Popen([sys.executable, "-W", "ignore", "-m", "actions"], env=env, cwd=RACINE)
    try:
        for _ in range(300):
            try:
                if httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200:
                    break
            except httpx.HTTPError:
                pass
            assert processus.poll() is None, "le serveur d'actions s'est arrêté"
            time.sleep(0.1)
        yield port
    finally:
        processus.terminate()
        processus.wait(timeout=10)


@pytest.fixture(scope="session")
def boucle() -> Iterator[asyncio.AbstractEventLoop]:
    """One event loop for the whole session: Rasa's clients live on it."""
    la_boucle = asyncio.new_event_loop()
    yield la_boucle
    la_boucle.close()


@pytest.fixture(scope="session")
def agent(serveur_actions: int) -> Any:
    """Rasa's agent with the trained model, as it is served: light, with one connection to the actions."""
    modele = RACINE / "models" / "boussole.tar.gz"
    assert modele.is_file(), "aucun modèle : python -m bot train"
    from bot.rasa.leger import alleger

    alleger()
    from rasa.core.agent import Agent

    from bot.rasa.point import PointOuvert

    actions = PointOuvert(f"http://127.0.0.1:{serveur_actions}/webhook", enable_selective_domain=True)
    return Agent.load(str(modele), action_endpoint=actions)


@pytest.fixture
def conversation(agent: Any, boucle: asyncio.AbstractEventLoop) -> Conversation:
    """A new person."""
    return Conversation(agent, boucle)
