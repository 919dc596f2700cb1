"""Identity: a signed token that the server issues, bound to its channel; nobody chooses a conversation's id.

The signing key has a file of its own (`secrets/identite`, see `cle_des_jetons`), so that a token given to a person
outlives the rotation of the master key. Accepting what derives from the old key and from the new one instead would
close every open page the day that the old key is destroyed.
"""

from __future__ import annotations

import hashlib

from itsdangerous import BadSignature, URLSafeSerializer

from bot.privacy.vault import cle_des_jetons
from bot.settings import Settings


def identites_de(reglages: Settings) -> Identites:
    """Return the identities of the settings, their signing key made on first use; raise CoffreIllisible."""
    return Identites(cle_des_jetons(reglages.cle_maitre, reglages.fichier_cle_maitre))


class Identites:
    """Signs and reads tokens; a foreign, changed or guessed one gives None."""

    def __init__(self, cle: bytes) -> None:
        self._cle = cle

    def _signeur(self, canal: str) -> URLSafeSerializer:
        return URLSafeSerializer(
            self._cle, salt=f"conversation:{canal}", signer_kwargs={"digest_method": hashlib.sha256}
        )

    def jeton(self, conversation: str, canal: str) -> str:
        """Return the token of a conversation for one channel."""
        return str(self._signeur(canal).dumps(conversation))

    def lire(self, jeton: str, canal: str) -> str | None:
        """Return the conversation of a token made for this channel, else None."""
        try:
            conversation = self._signeur(canal).loads(jeton)
        except BadSignature:
            return None
        return conversation if isinstance(conversation, str) else None
