"""Accounts and sessions on both engines: who is kept, who is refused, and whose sessions end when."""

from __future__ import annotations

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from bot.equipe import CompteInvalide
from bot.privacy import mots_de_passe
from bot.privacy.mots_de_passe import MotDePasseRefuse
from bot.store import comptes, sessions
from bot.store.session import Base
from bot.store.tables_equipe import comptes as table
from bot.store.tables_equipe import sessions as table_sessions
from tests.unit.conftest import Montre

MOT = "quatre mots et demi"


@pytest.fixture(autouse=True)
def _argon2_leger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mots_de_passe, "_HACHEUR", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    mots_de_passe._leurre.cache_clear()


def inscrire(base: Base, identifiant: str = "amina", role: str = "juriste", territoires: tuple[str, ...] = ()) -> str:
    return comptes.creer(base, identifiant, "Amina", role, territoires, MOT)[0]


def code(base: Base, secret: str) -> str:
    return pyotp.TOTP(secret).at(base.horloge())


def test_an_account_is_kept_clean_and_its_secrets_sealed(base: Base, montre: Montre) -> None:
    assert comptes.aucun(base)
    compte, secret = comptes.creer(base, " Amina.B@Exemple.fr ", "  Amina   B ", "juriste", ("62", "59"), MOT)
    vu = comptes.trouver(base, compte)
    assert vu and (vu.identifiant, vu.nom, vu.role, vu.territoires) == (
        "amina.b@exemple.fr",
        "Amina B",
        "juriste",
        ("59", "62"),
    )
    assert vu.cree_le == montre() and not comptes.aucun(base)
    assert comptes.par_identifiant(base, "AMINA.B@exemple.fr") == vu == comptes.tous(base)[0]
    with base.lecture() as connexion:
        ligne = connexion.execute(sa.select(table)).one()
    assert secret.encode() not in bytes(ligne.totp) and MOT not in ligne.mot_de_passe
    assert ligne.mot_de_passe.startswith("$argon2id$")


@pytest.mark.parametrize(
    ("champs", "raison"),
    [
        ({"identifiant": "AMINA "}, "pris"),
        ({"identifiant": "a"}, "identifiant"),
        ({"identifiant": "é"}, "identifiant"),
        ({"identifiant": "a b"}, "identifiant"),
        ({"identifiant": "a\x00b"}, "identifiant"),
        ({"identifiant": "a" * 81}, "identifiant"),
        ({"nom": " "}, "nom"),
        ({"nom": "x" * 81}, "nom"),
        ({"nom": "a\u202eb"}, "nom"),
        ({"nom": "a\x00b"}, "nom"),
        ({"role": "chef"}, "role"),
        ({"role": ""}, "role"),
        ({"territoires": ("75",)}, "territoires"),
    ],
    ids=str,
)
def test_what_cannot_be_an_account_is_refused(base: Base, champs: dict[str, object], raison: str) -> None:
    inscrire(base)
    valeurs = {"identifiant": "paul", "nom": "Paul", "role": "juriste", "territoires": (), "mot_de_passe": MOT}
    with pytest.raises(CompteInvalide, match=f"^{raison}$"):
        comptes.creer(base, **{**valeurs, **champs})  # type: ignore[arg-type]
    assert len(comptes.tous(base)) == 1


def test_a_weak_password_is_refused_everywhere(base: Base) -> None:
    compte = inscrire(base)
    with pytest.raises(MotDePasseRefuse):
        comptes.creer(base, "paul", "Paul", "juriste", (), "court")
    with pytest.raises(MotDePasseRefuse):
        comptes.changer_mot_de_passe(base, compte, "motdepasse123")
    assert comptes.mot_de_passe_juste(base, compte, MOT)


