"""Reading transfers: one of them, the queue, what its person agreed to show. Moving them is `bot.store.transferts`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.store import journal
from bot.store.journal import Entree
from bot.store.session import Base
from bot.store.tables import conversations, mouvements, transferts
from bot.store.transfert_lu import Mouvement, Transfert, ouvrir
from bot.transfert import DEMANDE, OUVERTS


class TransfertInconnu(LookupError):
    """No such transfer, or no longer: the person may have erased their conversation."""


def lire(base: Base, transfert: str) -> Transfert | None:
    """Return a transfer, None when there is none."""
    demande = demande_de_lecture().where(transferts.c.id == transfert)
    lus = base.relire(lambda connexion: [_ouvrir(base, ligne) for ligne in connexion.execute(demande)])
    return lus[0] if lus else None


def courant(base: Base, connexion: Connection, conversation: str) -> Transfert | None:
    """Return the last transfer of a conversation, open or ended; None when nobody was ever asked for."""
    demande = (
        demande_de_lecture()
        .where(transferts.c.conversation == conversation)
        .order_by(transferts.c.cree_le.desc())
        .limit(1)
    )
    ligne = connexion.execute(demande).first()
    return None if ligne is None else _ouvrir(base, ligne)


def file(base: Base, territoires: Sequence[str] = ()) -> list[Transfert]:
    """Return the open transfers of these departments (none = all), the most pressing first: danger, then the promise."""
    demande = demande_de_lecture().where(est_ouvert())
    if territoires:
        demande = demande.where(sa.or_(transferts.c.departement.is_(None), transferts.c.departement.in_(territoires)))
    demande = demande.order_by(transferts.c.urgent.desc(), transferts.c.promis_le, transferts.c.id)
    return base.relire(lambda connexion: [_ouvrir(base, ligne) for ligne in connexion.execute(demande)])


def suivis_par(base: Base, compte: str, nombre: int = 100) -> list[Transfert]:
    """Return the transfers that a juriste holds or held last, the newest first."""
    demande = (
        demande_de_lecture().where(transferts.c.juriste == compte).order_by(transferts.c.cree_le.desc()).limit(nombre)
    )
    return base.relire(lambda connexion: [_ouvrir(base, ligne) for ligne in connexion.execute(demande)])


def devant(connexion: Connection, t: Transfert) -> int:
    """Return how many requests are before this one."""
    avant = sa.and_(transferts.c.etat == DEMANDE, transferts.c.cree_le < t.cree_le)
    return int(connexion.execute(sa.select(sa.func.count()).select_from(transferts).where(avant)).scalar_one())


def echanges(base: Base, t: Transfert) -> list[Entree]:
    """Return the lines that the person agreed to show: all of them, or those since the request."""
    return suite(base, t, 0)


def suite(base: Base, t: Transfert, apres: int) -> list[Entree]:
    """Return the lines after a rank, among those that the person agreed to show."""
    debut = max(apres, 0 if t.fiche.conversation else t.rang - 1)
    return base.relire(lambda connexion: journal.lire(base, connexion, t.conversation, debut))


def histoire(base: Base, transfert: str) -> list[Mouvement]:
    """Return every move of a transfer, in order."""
    demande = sa.select(mouvements).where(mouvements.c.transfert == transfert).order_by(mouvements.c.rang)
    return base.relire(lambda connexion: [Mouvement.depuis(ligne) for ligne in connexion.execute(demande)])


def est_ouvert() -> Any:
    """Return the condition that a transfer still goes on."""
    return transferts.c.etat.in_(OUVERTS)


def demande_de_lecture() -> Any:
    """Return the query of transfers with what opens them."""
    return sa.select(transferts, conversations.c.canal, conversations.c.cle).join(
        conversations, conversations.c.id == transferts.c.conversation
    )


def relu(base: Base, connexion: Connection, transfert: str) -> Transfert:
    """Return a transfer as it is now; raise TransfertInconnu."""
    ligne = connexion.execute(demande_de_lecture().where(transferts.c.id == transfert)).first()
    if ligne is None:
        raise TransfertInconnu(transfert)
    return _ouvrir(base, ligne)


def _ouvrir(base: Base, ligne: Any) -> Transfert:
    return ouvrir(ligne, base.coffre.cle(bytes(ligne.cle), str(ligne.conversation)))
