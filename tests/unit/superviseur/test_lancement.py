"""What stops the start: said in French, with code 2, before any process exists."""

import dataclasses
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy.exc
from sqlalchemy.engine import Engine

from bot import entrainement, knowledge
from bot.settings import Settings, lire
from bot.store.session import pas_encore_la
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


def test_a_silent_postgresql_stops_nothing_and_is_waited_for(
    reglages: Settings, url_neuve: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    loin = dataclasses.replace(reglages, database_url="postgresql://moi:motsecret@127.0.0.1:1/base")
    assert lancement._base_prete(loin) is False
    monkeypatch.setattr(lancement, "GUET_SECONDES", 0.01)
    adresses = iter([loin.database_url] * 3 + [url_neuve])
    dit: list[str] = []
    la_vraie = lancement._base_prete
    monkeypatch.setattr(
        lancement, "_base_prete", lambda s: la_vraie(dataclasses.replace(s, database_url=next(adresses)))
    )
    lancement._guetter_base(reglages, dit.append)
    assert len(dit) == 1 and "PostgreSQL répond" in dit[0]


@pytest.mark.postgres
def test_a_postgresql_that_refuses_is_said_without_its_password(
    reglages: Settings, url_postgres: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    inconnue = url_postgres("inconnue").replace("postgres:@", "postgres:motsecret@")
    sortie = refus(dataclasses.replace(reglages, database_url=inconnue), capsys)
    assert "DATABASE_URL" in sortie and "motsecret" not in sortie


@pytest.mark.postgres
def test_an_old_schema_names_the_command_that_mends_it(
    reglages: Settings, admin_postgres: Engine, url_postgres: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert "python -m bot migrate" in refus(
        dataclasses.replace(reglages, database_url=url_postgres("template1")), capsys
    )


@pytest.mark.parametrize(
    ("dit", "attendre"),
    [
        ('connection to server at "hote", port 5432 failed: Connection refused', True),
        ('could not translate host name "base" to address: Name or service not known', True),
        ('connection to server on socket "/tmp/moi/base" failed: FATAL:  the database system is starting up', True),
        ("FATAL:  sorry, too many clients already", True),
        ("timeout expired", True),
        ("FATAL:  le système de bases de données se lance", True),
        ('FATAL:  password authentication failed for user "moi"', False),
        ('FATAL:  database "base" does not exist', False),
        ("FATAL:  la base de données « base » n'existe pas", False),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.1", user "moi", database "base"', False),
    ],
)
def test_what_time_mends_is_waited_for_and_what_a_person_mends_is_refused(dit: str, attendre: bool) -> None:
    erreur = sqlalchemy.exc.OperationalError("", None, Exception(dit))
    assert pas_encore_la("postgresql://moi:secret@hote/base", erreur) is attendre
    assert not pas_encore_la("sqlite:////tmp/base.db", erreur)