def test_the_same_code_twice_at_once_enters_once(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    compte, secret = comptes.creer(base, "amina", "Amina", "juriste", (), MOT)
    du_moment = code(base, secret)
    # PostgreSQL lets both read before either writes; SQLite lets one in at a time, which then waits for nobody.
    ensemble, juste = threading.Barrier(2), mots_de_passe.pas_accepte

    def attendre(*valeurs: Any) -> int | None:
        with contextlib.suppress(threading.BrokenBarrierError):
            ensemble.wait(1)
        return juste(*valeurs)

    monkeypatch.setattr(mots_de_passe, "pas_accepte", attendre)
    with ThreadPoolExecutor(2) as fils:
        vus = list(fils.map(lambda _: comptes.reconnaitre(base, "amina", MOT, du_moment), range(2)))
    assert [v.id for v in vus if v] == [compte]


def test_a_second_factor_renewed_replaces_the_first(base: Base) -> None:
    compte, secret = comptes.creer(base, "amina", "Amina", "juriste", (), MOT)
    neuf = comptes.changer_totp(base, compte)
    assert neuf
    assert comptes.reconnaitre(base, "amina", MOT, code(base, secret)) is None
    assert comptes.reconnaitre(base, "amina", MOT, code(base, neuf))
    assert comptes.changer_totp(base, "f" * 32) is None


def test_the_cost_of_a_password_follows_ours(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    compte, secret = comptes.creer(base, "amina", "Amina", "juriste", (), MOT)
    monkeypatch.setattr(mots_de_passe, "_HACHEUR", PasswordHasher(time_cost=2, memory_cost=64, parallelism=1))
    assert comptes.reconnaitre(base, "amina", MOT, code(base, secret))
    with base.lecture() as connexion:
        assert "t=2" in connexion.execute(sa.select(table.c.mot_de_passe).where(table.c.id == compte)).scalar_one()
    assert comptes.mot_de_passe_juste(base, compte, MOT)


GESTES = {
    "disabled": (lambda b, c, j: comptes.activer(b, c, False), False),
    "enabled again": (lambda b, c, j: comptes.activer(b, c, True), True),
    "another role": (lambda b, c, j: comptes.modifier(b, c, "Amina", "relecteur", ()), False),
    "other territories": (lambda b, c, j: comptes.modifier(b, c, "Amina", "juriste", ("59",)), False),
    "another name": (lambda b, c, j: comptes.modifier(b, c, "Amina C", "juriste", ()), True),
    "a new password": (lambda b, c, j: comptes.changer_mot_de_passe(b, c, "cinq autres mots et"), False),
    "their own new password": (lambda b, c, j: comptes.changer_mot_de_passe(b, c, "cinq autres mots et", j), True),
    "a new second factor": (lambda b, c, j: comptes.changer_totp(b, c), False),
    "closed everywhere": (lambda b, c, j: sessions.fermer_partout(b, c), False),
    "closed elsewhere": (lambda b, c, j: sessions.fermer_partout(b, c, j), True),
    "logged out": (lambda b, c, j: sessions.fermer(b, j), False),
}


@pytest.mark.parametrize("geste", GESTES)
def test_sessions_end_with_what_they_stood_on(base: Base, geste: str) -> None:
    compte, autre = inscrire(base), inscrire(base, "paul")
    la, ailleurs, de_paul = (sessions.creer(base, c) for c in (compte, compte, autre))
    faire, reste = GESTES[geste]
    faire(base, compte, la)
    assert (comptes.de_session(base, la) is not None) == reste
    if geste not in ("enabled again", "another name", "logged out"):
        assert comptes.de_session(base, ailleurs) is None
    assert comptes.de_session(base, de_paul) is not None


def test_a_disabled_person_has_no_session_even_if_one_is_left(base: Base) -> None:
    compte = inscrire(base)
    comptes.activer(base, compte, False)
    assert comptes.de_session(base, sessions.creer(base, compte)) is None


def test_a_token_is_not_in_the_database_and_finished_sessions_leave(base: Base, montre: Montre) -> None:
    compte = inscrire(base)
    jeton = sessions.creer(base, compte)
    assert len(jeton) >= 43
    montre.avancer(hours=1)
    neuf = sessions.creer(base, compte)
    with base.lecture() as connexion:
        restent = [bytes(e) for e in connexion.execute(sa.select(table_sessions.c.empreinte)).scalars()]
    assert len(restent) == 1 and neuf.encode() not in restent[0]
    assert comptes.de_session(base, "faux") is None


@pytest.mark.parametrize("geste", ["disable", "another role"])
def test_there_is_always_an_admin_left(base: Base, geste: str) -> None:
    seul = inscrire(base, "amina", "admin")
    ancien = inscrire(base, "zoe", "admin")
    comptes.activer(base, ancien, False)

    def oter(compte: str) -> None:
        if geste == "disable":
            comptes.activer(base, compte, False)
        else:
            comptes.modifier(base, compte, "Amina", "juriste", ())

    with pytest.raises(CompteInvalide, match="dernier_admin"):
        oter(seul)
    comptes.activer(base, ancien, True)
    oter(seul)
    with pytest.raises(CompteInvalide, match="dernier_admin"):
        oter(ancien)


def test_two_admins_at_once_cannot_both_leave(base: Base) -> None:
    deux = [inscrire(base, nom, "admin") for nom in ("amina", "zoe")]

    def partir(compte: str) -> bool:
        try:
            return comptes.activer(base, compte, False)
        except CompteInvalide:
            return False

    with ThreadPoolExecutor(2) as fils:
        assert sorted(fils.map(partir, deux)) == [False, True]


@pytest.mark.parametrize("compte", ["f" * 32, "", "a\x00", "' OR 1=1", "é" * 32])
def test_nobody_has_this_id(base: Base, compte: str) -> None:
    inscrire(base, "amina", "admin")
    assert comptes.trouver(base, compte) is None
    assert comptes.changer_mot_de_passe(base, compte, "cinq autres mots et") is False
