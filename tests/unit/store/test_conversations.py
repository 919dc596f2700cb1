"""Conversations: unguessable ids, one key each, and an erasure that leaves no row and no byte behind."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.privacy.vault import Coffre, CoffreIllisible
from bot.store import choix, conversations, idees, journal, suivis
from bot.store.session import Base, ouvrir
from bot.store.tables import metadata

CANARI = "canari-jaune-4171"
CHOIX_CANARI = "canari-choix-9923"
SUIVI_CANARI = "canari-suivi-5530"


def remplir(base: Base) -> str:
    """A conversation with something in every table."""
    c = conversations.creer(base, "web")
    with base.transaction() as connexion:
        for rang in range(5):
            journal.ajouter(base, connexion, c, "personne", {"texte": f"{CANARI} {rang}"}, message_id=f"message-{rang}")
        choix.offrir(base, connexion, c, 1, [(CHOIX_CANARI, f"/{CHOIX_CANARI}")])
    assert suivis.enregistrer(base, c, SUIVI_CANARI.encode())
    return c


def lignes(moteur: Engine) -> dict[str, list[Any]]:
    with moteur.connect() as connexion:
        return {nom: list(connexion.execute(sa.select(t))) for nom, t in metadata.tables.items()}


def test_ids_are_long_random_and_unique(base: Base) -> None:
    ids = {conversations.creer(base, "web") for _ in range(20)}
    assert len(ids) == 20
    assert all(conversations.IDENTIFIANT.match(i) for i in ids)


def test_found_with_its_own_key(base: Base) -> None:
    a, b = conversations.creer(base, "web"), conversations.creer(base, "telegram")
    with base.transaction() as connexion:
        ca, cb = conversations.trouver(base, connexion, a), conversations.trouver(base, connexion, b)
    assert ca is not None and cb is not None
    assert (ca.canal, cb.canal, ca.interlocuteur) == ("web", "telegram", "bot")
    scelle = ca.cle.sceller(b"mots", "x")
    with pytest.raises(CoffreIllisible):
        cb.cle.ouvrir(scelle, "x")


@pytest.mark.parametrize(
    "identifiant", ["", "x" * 32, "0" * 31, "0" * 33, "0" * 31 + "\n", "0" * 31 + "\x00", "' OR 1=1"]
)
def test_an_id_that_is_not_one_of_ours_is_unknown(base: Base, identifiant: str) -> None:
    assert not conversations.existe(base, identifiant)


def test_another_master_key_opens_nothing(base: Base, montre: Any) -> None:
    c = remplir(base)
    autre = Base(base.moteur, Coffre(bytes(32)), montre)
    with pytest.raises(CoffreIllisible), autre.transaction() as connexion:
        journal.lire(autre, connexion, c)


def test_no_clear_text_in_any_column(base: Base) -> None:
    remplir(base)
    idees.deposer(base, CANARI, "59", "200093201")
    valeurs = [v for rangees in lignes(base.moteur).values() for r in rangees for v in tuple(r)]
    assert len(valeurs) > 50
    for valeur in valeurs:
        brut = bytes(valeur) if isinstance(valeur, (bytes, memoryview)) else str(valeur).encode()
        assert b"canari" not in brut


def test_the_key_stored_beside_the_text_does_not_open_it(base: Base) -> None:
    c = remplir(base)
    rangee = lignes(base.moteur)["conversations"][0]
    assert rangee.id == c
    with pytest.raises((CoffreIllisible, ValueError)):
        Coffre(bytes(rangee.cle)[:32]).cle(bytes(rangee.cle), c)


def test_the_wrapped_key_of_another_conversation_is_refused(base: Base) -> None:
    a, b = remplir(base), remplir(base)
    table = metadata.tables["conversations"]
    with base.transaction() as connexion:
        cle_a = connexion.execute(sa.select(table.c.cle).where(table.c.id == a)).scalar_one()
        connexion.execute(table.update().where(table.c.id == b).values(cle=cle_a))
    with pytest.raises(CoffreIllisible):
        conversations.existe(base, b)


def test_erasing_removes_every_row_of_that_conversation_only(base: Base) -> None:
    gardee, effacee = remplir(base), remplir(base)
    assert conversations.effacer(base, effacee)
    restent = lignes(base.moteur)
    assert [r.id for r in restent["conversations"]] == [gardee]
    for nom in ("journal", "choix", "suivis"):
        assert {r.conversation for r in restent[nom]} == {gardee}
    assert not conversations.existe(base, effacee)
    assert not conversations.effacer(base, effacee)
    assert suivis.relire(base, effacee) is None


@pytest.mark.parametrize("autre_ouverte", [False, True])
def test_after_erasing_no_file_holds_its_key_nor_its_rows(
    url_sqlite: str, coffre: Coffre, montre: Any, tmp_path: Path, autre_ouverte: bool
) -> None:
    moteur = ouvrir(url_sqlite)
    base = Base(moteur, coffre, montre)
    c = remplir(base)
    secrets = [bytes(v) for rangees in lignes(moteur).values() for r in rangees for v in r if isinstance(v, bytes)]
    secrets.append(c.encode())
    assert len(secrets) == 9
    fichiers = {f.name: f for f in tmp_path.glob("boussole.db*")}
    assert any(secrets[0] in f.read_bytes() for f in fichiers.values())  # the search finds what is there
    autre = moteur.raw_connection() if autre_ouverte else None  # another process of the stack, connected meanwhile
    if autre is not None:
        autre.cursor().execute("SELECT count(*) FROM journal").fetchall()
    conversations.effacer(base, c)
    if autre is not None:
        autre.close()
    moteur.dispose()
    for fichier in tmp_path.glob("boussole.db*"):
        octets = fichier.read_bytes()
        assert b"canari" not in octets
        assert [s for s in secrets if s in octets] == [], fichier.name


def test_erasing_while_others_write_never_deadlocks(base: Base) -> None:
    """The writer locks the conversation then its lines: erasing in another order would make each wait for the other."""
    for _ in range(4):
        c = remplir(base)
        depart, erreurs = threading.Barrier(3), []

        def ecrire(c: str = c, depart: threading.Barrier = depart, erreurs: list[Exception] = erreurs) -> None:
            depart.wait(10)
            try:
                for _ in range(6):
                    with base.transaction() as connexion:
                        journal.ajouter(base, connexion, c, "bot", {"texte": "réponse"})
                        for rang in range(1, 6):
                            journal.marquer(connexion, c, rang, journal.TRAITE)
                    suivis.enregistrer(base, c, b"suivi")
            except journal.ConversationInconnue:
                pass
            except Exception as erreur:
                erreurs.append(erreur)

        fils = [threading.Thread(target=ecrire) for _ in range(2)]
        for fil in fils:
            fil.start()
        depart.wait(10)
        assert conversations.effacer(base, c)
        for fil in fils:
            fil.join(60)
        assert erreurs == []
        restent = lignes(base.moteur)
        assert [len(restent[nom]) for nom in ("conversations", "journal", "choix", "suivis")] == [0, 0, 0, 0]
