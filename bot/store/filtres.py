"""What a reviewer looks for among the masked copies, and where a page of them stops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from bot.relecture.incertitude import confiance
from bot.relecture.recherche import contient

if TYPE_CHECKING:
    from bot.store.copie_lue import Copie


@dataclass(frozen=True)
class Place:
    """Where a copy stands in the list, newest first."""

    cree_le: datetime
    conversation: str
    rang: int

    def __str__(self) -> str:
        return f"{self.cree_le.astimezone(timezone.utc).isoformat()}_{self.conversation}_{self.rang}"

    @classmethod
    def lire(cls, texte: str) -> Place:
        """Read what `str` wrote; raise ValueError otherwise."""
        quand, conversation, rang = texte.split("_")
        heure = datetime.fromisoformat(quand)
        if heure.tzinfo is None:
            raise ValueError("sans fuseau")
        return cls(heure, conversation, int(rang))


@dataclass(frozen=True)
class Filtres:
    """What to look for; None, empty = anything. Labels are those to believe: the reviewer's, else the machine's.

    `du` is included, `au` is not. `confiance_min`, `confiance_max`: of the best critère of a story, else of the intent.
    `texte`: words that are all in the masked text. `territoires`: departments that the reviewer may see.
    """

    du: datetime | None = None
    au: datetime | None = None
    canal: str | None = None
    intent: str | None = None
    critere: str | None = None
    domaine: str | None = None
    nature: str | None = None
    departement: str | None = None
    confiance_min: float = 0.0
    confiance_max: float = 1.0
    repli: bool | None = None
    danger: bool | None = None
    transfert: bool | None = None
    relu: bool | None = None
    texte: str | None = None
    territoires: tuple[str, ...] = ()


def convient(copie: Copie, f: Filtres) -> bool:
    """Tell whether an opened copy is what the filters look for (what is in clear was asked of the database)."""
    e = copie.retenues
    return (
        permise(copie, f.territoires)
        and (f.departement is None or copie.departement == f.departement)
        and (f.intent is None or e.intent == f.intent)
        and (f.critere is None or f.critere in (e.criteres or ()))
        and (f.domaine is None or e.domaine == f.domaine)
        and (f.nature is None or e.nature == f.nature)
        and f.confiance_min <= confiance(copie.analyse) <= f.confiance_max
        and (f.repli is None or copie.repli is f.repli)
        and (f.danger is None or copie.danger is f.danger)
        and (not f.texte or contient(copie.texte, f.texte))
    )


def permise(copie: Copie, territoires: Sequence[str]) -> bool:
    """Tell whether a reviewer of these departments (none = all) may see a copy."""
    # Somebody who sees some departments only does not see a conversation that has said none.
    return not territoires or copie.departement in territoires
