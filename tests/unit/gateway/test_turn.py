"""A turn: in order, once, never silent, never lost, danger before anything; on both engines."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.gateway import limites, turn
from bot.gateway.places import PLACES
from bot.gateway.turn import ChoixPerime, Tours
from bot.knowledge import charger
from bot.store import conversations, journal, suivis
from bot.store.journal import ConversationInconnue, Entree
from bot.store.session import Base
from bot.textes import texte

Lignes = Callable[[str], list[Entree]]
DANGER = "je vais me suicider ce soir"
RECIT = "on m'a refusé un logement à cause de mon nom"
SECOURS = texte("porte.secours")


def vus(lignes: list[Entree]) -> list[tuple[str, str]]:
    """What the person sees, in order: who spoke and the text (or the type of the card)."""
    return [(e.de, e.contenu.get("texte") or e.contenu["carte"]["type"]) for e in lignes if e.de != "ouverture"]


async def ouverte(tours: Tours, lignes: Lignes, jusqua: Any) -> str:
    """A conversation whose welcome is over."""
    c = await tours.ouvrir("web")
    await jusqua(lambda: len(lignes(c)) >= 2)
    return c


async def au_repos(tours: Tours, lignes: Lignes, jusqua: Any, c: str) -> list[Entree]:
    await jusqua(lambda: not tours.saisie(c) and all(e.etat == journal.TRAITE for e in lignes(c)))
    return lignes(c)


async def test_a_conversation_opens_with_a_welcome(tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any) -> None:
    c = await ouverte(tours, lignes, jusqua)
    assert [(e.de, e.etat) for e in lignes(c)] == [("ouverture", "traite"), ("bot", "traite")]
    assert cerveau.demandes[0]["payload"] == "/saluer"


async def test_after_many_turns_a_clean_session_begins_and_nothing_is_lost(
    tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any, base: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limites, "TOURS_MAX", 3)
    c = await ouverte(tours, lignes, jusqua)
    suivis.enregistrer(base, c, b"memoire")
    for i in range(8):
        await tours.recevoir(c, f"message-{i}", f"texte {i}", None)
        await au_repos(tours, lignes, jusqua, c)
        # The memory goes with the fourth message, before it is read; a later one would be written by the brain.
        assert (suivis.relire(base, c) is None) is (i >= 3)
    neuve = ("bot", texte("porte.session_neuve"))
    echanges = [(("personne", f"texte {i}"), ("bot", f"Lu : texte {i}")) for i in range(8)]
    attendus = [
        ligne for i, (dit, lu) in enumerate(echanges) for ligne in ([dit, neuve, lu] if i in (3, 7) else [dit, lu])
    ]
    assert vus(lignes(c))[1:] == attendus


async def test_a_message_is_written_then_treated(tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any) -> None:
    c = await ouverte(tours, lignes, jusqua)
    entree = await tours.recevoir(c, "message-1", RECIT, None)
    assert (entree.rang, entree.de, entree.etat) == (3, "personne", "recu")
    await au_repos(tours, lignes, jusqua, c)
    assert vus(lignes(c))[1:] == [("personne", RECIT), ("bot", f"Lu : {RECIT}")]
    assert cerveau.demandes[-1] == {
        "conversation": c,
        "message_id": "message-1",
        "urgence_donnee": False,
        "texte": RECIT,
    }


async def test_messages_of_one_conversation_are_treated_one_by_one_in_order(
    tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any
) -> None:
    c = await ouverte(tours, lignes, jusqua)
    rangs = [(await tours.recevoir(c, f"message-{i}", f"mot {i}", None)).rang for i in range(12)]
    assert rangs == sorted(set(rangs))
    await au_repos(tours, lignes, jusqua, c)
    assert cerveau.lus == [f"mot {i}" for i in range(12)]
    assert cerveau.ensemble_max == 1


async def test_messages_sent_together_keep_the_order_of_the_journal(
    tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any
) -> None:
    c = await ouverte(tours, lignes, jusqua)
    await asyncio.gather(*(tours.recevoir(c, f"message-{i}", f"mot {i}", None) for i in range(8)))
    journal_lu = await au_repos(tours, lignes, jusqua, c)
    assert cerveau.lus == [t for de, t in vus(journal_lu) if de == "personne"]
    assert sorted(cerveau.lus) == [f"mot {i}" for i in range(8)]


async def test_two_conversations_do_not_wait_for_each_other(
    tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any
) -> None:
    a, b = await ouverte(tours, lignes, jusqua), await ouverte(tours, lignes, jusqua)
    cerveau.porte = asyncio.Event()
    await tours.recevoir(a, "message-1", "de a", None)
    await tours.recevoir(b, "message-1", "de b", None)
    await jusqua(lambda: cerveau.ensemble == 2)
    assert tours.saisie(a) and tours.saisie(b)
    cerveau.porte.set()
    await au_repos(tours, lignes, jusqua, a)
    await au_repos(tours, lignes, jusqua, b)
    assert vus(lignes(a))[-1] == ("bot", "Lu : de a")
    assert vus(lignes(b))[-1] == ("bot", "Lu : de b")


@pytest.mark.parametrize("dit", [RECIT, DANGER])
async def test_the_same_message_three_times_is_one_turn(
    tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any, dit: str
) -> None:
    c = await ouverte(tours, lignes, jusqua)
    entrees = await asyncio.gather(*(tours.recevoir(c, "message-1", dit, None) for _ in range(3)))
    await au_repos(tours, lignes, jusqua, c)
    tard = await tours.recevoir(c, "message-1", dit, None)
    fin = await au_repos(tours, lignes, jusqua, c)
    assert {e.rang for e in (*entrees, tard)} == {3}
    assert cerveau.lus == [dit]
    assert len(fin) == 4 + (dit == DANGER)


async def test_danger_comes_first_with_the_brain_alive(tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any) -> None:
    c = await ouverte(tours, lignes, jusqua)
    cerveau.porte = asyncio.Event()
    await tours.recevoir(c, "message-1", DANGER, None)
    assert vus(lignes(c))[1:] == [("personne", DANGER), ("bot", "urgence")]  # before the brain said anything
    cerveau.porte.set()
    await au_repos(tours, lignes, jusqua, c)
    assert vus(lignes(c))[-1] == ("bot", f"Lu : {DANGER}")
    assert cerveau.demandes[-1]["urgence_donnee"] is True


@pytest.mark.parametrize(
    ("dit", "numero"),
    [(DANGER, "3114"), (f"/restart {DANGER}", "3114"), ("il me frappe la maintenant aidez moi", "17")],
)
async def test_danger_comes_even_when_the_brain_is_mute(
    tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any, dit: str, numero: str
) -> None:
    cerveau.muet = True
    c = await tours.ouvrir("web")
    await tours.recevoir(c, "message-1", dit, None)
    carte = next(e.contenu["carte"] for e in lignes(c) if e.contenu.get("carte"))
    assert carte["type"] == "urgence"
    assert numero in [n["numero"] for n in carte["numeros"]]


async def test_an_ordinary_story_shows_no_emergency(tours: Tours, lignes: Lignes, jusqua: Any) -> None:
    c = await ouverte(tours, lignes, jusqua)
    await tours.recevoir(c, "message-1", RECIT, None)
    await au_repos(tours, lignes, jusqua, c)
    assert not [e for e in lignes(c) if e.contenu.get("carte")]


async def test_a_mute_brain_is_told_once_and_the_message_treated_later(
    tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn, "REPRISE_SECONDES", 0.02)
    c = await ouverte(tours, lignes, jusqua)
    cerveau.muet = True
    await tours.recevoir(c, "message-1", RECIT, None)
    await jusqua(lambda: vus(lignes(c))[-1] == ("bot", SECOURS))
    for _ in range(3):  # tried again, still mute: nothing more is said
        tours._lancer(c)
        await jusqua(lambda: not tours._taches)
    assert [t for _, t in vus(lignes(c))].count(SECOURS) == 1
    cerveau.muet = False
    reprise = asyncio.create_task(tours.reprendre())
    await au_repos(tours, lignes, jusqua, c)
    reprise.cancel()
    assert vus(lignes(c))[1:] == [("personne", RECIT), ("bot", SECOURS), ("bot", f"Lu : {RECIT}")]


async def test_each_message_that_cannot_be_treated_is_answered(
    tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any
) -> None:
    """There is no silent turn: the second message, behind the first, gets its answer too; then both are treated."""
    c = await ouverte(tours, lignes, jusqua)
    cerveau.muet = True
    await tours.recevoir(c, "message-1", "un", None)
    await jusqua(lambda: vus(lignes(c))[-1] == ("bot", SECOURS))
    await tours.recevoir(c, "message-2", "deux", None)
    await jusqua(
        lambda: vus(lignes(c))[1:] == [("personne", "un"), ("bot", SECOURS), ("personne", "deux"), ("bot", SECOURS)]
    )
    cerveau.muet = False
    await tours.recevoir(c, "message-3", "trois", None)
    await au_repos(tours, lignes, jusqua, c)
    assert vus(lignes(c))[-3:] == [("bot", "Lu : un"), ("bot", "Lu : deux"), ("bot", "Lu : trois")]


async def test_messages_that_wait_together_are_told_together(
    tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any
) -> None:
    c = await ouverte(tours, lignes, jusqua)
    cerveau.muet, cerveau.porte = True, asyncio.Event()
    for i in range(3):
        await tours.recevoir(c, f"message-{i}", f"mot {i}", None)
    cerveau.porte.set()
    await jusqua(lambda: not tours._taches)
    assert [e.etat for e in lignes(c) if e.de == "personne"] == ["differe"] * 3
    assert vus(lignes(c))[-1] == ("bot", SECOURS)
    assert [t for _, t in vus(lignes(c))].count(SECOURS) == 1


@pytest.mark.parametrize(
    "reponse",
    [
        [None],
        ["texte"],
        [{"texte": "Choisissez", "choix": [{"titre": "sans charge"}]}],
        [{"texte": "Choisissez", "choix": 3}],
        {"texte": "pas une liste"},
        [{"texte": object()}],
    ],
    ids=repr,
)
async def test_an_answer_that_cannot_be_read_is_not_silence(
    tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any, reponse: Any
) -> None:
    c = await ouverte(tours, lignes, jusqua)
    cerveau.repondre = lambda _: reponse
    await tours.recevoir(c, "message-1", RECIT, None)
    await jusqua(lambda: vus(lignes(c))[-1] == ("bot", SECOURS))
    await jusqua(lambda: not tours._taches)
    assert [e.etat for e in lignes(c) if e.de == "personne"] == ["differe"]


async def test_a_mute_brain_at_the_opening_is_told(tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any) -> None:
    cerveau.muet = True
    c = await tours.ouvrir("web")
    await jusqua(lambda: vus(lignes(c)) == [("bot", texte("porte.secours_ouverture"))])


async def test_what_a_crash_left_behind_is_treated_at_start(
    base: Base, tours: Tours, lignes: Lignes, jusqua: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn, "REPRISE_SECONDES", 0.02)
    c = conversations.creer(base, "web")
    with base.transaction() as connexion:
        journal.ajouter(base, connexion, c, "personne", {"texte": RECIT}, message_id="message-1", etat=journal.RECU)
    reprise = asyncio.create_task(tours.reprendre())
    await au_repos(tours, lignes, jusqua, c)
    await asyncio.sleep(0.1)
    reprise.cancel()
    assert vus(lignes(c)) == [("personne", RECIT), ("bot", f"Lu : {RECIT}")]


def offrir(cerveau: Any) -> None:
    choix = [{"titre": "Oui", "payload": "/affirmer"}, {"titre": "Non", "payload": "/nier"}]
    cerveau.repondre = lambda _: [{"texte": "Question", "choix": choix}]


def choix_de(lignes: list[Entree]) -> list[str]:
    return [o["id"] for e in lignes for o in e.contenu.get("choix") or ()]


async def test_a_choice_reaches_the_brain_as_its_payload(
    tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any
) -> None:
    offrir(cerveau)
    c = await ouverte(tours, lignes, jusqua)
    premier, _ = choix_de(lignes(c))
    assert "affirmer" not in str([dict(e.contenu) for e in lignes(c) if e.de == "bot"])
    await tours.recevoir(c, "message-1", None, premier)
    await au_repos(tours, lignes, jusqua, c)
    assert (cerveau.demandes[-1]["payload"], cerveau.demandes[-1]["titre"]) == ("/affirmer", "Oui")
    assert ("personne", "Oui") in vus(lignes(c))


async def test_a_choice_of_an_earlier_question_is_out_of_date(
    tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any
) -> None:
    offrir(cerveau)
    c = await ouverte(tours, lignes, jusqua)
    vieux = choix_de(lignes(c))[0]
    await tours.recevoir(c, "message-1", RECIT, None)
    await au_repos(tours, lignes, jusqua, c)
    with pytest.raises(ChoixPerime):
        await tours.recevoir(c, "message-2", None, vieux)
    assert await tours.recevoir(c, "message-2", None, choix_de(lignes(c))[-1])


async def test_a_choice_of_someone_else_is_refused(tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any) -> None:
    offrir(cerveau)
    a, b = await ouverte(tours, lignes, jusqua), await ouverte(tours, lignes, jusqua)
    with pytest.raises(ChoixPerime):
        await tours.recevoir(b, "message-1", None, choix_de(lignes(a))[0])


async def test_a_choice_delivered_again_after_its_answer_is_the_same_message(
    tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any
) -> None:
    """A page that got no receipt sends again; the question has moved on meanwhile."""
    offrir(cerveau)
    c = await ouverte(tours, lignes, jusqua)
    premier = choix_de(lignes(c))[0]
    recu = await tours.recevoir(c, "message-1", None, premier)
    await au_repos(tours, lignes, jusqua, c)
    encore = await tours.recevoir(c, "message-1", None, premier)
    assert encore.rang == recu.rang
    assert cerveau.lus == ["Oui"]


@pytest.mark.parametrize("typed", ["/restart", '/affirmer{"a":"b"}', "/nier", "  /effacer"])
async def test_typed_words_are_never_a_payload(
    tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any, typed: str
) -> None:
    c = await ouverte(tours, lignes, jusqua)
    await tours.recevoir(c, "message-1", typed, None)
    await au_repos(tours, lignes, jusqua, c)
    assert cerveau.demandes[-1]["texte"] == typed
    assert "payload" not in cerveau.demandes[-1]


async def test_erasing_while_a_turn_runs(base: Base, tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any) -> None:
    c = await ouverte(tours, lignes, jusqua)
    cerveau.porte = asyncio.Event()
    await tours.recevoir(c, "message-1", RECIT, None)
    await jusqua(lambda: cerveau.ensemble == 1)
    await tours.effacer(c)
    cerveau.porte.set()
    await jusqua(lambda: not tours._taches)
    assert not conversations.existe(base, c)
    assert not tours.saisie(c)
    with base.transaction() as connexion:
        assert journal.conversations_en_attente(connexion) == []
    with pytest.raises(ConversationInconnue):
        await tours.recevoir(c, "message-2", RECIT, None)


async def test_the_brain_may_order_erasure(base: Base, tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any) -> None:
    c = await ouverte(tours, lignes, jusqua)
    cerveau.repondre = lambda _: [{"texte": "C'est effacé.", "ordre": "effacer"}]
    await tours.recevoir(c, "message-1", "efface tout", None)
    await jusqua(lambda: not tours._taches)
    assert not conversations.existe(base, c)


async def test_news_between_reading_and_waiting_is_not_missed(tours: Tours) -> None:
    nouvelles = tours.nouvelles("c")
    tours.signaler("c")  # a message comes while the page's stream reads the journal
    await asyncio.wait_for(tours.attendre(nouvelles, 30), 1)


async def test_waiting_ends_without_news(tours: Tours) -> None:
    await asyncio.wait_for(tours.attendre(tours.nouvelles("c"), 0.01), 1)


async def test_nothing_is_kept_in_memory_of_a_conversation_at_rest(tours: Tours, lignes: Lignes, jusqua: Any) -> None:
    for _ in range(3):
        c = await ouverte(tours, lignes, jusqua)
        await tours.attendre(tours.nouvelles(c), 0.01)
        await au_repos(tours, lignes, jusqua, c)
    await jusqua(lambda: not tours._taches)
    assert [len(d) for d in (tours._verrous, tours._nouvelles, tours._en_cours)] == [0, 0, 0]


async def test_what_cannot_be_written_is_said_by_the_stream_until_it_is_treated(
    base: Base, tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    c = await ouverte(tours, lignes, jusqua)
    cerveau.porte = asyncio.Event()
    await tours.recevoir(c, "message-1", RECIT, None)
    await jusqua(lambda: cerveau.ensemble == 1)
    ecrire = base.transaction

    def occupee() -> Any:
        raise OperationalError("", None, Exception("canari"))

    monkeypatch.setattr(base, "transaction", occupee)
    cerveau.porte.set()
    await jusqua(lambda: tours.sans_voix(c))
    monkeypatch.setattr(base, "transaction", ecrire)
    assert [e.etat for e in lignes(c) if e.de == "personne"] == ["recu"]
    tours._lancer(c)
    assert vus(await au_repos(tours, lignes, jusqua, c))[1:] == [("personne", RECIT), ("bot", f"Lu : {RECIT}")]
    await jusqua(lambda: not tours.sans_voix(c))


async def test_a_slow_write_is_said_before_it_ends(
    tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    c = await ouverte(tours, lignes, jusqua)
    monkeypatch.setattr(turn, "VOIX_SECONDES", 0.01)
    libre = threading.Event()
    differer = tours._differer
    monkeypatch.setattr(tours, "_differer", lambda conversation: libre.wait(10) and differer(conversation))
    cerveau.muet = True
    await tours.recevoir(c, "message-1", RECIT, None)
    await jusqua(lambda: tours.sans_voix(c))
    assert vus(lignes(c))[-1] == ("personne", RECIT)
    libre.set()
    await jusqua(lambda: vus(lignes(c))[-1] == ("bot", SECOURS))
    await jusqua(lambda: not tours.sans_voix(c))


async def test_a_turn_that_finds_no_place_is_told_and_treated_later(
    base: Base, lignes: Lignes, jusqua: Any, cerveau: Any
) -> None:
    tours = Tours(base, cerveau, charger(), delai=0.05)
    c = await ouverte(tours, lignes, jusqua)
    async with contextlib.AsyncExitStack() as prises:
        for i in range(PLACES):
            await prises.enter_async_context(tours._places.prendre(f"{i}", 1))
        await tours.recevoir(c, "message-1", RECIT, None)
        await jusqua(lambda: vus(lignes(c))[-1] == ("bot", SECOURS))
        assert cerveau.lus == []
    tours._lancer(c)
    await au_repos(tours, lignes, jusqua, c)
    assert cerveau.lus == [RECIT]


async def test_one_network_has_one_turn_at_a_time_and_the_others_do_not_wait(
    tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any
) -> None:
    conversations_ouvertes = [await ouverte(tours, lignes, jusqua) for _ in range(6)]
    *inondees, autre = conversations_ouvertes
    cerveau.porte = asyncio.Event()
    for c in inondees:
        await tours.recevoir(c, "message-1", "du même réseau", None, "reseau-a")
    await tours.recevoir(autre, "message-1", "d'ailleurs", None, "reseau-b")
    await jusqua(lambda: cerveau.ensemble == 2)
    assert sorted(cerveau.lus) == ["d'ailleurs", "du même réseau"]
    cerveau.porte.set()
    for c in conversations_ouvertes:
        await au_repos(tours, lignes, jusqua, c)
    assert len(cerveau.lus) == 6
    await jusqua(lambda: not tours._reseaux)  # nothing of a network outlives its turns
