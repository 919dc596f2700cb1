"""One transfer as it is sealed in the database, and as it is read: no query here (`bot.store.transferts`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from bot.privacy.vault import Cle
from bot.transfert import OUVERTS, TENUS, Fiche


@dataclass(frozen=True)
class Transfert:
    """One transfer, its fiche opened. `rang`: the journal's line that told the person that it was received."""

    id: str
    conversation: str
    canal: str
    etat: str
    urgent: bool
    departement: str | None
    juriste: str | None
    cree_le: datetime
    promis_le: datetime
    vu_le: datetime
    clos_le: datetime | None
    issue: str | None
    fiche: Fiche
    rang: int

    @property
    def ouvert(self) -> bool:
        """Whether it still goes on."""
        return self.etat in OUVERTS

    @property
    def tenu(self) -> bool:
        """Whether a juriste has the conversation now."""
        return self.etat in TENUS


@dataclass(frozen=True)
class Mouvement:
    """One move: from a state to another, by whom (an account, `personne` or `systeme`) and when."""

    rang: int
    de: str | None
    vers: str
    par: str
    fait_le: datetime

    @classmethod
    def depuis(cls, ligne: Any) -> Mouvement:
        """Read one row of `mouvements`."""
        return cls(int(ligne.rang), ligne.de, str(ligne.vers), str(ligne.par), en_utc(ligne.fait_le))


def sceller(cle: Cle, transfert: str, contenu: Mapping[str, Any]) -> bytes:
    """Seal the fiche of a transfer with the key of its conversation."""
    brut = json.dumps(dict(contenu), ensure_ascii=False).encode("utf-8", "surrogatepass")
    return cle.sceller(brut, f"transfert:{transfert}")


def ouvrir(ligne: Any, cle: Cle) -> Transfert:
    """Open one row of `transferts`, joined with its conversation; raise CoffreIllisible."""
    contenu = json.loads(cle.ouvrir(bytes(ligne.contenu), f"transfert:{ligne.id}").decode("utf-8", "surrogatepass"))
    return Transfert(
        id=str(ligne.id),
        conversation=str(ligne.conversation),
        canal=str(ligne.canal),
        etat=str(ligne.etat),
        urgent=bool(ligne.urgent),
        departement=ligne.departement,
        juriste=ligne.juriste,
        cree_le=en_utc(ligne.cree_le),
        promis_le=en_utc(ligne.promis_le),
        vu_le=en_utc(ligne.vu_le),
        clos_le=None if ligne.clos_le is None else en_utc(ligne.clos_le),
        issue=ligne.issue,
        fiche=Fiche(contenu["lignes"], bool(contenu["conversation"])),
        rang=int(contenu["rang"]),
    )


def en_utc(heure: datetime) -> datetime:
    """Give back the zone that SQLite forgets: everything is written in UTC."""
    return heure.replace(tzinfo=timezone.utc) if heure.tzinfo is None else heure
