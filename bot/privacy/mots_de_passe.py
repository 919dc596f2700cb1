"""What proves who somebody of the staff is: a password (argon2id) and a code that changes every thirty seconds (TOTP)."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LONGUEUR_MIN = 12
# argon2 would read a longer one all the same: a password of a megabyte is only there to keep the machine busy.
LONGUEUR_MAX = 200
PAS_SECONDES = 30
EMETTEUR = "Boussole"
_HACHEUR = PasswordHasher()
_SYLLABES = [c + v for c in "bcdfgjklmnprstvz" for v in "aeiou"]


class MotDePasseRefuse(ValueError):
    """A password that will not be kept; the text is a name of `bot/textes/equipe.yml`."""


@lru_cache(maxsize=1)
def communs() -> frozenset[str]:
    """Return the passwords that everybody tries first (`mots_de_passe.txt`), in small letters."""
    lignes = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    return frozenset(ligne.strip() for ligne in lignes if ligne.strip() and not ligne.startswith("#"))


def refuser_faible(mot: str, identifiant: str) -> None:
    """Raise MotDePasseRefuse when the password is too short, too long, well known or made of the identifier."""
    if len(mot) < LONGUEUR_MIN:
        raise MotDePasseRefuse("mot_court")
    if len(mot) > LONGUEUR_MAX:
        raise MotDePasseRefuse("mot_long")
    bas = mot.lower()
    nu = "".join(c for c in bas if c.isalnum())
    if bas in communs() or nu in communs() or nu.rstrip("0123456789") in communs() or len(set(nu)) < 5:
        raise MotDePasseRefuse("mot_commun")
    if identifiant.split("@")[0] in bas and len(bas) < len(identifiant.split("@")[0]) + LONGUEUR_MIN:
        raise MotDePasseRefuse("mot_identifiant")


def mot_de_passe_neuf() -> str:
    """Make a password that can be read out loud: 76 bits, in groups."""
    groupes = ["".join(secrets.choice(_SYLLABES) for _ in range(3)) for _ in range(4)]
    return "-".join(groupes)


def hacher(mot: str) -> str:
    """Return what is kept of a password (argon2id, with its own salt and costs)."""
    return _HACHEUR.hash(mot)


@lru_cache(maxsize=1)
def _leurre() -> str:
    return hacher(secrets.token_urlsafe(32))


def correspond(mot: str, empreinte: str | None) -> bool:
    """Tell whether the password is the one kept; as long for an account that does not exist (None)."""
    try:
        juste = _HACHEUR.verify(empreinte or _leurre(), mot[: LONGUEUR_MAX + 1])
    except (VerificationError, InvalidHashError):
        return False
    return juste and empreinte is not None


def a_rehacher(empreinte: str) -> bool:
    """Tell whether the costs kept with this password are no longer ours."""
    return _HACHEUR.check_needs_rehash(empreinte)


def secret_totp() -> str:
    """Make the secret of a second factor: 160 bits, in base 32."""
    return pyotp.random_base32()


def adresse_totp(secret: str, identifiant: str) -> str:
    """Return the address that an authenticator reads (as a QR code or by hand)."""
    return pyotp.TOTP(secret).provisioning_uri(name=identifiant, issuer_name=EMETTEUR)


def pas_accepte(secret: str, code: str, quand: datetime, dernier: int) -> int | None:
    """Return the step of time whose code this is, or None: one step of drift each way, never one already used."""
    chiffres = "".join(code.split())
    courant = int(quand.timestamp()) // PAS_SECONDES
    trouve = None
    for pas in (courant - 1, courant, courant + 1):
        attendu = pyotp.HOTP(secret).at(pas)
        if hmac.compare_digest(attendu.encode(), chiffres.encode()) and pas > dernier:
            trouve = pas
    return trouve
