"""Encryption at rest: AES-256-GCM with one key per conversation, itself wrapped by a master key.

Destroying the wrapped key of a conversation makes all its rows, and their old backups, unreadable.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TAILLE_CLE = 32
TAILLE_NONCE = 12


class CoffreIllisible(Exception):
    """A key or a text cannot be opened: wrong master key, foreign row, or damage. Never quotes any text."""


class Cle:
    """The key of one conversation, able to seal and open its texts."""

    def __init__(self, brute: bytes) -> None:
        self._aes = AESGCM(brute)

    def sceller(self, clair: bytes, contexte: str) -> bytes:
        """Encrypt bytes; `contexte` (table and row owner) is authenticated, so that rows cannot be swapped."""
        nonce = secrets.token_bytes(TAILLE_NONCE)
        return nonce + self._aes.encrypt(nonce, clair, contexte.encode())

    def ouvrir(self, scelle: bytes, contexte: str) -> bytes:
        """Decrypt what `sceller` made with the same context; raise CoffreIllisible otherwise."""
        try:
            return self._aes.decrypt(scelle[:TAILLE_NONCE], scelle[TAILLE_NONCE:], contexte.encode())
        except (InvalidTag, ValueError) as erreur:
            raise CoffreIllisible("texte illisible avec cette clé") from erreur


class Coffre:
    """Wraps and unwraps the conversations' keys with the master key."""

    def __init__(self, cle_maitre: bytes) -> None:
        if len(cle_maitre) != TAILLE_CLE:
            raise CoffreIllisible("la clé maîtresse doit faire 32 octets")
        self._maitre = Cle(cle_maitre)

    def nouvelle(self, proprietaire: str) -> bytes:
        """Make a key for `proprietaire` (a conversation id) and return it wrapped, ready to store."""
        return self._maitre.sceller(secrets.token_bytes(TAILLE_CLE), f"cle:{proprietaire}")

    def cle(self, enveloppee: bytes, proprietaire: str) -> Cle:
        """Unwrap the key of `proprietaire`; raise CoffreIllisible if the wrap is not theirs."""
        return Cle(self._maitre.ouvrir(enveloppee, f"cle:{proprietaire}"))


def cle_maitre(valeur: str | None, fichier: Path) -> bytes:
    """Return the 32 bytes of the master key: from `valeur` (base64) or from `fichier`, made (mode 600) when absent."""
    if valeur is None:
        if not fichier.exists():
            _ecrire_secret(fichier, base64.b64encode(secrets.token_bytes(TAILLE_CLE)))
        valeur = _lire_secret(fichier)
    try:
        brute = base64.b64decode(valeur, validate=True)
    except (binascii.Error, ValueError) as erreur:
        raise CoffreIllisible("la clé maîtresse n'est pas du base64") from erreur
    if len(brute) != TAILLE_CLE:
        raise CoffreIllisible("la clé maîtresse doit faire 32 octets (en base64)")
    return brute


def secret_partage(valeur: str | None, fichier: Path) -> str:
    """Return the secret between the gateway and Rasa, from the setting or a file made on first use."""
    if valeur:
        return valeur
    if not fichier.exists():
        _ecrire_secret(fichier, secrets.token_urlsafe(32).encode())
    return _lire_secret(fichier)


def _lire_secret(fichier: Path) -> str:
    # An empty secret would let anybody in.
    try:
        valeur = fichier.read_text(encoding="ascii").strip()
    except UnicodeDecodeError as erreur:
        raise CoffreIllisible(f"le fichier {fichier.name} est abîmé") from erreur
    if not valeur:
        raise CoffreIllisible(f"le fichier {fichier.name} est vide")
    return valeur


def _ecrire_secret(fichier: Path, contenu: bytes) -> None:
    # Written aside then linked in place: two processes starting together agree on the first one's secret.
    fichier.parent.mkdir(parents=True, exist_ok=True)
    essai = fichier.with_name(f".{fichier.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descripteur = os.open(essai, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descripteur, "wb") as sortie:
        sortie.write(contenu)
    try:
        os.link(essai, fichier)
    except FileExistsError:
        pass
    finally:
        essai.unlink()
