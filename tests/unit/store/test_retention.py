"""The purge: what is old goes, what lives stays, twice does no more, and a person writing meanwhile loses nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.store import conversations, idees, journal, retention, suivis
from bot.store.session import Base
from bot.store.tables import metadata


def conversation(base: Base) -> str:
    c = conversations.creer(base, "web")
    with base.transaction() as connexion:
        journal.ajouter(base, connexion, c, "personne", {"texte": "mots"}, message_id="message-1")
    suivis.enregistrer(base, c, b"[]")
    return c


def compter(base: Base) -> dict[str, int]:
    with base.transaction() as connexion:
        return {
            nom: connexion.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for nom, table in metadata.tables.items()
        }


@pytest.mark.parametrize(
    ("age", "effacees"),
    [
        (timedelta(0), 0),
        (timedelta(days=29, hours=23), 0),
        (timedelta(days=30), 0),
        (timedelta(days=30, seconds=1), 1),
        (timedelta(days=400), 1),
    ],
)
def test_thirty_days_without_news(base: Base, montre: Any, age: timedelta, effacees: int) -> None:
    assert timedelta(days=30) == retention.SANS_TRANSFERT  # said in the notice and at welcome
    conversation(base)
    montre.heure += age
    assert retention.purger(base) == effacees
    assert compter(base)["journal"] == 1 - effacees


def test_a_message_starts_the_count_again(base: Base, montre: Any) -> None:
    c = conversation(base)
    montre.avancer(days=29)
    with base.transaction() as connexion:
        journal.ajouter(base, connexion, c, "personne", {"texte": "encore"})
    montre.avancer(days=29)
    assert retention.purger(base) == 0
    assert conversations.existe(base, c)


def test_the_purge_takes_every_row_keeps_ideas_and_is_idempotent(base: Base, montre: Any) -> None:
    vieilles = [conversation(base) for _ in range(3)]
    idees.deposer(base, "Une idée", "59", None)
    montre.avancer(days=31)
    neuve = conversation(base)
    assert retention.purger(base) == 3
    assert compter(base) == {"conversations": 1, "journal": 1, "choix": 0, "suivis": 1, "idees": 1}
    assert [conversations.existe(base, c) for c in (*vieilles, neuve)] == [False, False, False, True]
    assert retention.purger(base) == 0


def test_a_person_who_writes_during_the_purge_loses_nothing(
    base: Base, montre: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    c = conversation(base)
    montre.avancer(days=31)
    vraie, ouvertes = base.transaction, 0

    def transaction() -> Any:
        nonlocal ouvertes
        ouvertes += 1
        if ouvertes == 2:  # a purge in two steps: the person comes back between them
            with vraie() as connexion:
                journal.ajouter(base, connexion, c, "personne", {"texte": "me revoilà"})
        return vraie()

    with monkeypatch.context() as pendant:
        pendant.setattr(base, "transaction", transaction)
        effacees = retention.purger(base)
    assert (effacees, ouvertes) in ((1, 1), (0, 2))
    assert conversations.existe(base, c) == (effacees == 0)
