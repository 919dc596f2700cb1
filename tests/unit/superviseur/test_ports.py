"""A port that cannot be used is named, with the setting that changes it."""

import socket

import pytest

from bot.settings import lire
from bot.superviseur.parties import adresse, parties
from bot.superviseur.ports import empechement, joignable


@pytest.fixture
def port_pris():
    with socket.socket() as serveur:
        serveur.bind(("127.0.0.1", 0))
        serveur.listen()
        yield serveur.getsockname()[1]


def port_libre() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@pytest.mark.parametrize("hote", ["127.0.0.1", "0.0.0.0"])
def test_a_taken_port_is_named_with_its_setting(port_pris: int, hote: str) -> None:
    message = empechement(hote, port_pris, "BOUSSOLE_PORT_RASA")
    assert message is not None
    assert f"port {port_pris} est déjà pris" in message
    assert "changez BOUSSOLE_PORT_RASA" in message


def test_a_served_port_is_taken_even_where_the_system_lets_two_bind_it(
    port_pris: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Accueillant(socket.socket):
        def bind(self, _adresse: object) -> None:
            """As on a system that allows it."""

    monkeypatch.setattr(socket, "socket", Accueillant)
    message = empechement("127.0.0.1", port_pris, "BOUSSOLE_PORT")
    assert message is not None and "déjà pris" in message


def test_a_bound_port_that_does_not_listen_yet_is_taken_too() -> None:
    with socket.socket() as autre:
        autre.bind(("127.0.0.1", 0))
        message = empechement("127.0.0.1", autre.getsockname()[1], "BOUSSOLE_PORT")
    assert message is not None and "déjà pris" in message


def test_a_free_port_has_nothing_against_it() -> None:
    assert empechement("127.0.0.1", port_libre(), "BOUSSOLE_PORT") is None


def test_an_address_of_another_machine_names_the_address_setting() -> None:
    message = empechement("192.0.2.1", port_libre(), "BOUSSOLE_PORT")
    assert message is not None and "BOUSSOLE_HOTE" in message


@pytest.mark.parametrize(("hote", "appele"), [("0.0.0.0", "127.0.0.1"), ("::", "::1"), ("192.0.2.7", "192.0.2.7")])
def test_every_interface_is_called_through_loopback(hote: str, appele: str) -> None:
    assert joignable(hote) == appele


def test_only_the_gateway_follows_the_address_setting() -> None:
    reglages = lire({"BOUSSOLE_HOTE": "0.0.0.0", "BOUSSOLE_PORT": "8123"})
    assert {p.nom: p.hote for p in parties(reglages)} == {
        "actions": "127.0.0.1",
        "Rasa": "127.0.0.1",
        "passerelle": "0.0.0.0",
        "console": "127.0.0.1",
    }
    assert adresse(reglages) == "http://localhost:8123/"


def test_each_part_names_the_setting_of_its_own_port() -> None:
    noms = ("BOUSSOLE_PORT", "BOUSSOLE_PORT_RASA", "BOUSSOLE_PORT_ACTIONS", "BOUSSOLE_PORT_CONSOLE")
    ports = {nom: 9000 + rang for rang, nom in enumerate(noms)}
    reglages = lire({nom: str(port) for nom, port in ports.items()})
    assert {p.reglage: p.port for p in parties(reglages)} == ports
    assert all(f":{p.port}/" in p.url_sante for p in parties(reglages))
