"""Masked copies of what people wrote, for review: sealed with the conversation's key, and erased with it.

Everything is sealed but dates: searching opens copies, the newest first, by batches and never more than a bound at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.privacy.vault import Cle
from bot.relecture import Etiquettes
from bot.relecture.incertitude import choisir, incertitude, sujet
from bot.store.copie_lue import Copie, decoder, ouvrir, sceller
from bot.store.filtres import Filtres, Place, convient, permise
from bot.store.session import Base
from bot.store.tables import conversations, copies, transferts

__all__ = [
    "Copie", "CopieInconnue", "Filtres", "Page", "Place",
    "chercher", "corriger", "de_la_conversation", "garder", "lire", "nombre_a_relire", "situer", "suivantes",
]  # fmt: skip

LOT = 200
# At most so many copies opened by one search: it then says where to go on (`Page.suite`).
OUVERTES_MAX = 5_000
# Among so many of the newest unread copies, the next ones to read are chosen.
CANDIDATES_MAX = 2_000


class CopieInconnue(LookupError):
    """No such copy, or no longer, or not in the reviewer's territory."""


@dataclass(frozen=True)
class Page:
    """Copies found, newest first; `suite`: where the next page begins, None at the end; how many were opened."""

    copies: tuple[Copie, ...]
    suite: Place | None
    ouvertes: int


def garder(base: Base, connexion: Connection, conversation: str, rang: int, copie: Mapping[str, Any]) -> None:
    """Keep the copy (`bot.relecture.composer`) of a message; once written, a second one of the same message changes nothing.

    Within the transaction of the turn, after a line of the journal was written: that holds the conversation.
    """
    cle = _cle(base, connexion, conversation)
    siennes = sa.select(copies).where(copies.c.conversation == conversation)
    if cle is None or connexion.execute(siennes.where(copies.c.rang == rang)).first() is not None:
        return
    contenu = {**copie, "correction": None}
    if contenu["departement"] is not None:
        situer(base, connexion, conversation, contenu["departement"])
    elif (avant := connexion.execute(siennes.order_by(copies.c.rang.desc()).limit(1)).first()) is not None:
        contenu["departement"] = decoder(cle, conversation, avant.rang, bytes(avant.contenu))["departement"]
    connexion.execute(
        copies.insert().values(
            conversation=conversation,
            rang=rang,
            cree_le=base.horloge(),
            contenu=sceller(cle, conversation, rang, contenu),
        )
    )


def situer(base: Base, connexion: Connection, conversation: str, departement: str) -> None:
    """Write in every copy of a conversation the department that it is about, now that it is known."""
    cle = _cle(base, connexion, conversation)
    if cle is None:
        return
    siennes = sa.select(copies).where(copies.c.conversation == conversation).order_by(copies.c.rang).with_for_update()
    for ligne in connexion.execute(siennes).all():
        contenu = decoder(cle, conversation, ligne.rang, bytes(ligne.contenu))
        if contenu["departement"] != departement:
            _remplacer(connexion, cle, conversation, ligne.rang, {**contenu, "departement": departement})


def chercher(base: Base, filtres: Filtres, limite: int = 50, apres: Place | None = None) -> Page:
    """Return the newest copies that suit, at most `limite`, below `apres`.

    At most OUVERTES_MAX are opened: a page may hold few copies, or none, and yet a `suite`.
    """
    trouvees: list[Copie] = []
    ouvertes, place = 0, apres
    for lot in _lots(base, filtres, apres):
        for copie in lot:
            ouvertes, place = ouvertes + 1, copie.place
            if convient(copie, filtres):
                trouvees.append(copie)
            if len(trouvees) == limite or ouvertes == OUVERTES_MAX:
                return Page(tuple(trouvees), place, ouvertes)
    return Page(tuple(trouvees), None, ouvertes)


def suivantes(base: Base, nombre: int, territoires: Sequence[str] = ()) -> list[Copie]:
    """Return the copies to read next, the most useful first: unsure, not understood, in danger, of varied critères."""
    filtres = Filtres(relu=False, territoires=tuple(territoires))
    candidates: list[Copie] = []
    vues = 0
    for lot in _lots(base, filtres, None):
        vues += len(lot)
        candidates += [c for c in lot if convient(c, filtres)]
        if len(candidates) >= CANDIDATES_MAX or vues >= OUVERTES_MAX:
            break
    return choisir(
        candidates[:CANDIDATES_MAX],
        nombre,
        lambda c: incertitude(c.analyse, c.repli, c.urgence),
        lambda c: sujet(c.analyse),
    )


def lire(base: Base, conversation: str, rang: int, territoires: Sequence[str] = ()) -> Copie | None:
    """Return one copy; None when there is none, or when it is not in these territories."""

    def un(connexion: Connection) -> Copie | None:
        ligne = connexion.execute(
            _demande().where(copies.c.conversation == conversation, copies.c.rang == rang)
        ).first()
        return None if ligne is None else ouvrir(ligne, base.coffre.cle(bytes(ligne.cle), conversation))

    copie = base.relire(un)
    return copie if copie is None or permise(copie, territoires) else None


