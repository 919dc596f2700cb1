"""The proof of erasure, down to the bytes on the disk, on a SQLite that other processes keep open."""

from __future__ import annotations

import random
import secrets
import shutil
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.privacy.vault import CoffreIllisible
from bot.settings import Settings, lire
from bot.store import choix, conversations, journal, retention, rotation, suivis
from bot.store.session import Base, base_de, maintenant
from bot.store.tables import metadata

CANARI = "canari-effacement-7714"
MORCEAU = 16  # bytes: enough of a sealed text to know it again, and less than half of a wrapped key


@pytest.fixture
def reglages(url_sqlite: str, tmp_path: Path) -> Settings:
    return lire({"BOUSSOLE_DONNEES": str(tmp_path), "DATABASE_URL": url_sqlite})


@pytest.fixture
def base(reglages: Settings) -> Iterator[Base]:
    ouverte = base_de(reglages)
    yield ouverte
    ouverte.moteur.dispose()


@pytest.fixture
def autre_processus(reglages: Settings, base: Base) -> Iterator[Any]:
    """A connection that stays open all along: SQLite does not clean its log by itself on the last goodbye."""
    ouverte = base_de(reglages)
    connexion = ouverte.moteur.raw_connection()
    connexion.cursor().execute("SELECT count(*) FROM conversations").fetchall()
    yield connexion
    connexion.close()
    ouverte.moteur.dispose()


def scelles(base: Base, c: str) -> set[bytes]:
    """The wrapped key of a conversation and its sealed rows, as they are now."""
    vus: set[bytes] = set()
    with base.transaction() as connexion:
        for table in metadata.tables.values():
            cle = {"conversations": "id"}.get(table.name, "conversation")
            if cle in table.c:
                for ligne in connexion.execute(sa.select(table).where(table.c[cle] == c)):
                    vus |= {bytes(v) for v in ligne if isinstance(v, bytes)}
    return vus


def vus_dans(base: Base, table: sa.Table, c: str) -> list[bytes]:
    """The sealed column of a conversation's rows."""
    with base.transaction() as connexion:
        return [
            bytes(v) for v in connexion.execute(sa.select(table.c.contenu).where(table.c.conversation == c)).scalars()
        ]


def vivre(base: Base, graine: int) -> dict[str, set[bytes]]:
    """Several conversations that grow among one another, in all sizes; return all that was ever sealed of each."""
    hasard = random.Random(graine)
    vus: dict[str, set[bytes]] = {conversations.creer(base, "web"): set() for _ in range(8)}
    for _ in range(80):
        c = hasard.choice(sorted(vus))
        with base.transaction() as connexion:
            texte = CANARI + "x" * hasard.choice((5, 50, 300, 1500, 6000))  # the last ones overflow a page
            journal.ajouter(base, connexion, c, "personne", {"texte": texte}, message_id=secrets.token_hex(8))
            if hasard.random() < 0.4:
                choix.offrir(base, connexion, c, hasard.randrange(9), [(CANARI, "/oui")])
        if hasard.random() < 0.5:
            suivis.enregistrer(base, c, CANARI.encode() * hasard.choice((2, 40, 400)))
        vus[c] |= scelles(base, c)
    return vus


def sur_le_disque(dossier: Path) -> bytes:
    return b"".join(f.read_bytes() for f in dossier.glob("boussole.db*"))


def restes(dossier: Path, cherches: set[bytes]) -> list[bytes]:
    octets = sur_le_disque(dossier)
    return [
        scelle
        for scelle in cherches
        if any(scelle[i : i + MORCEAU] in octets for i in range(0, len(scelle) - MORCEAU + 1, MORCEAU))
    ]


@pytest.mark.parametrize("graine", range(3))
def test_erasing_leaves_no_byte_of_the_key_nor_of_the_rows_after_the_next_purge(
    base: Base, autre_processus: Any, tmp_path: Path, graine: int
) -> None:
    vus = vivre(base, graine)
    effacee, autre_effacee, gardee = sorted(vus)[:3]
    presents = scelles(base, effacee)
    assert len(restes(tmp_path, presents)) == len(presents) > 3  # the search finds what is there
    for c in (effacee, autre_effacee):
        assert conversations.effacer(base, c)
    assert (tmp_path / "boussole.db-wal").stat().st_size == 0
    assert retention.purger(base)["sans_transfert"] == 0
    assert restes(tmp_path, vus[effacee] | vus[autre_effacee] | {effacee.encode(), autre_effacee.encode()}) == []
    assert b"canari" not in sur_le_disque(tmp_path)
    assert restes(tmp_path, scelles(base, gardee))


