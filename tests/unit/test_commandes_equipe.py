"""`python -m bot user` and `audit`: the first account is made on the machine, and what is shown is shown once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.privacy import mots_de_passe
from bot.settings import lire
from bot.store import acces, comptes
from bot.store.session import Base, base_de
from bot.store.tables_equipe import acces as table_acces

PAUL = ["--identifiant", "paul", "--nom", "Paul L", "--role", "juriste"]


@pytest.fixture(autouse=True)
def _ailleurs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BOUSSOLE_DONNEES", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setattr(mots_de_passe, "_HACHEUR", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


def dire(*mots: str, entree: str | None = None) -> Result:
    return CliRunner().invoke(app, list(mots), input=entree)


def base() -> Base:
    return base_de(lire())


def test_the_first_account_is_made_with_what_opens_it() -> None:
    vu = dire("user", "add", "--identifiant", "Amina", "--nom", "Amina", "--role", "admin", "--generer")
    assert vu.exit_code == 0, vu.output
    amina = comptes.par_identifiant(base(), "amina")
    assert amina and amina.role == "admin"
    mot = re.search(r": ([a-z]{6}(?:-[a-z]{6}){3})\n", vu.output)
    secret = re.search(r"^otpauth://totp/Boussole:amina\?secret=([A-Z2-7]{32})&", vu.output, re.M)
    assert mot and secret and "█" in vu.output
    assert comptes.mot_de_passe_juste(base(), amina.id, mot[1])
    assert [(ligne.compte, ligne.action, ligne.objet) for ligne in acces.lire(base())] == [
        ("terminal", "compte_ajoute", amina.id)
    ]
    liste = dire("user", "list")
    assert "amina" in liste.output and mot[1] not in liste.output and secret[1] not in liste.output


def test_a_password_typed_is_kept_and_not_written_back() -> None:
    vu = dire("user", "add", *PAUL, "--territoire", "59", "--territoire", "62", entree="quatre mots et demi\n")
    assert vu.exit_code == 0 and "quatre mots" not in vu.output
    paul = comptes.par_identifiant(base(), "paul")
    assert paul and paul.territoires == ("59", "62")
    assert comptes.mot_de_passe_juste(base(), paul.id, "quatre mots et demi")


@pytest.mark.parametrize(
    ("mots", "entree"),
    [
        (["add", *PAUL], "court\n"),
        (["add", *PAUL[:-1], "chef", "--generer"], None),
        (["add", *PAUL, "--generer", "--territoire", "75"], None),
        (["disable", "personne"], None),
        (["reset", "personne", "--generer"], None),
    ],
)
def test_what_cannot_be_done_says_why_and_does_nothing(mots: list[str], entree: str | None) -> None:
    vu = dire("user", *mots, entree=entree)
    assert vu.exit_code == 1 and vu.output.strip()
    assert comptes.aucun(base()) and acces.lire(base()) == []


def test_disable_then_reset() -> None:
    dire("user", "add", *PAUL, "--generer")
    assert dire("user", "disable", "paul").exit_code == 0
    paul = comptes.par_identifiant(base(), "paul")
    assert paul and not paul.actif
    vu = dire("user", "reset", "PAUL", "--generer")
    assert vu.exit_code == 0 and "otpauth://" in vu.output
    assert [ligne.action for ligne in acces.lire(base())] == [
        "compte_totp",
        "compte_mot_de_passe",
        "compte_desactive",
        "compte_ajoute",
    ]
    rendu = comptes.par_identifiant(base(), "paul")
    assert rendu and rendu.actif


def test_audit_reads_the_chain_and_its_witness() -> None:
    dire("user", "add", *PAUL, "--generer")
    for _ in range(3):
        dire("user", "reset", "paul", "--generer")
    assert dire("audit").exit_code == 0
    with base().transaction() as connexion:
        connexion.execute(sa.delete(table_acces).where(table_acces.c.rang > 5))
    vu = dire("audit")
    assert vu.exit_code == 1 and "6" in vu.output
