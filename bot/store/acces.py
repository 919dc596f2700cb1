"""The access log: who read, searched, exported or erased what, and when. Lines are only added, each tied to the one before.

What the chain proves: a line changed, removed, added or moved in the middle no longer fits those that follow. What it
does not prove by itself: lines cut off the end, or a whole log written anew by somebody who can write in the database
and reads this file. The witness tells these two: a file outside of the database that keeps each hash as it is made; it
proves as much as it is out of reach of whoever changes the database.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.store.session import Base
from bot.store.tables_equipe import acces

log = logging.getLogger("boussole.acces")
# An action and an object are names and ids of our own: no sentence, so no story, can enter the log.
ACTION = re.compile(r"[a-z][a-z0-9_]{1,39}\Z")
OBJET = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,79}\Z")
PERSONNE = "-"
DEPART = bytes(32)
LOT = 1000
# Any number will do, as long as only this log takes it (PostgreSQL's advisory locks).
VERROU = 5_107_001


@dataclass(frozen=True)
class Acces:
    """One line of the log; `compte` is an account id, or "-" for somebody who is not known."""

    rang: int
    fait_le: datetime
    compte: str
    action: str
    objet: str


@dataclass(frozen=True)
class Verification:
    """What a reading of the whole chain found: its length, and the first rank that does not fit (None: all do)."""

    lignes: int
    rompu: int | None
    raison: str | None


def noter(base: Base, compte: str, action: str, objet: str = "-") -> int:
    """Add a line, and return its rank; `objet` is an id or a name, never words of anybody (ValueError).

    Call it before showing what is noted: what could not be noted is not shown.
    """
    with base.transaction() as connexion:
        rang, empreinte = inscrire(base, connexion, compte, action, objet)
    temoigner(base, rang, empreinte)
    return rang


def inscrire(base: Base, connexion: Connection, compte: str, action: str, objet: str = "-") -> tuple[int, bytes]:
    """Add a line in a transaction of the caller, as its last write; return (rank, hash) for `temoigner` once it ended."""
    if not (ACTION.match(action) and (objet == PERSONNE or OBJET.match(objet))):
        raise ValueError("une action et un objet du registre des accès sont des noms")
    if connexion.dialect.name == "postgresql":
        # One writer at a time, until this transaction ends; SQLite's write lock, taken already, does the same.
        connexion.execute(sa.select(sa.func.pg_advisory_xact_lock(VERROU)))
    dernier = connexion.execute(
        sa.select(acces.c.rang, acces.c.empreinte).order_by(acces.c.rang.desc()).limit(1)
    ).first()
    rang, avant = (1, DEPART) if dernier is None else (int(dernier.rang) + 1, bytes(dernier.empreinte))
    ligne = Acces(rang, base.horloge().astimezone(timezone.utc), compte, action, objet)
    empreinte = _empreinte(avant, ligne)
    connexion.execute(
        acces.insert().values(
            rang=rang, fait_le=ligne.fait_le, compte=compte, action=action, objet=objet, empreinte=empreinte
        )
    )
    return rang, empreinte


def temoigner(base: Base, rang: int, empreinte: bytes) -> None:
    """Keep a hash outside of the database; an unwritable witness is said in the logs, and stops nobody's work."""
    if base.temoin is None:
        return
    try:
        base.temoin.parent.mkdir(parents=True, exist_ok=True)
        # One short line, added at once: processes that write together do not mix theirs.
        with base.temoin.open("a", encoding="ascii") as sortie:
            sortie.write(f"{rang} {empreinte.hex()}\n")
    except OSError as erreur:
        log.error("temoin_non_ecrit %s", type(erreur))


