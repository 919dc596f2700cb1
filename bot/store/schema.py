"""Bringing the database to the current schema: at start on SQLite, by an explicit command on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Engine

DOSSIER = Path(__file__).parent / "migrations"


class SchemaAncien(RuntimeError):
    """The database is not at the current schema; the text says which command brings it there."""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(DOSSIER))
    return config


def migrer(moteur: Engine) -> None:
    """Run every missing migration."""
    config = _config()
    config.attributes["moteur"] = moteur
    command.upgrade(config, "head")


def verifier(moteur: Engine) -> None:
    """Raise SchemaAncien unless the database is at the newest migration."""
    attendu = ScriptDirectory.from_config(_config()).get_current_head()
    with moteur.connect() as connexion:
        actuel = MigrationContext.configure(connexion).get_current_revision()
    if actuel != attendu:
        raise SchemaAncien(
            "La base de données n'est pas à jour : lancez « python -m bot migrate » avec le même DATABASE_URL."
        )
