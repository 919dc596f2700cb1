"""Opening a database: SQLite settings that make erasure real and writers wait for each other."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
import sqlalchemy.exc

from bot.privacy.vault import Coffre
from bot.store import conversations, idees, journal, tables
from bot.store.session import PATIENCE_MS, Base, ouvrir


@pytest.mark.parametrize(
    ("reglage", "valeur"), [("journal_mode", "wal"), ("secure_delete", 1), ("foreign_keys", 1), ("synchronous", 2)]
)
def test_sqlite_settings(tmp_path: Path, reglage: str, valeur: object) -> None:
    moteur = ouvrir(f"sqlite:///{tmp_path / 'a' / 'b' / 'boussole.db'}")  # missing folders are made
    with moteur.connect() as connexion:
        assert connexion.exec_driver_sql(f"PRAGMA {reglage}").scalar() == valeur
    moteur.dispose()


def test_a_block_that_fails_writes_nothing(base: Base) -> None:
    table = sa.table("idees", *(sa.column(c) for c in ("id", "mois", "cle", "contenu")))
    with pytest.raises(ZeroDivisionError), base.transaction() as connexion:
        connexion.execute(table.insert().values(id="1", mois="2026-03", cle=b"", contenu=b""))
        raise ZeroDivisionError
    with base.transaction() as connexion:
        assert connexion.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 0


def test_a_read_that_writes_later_never_meets_a_locked_database(base: Base) -> None:
    idees.deposer(base, "une idée", None, None)
    erreurs: list[Exception] = []
    depart = threading.Barrier(4)

    def travailler() -> None:
        depart.wait(10)
        try:
            for _ in range(5):
                with base.transaction() as connexion:
                    n = connexion.execute(sa.text("SELECT count(*) FROM idees")).scalar_one()
                    time.sleep(0.002)
                    connexion.execute(sa.text("UPDATE idees SET mois = :m"), {"m": f"{n}"})
        except sqlalchemy.exc.OperationalError as erreur:
            erreurs.append(erreur)

    fils = [threading.Thread(target=travailler) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(30)
    assert erreurs == []


def test_errors_do_not_list_the_values(base: Base) -> None:
    with pytest.raises(sqlalchemy.exc.SQLAlchemyError) as prise, base.transaction() as connexion:
        connexion.execute(sa.text("SELECT * FROM absente\nWHERE a = :v"), {"v": "canari-secret"})
    assert "canari-secret" not in str(prise.value)


def test_what_only_reads_waits_for_nobody(base: Base) -> None:
    """Forty pages look for news while one conversation is written: on SQLite, each used to take the write lock."""
    c = conversations.creer(base, "web")
    with base.transaction() as ecriture:
        journal.ajouter(base, ecriture, c, "bot", {"texte": "en cours"})
        with base.lecture() as une, base.lecture() as autre:
            assert journal.lire(base, une, c) == journal.lire(base, autre, c) == []
    with base.lecture() as apres:
        assert len(journal.lire(base, apres, c)) == 1


def test_emptying_the_log_gives_up_behind_a_reader_and_leaves_the_connection_patient(tmp_path: Path) -> None:
    """It holds the write lock while it waits for readers: as patient as everybody, it made the others fail."""
    base = Base(ouvrir(f"sqlite:///{tmp_path}/b.db"), Coffre(bytes(32)))
    tables.metadata.create_all(base.moteur)
    c = conversations.creer(base, "web")
    refus: list[str] = []

    def ecrire(fini: threading.Event) -> None:
        while not fini.wait(0.01):
            try:
                with base.transaction() as ecriture:
                    journal.ajouter(base, ecriture, c, "bot", {"texte": "…"})
            except sqlalchemy.exc.OperationalError as erreur:
                refus.append(type(erreur).__name__)

    fini = threading.Event()
    with base.lecture() as lecture:
        journal.lire(base, lecture, c)
        fil = threading.Thread(target=ecrire, args=(fini,))
        fil.start()
        try:
            # Back to back, as when people leave one after the other.
            assert [base.tasser() for _ in range(5)] == [False] * 5
        finally:
            fini.set()
            fil.join()
    assert refus == []
    assert base.tasser()
    with base.lecture() as lecture:
        assert lecture.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == PATIENCE_MS
