"""Encryption at rest: AES-256-GCM with one key per conversation, itself wrapped by a master key.

Destroying the wrapped key of a conversation makes its rows unreadable wherever that wrap is gone. A backup taken before
holds the wrap too: whoever has the backup and the master key of that day reads it, until that master key is replaced
(`python -m bot rotate-key`) and destroyed (ADR 005).
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import logging
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TAILLE_CLE = 32
TAILLE_NONCE = 12
log = logging.getLogger("boussole.coffre")


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
    """Wraps and unwraps the conversations' keys: the first master key wraps, every one of them opens."""

    def __init__(self, cle_maitre: bytes, *anciennes: bytes) -> None:
        self._maitres = _ouvrir_maitres((cle_maitre, *anciennes))

    def maitres(self) -> tuple[Cle, ...]:
        """Return the master keys in use, the one that wraps first."""
        return self._maitres

    def nouvelle(self, proprietaire: str) -> bytes:
        """Make a key for `proprietaire` (a conversation id) and return it wrapped, ready to store."""
        return self.maitres()[0].sceller(secrets.token_bytes(TAILLE_CLE), _contexte(proprietaire))

    def cle(self, enveloppee: bytes, proprietaire: str) -> Cle:
        """Unwrap the key of `proprietaire`; raise CoffreIllisible if the wrap is not theirs."""
        return Cle(self._deballer(enveloppee, proprietaire)[1])

    def reenvelopper(self, enveloppee: bytes, proprietaire: str) -> bytes | None:
        """Return the same key wrapped by the first master key, None when it already is; raise CoffreIllisible."""
        maitre, brute = self._deballer(enveloppee, proprietaire)
        courante = self.maitres()[0]
        return None if maitre is courante else courante.sceller(brute, _contexte(proprietaire))

    def _deballer(self, enveloppee: bytes, proprietaire: str) -> tuple[Cle, bytes]:
        for maitre in self.maitres():
            with contextlib.suppress(CoffreIllisible):
                return maitre, maitre.ouvrir(enveloppee, _contexte(proprietaire))
        raise CoffreIllisible("clé de conversation illisible avec la clé maîtresse")


class CoffreDeFichier(Coffre):
    """A vault that follows its key file, so that running services go through a rotation without a restart."""

    def __init__(self, fichier: Path) -> None:
        self._fichier = fichier
        cle_maitre(None, fichier)
        self._lu: tuple[tuple[int, ...], tuple[Cle, ...]] = self._lire()

    def maitres(self) -> tuple[Cle, ...]:
        """Return the master keys of the file as it is now; those last read when it has become unreadable."""
        try:
            if _marque(self._fichier) != self._lu[0]:
                self._lu = self._lire()
        except (OSError, CoffreIllisible) as erreur:
            log.error("fichier_de_cle_illisible %s", type(erreur))
        return self._lu[1]

    def _lire(self) -> tuple[tuple[int, ...], tuple[Cle, ...]]:
        # The mark comes first: a change in between is read again at the next use, never missed. Both are kept in one
        # assignment: threads that read together cannot leave the keys of one beside the mark of the other.
        marque = _marque(self._fichier)
        return marque, _ouvrir_maitres(cles_maitres(None, self._fichier))


def _contexte(proprietaire: str) -> str:
    return f"cle:{proprietaire}"


def _marque(fichier: Path) -> tuple[int, ...]:
    etat = fichier.stat()
    return etat.st_ino, etat.st_ctime_ns, etat.st_size


def _ouvrir_maitres(cles: Sequence[bytes]) -> tuple[Cle, ...]:
    if any(len(cle) != TAILLE_CLE for cle in cles):
        raise CoffreIllisible("la clé maîtresse doit faire 32 octets")
    return tuple(Cle(cle) for cle in cles)


def coffre_de(valeur: str | None, fichier: Path) -> Coffre:
    """Return the vault of the settings: fixed when the environment gives the keys, else following the key file."""
    return CoffreDeFichier(fichier) if valeur is None else Coffre(*cles_maitres(valeur, fichier))


def cle_maitre(valeur: str | None, fichier: Path) -> bytes:
    """Return the 32 bytes of the master key that wraps (see `cles_maitres`)."""
    return cles_maitres(valeur, fichier)[0]


