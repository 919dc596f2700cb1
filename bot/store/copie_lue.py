"""One masked copy as it is sealed in the database, and as it is read: no query here (`bot.store.copies`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from bot.privacy.vault import Cle
from bot.relecture import AUCUN, Etiquettes, lues, retenues
from bot.store.filtres import Place


@dataclass(frozen=True)
class Copie:
    """One copy, opened. `departement`: where the conversation is about, when it was said; `correction`: the reviewer's."""

    conversation: str
    rang: int
    cree_le: datetime
    canal: str
    transfert: bool
    texte: str
    analyse: Mapping[str, Any]
    departement: str | None
    repli: bool
    urgence: bool
    correction: Etiquettes | None
    relu_le: datetime | None
    relu_par: str | None

    @property
    def lues(self) -> Etiquettes:
        """What the machine read."""
        return lues(self.analyse)

    @property
    def retenues(self) -> Etiquettes:
        """What to believe."""
        return retenues(self.analyse, self.correction)

    @property
    def danger(self) -> bool:
        """Whether somebody is in danger: for the reviewer, else for the gateway or the machine."""
        if self.correction is not None and self.correction.danger is not None:
            return self.retenues.danger != AUCUN
        return self.urgence or self.analyse["danger"] is not None

    @property
    def place(self) -> Place:
        """Where it stands in the list."""
        return Place(self.cree_le, self.conversation, self.rang)


def _contexte(conversation: str, rang: int) -> str:
    return f"copie:{conversation}:{rang}"


def sceller(cle: Cle, conversation: str, rang: int, contenu: Mapping[str, Any]) -> bytes:
    """Seal what a copy holds with the key of its conversation."""
    brut = json.dumps(dict(contenu), ensure_ascii=False).encode("utf-8", "surrogatepass")
    return cle.sceller(brut, _contexte(conversation, rang))


def decoder(cle: Cle, conversation: str, rang: int, scelle: bytes) -> dict[str, Any]:
    """Open what `sceller` made; raise CoffreIllisible."""
    clair = cle.ouvrir(scelle, _contexte(conversation, rang))
    lu: dict[str, Any] = json.loads(clair.decode("utf-8", "surrogatepass"))
    return lu


def ouvrir(ligne: Any, cle: Cle) -> Copie:
    """Open one row of `copies`, joined with its conversation; raise CoffreIllisible."""
    conversation, rang = str(ligne.conversation), int(ligne.rang)
    contenu = decoder(cle, conversation, rang, bytes(ligne.contenu))
    correction = contenu["correction"]
    return Copie(
        conversation=conversation,
        rang=rang,
        cree_le=_utc(ligne.cree_le),
        canal=str(ligne.canal),
        transfert=bool(ligne.transfere),
        texte=str(contenu["texte"]),
        analyse=contenu["analyse"],
        departement=contenu["departement"],
        repli=bool(contenu["repli"]),
        urgence=bool(contenu["urgence"]),
        correction=None if correction is None else Etiquettes.depuis(correction),
        relu_le=None if ligne.relu_le is None else _utc(ligne.relu_le),
        relu_par=ligne.relu_par,
    )


def _utc(heure: datetime) -> datetime:
    # SQLite forgets the zone; everything is written in UTC.
    return heure.replace(tzinfo=timezone.utc) if heure.tzinfo is None else heure
