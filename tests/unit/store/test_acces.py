"""The access log: one chain on both engines, what breaks it is found, and no sentence can enter it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.store import acces
from bot.store.acces import Verification
from bot.store.session import Base
from bot.store.tables_equipe import acces as table
from tests.unit.conftest import Montre


@pytest.fixture
def temoin(base: Base, tmp_path: Path) -> Path:
    base.temoin = tmp_path / "acces.temoin"
    return base.temoin


def remplir(base: Base, montre: Montre, lignes: int = 6) -> None:
    for i in range(lignes):
        montre.avancer(seconds=0.123457)
        acces.noter(base, f"compte{i % 2}", "conversation_lue", f"c{i}")


def test_lines_are_read_back_last_first(base: Base, montre: Montre) -> None:
    remplir(base, montre)
    assert [ligne.rang for ligne in acces.lire(base)] == [6, 5, 4, 3, 2, 1]
    assert [ligne.rang for ligne in acces.lire(base, avant=4, nombre=2)] == [3, 2]
    assert [ligne.rang for ligne in acces.lire(base, compte="compte1", avant=6)] == [4, 2]
    assert (
        acces.lire(base, action="export") == [] == acces.lire(base, compte="a\x00b") == acces.lire(base, action="\x00")
    )
    assert acces.lire(base)[0].fait_le == montre()
    derniere = acces.derniere(base, "compte1", "conversation_lue", 2)
    assert derniere and derniere.rang == 4
    assert acces.derniere(base, "compte1", "conversation_lue", 4) is None


CASSES = {
    "action changed": (
        table.update().where(table.c.rang == 3).values(action="rien"),
        Verification(2, 3, "empreinte"),
    ),
    "person changed": (
        table.update().where(table.c.rang == 6).values(compte="compte0"),
        Verification(5, 6, "empreinte"),
    ),
    "object changed": (table.update().where(table.c.rang == 1).values(objet="c9"), Verification(0, 1, "empreinte")),
    "hash changed": (
        table.update().where(table.c.rang == 2).values(empreinte=bytes(32)),
        Verification(1, 2, "empreinte"),
    ),
    "line removed": (table.delete().where(table.c.rang == 4), Verification(3, 4, "suite")),
    "first line removed": (table.delete().where(table.c.rang == 1), Verification(0, 1, "suite")),
    "line added before": (
        sa.insert(table).from_select(
            [c.name for c in table.c],
            sa.select(sa.literal(0), *[c for c in table.c if c.name != "rang"]).where(table.c.rang == 1),
        ),
        Verification(0, 1, "suite"),
    ),
    "all removed": (table.delete(), Verification(0, 1, "fin")),
    "end cut": (table.delete().where(table.c.rang > 4), Verification(4, 5, "fin")),
}


@pytest.mark.parametrize("casse", CASSES)
def test_what_breaks_the_chain_is_found(base: Base, montre: Montre, temoin: Path, casse: str) -> None:
    remplir(base, montre)
    assert acces.verifier(base) == Verification(6, None, None)
    ordre, attendu = CASSES[casse]
    with base.transaction() as connexion:
        connexion.execute(ordre)
    assert acces.verifier(base) == attendu


def test_two_lines_swapped_are_found(base: Base, montre: Montre) -> None:
    remplir(base, montre)
    with base.transaction() as connexion:
        for de, vers in ((2, 99), (3, 2), (99, 3)):
            connexion.execute(table.update().where(table.c.rang == de).values(rang=vers))
    assert acces.verifier(base) == Verification(1, 2, "empreinte")


def test_only_the_witness_sees_the_end_cut_or_all_written_anew(base: Base, montre: Montre, temoin: Path) -> None:
    remplir(base, montre)
    with base.transaction() as connexion:
        connexion.execute(table.delete())
    base.temoin = None
    assert acces.verifier(base) == Verification(0, None, None), "an emptied log looks new without a witness"
    remplir(base, montre, 7)
    assert acces.verifier(base) == Verification(7, None, None), "and so does one made again"
    base.temoin = temoin
    assert acces.verifier(base) == Verification(0, 1, "temoin")


def test_a_witness_cut_short_or_scribbled_on_proves_what_is_left(base: Base, montre: Montre, temoin: Path) -> None:
    remplir(base, montre)
    with temoin.open("a") as sortie:
        sortie.write("7 abc\nvoilà\n999999 ")
    assert acces.verifier(base) == Verification(6, None, None)


def test_an_unwritable_witness_stops_nobody_and_is_said(
    base: Base, temoin: Path, caplog: pytest.LogCaptureFixture
) -> None:
    temoin.mkdir()
    assert acces.noter(base, "compte1", "connexion") == 1
    assert "temoin_non_ecrit" in caplog.text


def test_writers_at_once_keep_one_chain(base: Base, temoin: Path) -> None:
    with ThreadPoolExecutor(8) as fils:
        rangs = list(fils.map(lambda i: acces.noter(base, f"compte{i % 4}", "conversation_lue", f"c{i}"), range(60)))
    assert sorted(rangs) == list(range(1, 61))
    assert acces.verifier(base) == Verification(60, None, None)
    assert len(temoin.read_text().splitlines()) == 60


def test_a_long_chain_is_read_lot_after_lot(base: Base, montre: Montre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acces, "LOT", 4)
    remplir(base, montre, 9)
    assert acces.verifier(base) == Verification(9, None, None)


@pytest.mark.parametrize("objet", ["Il m'a dit", "a b", "é", "", "x" * 81, "a\n", "<b>", "-a"])
def test_no_sentence_as_object(base: Base, objet: str) -> None:
    with pytest.raises(ValueError, match="noms"):
        acces.noter(base, "compte1", "recherche", objet)
    assert acces.lire(base) == []


@pytest.mark.parametrize("action", ["Lire", "a lu", "", "x", "a" * 41, "lu\n"])
def test_no_sentence_as_action(base: Base, action: str) -> None:
    with pytest.raises(ValueError, match="noms"):
        acces.noter(base, "compte1", action)
