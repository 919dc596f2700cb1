"""Passwords that are refused, kept and made; codes of the second factor."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pyotp
import pytest

from bot.privacy import mots_de_passe as m

QUAND = datetime(2026, 3, 10, 9, 0, 10, tzinfo=timezone.utc)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.mark.parametrize(
    ("mot", "raison"),
    [
        ("", "mot_court"),
        ("onze signes", "mot_court"),
        ("x" * 201, "mot_long"),
        ("motdepasse123", "mot_commun"),
        ("MotDePasse123", "mot_commun"),
        ("mot de passe 2026", "mot_commun"),
        ("Azerty-uiop-12", "mot_commun"),
        ("aaaaaaaaaaaaaaaa", "mot_commun"),
        ("abababababab", "mot_commun"),
        ("            ", "mot_commun"),
        ("amina.belkacem2026", "mot_identifiant"),
    ],
)
def test_refused(mot: str, raison: str) -> None:
    with pytest.raises(m.MotDePasseRefuse, match=f"^{raison}$"):
        m.refuser_faible(mot, "amina.belkacem@exemple.fr")


@pytest.mark.parametrize(
    "mot", ["douze signes", "Un chat, deux chiens.", "🙂 été à la plage", "amina.belkacem et puis treize mots"]
)
def test_kept(mot: str) -> None:
    m.refuser_faible(mot, "amina.belkacem@exemple.fr")


def test_one_that_we_make_is_accepted_and_never_twice_the_same() -> None:
    faits = {m.mot_de_passe_neuf() for _ in range(50)}
    assert len(faits) == 50
    for mot in faits:
        m.refuser_faible(mot, "amina")


def test_only_the_right_one_opens() -> None:
    empreinte = m.hacher("douze signes")
    assert empreinte.startswith("$argon2id$") and empreinte != m.hacher("douze signes")
    assert m.correspond("douze signes", empreinte)
    for mot, gardee in (
        ("douze signeS", empreinte),
        ("", empreinte),
        ("douze signes", None),
        ("douze signes", "abime"),
    ):
        assert not m.correspond(mot, gardee)


@pytest.mark.parametrize(
    ("ecart", "dernier", "accepte"),
    [
        (-2, 0, False),
        (-1, 0, True),
        (0, 0, True),
        (1, 0, True),
        (2, 0, False),
        (0, "meme", False),
        (-1, "meme", False),
        (1, "meme", True),
    ],
)
def test_a_code_of_one_step_around_once(ecart: int, dernier: int | str, accepte: bool) -> None:
    courant = int(QUAND.timestamp()) // 30
    code = pyotp.TOTP(SECRET).at(QUAND + timedelta(seconds=30 * ecart))
    attendu = courant + ecart if accepte else None
    assert m.pas_accepte(SECRET, code, QUAND, courant if dernier == "meme" else 0) == attendu
    assert m.pas_accepte(SECRET, f" {code[:3]} {code[3:]}", QUAND, courant if dernier == "meme" else 0) == attendu


@pytest.mark.parametrize("code", ["", "0", "abcdef", "é" * 6, "1" * 1000])
def test_what_is_no_code(code: str) -> None:
    assert m.pas_accepte(SECRET, code, QUAND, 0) is None


def test_the_address_of_the_second_factor() -> None:
    assert (
        m.adresse_totp(SECRET, "amina@x.fr") == f"otpauth://totp/Boussole:amina%40x.fr?secret={SECRET}&issuer=Boussole"
    )
    assert len(m.secret_totp()) == 32
