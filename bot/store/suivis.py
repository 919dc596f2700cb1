"""Rasa's trackers: one sealed row per conversation, replaced after each turn."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.store import conversations as conv
from bot.store.session import Base
from bot.store.tables import suivis


def enregistrer(base: Base, conversation: str, contenu: bytes) -> bool:
    """Seal and store a tracker; False when the conversation no longer exists (erased meanwhile)."""
    try:
        return _enregistrer(base, conversation, contenu)
    except IntegrityError:
        # Erased (its key is gone) between the two steps below, which PostgreSQL alone lets happen.
        return _enregistrer(base, conversation, contenu)


def _enregistrer(base: Base, conversation: str, contenu: bytes) -> bool:
    with base.transaction() as connexion:
        trouvee = conv.trouver(base, connexion, conversation)
        if trouvee is None:
            return False
        valeurs = {"maj_le": base.horloge(), "contenu": trouvee.cle.sceller(contenu, f"suivi:{conversation}")}
        change = connexion.execute(suivis.update().where(suivis.c.conversation == conversation).values(**valeurs))
        if change.rowcount == 0:
            connexion.execute(suivis.insert().values(conversation=conversation, **valeurs))
        return True


def relire(base: Base, conversation: str) -> bytes | None:
    """Return the stored tracker of a conversation, or None."""

    def lire(connexion: Connection) -> bytes | None:
        trouvee = conv.trouver(base, connexion, conversation)
        if trouvee is None:
            return None
        ligne = connexion.execute(sa.select(suivis).where(suivis.c.conversation == conversation)).first()
        return None if ligne is None else trouvee.cle.ouvrir(bytes(ligne.contenu), f"suivi:{conversation}")

    return base.relire(lire)


def oublier(base: Base, conversation: str) -> None:
    """Delete the tracker of a conversation and keep the rest."""
    with base.transaction() as connexion:
        connexion.execute(suivis.delete().where(suivis.c.conversation == conversation))


def toutes(base: Base) -> list[str]:
    """Return the ids of the conversations that have a tracker."""
    with base.transaction() as connexion:
        return [str(ligne.conversation) for ligne in connexion.execute(sa.select(suivis.c.conversation))]
