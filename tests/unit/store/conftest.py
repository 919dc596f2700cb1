"""What the tests of review share: accounts, and masked copies of invented messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from bot.relecture import composer
from bot.store import conversations, copies, journal
from bot.store.session import Base
from bot.store.tables_equipe import comptes

ANNE, BILAL = "a" * 32, "b" * 32


def analyse(
    criteres: Sequence[tuple[str, float]] = (("age", 0.9),),
    intent: tuple[str, float] = ("raconter", 0.95),
    nature: tuple[str, float] = ("discrimination", 0.9),
    domaine: str | None = "emploi",
    role: str | None = "victime",
    departement: str | None = None,
    danger: str | None = None,
) -> dict[str, Any]:
    """What the channel says of a message (`bot.relecture.reduire`)."""
    return {
        "intent": {"nom": intent[0], "confiance": intent[1]},
        "nature": {"nom": nature[0], "confiance": nature[1]},
        "criteres": [{"id": c, "confiance": p, "mots": []} for c, p in criteres],
        "domaine": {"id": domaine, "confiance": 0.8, "mots": []} if domaine else None,
        "role": role,
        "departement": departement,
        "danger": danger,
    }


@pytest.fixture(name="analyse")
def _analyse() -> Callable[..., dict[str, Any]]:
    return analyse


@pytest.fixture
def equipe(base: Base) -> Iterator[tuple[str, str]]:
    """Two reviewers."""
    vide = {"mot_de_passe": "x", "cle": b"", "totp": b"", "totp_pas": 0, "actif": True, "cree_le": base.horloge()}
    with base.transaction() as connexion:
        for compte, nom in ((ANNE, "anne"), (BILAL, "bilal")):
            connexion.execute(
                comptes.insert().values(id=compte, identifiant=nom, nom=nom, role="relecteur", territoires="", **vide)
            )
    yield ANNE, BILAL


@pytest.fixture
def copier(base: Base) -> Callable[..., tuple[str, int]]:
    """Write a message of a conversation (a new one by default) and its masked copy; return where it is."""

    def _copier(
        texte: str = "on me dit trop vieux pour ce poste",
        lu: dict[str, Any] | None = None,
        *,
        conversation: str | None = None,
        canal: str = "web",
        reponses: Sequence[str] = (),
        urgence: bool = False,
    ) -> tuple[str, int]:
        c = conversation or conversations.creer(base, canal)
        with base.transaction() as connexion:
            rang = journal.ajouter(base, connexion, c, "personne", {"texte": texte}).rang
            copies.garder(base, connexion, c, rang, composer(texte, lu or analyse(), reponses, urgence))
        return c, rang

    return _copier