def test_what_sqlite_leaves_in_a_page_when_it_moves_a_row_leaves_with_the_purge(
    base: Base, autre_processus: Any, tmp_path: Path
) -> None:
    """`secure_delete` alone is not enough: when a page is balanced, copies of the rows that it moves stay behind."""
    journal_brut, hasard = metadata.tables["journal"], random.Random(1)
    laisses: list[bytes] = []
    for _ in range(20):
        ids = [conversations.creer(base, "web") for _ in range(6)]
        vus: dict[str, set[bytes]] = {c: set() for c in ids}
        with base.transaction() as connexion:
            for rang in range(150):
                c, contenu = hasard.choice(ids), secrets.token_bytes(hasard.choice((40, 100, 350, 1600)))
                vus[c].add(contenu)
                connexion.execute(
                    journal_brut.insert().values(
                        conversation=c, rang=rang, de="personne", etat="traite", cree_le=base.horloge(), contenu=contenu
                    )
                )
        for c in ids[:3]:
            conversations.effacer(base, c)
            laisses += restes(tmp_path, vus[c])
        if laisses:
            break
    assert laisses  # the day SQLite leaves nothing, `recopier` can go
    retention.purger(base)
    assert restes(tmp_path, set(laisses)) == []


def test_the_purge_leaves_no_byte_either(base: Base, autre_processus: Any, tmp_path: Path) -> None:
    base.horloge = lambda: maintenant() - timedelta(days=31)
    vus = vivre(base, 9)
    base.horloge = maintenant
    assert retention.purger(base)["sans_transfert"] == 8
    for c, scelle in vus.items():
        assert restes(tmp_path, scelle | {c.encode()}) == []


def test_what_a_reader_kept_from_leaving_the_disk_leaves_at_the_next_purge(
    base: Base, autre_processus: Any, tmp_path: Path
) -> None:
    vus = vivre(base, 10)
    c = sorted(vus)[0]
    curseur = autre_processus.cursor()
    curseur.execute("BEGIN")
    curseur.execute("SELECT count(*) FROM journal").fetchall()  # somebody copies the database, for long
    efface = threading.Thread(target=conversations.effacer, args=(base, c))
    efface.start()
    efface.join(20)
    assert not conversations.existe(base, c)
    assert restes(tmp_path, vus[c])
    curseur.execute("ROLLBACK")
    assert retention.purger(base)["sans_transfert"] == 0
    assert restes(tmp_path, vus[c]) == []


def test_changing_the_master_key_leaves_no_old_wrap(
    reglages: Settings, base: Base, autre_processus: Any, tmp_path: Path
) -> None:
    ids = [conversations.creer(base, "web") for _ in range(30)]
    table = metadata.tables["conversations"]

    def enveloppes() -> set[bytes]:
        with base.transaction() as connexion:
            return {bytes(cle) for cle in connexion.execute(sa.select(table.c.cle)).scalars()}

    anciennes = enveloppes()
    rotation.changer(reglages)
    assert restes(tmp_path, anciennes) == []
    assert len(restes(tmp_path, enveloppes())) == len(ids)


def test_a_copy_of_the_file_taken_before_the_erasure(reglages: Settings, base: Base, tmp_path: Path) -> None:
    """A backup holds the wrapped key: it opens with the master key of its day, and no more once that key is changed."""
    c = sorted(vivre(base, 11))[0]
    base.tasser()
    copie = tmp_path / "sauvegarde" / "boussole.db"
    copie.parent.mkdir()
    shutil.copyfile(tmp_path / "boussole.db", copie)
    assert conversations.effacer(base, c)

    def ancienne() -> Base:
        return base_de(lire({"BOUSSOLE_DONNEES": str(tmp_path), "DATABASE_URL": f"sqlite:///{copie}"}))

    restauree = ancienne()
    with restauree.transaction() as connexion:  # the limit that ADR 005 tells
        assert CANARI in str(journal.lire(restauree, connexion, c)[0].contenu)
    restauree.moteur.dispose()
    rotation.changer(reglages)
    restauree = ancienne()
    with pytest.raises(CoffreIllisible), restauree.transaction() as connexion:
        journal.lire(restauree, connexion, c)
    restauree.moteur.dispose()


def test_no_byte_of_a_masked_copy_outlives_its_conversation_and_no_word_is_ever_there(
    base: Base, autre_processus: Any, tmp_path: Path, copier: Any
) -> None:
    c, _ = copier("Karim Benali m'a dit que j'étais trop vieux")
    gardee, _ = copier("autre récit")
    (copie,) = vus_dans(base, metadata.tables["copies"], c)
    assert restes(tmp_path, {copie}) == [copie]  # the search finds what is there
    assert not [mot for mot in (b"Karim", b"Benali", b"vieux") if mot in sur_le_disque(tmp_path)]
    assert conversations.effacer(base, c)
    retention.purger(base)
    assert restes(tmp_path, {copie}) == []
    assert restes(tmp_path, scelles(base, gardee))
