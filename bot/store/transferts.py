"""Transfers in the database: the request, each move, and the line that tells it to the person, in one transaction.

Whoever moves a transfer first takes the conversation's row (as every line of the journal does): two juristes who take at
once, or a person who cancels as somebody takes, come one after the other, and the second one is told.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.cartes import en_toutes_lettres
from bot.horaires import PARIS
from bot.store import conversations as conv
from bot.store import journal
from bot.store.attente import TransfertInconnu, demande_de_lecture, est_ouvert, relu
from bot.store.journal import ConversationInconnue, Entree
from bot.store.session import Base
from bot.store.tables import conversations, mouvements, transferts
from bot.store.transfert_lu import Transfert, sceller
from bot.textes import texte
from bot.transfert import (
    ANNULE,
    CLOS,
    DEMANDE,
    EN_COURS,
    EXPIRE,
    ISSUES,
    JURISTE,
    OUVERTS,
    PERSONNE,
    PRIS,
    RAPPEL,
    SYSTEME,
    TENUS,
    Fiche,
    MouvementRefuse,
    interlocuteur,
    verifier_mouvement,
)

T = TypeVar("T")


class PasLeSien(PermissionError):
    """Another juriste holds this transfer."""


def demander(
    base: Base,
    conversation: str,
    demande_id: str,
    fiche: Fiche,
    promis_le: datetime,
    *,
    urgent: bool = False,
    departement: str | None = None,
) -> Transfert:
    """Put a person's request in the queue and tell them until when, once: the same id, or an open one, gives that one.

    Raises ConversationInconnue.
    """
    with base.transaction() as connexion:
        _tenir(connexion, conversation, base.horloge())
        deja = connexion.execute(
            sa.select(transferts).where(
                transferts.c.conversation == conversation,
                sa.or_(transferts.c.demande_id == demande_id, transferts.c.etat.in_(OUVERTS)),
            )
        ).first()
        if deja is not None:
            return relu(base, connexion, str(deja.id))
        dit = {"texte": texte("transfert.recue", promis=en_clair(promis_le)), "transfert": DEMANDE}
        ligne = journal.ajouter(base, connexion, conversation, "systeme", dit)
        identifiant, heure = secrets.token_hex(16), base.horloge()
        trouvee = conv.trouver(base, connexion, conversation)
        assert trouvee is not None
        contenu = {"lignes": dict(fiche.lignes), "conversation": fiche.conversation, "rang": ligne.rang}
        connexion.execute(
            transferts.insert().values(
                id=identifiant,
                conversation=conversation,
                demande_id=demande_id,
                etat=DEMANDE,
                urgent=urgent,
                departement=departement,
                juriste=None,
                cree_le=heure,
                promis_le=promis_le,
                vu_le=heure,
                contenu=sceller(trouvee.cle, identifiant, contenu),
            )
        )
        _inscrire(base, connexion, identifiant, None, DEMANDE, PERSONNE)
        return relu(base, connexion, identifiant)


def annuler(base: Base, conversation: str) -> Transfert | None:
    """End the open request of a person who no longer wants it; None when there is none. Raises ConversationInconnue."""
    with base.transaction() as connexion:
        _tenir(connexion, conversation, base.horloge())
        ouvert = connexion.execute(
            demande_de_lecture().where(transferts.c.conversation == conversation, est_ouvert())
        ).first()
        if ouvert is None:
            return None
        return _bouger(base, connexion, str(ouvert.id), ANNULE, PERSONNE, "annule", clos_le=base.horloge())


def prendre(base: Base, transfert: str, compte: str) -> Transfert:
    """Give a waiting transfer to a juriste; raises MouvementRefuse when somebody took it first, or it ended."""

    def faire(connexion: Connection, t: Transfert) -> Transfert:
        if t.tenu:  # giving it to somebody else is `assigner`
            raise MouvementRefuse(t.etat)
        return _bouger(base, connexion, t.id, PRIS, JURISTE, "pris", juriste=compte)

    return _avec(base, transfert, faire)


def assigner(base: Base, transfert: str, compte: str) -> Transfert:
    """Give a transfer, waiting or held by somebody else, to a juriste."""
    return _avec(
        base,
        transfert,
        lambda c, t: _bouger(base, c, t.id, PRIS, JURISTE, "repris" if t.etat in TENUS else "pris", juriste=compte),
    )


def rendre(base: Base, transfert: str, compte: str) -> Transfert:
    """Put a transfer that a juriste holds back in the queue."""
    return _sien(base, transfert, compte, lambda c, t: _bouger(base, c, t.id, DEMANDE, JURISTE, "rendu", juriste=None))


def rappeler(base: Base, transfert: str, compte: str, promis_le: datetime) -> Transfert:
    """Promise an answer for later: the bot is back meanwhile, the transfer stays in the queue with its new date."""

    def faire(connexion: Connection, t: Transfert) -> Transfert:
        connexion.execute(transferts.update().where(transferts.c.id == t.id).values(promis_le=promis_le))
        return _bouger(base, connexion, t.id, RAPPEL, JURISTE, "rappel", promis=promis_le)

    return _sien(base, transfert, compte, faire)


def clore(base: Base, transfert: str, compte: str, issue: str, resume: str) -> Transfert:
    """End a transfer, with what the juriste wants the person to keep; `issue` is one of bot.transfert.ISSUES."""
    if issue not in ISSUES:
        raise MouvementRefuse(issue)

    def faire(connexion: Connection, t: Transfert) -> Transfert:
        if resume.strip():
            journal.ajouter(base, connexion, t.conversation, "juriste", {"texte": resume.strip(), "resume": True})
        connexion.execute(
            transferts.update().where(transferts.c.id == t.id).values(issue=issue, clos_le=base.horloge())
        )
        return _bouger(base, connexion, t.id, CLOS, JURISTE, "clos")

    return _sien(base, transfert, compte, faire, aussi=(RAPPEL,))


def repondre(base: Base, transfert: str, compte: str, contenu: dict[str, Any], message_id: str) -> Entree:
    """Write a juriste's message (`{texte}` or `{carte}`) to the person; the same `message_id` twice is one message."""

    def faire(connexion: Connection, t: Transfert) -> Entree:
        if t.etat == PRIS:
            _bouger(base, connexion, t.id, EN_COURS, JURISTE, None)
        _voir(base, connexion, t.id)
        return journal.ajouter(base, connexion, t.conversation, "juriste", contenu, message_id=message_id)

    return _sien(base, transfert, compte, faire)