def cles_maitres(valeur: str | None, fichier: Path) -> tuple[bytes, ...]:
    """Return the master keys, the current one first, then those that a rotation has not finished to replace.

    From `valeur` (base64, separated by commas) or from `fichier` (one a line), made (mode 600) when absent. Raise
    CoffreIllisible when one is not 32 bytes in base64.
    """
    if valeur is None:
        if not fichier.exists():
            _ecrire_secret(fichier, _en_base64(secrets.token_bytes(TAILLE_CLE)))
        valeur = _lire_secret(fichier)
    return _decoder(valeur)


def _decoder(valeur: str) -> tuple[bytes, ...]:
    try:
        cles = tuple(base64.b64decode(mot, validate=True) for mot in re.split(r"[\s,]+", valeur.strip()))
    except (binascii.Error, ValueError) as erreur:
        raise CoffreIllisible("la clé maîtresse n'est pas du base64") from erreur
    if any(len(cle) != TAILLE_CLE for cle in cles):
        raise CoffreIllisible("la clé maîtresse doit faire 32 octets (en base64)")
    return cles


def _en_base64(cle: bytes) -> bytes:
    return base64.b64encode(cle)


def cle_des_jetons(valeur: str | None, fichier: Path) -> bytes:
    """Return the key that signs people's tokens, from the file `identite` beside that of the master key.

    Made on first use from the oldest master key, one way: tokens signed before this file existed stay valid, and it
    gives nothing of the master key, whose rotation leaves it as it is. Whoever stole that oldest key can make it too:
    then delete the file after the rotation and restart the gateway; every token given so far is void. Raise
    CoffreIllisible when a file is damaged.
    """
    premiere = hashlib.sha256(b"boussole:identite:" + cles_maitres(valeur, fichier)[-1]).hexdigest()
    gardee = secret_garde(fichier.with_name("identite"), premiere)
    if not re.fullmatch(r"[0-9a-f]{64}", gardee):
        raise CoffreIllisible("le fichier identite est abîmé")
    return bytes.fromhex(gardee)


def ajouter_cle_maitre(fichier: Path) -> None:
    """Put a new master key first in the file, before those it holds; on disk for good once this returns."""
    _remplacer(fichier, (secrets.token_bytes(TAILLE_CLE), *cles_maitres(None, fichier)))


def retirer_anciennes(fichier: Path) -> None:
    """Keep only the first master key of the file: what no other wrap replaced becomes unreadable for ever."""
    _remplacer(fichier, cles_maitres(None, fichier)[:1])


def _remplacer(fichier: Path, cles: Sequence[bytes]) -> None:
    # Owner and mode are kept: a rotation run by root must not take the file away from the services.
    cible = fichier.resolve()
    etat = cible.stat()
    with _brouillon(cible, b"\n".join(_en_base64(cle) for cle in cles), etat) as essai:
        os.replace(essai, cible)
    dossier = os.open(cible.parent, os.O_RDONLY)
    try:
        os.fsync(dossier)
    finally:
        os.close(dossier)


def secret_partage(valeur: str | None, fichier: Path) -> str:
    """Return the secret between the gateway and Rasa, from the setting or a file made on first use."""
    return valeur or secret_garde(fichier, secrets.token_urlsafe(32))


def secret_garde(fichier: Path, premier: str) -> str:
    """Return the secret of a file, written with `premier` (mode 600) when absent; raise CoffreIllisible if damaged."""
    if not fichier.exists():
        _ecrire_secret(fichier, premier.encode())
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
    with _brouillon(fichier, contenu) as essai, contextlib.suppress(FileExistsError):
        os.link(essai, fichier)


@contextlib.contextmanager
def _brouillon(fichier: Path, contenu: bytes, comme: os.stat_result | None = None) -> Iterator[Path]:
    essai = fichier.with_name(f".{fichier.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descripteur = os.open(essai, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descripteur, "wb") as sortie:
            sortie.write(contenu)
            if comme is not None:
                os.fchmod(descripteur, comme.st_mode & 0o777)
                os.fchown(descripteur, comme.st_uid, comme.st_gid)
            sortie.flush()
            os.fsync(descripteur)
        yield essai
    finally:
        essai.unlink(missing_ok=True)
