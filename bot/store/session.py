"""Opening the database: the same code on SQLite and PostgreSQL, with the settings that each needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import QueuePool

from bot.privacy.vault import Coffre, cle_maitre
from bot.settings import Settings

Horloge = Callable[[], datetime]


def maintenant() -> datetime:
    """The clock of production: now, in UTC."""
    return datetime.now(timezone.utc)


def ouvrir(url: str) -> Engine:
    """Return an engine for `url`; SQLite gets a write-ahead log, foreign keys and erased pages overwritten."""
    options: dict[str, Any] = {"future": True, "pool_pre_ping": not url.startswith("sqlite"), "hide_parameters": True}
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        options["connect_args"] = {"timeout": 3.0, "check_same_thread": False}
        # Connections are kept, not made anew with their settings at each transaction (as SQLAlchemy 2 does for files).
        options["poolclass"] = QueuePool
    else:
        options["connect_args"] = {"connect_timeout": 3}
    moteur = sa.create_engine(url, **options)
    if url.startswith("sqlite"):
        sa.event.listen(moteur, "connect", _regler_sqlite)
        sa.event.listen(moteur, "begin", _commencer_sqlite)
    return moteur


def _regler_sqlite(connexion: Any, _record: object) -> None:
    # pysqlite would delay BEGIN until the first write; we open the transaction ourselves (see _commencer_sqlite).
    connexion.isolation_level = None
    curseur = connexion.cursor()
    for reglage in ("journal_mode=WAL", "secure_delete=ON", "foreign_keys=ON", "synchronous=FULL"):
        curseur.execute(f"PRAGMA {reglage}")
    curseur.close()


def _commencer_sqlite(connexion: Any) -> None:
    # Write lock taken at once: a read that later writes would otherwise fail with « database is locked ».
    connexion.exec_driver_sql("BEGIN IMMEDIATE")


class Base:
    """What the query modules need: an engine, the vault and a clock."""

    def __init__(self, moteur: Engine, coffre: Coffre, horloge: Horloge = maintenant) -> None:
        self.moteur = moteur
        self.coffre = coffre
        self.horloge = horloge

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open a transaction, committed when the block ends well and rolled back otherwise."""
        with self.moteur.begin() as connexion:
            yield connexion


def base_de(reglages: Settings) -> Base:
    """Return the database of the settings, with its vault; raise CoffreIllisible when the master key is unusable."""
    maitre = cle_maitre(reglages.cle_maitre, reglages.fichier_cle_maitre)
    return Base(ouvrir(reglages.database_url), Coffre(maitre))
