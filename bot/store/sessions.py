"""Sessions of the staff: the server keeps the hash of a random token, and ends it after thirty idle minutes."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta, timezone

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.store.session import Base
from bot.store.tables_equipe import sessions

OISIVE = timedelta(minutes=30)
AU_PLUS = timedelta(hours=12)
# A page read writes « seen » at most this often: nobody's reading waits for the database's lock.
TOUCHER = timedelta(minutes=1)


def creer(base: Base, compte: str) -> str:
    """Open a session and return its token (256 bits), which only the person's browser will hold."""
    jeton = secrets.token_urlsafe(32)
    heure = base.horloge()
    with base.transaction() as connexion:
        connexion.execute(sessions.delete().where(_finies(heure)))
        connexion.execute(
            sessions.insert().values(empreinte=_empreinte(jeton), compte=compte, cree_le=heure, vu_le=heure)
        )
    return jeton


def compte_de(connexion: Connection, jeton: str, heure: datetime) -> tuple[str, datetime] | None:
    """Return (account id, last seen) of a session that goes on, or None."""
    ligne = connexion.execute(
        sa.select(sessions.c.compte, sessions.c.vu_le).where(
            sessions.c.empreinte == _empreinte(jeton), sa.not_(_finies(heure))
        )
    ).first()
    if ligne is None:
        return None
    vu_le = ligne.vu_le if ligne.vu_le.tzinfo else ligne.vu_le.replace(tzinfo=timezone.utc)
    return str(ligne.compte), vu_le


def toucher(base: Base, jeton: str) -> None:
    """Say that the person is still there; a session that ended stays ended."""
    heure = base.horloge()
    with base.transaction() as connexion:
        connexion.execute(
            sessions.update()
            .where(sessions.c.empreinte == _empreinte(jeton), sa.not_(_finies(heure)))
            .values(vu_le=heure)
        )


def fermer(base: Base, jeton: str) -> None:
    """End one session; nothing happens when it has ended already."""
    with base.transaction() as connexion:
        connexion.execute(sessions.delete().where(sessions.c.empreinte == _empreinte(jeton)))


def finir(connexion: Connection, compte: str, sauf: str | None = None) -> int:
    """End every session of an account, except that of the token `sauf`; return how many."""
    demande = sessions.delete().where(sessions.c.compte == compte)
    if sauf is not None:
        demande = demande.where(sessions.c.empreinte != _empreinte(sauf))
    return int(connexion.execute(demande).rowcount)


def fermer_partout(base: Base, compte: str, sauf: str | None = None) -> int:
    """End every session of an account, on every machine, except that of the token `sauf`; return how many."""
    with base.transaction() as connexion:
        return finir(connexion, compte, sauf)


def ouvertes(base: Base) -> dict[str, datetime]:
    """Return, by account id, when each person who is connected was last seen."""
    heure = base.horloge()
    with base.lecture() as connexion:
        lignes = connexion.execute(
            sa.select(sessions.c.compte, sa.func.max(sessions.c.vu_le).label("vu_le"))
            .where(sa.not_(_finies(heure)))
            .group_by(sessions.c.compte)
        ).all()
    return {
        str(ligne.compte): ligne.vu_le if ligne.vu_le.tzinfo else ligne.vu_le.replace(tzinfo=timezone.utc)
        for ligne in lignes
    }


def _finies(heure: datetime) -> sa.sql.ColumnElement[bool]:
    return sa.or_(sessions.c.vu_le <= heure - OISIVE, sessions.c.cree_le <= heure - AU_PLUS)


def _empreinte(jeton: str) -> bytes:
    return hashlib.sha256(jeton.encode("utf-8", "replace")).digest()
