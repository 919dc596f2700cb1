"""Transfers in the database: the request, each move, and the line that tells it to the person, in one transaction.

What all of them share is in `gestes.py`; reading is `attente.py`; what time does is `veille.py`. See ADR 006.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.store import conversations as conv
from bot.store import journal
from bot.store.attente import TransfertInconnu, demande_de_lecture, est_ouvert, relu
from bot.store.gestes import PasLeSien as PasLeSien
from bot.store.gestes import avec, bouger, inscrire, sien, tenir, utc, voir
from bot.store.gestes import en_clair as en_clair
from bot.store.journal import Entree
from bot.store.session import Base
from bot.store.tables import mouvements, transferts
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
)


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
        tenir(connexion, conversation, base.horloge())
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
                promis_le=utc(promis_le),
                vu_le=heure,
                contenu=sceller(trouvee.cle, identifiant, contenu),
            )
        )
        inscrire(base, connexion, identifiant, None, DEMANDE, PERSONNE)
        return relu(base, connexion, identifiant)


def annuler(base: Base, conversation: str) -> Transfert | None:
    """End the open request of a person who no longer wants it; None when there is none. Raises ConversationInconnue."""
    with base.transaction() as connexion:
        tenir(connexion, conversation, base.horloge())
        ouvert = connexion.execute(
            demande_de_lecture().where(transferts.c.conversation == conversation, est_ouvert())
        ).first()
        if ouvert is None:
            return None
        deja_pris = sa.exists().where(mouvements.c.transfert == ouvert.id, mouvements.c.vers == PRIS)
        phrase = "annule_lu" if connexion.execute(sa.select(deja_pris)).scalar() else "annule"
        return bouger(base, connexion, str(ouvert.id), ANNULE, PERSONNE, phrase, clos_le=base.horloge())


def presser(connexion: Connection, conversation: str) -> None:
    """Put the open request of a conversation before the others: its person has just told a danger."""
    ouvert = sa.and_(transferts.c.conversation == conversation, est_ouvert())
    connexion.execute(transferts.update().where(ouvert).values(urgent=True))


def prendre(base: Base, transfert: str, compte: str) -> Transfert:
    """Give a waiting transfer to a juriste; raises MouvementRefuse when somebody took it first, or it ended."""

    def faire(connexion: Connection, t: Transfert) -> Transfert:
        if t.tenu:  # giving it to somebody else is `assigner`
            raise MouvementRefuse(t.etat)
        return bouger(base, connexion, t.id, PRIS, JURISTE, "pris", juriste=compte)

    return avec(base, transfert, faire)


def assigner(base: Base, transfert: str, compte: str) -> Transfert:
    """Give a transfer, waiting or held by somebody else, to a juriste."""
    return avec(
        base,
        transfert,
        lambda c, t: bouger(base, c, t.id, PRIS, JURISTE, "repris" if t.etat in TENUS else "pris", juriste=compte),
    )


def rendre(base: Base, transfert: str, compte: str, promis_le: datetime) -> Transfert:
    """Put a transfer that a juriste holds back in the queue, with a new promised date."""
    return sien(
        base,
        transfert,
        compte,
        lambda c, t: bouger(base, c, t.id, DEMANDE, JURISTE, "rendu", promis_le=promis_le, juriste=None),
    )


def rappeler(base: Base, transfert: str, compte: str, promis_le: datetime) -> Transfert:
    """Promise an answer for later: the bot is back meanwhile, the transfer stays in the queue with its new date."""
    return sien(
        base,
        transfert,
        compte,
        lambda c, t: bouger(base, c, t.id, RAPPEL, JURISTE, "rappel", promis_le=promis_le),
    )


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
        return bouger(base, connexion, t.id, CLOS, JURISTE, "clos")

    return sien(base, transfert, compte, faire, aussi=(RAPPEL,))


def repondre(base: Base, transfert: str, compte: str, contenu: dict[str, Any], message_id: str) -> Entree:
    """Write a juriste's message (`{texte}` or `{carte}`) to the person; the same `message_id` twice is one message."""

    def faire(connexion: Connection, t: Transfert) -> Entree:
        if t.etat == PRIS:
            bouger(base, connexion, t.id, EN_COURS, JURISTE, None)
        voir(base, connexion, t.id)
        return journal.ajouter(base, connexion, t.conversation, "juriste", contenu, message_id=message_id)

    return sien(base, transfert, compte, faire)


def battre(base: Base, transfert: str, compte: str) -> bool:
    """Say that the juriste's page is still open; False when the transfer is no longer theirs."""
    with base.transaction() as connexion:
        tenu = sa.and_(transferts.c.id == transfert, transferts.c.juriste == compte, transferts.c.etat.in_(TENUS))
        return bool(connexion.execute(transferts.update().where(tenu).values(vu_le=base.horloge())).rowcount)


def mouvoir(
    base: Base,
    transfert: str,
    vers: str | None,
    phrase: str,
    *,
    si: Any,
    promis_le: datetime | None = None,
) -> bool:
    """Move a transfer by the system (`vers` None = to the state where it is); tell whether it moved (the watch).

    The condition `si` is asked once the row is taken: somebody may have come first.
    """

    def faire(connexion: Connection, t: Transfert) -> bool:
        if connexion.execute(sa.select(transferts.c.id).where(transferts.c.id == t.id, si)).first() is None:
            return False
        cible = vers or t.etat
        juriste: dict[str, Any] = {"juriste": None} if cible == DEMANDE and t.tenu else {}
        fin: dict[str, Any] = {"clos_le": base.horloge()} if cible == EXPIRE else {}
        bouger(base, connexion, t.id, cible, SYSTEME, phrase, promis_le=promis_le, **juriste, **fin)
        return True

    try:
        return avec(base, transfert, faire)
    except TransfertInconnu:
        return False
