"""What stops the start: said in French, with code 2, before any process exists."""

import dataclasses
import socket
from pathlib import Path

import pytest

from bot import entrainement, knowledge
from bot.settings import Settings, lire
from bot.superviseur import lancement


@pytest.fixture
def reglages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Valid settings in a folder of their own; no process and no training is ever started."""
    monkeypatch.setattr(lancement, "RACINE", tmp_path)
    monkeypatch.chdir(tmp_path)

    def interdit(*_args: object, **_options: object) -> None:
        raise AssertionError("a process would have started")

    monkeypatch.setattr(lancement, "Superviseur", interdit)
    monkeypatch.setattr(entrainement, "entrainer_si_besoin", interdit)
    ports = {}
    for nom in ("BOUSSOLE_PORT", "BOUSSOLE_PORT_RASA", "BOUSSOLE_PORT_ACTIONS", "BOUSSOLE_PORT_CONSOLE"):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            ports[nom] = str(s.getsockname()[1])
    return lire({"BOUSSOLE_DONNEES": str(tmp_path / "var"), **ports})


def refus(reglages: Settings, capsys: pytest.CaptureFixture[str]) -> str:
    assert lancement.lancer(reglages) == 2
    return capsys.readouterr().out


def test_a_failed_training_is_said(
    reglages: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def echouer(_dire: object) -> None:
        raise entrainement.EntrainementEchoue("L'entraînement a échoué (code 1).")

    monkeypatch.setattr(entrainement, "entrainer_si_besoin", echouer)
    assert "L'entraînement a échoué (code 1)." in refus(reglages, capsys)


def test_an_invalid_fact_gives_its_file_line_and_reason(
    reglages: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def charger() -> None:
        raise knowledge.FaitInvalide("delegues.yml", 12, "il manque la source.")

    monkeypatch.setattr(knowledge, "charger", charger)
    sortie = refus(reglages, capsys)
    for morceau in ("delegues.yml", "12", "il manque la source."):
        assert morceau in sortie


@pytest.mark.parametrize(
    ("champ", "nom"),
    [
        ("port", "BOUSSOLE_PORT"),
        ("port_rasa", "BOUSSOLE_PORT_RASA"),
        ("port_actions", "BOUSSOLE_PORT_ACTIONS"),
        ("port_console", "BOUSSOLE_PORT_CONSOLE"),
    ],
)
def test_a_taken_port_is_named(reglages: Settings, champ: str, nom: str, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as autre:
        autre.bind(("127.0.0.1", 0))
        autre.listen()
        port = autre.getsockname()[1]
        sortie = refus(dataclasses.replace(reglages, **{champ: port}), capsys)
    assert f"port {port} est déjà pris" in sortie
    assert f"changez {nom} " in sortie


def test_a_wrong_master_key_names_its_setting(reglages: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    sortie = refus(dataclasses.replace(reglages, cle_maitre="pas-du-base64!"), capsys)
    assert "BOUSSOLE_CLE_MAITRE" in sortie
    assert "pas-du-base64" not in sortie


def test_a_folder_that_cannot_be_written_names_its_setting(
    reglages: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "fichier").touch()
    ailleurs = dataclasses.replace(reglages, donnees=tmp_path / "fichier" / "var")
    assert "BOUSSOLE_DONNEES" in refus(ailleurs, capsys)


def test_a_file_that_is_no_database_names_its_setting(
    reglages: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "faux.db").write_text("ce fichier n'est pas une base de données", encoding="utf-8")
    faux = dataclasses.replace(reglages, database_url=f"sqlite:///{tmp_path / 'faux.db'}")
    assert "BOUSSOLE_DONNEES" in refus(faux, capsys)


def test_a_silent_postgresql_is_said_without_its_password(
    reglages: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    loin = dataclasses.replace(reglages, database_url="postgresql://moi:motsecret@127.0.0.1:1/base")
    sortie = refus(loin, capsys)
    assert "DATABASE_URL" in sortie and "motsecret" not in sortie
