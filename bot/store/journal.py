"""The journal: every message of a conversation, sealed and ranked, written before it is treated."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.store import conversations as conv
from bot.store.session import Base
from bot.store.tables import conversations, journal

RECU, TRAITE, DIFFERE = "recu", "traite", "differe"
# Who « speaks » when a conversation opens or begins a new session: a line that nobody sees.
OUVERTURE = "ouverture"


class ConversationInconnue(LookupError):
    """The conversation does not exist, or no longer does."""


@dataclass(frozen=True)
class Entree:
    """One line of the journal, opened."""

    conversation: str
    rang: int
    de: str
    message_id: str | None
    etat: str
    cree_le: datetime
    contenu: Mapping[str, Any]


def _contexte(conversation: str, rang: int) -> str:
    return f"journal:{conversation}:{rang}"


def ajouter(
    base: Base,
    connexion: Connection,
    conversation: str,
    de: str,
    contenu: Mapping[str, Any],
    *,
    message_id: str | None = None,
    etat: str = TRAITE,
) -> Entree:
    """Write one line and return it; the same `message_id` twice returns the first line, unchanged."""
    heure = base.horloge()
    la_conversation = conversations.c.id == conversation
    _verrouiller(connexion, conversation, heure)
    if message_id is not None:
        deja = _par_message_id(base, connexion, conversation, message_id)
        if deja is not None:
            return deja
    trouvee = conv.trouver(base, connexion, conversation)
    if trouvee is None:
        raise ConversationInconnue(conversation)
    suivant = conversations.c.dernier_rang + 1
    connexion.execute(conversations.update().where(la_conversation).values(dernier_rang=suivant))
    rang = int(connexion.execute(sa.select(conversations.c.dernier_rang).where(la_conversation)).scalar_one())
    brut = json.dumps(dict(contenu), ensure_ascii=False).encode("utf-8", "surrogatepass")
    connexion.execute(
        journal.insert().values(
            conversation=conversation,
            rang=rang,
            de=de,
            message_id=message_id,
            etat=etat,
            cree_le=heure,
            contenu=trouvee.cle.sceller(brut, _contexte(conversation, rang)),
        )
    )
    return Entree(conversation, rang, de, message_id, etat, heure, dict(contenu))


def deja_recu(base: Base, connexion: Connection, conversation: str, message_id: str) -> Entree | None:
    """Return the line of a message already received, else None; later deliveries of it wait for this transaction."""
    _verrouiller(connexion, conversation, base.horloge())
    return _par_message_id(base, connexion, conversation, message_id)


def _verrouiller(connexion: Connection, conversation: str, heure: datetime) -> None:
    # This update takes the row lock: two messages of one conversation get two ranks, in order, on both engines.
    la_conversation = conversations.c.id == conversation
    # A clock that went back must not age the conversation: set right again, it would have the purge take it at once.
    vu_le = sa.case((conversations.c.vu_le > heure, conversations.c.vu_le), else_=heure)
    if connexion.execute(conversations.update().where(la_conversation).values(vu_le=vu_le)).rowcount == 0:
        raise ConversationInconnue(conversation)


def dernier_rang(connexion: Connection, conversation: str) -> int:
    """Return the rank of the last line of a conversation, 0 when it has none."""
    return int(
        connexion.execute(
            sa.select(sa.func.coalesce(sa.func.max(conversations.c.dernier_rang), 0)).where(
                conversations.c.id == conversation
            )
        ).scalar_one()
    )


def tours_de_la_session(connexion: Connection, conversation: str) -> int:
    """Return how many messages of the person were treated since the conversation opened, or began a new session."""
    siennes = journal.c.conversation == conversation
    ouverte = sa.select(sa.func.coalesce(sa.func.max(journal.c.rang), 0)).where(siennes, journal.c.de == OUVERTURE)
    compte = sa.select(sa.func.count()).where(
        siennes, journal.c.de == "personne", journal.c.etat == TRAITE, journal.c.rang > ouverte.scalar_subquery()
    )
    return int(connexion.execute(compte).scalar_one())


def lire(base: Base, connexion: Connection, conversation: str, apres: int = 0) -> list[Entree]:
    """Return the lines of a conversation whose rank is above `apres`, in order."""
    trouvee = conv.trouver(base, connexion, conversation)
    if trouvee is None:
        raise ConversationInconnue(conversation)
    lignes = connexion.execute(
        sa.select(journal)
        .where(journal.c.conversation == conversation, journal.c.rang > apres)
        .order_by(journal.c.rang)
    )
    return [_ouvrir(ligne, trouvee) for ligne in lignes]


def a_traiter(base: Base, connexion: Connection, conversation: str) -> list[Entree]:
    """Return the person's messages that no answer has treated yet, in order."""
    trouvee = conv.trouver(base, connexion, conversation)
    if trouvee is None:
        raise ConversationInconnue(conversation)
    lignes = connexion.execute(
        sa.select(journal)
        .where(journal.c.conversation == conversation, journal.c.etat.in_((RECU, DIFFERE)))
        .order_by(journal.c.rang)
    )
    return [_ouvrir(ligne, trouvee) for ligne in lignes]


def conversations_en_attente(connexion: Connection) -> list[str]:
    """Return the conversations that hold an untreated message (used at start-up and when Rasa is back)."""
    lignes = connexion.execute(sa.select(journal.c.conversation).where(journal.c.etat.in_((RECU, DIFFERE))).distinct())
    return [str(ligne.conversation) for ligne in lignes]


def marquer(connexion: Connection, conversation: str, rang: int, etat: str) -> None:
    """Set the state of one line: `recu`, `traite` or `differe`."""
    connexion.execute(
        journal.update().where(journal.c.conversation == conversation, journal.c.rang == rang).values(etat=etat)
    )


def _par_message_id(base: Base, connexion: Connection, conversation: str, message_id: str) -> Entree | None:
    ligne = connexion.execute(
        sa.select(journal).where(journal.c.conversation == conversation, journal.c.message_id == message_id)
    ).first()
    trouvee = conv.trouver(base, connexion, conversation)
    return None if ligne is None or trouvee is None else _ouvrir(ligne, trouvee)


def _ouvrir(ligne: Any, conversation: conv.Conversation) -> Entree:
    clair = conversation.cle.ouvrir(bytes(ligne.contenu), _contexte(conversation.id, int(ligne.rang)))
    heure: datetime = ligne.cree_le
    if heure.tzinfo is None:  # SQLite forgets the zone; everything is written in UTC
        heure = heure.replace(tzinfo=timezone.utc)
    return Entree(
        conversation=conversation.id,
        rang=int(ligne.rang),
        de=str(ligne.de),
        message_id=ligne.message_id,
        etat=str(ligne.etat),
        cree_le=heure,
        contenu=json.loads(clair.decode("utf-8", "surrogatepass")),
    )
