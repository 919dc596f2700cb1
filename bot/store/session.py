"""Opening the database: the same code on SQLite and PostgreSQL, with the settings that each needs."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import QueuePool

from bot.privacy.vault import Coffre, CoffreIllisible, coffre_de
from bot.settings import Settings

Horloge = Callable[[], datetime]
LECTURE = "boussole_lecture"
# How long a lock or a connection is waited for; and for readers to leave before SQLite empties its log (nobody writes then).
PATIENCE_MS = 3_000
PATIENCE_TASSER_MS = 100
# How long a thread waits behind the other writers of its process, before SQLite's own lock.
PATIENCE_FILE_MS = 1_500
T = TypeVar("T")


def maintenant() -> datetime:
    """The clock of production: now, in UTC."""
    return datetime.now(timezone.utc)


def ouvrir(url: str) -> Engine:
    """Return an engine for `url`; SQLite gets a write-ahead log, foreign keys and erased pages overwritten."""
    options: dict[str, Any] = {"future": True, "pool_pre_ping": not url.startswith("sqlite"), "hide_parameters": True}
    options["pool_timeout"] = PATIENCE_MS / 1000
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        options["connect_args"] = {"timeout": PATIENCE_MS / 1000, "check_same_thread": False}
        # Connections are kept, not made anew with their settings at each transaction (as SQLAlchemy 2 does for files).
        # Enough for every thread: one that waits for the write lock must not keep a reader from its connection.
        options |= {"poolclass": QueuePool, "pool_size": 16, "max_overflow": 64}
    else:
        options["connect_args"] = {"connect_timeout": 3}
    moteur = sa.create_engine(url, **options)
    if url.startswith("sqlite"):
        sa.event.listen(moteur, "connect", _regler_sqlite)
        sa.event.listen(moteur, "begin", _commencer_sqlite)
    else:
        sa.event.listen(moteur, "connect", _regler_postgres)
    return moteur


def pas_encore_la(url: str, erreur: sa.exc.OperationalError) -> bool:
    """Tell whether a connection to PostgreSQL failed because nobody answers, or answers that it is not ready.

    A server that refuses us for good (password, unknown base…) quotes what it refuses; one that starts, stops or is full
    does not, in any language.
    """
    adresse = sa.engine.make_url(url)
    if adresse.get_backend_name() != "postgresql":
        return False
    # What comes before is the server's address, which may hold the same words.
    _, _, refus = str(erreur.orig).partition("FATAL")
    return not any(f'"{nom}"' in refus or f"« {nom} »" in refus for nom in (adresse.username, adresse.database))


def _regler_sqlite(connexion: Any, _record: object) -> None:
    # pysqlite would delay BEGIN until the first write; we open the transaction ourselves (see _commencer_sqlite).
    connexion.isolation_level = None
    curseur = connexion.cursor()
    for reglage in ("journal_mode=WAL", "secure_delete=ON", "foreign_keys=ON", "synchronous=FULL"):
        curseur.execute(f"PRAGMA {reglage}")
    curseur.close()


def _regler_postgres(connexion: Any, _record: object) -> None:
    # PostgreSQL would wait for a lock as long as it is held.
    with connexion.cursor() as curseur:
        curseur.execute(f"SET lock_timeout = {PATIENCE_MS}")
    connexion.commit()


def _commencer_sqlite(connexion: Any) -> None:
    # Write lock taken at once: a read that later writes would otherwise fail with « database is locked ». What only reads
    # takes none: forty open pages that look for news would wait for one another, three seconds at most, then fail.
    connexion.exec_driver_sql("BEGIN" if connexion.get_execution_options().get(LECTURE) else "BEGIN IMMEDIATE")


class Base:
    """What the query modules need: an engine, the vault, a clock, and where the access log's witness is kept."""

    def __init__(
        self, moteur: Engine, coffre: Coffre, horloge: Horloge = maintenant, temoin: Path | None = None
    ) -> None:
        self.moteur = moteur
        self.coffre = coffre
        self.horloge = horloge
        self.temoin = temoin
        self._file = threading.Lock()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open a transaction, committed when the block ends well and rolled back otherwise."""
        with self._en_file(), self.moteur.begin() as connexion:
            yield connexion

    @contextmanager
    def _en_file(self) -> Iterator[None]:
        # SQLite has one writer: the others sleep and look again, a tenth of a second at a time, in no order. The threads of
        # one process wait in line instead, and the next one starts at once.
        if self.moteur.dialect.name != "sqlite":
            yield
            return
        if not self._file.acquire(timeout=PATIENCE_FILE_MS / 1000):
            raise sa.exc.TimeoutError("la base est occupée")
        try:
            yield
        finally:
            self._file.release()

    @contextmanager
    def lecture(self) -> Iterator[Connection]:
        """Open a transaction that only reads: it waits for nobody, and nobody waits for it; a write there may fail."""
        with self.moteur.connect() as connexion:
            connexion.execution_options(**{LECTURE: True})
            with connexion.begin():
                yield connexion

    def relire(self, lire: Callable[[Connection], T]) -> T:
        """Return what `lire` reads, waiting for nobody; it may be called twice.

        A rotation of the master key may end between the reading of a wrapped key and its opening: `lire` then starts
        again under the lock, where the keys are the new ones.
        """
        try:
            with self.lecture() as connexion:
                return lire(connexion)
        except CoffreIllisible:
            with self.transaction() as connexion:
                return lire(connexion)

    def tasser(self) -> bool:
        """Empty SQLite's write-ahead log, so that what was erased leaves the disk; False when somebody held it.

        Call it outside of a transaction. The erasure itself is done already: a False only means later, at the next
        purge. Nothing to do on PostgreSQL, whose dead rows leave with VACUUM (ADR 005).
        """
        return self._entretenir("PRAGMA wal_checkpoint(TRUNCATE)", PATIENCE_TASSER_MS)

    def recopier(self) -> bool:
        """Make SQLite write its file anew, without what erased rows left in it; False when somebody held it.

        `secure_delete` overwrites a row where it is, not the copies that stay in a page when SQLite moves the row to
        another one to balance its tree: a sealed row, or a wrapped key, may outlive its erasure there.
        """
        return self._entretenir("VACUUM", PATIENCE_MS) and self.tasser()

    def _entretenir(self, ordre: str, patience: int) -> bool:
        if self.moteur.dialect.name != "sqlite":
            return True
        connexion = self.moteur.raw_connection()
        try:
            connexion.cursor().execute(f"PRAGMA busy_timeout={patience}")
            ligne = connexion.cursor().execute(ordre).fetchone()
            return ligne is None or ligne[0] == 0
        except sqlite3.OperationalError:
            return False
        finally:
            connexion.cursor().execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
            connexion.close()


def retenir_cles(connexion: Connection, table: sa.Table) -> None:
    """Keep a rotation of the master key from ending before this transaction, which is about to wrap a key of `table`.

    Without it, PostgreSQL would let a key wrapped just before the rotation ends be written just after, unreadable.
    SQLite's write lock, taken as the transaction begins, does it already.
    """
    if connexion.dialect.name == "postgresql":
        connexion.exec_driver_sql(f"LOCK TABLE {table.name} IN ROW EXCLUSIVE MODE")


def base_de(reglages: Settings) -> Base:
    """Return the database of the settings, with its vault; raise CoffreIllisible when the master key is unusable."""
    coffre = coffre_de(reglages.cle_maitre, reglages.fichier_cle_maitre)
    return Base(ouvrir(reglages.database_url), coffre, temoin=reglages.fichier_temoin)
