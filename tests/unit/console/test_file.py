"""The queue and a conversation, as juristes use them: seen by territory, taken once, answered, ended; nothing of others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.store import acces, attente, conversations, journal, notes, transferts
from bot.transfert import ISSUES, Fiche
from tests.unit.console.conftest import Client, Console

HOSTILE = "<script>alert(1)</script>{{7*7}}"


def demande(console: Console, departement: str | None = "59", jointe: bool = True, dit: str = "on m'a refusé") -> Any:
    """A person who wrote, then asked for a juriste."""
    base = console.base
    c = conversations.creer(base, "web")
    with base.transaction() as connexion:
        journal.ajouter(base, connexion, c, "personne", {"texte": dit}, message_id="message-0001")
    fiche = Fiche({"recit": dit, "souhait": "parler"}, jointe)
    return transferts.demander(
        base, c, "demande-0001", fiche, base.horloge() + timedelta(days=2), departement=departement
    )


async def prise(console: Console, **autres: Any) -> tuple[Client, Any]:
    t = demande(console, **autres)
    client = await console.connecter("juriste")
    assert (await client.poster(f"/file/{t.id}/prendre")).status_code == 303
    return client, t


def dits(console: Console, t: Any, de: str = "juriste") -> list[Any]:
    with console.base.transaction() as connexion:
        return [e.contenu for e in journal.lire(console.base, connexion, t.conversation) if e.de == de]


def etat(console: Console, t: Any) -> tuple[str, str | None]:
    lu = attente.lire(console.base, t.id)
    assert lu is not None
    return lu.etat, lu.juriste


async def test_the_queue_of_each_territory(console: Console) -> None:
    nord, somme, sans = demande(console), demande(console, "80"), demande(console, None)
    partout = (await (await console.connecter("juriste")).get("/file")).text
    ici = (await (await console.connecter("juriste", territoires=("80",))).get("/file/liste")).text
    assert [t.id in partout for t in (nord, somme, sans)] == [True, True, True]
    assert [t.id in ici for t in (nord, somme, sans)] == [False, True, True]
    loin = await console.connecter("juriste", territoires=("80",))
    assert (await loin.poster(f"/file/{nord.id}/prendre")).status_code == 404


async def test_an_empty_queue_says_so(console: Console) -> None:
    client = await console.connecter("juriste")
    for chemin in ("/file", "/conversations"):
        assert 'class="vide"' in (await client.get(chemin)).text


async def test_taken_by_one_and_the_other_is_told(console: Console) -> None:
    client, t = await prise(console)
    assert etat(console, t) == ("pris", client.compte)
    autre = await console.connecter("juriste")
    refus = await autre.poster(f"/file/{t.id}/prendre")
    assert (refus.status_code, refus.headers["location"]) == (303, "/file")
    assert etat(console, t) == ("pris", client.compte)
    for chemin in (f"/conversations/{t.id}", f"/conversations/{t.id}/flux"):
        assert await console.statut(autre, "GET", chemin) == 404
    for geste in ("repondre", "note", "rendre", "rappeler", "clore"):
        corps = {"texte": "x", "id": "reponse-0001", "issue": ISSUES[0]}
        assert (await autre.poster(f"/conversations/{t.id}/{geste}", **corps)).status_code == 404
    assert dits(console, t) == []


async def test_given_to_a_colleague_who_may_see_it(console: Console) -> None:
    t = demande(console)
    client, colleague = await console.connecter("juriste"), await console.connecter("juriste")
    loin, relecteur = console.inscrire("juriste", territoires=("80",)), console.inscrire("relecteur")
    for impossible in (loin, relecteur, "0" * 32, ""):
        await client.poster(f"/file/{t.id}/assigner", compte=impossible)
        assert etat(console, t) == ("demande", None)
    await client.poster(f"/file/{t.id}/assigner", compte=colleague.compte)
    assert etat(console, t) == ("pris", colleague.compte)
    assert (await colleague.get(f"/conversations/{t.id}")).status_code == 200


async def test_a_reply_sent_again_is_one_message(console: Console) -> None:
    client, t = await prise(console)
    for _ in range(3):
        await client.poster(f"/conversations/{t.id}/repondre", texte=" Bonjour ", id="reponse-0001")
    assert dits(console, t) == [{"texte": "Bonjour"}]
    assert etat(console, t)[0] == "en_cours"


@pytest.mark.parametrize(
    "corps",
    [
        {"texte": "", "id": "reponse-0001"},
        {"texte": "x" * 4_001, "id": "reponse-0001"},
        {"texte": "bonjour", "id": "x"},
        {"texte": "bonjour"},
        {"carte": "inconnue", "id": "reponse-0001"},
    ],
)
async def test_a_reply_that_cannot_go_is_said(console: Console, corps: dict[str, str]) -> None:
    client, t = await prise(console)
    reponse = await client.post(
        f"/conversations/{t.id}/repondre", data=corps, headers={"X-CSRF": client.csrf, "Accept": "application/json"}
    )
    assert (reponse.status_code, reponse.json()) == (422, {"erreur": "vide"})
    assert dits(console, t) == []


@pytest.mark.parametrize(("nom", "sorte"), [("contacts", "contact"), ("preuves_logement", "preuves")])
async def test_the_bot_s_cards_can_be_sent(console: Console, nom: str, sorte: str) -> None:
    client, t = await prise(console)
    await client.poster(f"/conversations/{t.id}/repondre", carte=nom, id="reponse-0001")
    assert [d["carte"]["type"] for d in dits(console, t)] == [sorte]


@pytest.mark.parametrize(("jointe", "vu"), [(True, True), (False, False)])
async def test_what_was_not_agreed_is_not_shown(console: Console, jointe: bool, vu: bool) -> None:
    t = demande(console, jointe=jointe, dit="canari d'avant")
    client = await console.connecter("juriste")
    await client.poster(f"/file/{t.id}/prendre")
    page = (await client.get(f"/conversations/{t.id}")).text
    assert ("canari d'avant" in page.split('id="echange"')[1].split("</ol>")[0].replace("&#39;", "'")) is vu


async def test_a_hostile_story_is_text(console: Console) -> None:
    client, t = await prise(console, dit=HOSTILE)
    await client.poster(f"/conversations/{t.id}/note", texte=HOSTILE)
    page = (await client.get(f"/conversations/{t.id}")).text
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}") >= 3


@pytest.mark.parametrize(
    ("geste", "corps", "apres"),
    [
        ("rendre", {}, "demande"),
        ("rappeler", {"jours": "5"}, "rappel"),
        ("rappeler", {"jours": "mille"}, "rappel"),
        ("clore", {"issue": "accompagnee", "resume": "Gardez le refus."}, "clos"),
    ],
)
async def test_how_it_ends(console: Console, geste: str, corps: dict[str, str], apres: str) -> None:
    client, t = await prise(console)
    fait = await client.poster(f"/conversations/{t.id}/{geste}", **corps)
    assert (fait.status_code, fait.headers["location"]) == (303, "/file")
    assert etat(console, t)[0] == apres
    assert len(dits(console, t, "systeme")) == 3  # received, taken, and this
    if apres == "clos":
        assert dits(console, t)[-1]["texte"] == "Gardez le refus."
        tard = await client.poster(f"/conversations/{t.id}/repondre", texte="encore", id="reponse-0009")
        assert (tard.status_code, len(dits(console, t))) == (303, 1)


async def test_closing_needs_to_say_how(console: Console) -> None:
    client, t = await prise(console)
    await client.poster(f"/conversations/{t.id}/clore", issue="", resume="x")
    assert etat(console, t)[0] == "pris"


async def test_notes_are_for_the_team_and_an_erased_conversation_is_gone(console: Console) -> None:
    client, t = await prise(console)
    await client.poster(f"/conversations/{t.id}/note", texte="à rappeler")
    await client.poster(f"/conversations/{t.id}/note", texte="   ")
    assert [n.texte for n in notes.lire(console.base, t.id)] == ["à rappeler"]
    assert not any("à rappeler" in str(d) for d in dits(console, t, "systeme") + dits(console, t))
    conversations.effacer(console.base, t.conversation)
    assert (await client.get(f"/conversations/{t.id}")).status_code == 404
    assert (await client.poster(f"/conversations/{t.id}/repondre", texte="x", id="reponse-0001")).status_code == 404


async def test_what_was_read_and_done_is_in_the_access_log_without_a_word(console: Console) -> None:
    client, t = await prise(console, dit="canari")
    await client.get(f"/conversations/{t.id}")
    await client.poster(f"/conversations/{t.id}/clore", issue="orientee", resume="canari")
    faits = [(a.action, a.objet) for a in reversed(acces.lire(console.base)) if a.compte == client.compte]
    assert faits == [("transfert_pris", t.id), ("conversation_lue", t.id), ("transfert_clos", t.id)]