def de_la_conversation(base: Base, conversation: str, limite: int, territoires: Sequence[str] = ()) -> list[Copie]:
    """Return the copies of one conversation, in order, at most the last `limite`: what was said round a message."""

    def lues(connexion: Connection) -> list[Copie]:
        siennes = _demande().where(copies.c.conversation == conversation).limit(limite)
        lignes = connexion.execute(siennes).all()
        return [ouvrir(ligne, base.coffre.cle(bytes(ligne.cle), conversation)) for ligne in lignes]

    return sorted((c for c in base.relire(lues) if permise(c, territoires)), key=lambda c: c.rang)


def corriger(
    base: Base,
    compte: str,
    conversation: str,
    rang: int,
    correction: Etiquettes | None,
    territoires: Sequence[str] = (),
) -> Copie:
    """Write what a reviewer says of a copy, beside what the machine read, and return the copy; raise CopieInconnue.

    Empty labels = read, and right as it is. None = unread again, as if nobody had corrected it.
    """
    with base.transaction() as connexion:
        la_copie = _demande().where(copies.c.conversation == conversation, copies.c.rang == rang)
        ligne = connexion.execute(la_copie.with_for_update(of=copies)).first()
        if ligne is None:
            raise CopieInconnue(f"{conversation}:{rang}")
        cle = base.coffre.cle(bytes(ligne.cle), conversation)
        if not permise(ouvrir(ligne, cle), territoires):
            raise CopieInconnue(f"{conversation}:{rang}")
        contenu = decoder(cle, conversation, rang, bytes(ligne.contenu))
        contenu["correction"] = None if correction is None else correction.vers_dict()
        relu: dict[str, Any] = {"relu_le": None, "relu_par": None}
        if correction is not None:
            relu = {"relu_le": base.horloge(), "relu_par": compte}
        _remplacer(connexion, cle, conversation, rang, contenu, **relu)
        return ouvrir(connexion.execute(la_copie).one(), cle)


def nombre_a_relire(base: Base) -> int:
    """Return how many copies nobody has read."""
    demande = sa.select(sa.func.count()).select_from(copies).where(copies.c.relu_le.is_(None))
    return base.relire(lambda connexion: int(connexion.execute(demande).scalar_one()))


def _demande() -> Any:
    transfere = sa.exists().where(transferts.c.conversation == copies.c.conversation).correlate(copies)
    return (
        sa.select(copies, conversations.c.canal, conversations.c.cle, transfere.label("transfere"))
        .join(conversations, conversations.c.id == copies.c.conversation)
        .order_by(copies.c.cree_le.desc(), copies.c.conversation, copies.c.rang)
    )


def _lots(base: Base, f: Filtres, apres: Place | None) -> Iterator[list[Copie]]:
    # What is in clear is asked of the database; the rest is read in the opened copies (`bot.store.filtres.convient`).
    demande = _demande().limit(LOT)
    if f.du is not None:
        demande = demande.where(copies.c.cree_le >= f.du.astimezone(timezone.utc))
    if f.au is not None:
        demande = demande.where(copies.c.cree_le < f.au.astimezone(timezone.utc))
    if f.canal is not None:
        demande = demande.where(conversations.c.canal == f.canal)
    if f.relu is not None:
        demande = demande.where(copies.c.relu_le.is_not(None) if f.relu else copies.c.relu_le.is_(None))
    if f.transfert is not None:
        transfere = sa.exists().where(transferts.c.conversation == copies.c.conversation).correlate(copies)
        demande = demande.where(transfere if f.transfert else ~transfere)
    # One conversation gives many copies: its key is unwrapped once.
    cles: dict[str, Cle] = {}
    while True:
        lot = base.relire(_lire_lot(base, demande if apres is None else demande.where(_plus_loin(apres)), cles))
        if lot:
            yield lot
        if len(lot) < LOT:
            return
        apres = lot[-1].place


def _lire_lot(base: Base, demande: Any, cles: dict[str, Cle]) -> Callable[[Connection], list[Copie]]:
    def lire_lot(connexion: Connection) -> list[Copie]:
        lot = []
        for ligne in connexion.execute(demande).all():
            c = str(ligne.conversation)
            if c not in cles:
                cles[c] = base.coffre.cle(bytes(ligne.cle), c)
            lot.append(ouvrir(ligne, cles[c]))
        return lot

    return lire_lot


def _plus_loin(place: Place) -> Any:
    quand = place.cree_le.astimezone(timezone.utc)
    return sa.or_(
        copies.c.cree_le < quand,
        sa.and_(copies.c.cree_le == quand, copies.c.conversation > place.conversation),
        sa.and_(copies.c.cree_le == quand, copies.c.conversation == place.conversation, copies.c.rang > place.rang),
    )


def _cle(base: Base, connexion: Connection, conversation: str) -> Cle | None:
    demande = sa.select(conversations.c.cle).where(conversations.c.id == conversation)
    enveloppee = connexion.execute(demande).scalar_one_or_none()
    return None if enveloppee is None else base.coffre.cle(bytes(enveloppee), conversation)


def _remplacer(
    connexion: Connection, cle: Cle, conversation: str, rang: int, contenu: Mapping[str, Any], **autres: Any
) -> None:
    connexion.execute(
        copies.update()
        .where(copies.c.conversation == conversation, copies.c.rang == rang)
        .values(contenu=sceller(cle, conversation, rang, contenu), **autres)
    )
