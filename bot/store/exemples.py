"""Reworded sentences on their way to the training data: one person proposes, another decides, a command exports.

Each is sealed with a key of its own and holds nothing of the conversation that it came from: it outlives its erasure.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.relecture import Etiquettes
from bot.relecture.ressemblance import propre, refus
from bot.store import copies
from bot.store.session import Base, retenir_cles
from bot.store.tables_equipe import exemples
from bot.textes import texte

PROPOSE, ACCEPTE, REFUSE, EXPORTE = "propose", "accepte", "refuse", "exporte"
ETATS: Final = (PROPOSE, ACCEPTE, REFUSE, EXPORTE)
T = TypeVar("T")


class ExempleInconnu(LookupError):
    """No such example, or no longer in a state where this can be done."""


class ExempleRefuse(ValueError):
    """The sentence may not be learned; `raison` is one of bot.relecture.ressemblance.RAISONS, or « deja_propose »."""

    def __init__(self, raison: str) -> None:
        super().__init__(raison)
        self.raison = raison

    def phrase(self) -> str:
        """Say it to the reviewer, with what to do."""
        return texte(f"relecture.refus_{self.raison}")


class MemePersonne(PermissionError):
    """Two persons are needed: who proposed a sentence does not decide on it."""


@dataclass(frozen=True)
class Exemple:
    """One reworded sentence and its labels."""

    id: str
    etat: str
    texte: str
    etiquettes: Etiquettes
    propose_par: str
    decide_par: str | None
    cree_le: datetime


def proposer(
    base: Base,
    compte: str,
    reformule: str,
    etiquettes: Etiquettes,
    *,
    d_apres: tuple[str, int],
    territoires: Sequence[str] = (),
) -> Exemple:
    """Propose a sentence reworded from a masked copy (`d_apres`: its conversation and rank, compared, not kept).

    Raises CopieInconnue (no such copy, or not in these territories), EtiquetteInvalide (labels that would teach
    wrongly), ExempleRefuse (too near the copy, a name is left, a text that measures us, already proposed…).
    """
    a_apprendre = etiquettes.pour_apprendre()
    phrase = propre(reformule)
    copie = copies.lire(base, *d_apres, territoires)
    if copie is None:
        raise copies.CopieInconnue(f"{d_apres[0]}:{d_apres[1]}")
    raison = refus(phrase, copie.texte)
    if raison is not None:
        raise ExempleRefuse(raison)
    identifiant = secrets.token_hex(16)
    contenu = json.dumps({"texte": phrase, "etiquettes": a_apprendre.vers_dict()}, ensure_ascii=False).encode()
    with base.transaction() as connexion:
        retenir_cles(connexion, exemples)
        if any(e.texte.casefold() == phrase.casefold() and e.etat != REFUSE for e in _lus(base, connexion)):
            raise ExempleRefuse("deja_propose")
        cle = base.coffre.nouvelle(identifiant)
        connexion.execute(
            exemples.insert().values(
                id=identifiant,
                propose_par=compte,
                decide_par=None,
                etat=PROPOSE,
                cree_le=base.horloge(),
                cle=cle,
                contenu=base.coffre.cle(cle, identifiant).sceller(contenu, f"exemple:{identifiant}"),
            )
        )
        return _un(base, connexion, identifiant)


def decider(base: Base, compte: str, identifiant: str, accepte: bool) -> Exemple:
    """Accept or refuse a proposed sentence.

    Raises MemePersonne for who proposed it, ExempleInconnu when it was decided on or withdrawn already.
    """
    with base.transaction() as connexion:
        fait = connexion.execute(
            exemples.update()
            .where(exemples.c.id == identifiant, exemples.c.etat == PROPOSE, exemples.c.propose_par != compte)
            .values(etat=ACCEPTE if accepte else REFUSE, decide_par=compte)
        ).rowcount
        exemple = _un(base, connexion, identifiant)
        if fait:
            return exemple
        if exemple.etat == PROPOSE:
            raise MemePersonne(identifiant)
        raise ExempleInconnu(identifiant)


def annuler(base: Base, compte: str, identifiant: str) -> None:
    """Withdraw a sentence, for who proposed it or decided on it, as long as it was not exported; nothing is kept of it.

    Raises ExempleInconnu for anybody else, or once exported.
    """
    siennes = sa.or_(exemples.c.propose_par == compte, exemples.c.decide_par == compte)
    with base.transaction() as connexion:
        fait = connexion.execute(
            exemples.delete().where(exemples.c.id == identifiant, exemples.c.etat != EXPORTE, siennes)
        ).rowcount
    if not fait:
        raise ExempleInconnu(identifiant)


def lister(base: Base, etat: str | None = None) -> list[Exemple]:
    """Return the sentences of a state (all by default), the oldest first."""
    return base.relire(lambda connexion: _lus(base, connexion, etat))


def lire(base: Base, identifiant: str) -> Exemple | None:
    """Return one sentence, None when there is none."""
    lus = base.relire(lambda connexion: _lus(base, connexion, identifiant=identifiant))
    return lus[0] if lus else None


def exporter(base: Base, ecrire: Callable[[Sequence[tuple[str, Etiquettes]], str], T]) -> tuple[int, T | None]:
    """Give the accepted sentences, and the month, to `ecrire`, then mark them; return how many, and what it returned.

    Whatever stops it in between, they stay to be exported: `ecrire` must do nothing of what it has already done.
    """
    with base.transaction() as connexion:
        prets = _lus(base, connexion, ACCEPTE)
    if not prets:
        return 0, None
    rendu = ecrire([(e.texte, e.etiquettes) for e in prets], base.horloge().strftime("%Y-%m"))
    with base.transaction() as connexion:
        ids = [e.id for e in prets]
        connexion.execute(
            exemples.update().where(exemples.c.id.in_(ids), exemples.c.etat == ACCEPTE).values(etat=EXPORTE)
        )
    return len(prets), rendu


def _lus(base: Base, connexion: Connection, etat: str | None = None, identifiant: str | None = None) -> list[Exemple]:
    demande = sa.select(exemples).order_by(exemples.c.cree_le, exemples.c.id)
    if etat is not None:
        demande = demande.where(exemples.c.etat == etat)
    if identifiant is not None:
        demande = demande.where(exemples.c.id == identifiant)
    return [_ouvrir(base, ligne) for ligne in connexion.execute(demande).all()]


def _un(base: Base, connexion: Connection, identifiant: str) -> Exemple:
    lus = _lus(base, connexion, identifiant=identifiant)
    if not lus:
        raise ExempleInconnu(identifiant)
    return lus[0]


def _ouvrir(base: Base, ligne: Any) -> Exemple:
    identifiant = str(ligne.id)
    clair = base.coffre.cle(bytes(ligne.cle), identifiant).ouvrir(bytes(ligne.contenu), f"exemple:{identifiant}")
    contenu: Mapping[str, Any] = json.loads(clair)
    heure: datetime = ligne.cree_le
    return Exemple(
        id=identifiant,
        etat=str(ligne.etat),
        texte=str(contenu["texte"]),
        etiquettes=Etiquettes.depuis(contenu["etiquettes"]),
        propose_par=str(ligne.propose_par),
        decide_par=ligne.decide_par,
        # SQLite forgets the zone; everything is written in UTC.
        cree_le=heure.replace(tzinfo=timezone.utc) if heure.tzinfo is None else heure,
    )
