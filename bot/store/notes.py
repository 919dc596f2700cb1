"""What juristes write for one another about a transfer: sealed with the conversation's key, and erased with it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store import conversations as conv
from bot.store.attente import TransfertInconnu
from bot.store.session import Base
from bot.store.tables import notes, transferts
from bot.store.transfert_lu import en_utc


@dataclass(frozen=True)
class Note:
    """One note: who, when, what."""

    compte: str
    cree_le: datetime
    texte: str


def ecrire(base: Base, transfert: str, compte: str, texte: str) -> None:
    """Add a note; raise TransfertInconnu when the conversation was erased meanwhile."""
    identifiant = secrets.token_hex(16)
    with base.transaction() as connexion:
        conversation = _conversation(connexion, transfert)
        trouvee = conv.trouver(base, connexion, conversation)
        if trouvee is None:
            raise TransfertInconnu(transfert)
        scelle = trouvee.cle.sceller(texte.encode("utf-8", "replace"), f"note:{identifiant}")
        connexion.execute(
            notes.insert().values(
                id=identifiant, transfert=transfert, compte=compte, cree_le=base.horloge(), contenu=scelle
            )
        )


def lire(base: Base, transfert: str) -> list[Note]:
    """Return the notes of a transfer, the oldest first; raise TransfertInconnu."""

    def lues(connexion: sa.engine.Connection) -> list[Note]:
        trouvee = conv.trouver(base, connexion, _conversation(connexion, transfert))
        if trouvee is None:
            raise TransfertInconnu(transfert)
        demande = sa.select(notes).where(notes.c.transfert == transfert).order_by(notes.c.cree_le, notes.c.id)
        return [
            Note(
                str(ligne.compte),
                en_utc(ligne.cree_le),
                trouvee.cle.ouvrir(bytes(ligne.contenu), f"note:{ligne.id}").decode(),
            )
            for ligne in connexion.execute(demande)
        ]

    return base.relire(lues)


def _conversation(connexion: sa.engine.Connection, transfert: str) -> str:
    trouvee = connexion.execute(sa.select(transferts.c.conversation).where(transferts.c.id == transfert)).scalar()
    if trouvee is None:
        raise TransfertInconnu(transfert)
    return str(trouvee)
