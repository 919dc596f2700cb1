"""The journal: ranks in order whoever writes, one line per message, states, and rows that cannot be swapped."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
import sqlalchemy as sa

from bot.privacy.vault import CoffreIllisible
from bot.store import conversations, journal
from bot.store.journal import ConversationInconnue, Entree
from bot.store.session import Base
from bot.store.tables import journal as table

INCONNUE = "0" * 32


def ajouter(base: Base, conversation: str, texte: str = "bonjour", **options: Any) -> Entree:
    with base.transaction() as connexion:
        return journal.ajouter(base, connexion, conversation, "personne", {"texte": texte}, **options)


def lire(base: Base, conversation: str, apres: int = 0) -> list[Entree]:
    with base.transaction() as connexion:
        return journal.lire(base, connexion, conversation, apres)


def test_lines_come_back_in_order_with_their_content(base: Base) -> None:
    c = conversations.creer(base, "web")
    for texte in ("un", "deux", "trois"):
        ajouter(base, c, texte)
    assert [(e.rang, e.contenu["texte"]) for e in lire(base, c)] == [(1, "un"), (2, "deux"), (3, "trois")]
    assert [e.rang for e in lire(base, c, apres=2)] == [3]
    assert lire(base, c, apres=3) == []


def test_a_line_read_back_equals_the_line_written(base: Base) -> None:
    c = conversations.creer(base, "web")
    ecrite = ajouter(base, c, "été", message_id="message-1", etat=journal.RECU)
    (relue,) = lire(base, c)
    assert relue == ecrite
    assert relue.cree_le.utcoffset() is not None


@pytest.mark.parametrize(
    "texte",
    ["", "é à ü ß", "🙂👩🏽‍🦽", "a\x00b", "\ud800 seul", "‮inverse", '{"a": 1}', "'; DROP TABLE journal;--", "l\nigne"],
)
def test_any_text_survives_storage(base: Base, texte: str) -> None:
    c = conversations.creer(base, "web")
    ajouter(base, c, texte)
    assert lire(base, c)[0].contenu == {"texte": texte}


def test_the_same_message_twice_is_one_line(base: Base) -> None:
    c = conversations.creer(base, "web")
    premiere = ajouter(base, c, "une fois", message_id="message-1", etat=journal.RECU)
    seconde = ajouter(base, c, "autre chose", message_id="message-1", etat=journal.RECU)
    assert seconde == premiere
    assert [e.contenu["texte"] for e in lire(base, c)] == ["une fois"]


def test_the_same_message_id_in_two_conversations_is_two_messages(base: Base) -> None:
    a, b = conversations.creer(base, "web"), conversations.creer(base, "web")
    ajouter(base, a, "à moi", message_id="message-1")
    ajouter(base, b, "à toi", message_id="message-1")
    assert [lire(base, c)[0].contenu["texte"] for c in (a, b)] == ["à moi", "à toi"]


def test_a_message_already_received_is_found_before_anything_is_written(base: Base) -> None:
    c = conversations.creer(base, "web")
    ecrite = ajouter(base, c, message_id="message-1")
    with base.transaction() as connexion:
        assert journal.deja_recu(base, connexion, c, "message-1") == ecrite
        assert journal.deja_recu(base, connexion, c, "message-2") is None
        with pytest.raises(ConversationInconnue):
            journal.deja_recu(base, connexion, INCONNUE, "message-1")


def test_concurrent_writers_get_ordered_unique_ranks(base: Base) -> None:
    c, ecrivains, chacun = conversations.creer(base, "web"), 6, 8
    depart, erreurs = threading.Barrier(ecrivains), []

    def ecrire(numero: int) -> None:
        try:
            depart.wait(10)
            for i in range(chacun):
                ajouter(base, c, f"{numero}:{i}", message_id=f"message-{numero}-{i}")
        except Exception as erreur:
            erreurs.append(erreur)

    fils = [threading.Thread(target=ecrire, args=(n,)) for n in range(ecrivains)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(60)
    assert erreurs == []
    lues = lire(base, c)
    assert [e.rang for e in lues] == list(range(1, ecrivains * chacun + 1))
    for numero in range(ecrivains):  # each writer's own lines stay in its order
        miens = [e.contenu["texte"] for e in lues if e.contenu["texte"].startswith(f"{numero}:")]
        assert miens == [f"{numero}:{i}" for i in range(chacun)]


def test_the_same_message_from_concurrent_writers_is_one_line(base: Base) -> None:
    c, depart, rangs = conversations.creer(base, "web"), threading.Barrier(6), []

    def ecrire() -> None:
        depart.wait(10)
        rangs.append(ajouter(base, c, message_id="le-meme").rang)

    fils = [threading.Thread(target=ecrire) for _ in range(6)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(60)
    assert rangs == [1] * 6
    assert len(lire(base, c)) == 1


def test_a_failed_transaction_leaves_no_hole(base: Base) -> None:
    c = conversations.creer(base, "web")
    ajouter(base, c)
    with pytest.raises(ZeroDivisionError), base.transaction() as connexion:
        journal.ajouter(base, connexion, c, "bot", {"texte": "perdu"})
        raise ZeroDivisionError
    assert ajouter(base, c).rang == 2
    assert [e.rang for e in lire(base, c)] == [1, 2]


def test_waiting_lines_until_treated(base: Base) -> None:
    c = conversations.creer(base, "web")
    for numero in range(3):
        ajouter(base, c, message_id=f"message-{numero}", etat=journal.RECU)
    ajouter(base, c, "du bot")
    with base.transaction() as connexion:
        journal.marquer(connexion, c, 1, journal.TRAITE)
        journal.marquer(connexion, c, 2, journal.DIFFERE)
    with base.transaction() as connexion:
        assert [(e.rang, e.etat) for e in journal.a_traiter(base, connexion, c)] == [(2, "differe"), (3, "recu")]
        assert journal.conversations_en_attente(connexion) == [c]
        assert journal.dernier_rang(connexion, c) == 4
        journal.marquer(connexion, c, 2, journal.TRAITE)
        journal.marquer(connexion, c, 3, journal.TRAITE)
        assert journal.conversations_en_attente(connexion) == []


@pytest.mark.parametrize("conversation", [INCONNUE, "", "x", "../../etc", "é" * 32, "A" * 32])
def test_an_unknown_conversation_is_said_so(base: Base, conversation: str) -> None:
    with pytest.raises(ConversationInconnue):
        ajouter(base, conversation)
    with base.transaction() as connexion:
        for lecture in (journal.lire, journal.a_traiter):
            with pytest.raises(ConversationInconnue):
                lecture(base, connexion, conversation)
        assert journal.dernier_rang(connexion, conversation) == 0


def _contenu(base: Base, conversation: str, rang: int) -> bytes:
    with base.transaction() as connexion:
        ligne = connexion.execute(
            sa.select(table.c.contenu).where(table.c.conversation == conversation, table.c.rang == rang)
        )
        return bytes(ligne.scalar_one())


def _remplacer(base: Base, conversation: str, rang: int, contenu: bytes) -> None:
    with base.transaction() as connexion:
        connexion.execute(
            table.update().where(table.c.conversation == conversation, table.c.rang == rang).values(contenu=contenu)
        )


def test_rows_cannot_be_swapped(base: Base) -> None:
    a, b = conversations.creer(base, "web"), conversations.creer(base, "web")
    ajouter(base, a, "de a")
    ajouter(base, a, "encore de a")
    ajouter(base, b, "de b")
    de_a, de_b = _contenu(base, a, 1), _contenu(base, b, 1)
    _remplacer(base, b, 1, de_a)  # another conversation's line
    with pytest.raises(CoffreIllisible):
        lire(base, b)
    _remplacer(base, a, 2, de_a)  # another line of the same conversation
    with pytest.raises(CoffreIllisible):
        lire(base, a)
    _remplacer(base, b, 1, de_b)
    assert json.dumps(dict(lire(base, b)[0].contenu)) == '{"texte": "de b"}'


def test_a_message_dates_its_conversation(base: Base, montre: Any) -> None:
    c = conversations.creer(base, "web")
    montre.avancer(days=3)
    ajouter(base, c)
    with base.transaction() as connexion:
        trouvee = conversations.trouver(base, connexion, c)
    assert trouvee is not None
    assert trouvee.vu_le.replace(tzinfo=None) == montre().replace(tzinfo=None)
