"""The purge: what is old goes, what lives stays, twice does no more, and a person writing meanwhile loses nothing."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from bot.__main__ import app
from bot.settings import lire
from bot.store import conversations, idees, journal, retention, suivis, transferts
from bot.store.session import Base, base_de, maintenant
from bot.store.tables import metadata
from bot.transfert import Fiche


def conversation(base: Base) -> str:
    c = conversations.creer(base, "web")
    with base.transaction() as connexion:
        journal.ajouter(base, connexion, c, "personne", {"texte": "mots"}, message_id="message-1")
    suivis.enregistrer(base, c, b"[]")
    return c


def compter(base: Base) -> dict[str, int]:
    with base.transaction() as connexion:
        comptes = {
            nom: connexion.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for nom, table in metadata.tables.items()
        }
        return {nom: nombre for nom, nombre in comptes.items() if nombre}


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
    assert timedelta(days=90) == retention.AVEC_TRANSFERT
    conversation(base)
    montre.heure += age
    assert retention.purger(base)["sans_transfert"] == effacees
    assert compter(base).get("journal", 0) == 1 - effacees


@pytest.mark.parametrize(
    ("fin", "jours", "effacees"),
    [
        (None, 400, 0),
        ("annule", 89, 0),
        ("annule", 91, 1),
    ],
)
def test_after_a_transfer_ninety_days_from_its_end_and_never_before(
    base: Base, montre: Any, fin: str | None, jours: int, effacees: int
) -> None:
    c = conversation(base)
    fiche = Fiche({"souhait": "parler"}, False)
    transferts.demander(base, c, "demande-1", fiche, montre.heure + timedelta(days=2))
    if fin:
        transferts.annuler(base, c)
    montre.avancer(days=jours)
    assert retention.purger(base) == {"sans_transfert": 0, "avec_transfert": effacees}
    assert compter(base).get("transferts", 0) == 1 - effacees


def test_a_message_starts_the_count_again(base: Base, montre: Any) -> None:
    c = conversation(base)
    montre.avancer(days=29)
    with base.transaction() as connexion:
        journal.ajouter(base, connexion, c, "personne", {"texte": "encore"})
    montre.avancer(days=29)
    assert retention.purger(base)["sans_transfert"] == 0
    assert conversations.existe(base, c)


def test_the_purge_takes_every_row_keeps_ideas_and_is_idempotent(base: Base, montre: Any) -> None:
    vieilles = [conversation(base) for _ in range(3)]
    idees.deposer(base, "Une idée", "59", None)
    montre.avancer(days=31)
    neuve = conversation(base)
    assert retention.purger(base)["sans_transfert"] == 3
    assert compter(base) == {"conversations": 1, "journal": 1, "suivis": 1, "idees": 1}
    assert [conversations.existe(base, c) for c in (*vieilles, neuve)] == [False, False, False, True]
    assert retention.purger(base)["sans_transfert"] == 0


def test_the_purge_goes_by_batches(base: Base, montre: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "LOT", 2)
    for _ in range(5):
        conversation(base)
    montre.avancer(days=31)
    vraie, ouvertes = base.transaction, 0

    def transaction() -> Any:
        nonlocal ouvertes
        ouvertes += 1
        return vraie()

    monkeypatch.setattr(base, "transaction", transaction)
    assert retention.purger(base)["sans_transfert"] == 5
    assert ouvertes == 5  # 2, 2, 1, none left, and none with a transfer


@pytest.mark.parametrize("revient_avant", [1, 2, 3])
def test_a_person_who_comes_back_between_two_batches_is_spared(
    base: Base, montre: Any, monkeypatch: pytest.MonkeyPatch, revient_avant: int
) -> None:
    monkeypatch.setattr(retention, "LOT", 1)
    derniere = max(conversation(base) for _ in range(3))  # the batches follow the ids
    montre.avancer(days=31)
    vraie, ouvertes = base.transaction, 0

    def transaction() -> Any:
        nonlocal ouvertes
        ouvertes += 1
        if ouvertes == revient_avant:
            with vraie() as connexion:
                journal.ajouter(base, connexion, derniere, "personne", {"texte": "me revoilà"})
        return vraie()

    with monkeypatch.context() as pendant:
        pendant.setattr(base, "transaction", transaction)
        assert retention.purger(base)["sans_transfert"] == 2
    assert conversations.existe(base, derniere)


def test_a_message_being_written_is_never_lost_nor_half_kept(base: Base, montre: Any) -> None:
    """SQLite: the purge waits for the message. PostgreSQL: it leaves the conversation, held, without waiting."""
    c = conversation(base)
    montre.avancer(days=31)
    resultats: list[dict[str, int]] = []
    fil = threading.Thread(target=lambda: resultats.append(retention.purger(base)))
    with base.transaction() as connexion:
        journal.ajouter(base, connexion, c, "personne", {"texte": "me revoilà"})
        fil.start()
        fil.join(0.3)
        assert resultats == (
            [] if base.moteur.dialect.name == "sqlite" else [{"sans_transfert": 0, "avec_transfert": 0}]
        )
    fil.join(20)
    assert resultats == [{"sans_transfert": 0, "avec_transfert": 0}]
    with base.transaction() as connexion:
        assert len(journal.lire(base, connexion, c)) == 2


def test_a_message_that_comes_between_the_choice_and_the_deletion_waits_then_finds_nobody(
    base: Base, montre: Any
) -> None:
    c = conversation(base)
    montre.avancer(days=31)
    ecrit: list[str] = []

    def ecrire() -> None:
        try:
            with base.transaction() as connexion:
                journal.ajouter(base, connexion, c, "personne", {"texte": "me revoilà"})
            ecrit.append("garde")
        except journal.ConversationInconnue:
            ecrit.append("inconnue")

    fil = threading.Thread(target=ecrire)

    def apres_le_choix(_connexion: Any, _curseur: Any, ordre: str, *_: Any) -> None:
        if ordre.startswith("DELETE") and not fil.is_alive():
            fil.start()
            fil.join(0.3)
            assert ecrit == []  # it may neither be answered « kept » nor be spared by half: it waits

    sa.event.listen(base.moteur, "before_cursor_execute", apres_le_choix)
    assert retention.purger(base)["sans_transfert"] == 1
    fil.join(20)
    assert ecrit == ["inconnue"]
    assert compter(base) == {}


def test_purges_at_once_share_the_work(base: Base, montre: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "LOT", 3)
    for _ in range(20):
        conversation(base)
    montre.avancer(days=31)
    with ThreadPoolExecutor(4) as fils:
        comptes = [p.result(60)["sans_transfert"] for p in [fils.submit(retention.purger, base) for _ in range(4)]]
    assert sum(comptes) == 20
    assert "journal" not in compter(base)


def test_the_command_says_how_many_of_each_kind_and_nothing_else(
    url_sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for nom, valeur in {"DATABASE_URL": url_sqlite, "BOUSSOLE_DONNEES": str(tmp_path)}.items():
        monkeypatch.setenv(nom, valeur)
    base = base_de(lire())
    base.horloge = lambda: maintenant() - timedelta(days=31)
    conversation(base)
    for attendu in (1, 0):
        resultat = CliRunner().invoke(app, ["purge"])
        dit = f"{attendu} conversation(s) sans transfert effacée(s).\n0 conversation(s) avec transfert effacée(s).\n"
        assert (resultat.exit_code, resultat.output) == (0, dit)
    base.moteur.dispose()