def battre(base: Base, transfert: str, compte: str) -> bool:
    """Say that the juriste's page is still open; False when the transfer is no longer theirs."""
    with base.transaction() as connexion:
        tenu = sa.and_(transferts.c.id == transfert, transferts.c.juriste == compte, transferts.c.etat.in_(TENUS))
        return bool(connexion.execute(transferts.update().where(tenu).values(vu_le=base.horloge())).rowcount)


def en_clair(quand: datetime) -> str:
    """Write a promised moment as French people read it: « 30 novembre 2026 à 17 h 00 »."""
    local = quand.astimezone(PARIS)
    return f"{en_toutes_lettres(local.date())} à {local:%H} h {local:%M}"


def mouvoir(
    base: Base,
    transfert: str,
    vers: Callable[[Transfert], str],
    phrase: str,
    *,
    si: Callable[[Transfert], bool],
) -> bool:
    """Move a transfer by the system when `si` still holds once its row is taken; tell whether it moved (the watch)."""

    def faire(connexion: Connection, t: Transfert) -> bool:
        if not si(t):
            return False
        cible = vers(t)
        if cible == t.etat and deja_dit(connexion, t):
            return False
        juriste: dict[str, Any] = {"juriste": None} if cible == DEMANDE and t.tenu else {}
        fin: dict[str, Any] = {"clos_le": base.horloge()} if cible == EXPIRE else {}
        _bouger(base, connexion, t.id, cible, SYSTEME, phrase, **juriste, **fin)
        return True

    try:
        return _avec(base, transfert, faire)
    except TransfertInconnu:
        return False


