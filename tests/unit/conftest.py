"""What the unit tests share: a migrated database on each engine, the vault, a clock that only moves when told."""

from __future__ import annotations

import secrets
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.privacy.vault import Coffre
from bot.store import schema
from bot.store.session import Base, ouvrir

CLE_MAITRE = bytes(range(32))
MOTEURS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


class Montre:
    """A clock in UTC: it stands still until `avancer`."""

    def __init__(self) -> None:
        self.heure = datetime(2026, 3, 10, 9, 0, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.heure

    def avancer(self, **ecart: float) -> None:
        self.heure += timedelta(**ecart)


@pytest.fixture
def montre() -> Montre:
    return Montre()


@pytest.fixture(scope="session")
def url_postgres() -> Iterator[Callable[[str], str]]:
    """One real PostgreSQL for the session, stopped and deleted at its end; gives the address of a database.

    PostgreSQL refuses to run as root: pgserver then runs it as its own user, whom it lets read the folder.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns when there is no session folder (containers)
        import pgserver
    dossier = Path(tempfile.mkdtemp(prefix="boussole-pg-"))
    serveur = pgserver.get_server(dossier, cleanup_mode="stop")
    try:
        yield serveur.get_uri
    finally:
        serveur.cleanup()
        shutil.rmtree(dossier, ignore_errors=True)


@pytest.fixture(scope="session")
def admin_postgres(url_postgres: Callable[[str], str]) -> Iterator[Engine]:
    """The server, to make and drop databases; its database « gabarit » is at the current schema."""
    admin = sa.create_engine(url_postgres("template1"), isolation_level="AUTOCOMMIT", future=True)
    with admin.connect() as connexion:
        for reglage in ("fsync", "synchronous_commit", "full_page_writes"):
            connexion.exec_driver_sql(f"ALTER SYSTEM SET {reglage} = off")
        connexion.exec_driver_sql("SELECT pg_reload_conf()")
        connexion.exec_driver_sql("CREATE DATABASE gabarit")
    moteur = ouvrir(url_postgres("gabarit"))
    schema.migrer(moteur)
    moteur.dispose()
    yield admin
    admin.dispose()


@pytest.fixture(scope="session")
def gabarit_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file at the current schema, copied for each test."""
    fichier = tmp_path_factory.mktemp("gabarit") / "boussole.db"
    moteur = ouvrir(f"sqlite:///{fichier}")
    schema.migrer(moteur)
    moteur.dispose()
    return fichier


@pytest.fixture
def url_sqlite(gabarit_sqlite: Path, tmp_path: Path) -> str:
    """The address of an empty SQLite database at the current schema."""
    fichier = tmp_path / "boussole.db"
    shutil.copyfile(gabarit_sqlite, fichier)
    return f"sqlite:///{fichier}"


@pytest.fixture
def url_neuve(admin_postgres: Engine, url_postgres: Callable[[str], str]) -> Iterator[str]:
    """The address of an empty PostgreSQL database at the current schema, dropped after the test."""
    nom = f"essai_{secrets.token_hex(6)}"
    with admin_postgres.connect() as connexion:
        connexion.exec_driver_sql(f"CREATE DATABASE {nom} TEMPLATE gabarit")
    yield url_postgres(nom)
    with admin_postgres.connect() as connexion:
        connexion.exec_driver_sql(f"DROP DATABASE {nom} WITH (FORCE)")


@pytest.fixture(params=MOTEURS)
def moteur(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An empty database at the current schema: the test runs once on SQLite and once on PostgreSQL."""
    url = request.getfixturevalue("url_sqlite" if request.param == "sqlite" else "url_neuve")
    ouvert = ouvrir(url)
    yield ouvert
    ouvert.dispose()


@pytest.fixture
def coffre() -> Coffre:
    return Coffre(CLE_MAITRE)


@pytest.fixture
def base(moteur: Engine, coffre: Coffre, montre: Montre) -> Base:
    return Base(moteur, coffre, montre)