def verifier(base: Base) -> Verification:
    """Read the whole chain, then its witness; return the first rank where something was changed, added or removed.

    `raison` is `suite` (a rank is missing or added), `empreinte` (a line was changed), `temoin` (the log was written
    anew) or `fin` (lines are missing at the end: only the witness can tell).
    """
    attendues = _temoignages(base.temoin)
    avant, rang = DEPART, 0
    for ligne, empreinte in _chaine(base):
        rang += 1
        if ligne.rang != rang:
            return Verification(rang - 1, rang, "suite")
        if _empreinte(avant, ligne) != empreinte:
            return Verification(rang - 1, rang, "empreinte")
        if attendues.get(rang, empreinte) != empreinte:
            return Verification(rang - 1, rang, "temoin")
        avant = empreinte
    if attendues and max(attendues) > rang:
        return Verification(rang, rang + 1, "fin")
    return Verification(rang, None, None)


def lire(
    base: Base,
    avant: int | None = None,
    compte: str | None = None,
    action: str | None = None,
    nombre: int = 100,
) -> list[Acces]:
    """Return lines, the last ones first: those before rank `avant`, of an account, of an action."""
    # What cannot be in the log is not looked for: PostgreSQL would refuse some characters.
    if not (OBJET.match(compte or "0") or compte == PERSONNE) or not ACTION.match(action or "aa"):
        return []
    demande = sa.select(acces).order_by(acces.c.rang.desc()).limit(nombre)
    if avant is not None:
        demande = demande.where(acces.c.rang < avant)
    if compte is not None:
        demande = demande.where(acces.c.compte == compte)
    if action is not None:
        demande = demande.where(acces.c.action == action)
    with base.lecture() as connexion:
        return [_depuis(ligne) for ligne in connexion.execute(demande)]


def actions(base: Base) -> list[str]:
    """Return the actions that the log holds, for a filter."""
    with base.lecture() as connexion:
        return [
            str(a) for a in connexion.execute(sa.select(acces.c.action).distinct().order_by(acces.c.action)).scalars()
        ]


def derniere(base: Base, compte: str, action: str, rang: int = 1) -> Acces | None:
    """Return the last line of this person and action; the one before it with `rang` 2."""
    trouvees = lire(base, compte=compte, action=action, nombre=rang)
    return trouvees[rang - 1] if len(trouvees) >= rang else None


def _chaine(base: Base) -> Iterator[tuple[Acces, bytes]]:
    # Lot after lot, in one reading: lines added meanwhile are not there, and no memory is needed for a long log.
    with base.lecture() as connexion:
        fin = connexion.execute(sa.select(sa.func.max(acces.c.rang))).scalar()
        apres: int | None = None
        while True:
            demande = sa.select(acces).where(acces.c.rang <= (fin or 0)).order_by(acces.c.rang).limit(LOT)
            if apres is not None:
                demande = demande.where(acces.c.rang > apres)
            lignes = connexion.execute(demande).all()
            if not lignes:
                return
            for ligne in lignes:
                yield _depuis(ligne), bytes(ligne.empreinte)
            apres = int(lignes[-1].rang)


def _temoignages(fichier: Path | None) -> Mapping[int, bytes]:
    # A line that was cut (the machine died while writing) says nothing. The first hash given to a rank stays.
    trouvees: dict[int, bytes] = {}
    if fichier is not None and fichier.exists():
        for ligne in fichier.read_text(encoding="ascii", errors="replace").splitlines():
            vue = re.fullmatch(r"(\d{1,18}) ([0-9a-f]{64})", ligne)
            if vue:
                trouvees.setdefault(int(vue[1]), bytes.fromhex(vue[2]))
    return trouvees


def _depuis(ligne: Any) -> Acces:
    fait_le = ligne.fait_le if ligne.fait_le.tzinfo else ligne.fait_le.replace(tzinfo=timezone.utc)
    return Acces(
        int(ligne.rang), fait_le.astimezone(timezone.utc), str(ligne.compte), str(ligne.action), str(ligne.objet)
    )


def _empreinte(avant: bytes, ligne: Acces) -> bytes:
    # Lengths first: no two lines give the same bytes. The time is whole microseconds: what both engines give back.
    champs = (
        str(ligne.rang),
        ligne.fait_le.isoformat(timespec="microseconds"),
        ligne.compte,
        ligne.action,
        ligne.objet,
    )
    octets = b"".join(len(c.encode()).to_bytes(4, "big") + c.encode() for c in champs)
    return hashlib.sha256(avant + octets).digest()
