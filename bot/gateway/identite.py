"""Identity: a signed token that the server issues, bound to its channel; nobody chooses a conversation's id."""

from __future__ import annotations

import hashlib

from itsdangerous import BadSignature, URLSafeSerializer


class Identites:
    """Signs and reads tokens; a foreign, changed or guessed one gives None."""

    def __init__(self, cle_maitre: bytes) -> None:
        self._cle = hashlib.sha256(b"boussole:identite:" + cle_maitre).digest()

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