def deja_dit(connexion: Connection, t: Transfert) -> bool:
    """Tell whether the person knows that this promise has passed: the move from a state to itself is its mark."""
    marque = sa.select(mouvements.c.rang).where(
        mouvements.c.transfert == t.id, mouvements.c.de == mouvements.c.vers, mouvements.c.fait_le >= t.promis_le
    )
    return connexion.execute(marque).first() is not None


def _bouger(
    base: Base,
    connexion: Connection,
    transfert: str,
    vers: str,
    par: str,
    phrase: str | None,
    *,
    promis: datetime | None = None,
    **valeurs: Any,
) -> Transfert:
    # The caller holds the conversation's row.
    avant = relu(base, connexion, transfert)
    verifier_mouvement(avant.etat, vers, par)
    heure = base.horloge()
    connexion.execute(transferts.update().where(transferts.c.id == transfert).values(etat=vers, vu_le=heure, **valeurs))
    connexion.execute(
        conversations.update().where(conversations.c.id == avant.conversation).values(interlocuteur=interlocuteur(vers))
    )
    apres = relu(base, connexion, transfert)
    _inscrire(base, connexion, transfert, avant.etat, vers, apres.juriste or par if par == JURISTE else par)
    if phrase is not None:
        dit = texte(f"transfert.{phrase}", **({"promis": en_clair(promis)} if promis else {}))
        journal.ajouter(base, connexion, avant.conversation, "systeme", {"texte": dit, "transfert": vers})
    return apres


def _avec(base: Base, transfert: str, faire: Callable[[Connection, Transfert], T]) -> T:
    # Conversation first, then its transfer: the order in which everybody takes rows.
    with base.transaction() as connexion:
        ligne = connexion.execute(sa.select(transferts.c.conversation).where(transferts.c.id == transfert)).first()
        if ligne is None:
            raise TransfertInconnu(transfert)
        try:
            _tenir(connexion, str(ligne.conversation), None)
            return faire(connexion, relu(base, connexion, transfert))
        except ConversationInconnue as erreur:
            raise TransfertInconnu(transfert) from erreur


def _sien(
    base: Base,
    transfert: str,
    compte: str,
    faire: Callable[[Connection, Transfert], T],
    aussi: tuple[str, ...] = (),
) -> T:
    def verifier(connexion: Connection, t: Transfert) -> T:
        if t.etat not in (*TENUS, *aussi):
            raise MouvementRefuse(t.etat)
        if t.juriste != compte:
            raise PasLeSien(transfert)
        return faire(connexion, t)

    return _avec(base, transfert, verifier)


def _tenir(connexion: Connection, conversation: str, vu_le: datetime | None) -> None:
    # What staff or the watch do is no news of the person: retention does not start again (`vu_le` None).
    neuf = {"vu_le": vu_le} if vu_le is not None else {"dernier_rang": conversations.c.dernier_rang}
    la_conversation = conversations.c.id == conversation
    if connexion.execute(conversations.update().where(la_conversation).values(**neuf)).rowcount == 0:
        raise ConversationInconnue(conversation)


def _voir(base: Base, connexion: Connection, transfert: str) -> None:
    connexion.execute(transferts.update().where(transferts.c.id == transfert).values(vu_le=base.horloge()))


def _inscrire(base: Base, connexion: Connection, transfert: str, de: str | None, vers: str, par: str) -> None:
    compte = sa.select(sa.func.count()).select_from(mouvements).where(mouvements.c.transfert == transfert)
    rang = int(connexion.execute(compte).scalar_one()) + 1
    connexion.execute(
        mouvements.insert().values(transfert=transfert, rang=rang, de=de, vers=vers, par=par, fait_le=base.horloge())
    )
