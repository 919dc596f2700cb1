"""Transfers in the database: one request a person, each move told and kept, two juristes never at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.horaires import PARIS
from bot.store import attente, comptes, conversations, journal, notes, transferts
from bot.store.attente import TransfertInconnu
from bot.store.journal import ConversationInconnue
from bot.store.session import Base
from bot.store.tables import metadata
from bot.store.transferts import PasLeSien
from bot.store.veille import veiller as _veiller
from bot.textes import texte
from bot.transfert import ABSENCE, EXPIRATION, Fiche, MouvementRefuse

FICHE = Fiche({"recit": "canari du récit", "souhait": "qu'on m'appelle"}, False)


@pytest.fixture
def juristes(base: Base) -> tuple[str, str]:
    return tuple(  # type: ignore[return-value]
        comptes.creer(base, nom, nom, "juriste", (), "une phrase assez longue")[0] for nom in ("marie", "paul")
    )


def veiller(base: Base) -> dict[str, int]:
    return _veiller(base, lambda quand: quand + timedelta(days=3))


def conversation(base: Base) -> str:
    c = conversations.creer(base, "web")
    with base.transaction() as connexion:
        journal.ajouter(base, connexion, c, "personne", {"texte": "avant"}, message_id="message-avant")
    return c


def demander(base: Base, c: str, **autres: Any) -> Any:
    promis = base.horloge() + timedelta(days=2)
    return transferts.demander(base, c, autres.pop("demande_id", "demande-1"), FICHE, promis, **autres)


def lignes(base: Base, c: str) -> list[tuple[str, Any]]:
    with base.transaction() as connexion:
        return [(e.de, e.contenu.get("transfert")) for e in journal.lire(base, connexion, c)]


def etats(base: Base, t: str) -> list[tuple[str | None, str]]:
    return [(m.de, m.vers) for m in attente.histoire(base, t)]


def tenue(base: Base, c: str) -> bool:
    with base.transaction() as connexion:
        return conversations.tenue(connexion, c)


def test_a_request_is_one_however_often_it_comes(base: Base) -> None:
    c = conversation(base)
    t = demander(base, c)
    assert demander(base, c).id == t.id  # sent again
    assert demander(base, c, demande_id="demande-2").id == t.id  # another one while it is open
    assert (t.etat, dict(t.fiche.lignes), t.ouvert, t.tenu) == ("demande", dict(FICHE.lignes), True, False)
    assert lignes(base, c) == [("personne", None), ("systeme", "demande")]
    assert etats(base, t.id) == [(None, "demande")]
    assert [x.id for x in attente.file(base)] == [t.id]


def test_from_the_request_to_the_end(base: Base, juristes: tuple[str, str]) -> None:
    marie, _ = juristes
    c = conversation(base)
    t = demander(base, c)
    assert not tenue(base, c)
    assert transferts.prendre(base, t.id, marie).juriste == marie
    assert tenue(base, c)
    for _ in range(3):  # sent three times, written once
        transferts.repondre(base, t.id, marie, {"texte": "Bonjour"}, "reponse-1")
    assert tenue(base, c)
    fini = transferts.clore(base, t.id, marie, "accompagnee", "Gardez le refus écrit.")
    assert (fini.etat, fini.issue, fini.ouvert, fini.clos_le) == ("clos", "accompagnee", False, base.horloge())
    assert not tenue(base, c)
    assert etats(base, t.id) == [(None, "demande"), ("demande", "pris"), ("pris", "en_cours"), ("en_cours", "clos")]
    assert [m.par for m in attente.histoire(base, t.id)] == ["personne", marie, marie, marie]
    assert lignes(base, c)[2:] == [("systeme", "pris"), ("juriste", None), ("juriste", None), ("systeme", "clos")]
    assert attente.file(base) == []
    neuf = demander(base, c, demande_id="demande-2")
    assert neuf.id != t.id


def test_two_juristes_take_at_once_and_one_has_it(base: Base, juristes: tuple[str, str]) -> None:
    t = demander(base, conversation(base))
    resultats: list[Any] = []
    depart = threading.Barrier(2)

    def prendre(compte: str) -> None:
        depart.wait()
        try:
            resultats.append(transferts.prendre(base, t.id, compte).juriste)
        except MouvementRefuse:
            resultats.append(None)

    fils = [threading.Thread(target=prendre, args=(j,)) for j in juristes]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    pris = attente.lire(base, t.id)
    assert pris is not None
    assert sorted(resultats, key=str) == sorted([pris.juriste, None], key=str)
    assert etats(base, t.id) == [(None, "demande"), ("demande", "pris")]


@pytest.mark.parametrize(
    "geste",
    [
        lambda base, t, qui: transferts.repondre(base, t, qui, {"texte": "x"}, "reponse-1"),
        lambda base, t, qui: transferts.rendre(base, t, qui, base.horloge()),
        lambda base, t, qui: transferts.clore(base, t, qui, "orientee", ""),
        lambda base, t, qui: transferts.rappeler(base, t, qui, base.horloge()),
    ],
    ids=["repondre", "rendre", "clore", "rappeler"],
)
def test_what_somebody_else_holds_or_nobody_is_not_touched(
    base: Base, juristes: tuple[str, str], geste: Callable[[Base, str, str], Any]
) -> None:
    marie, paul = juristes
    c = conversation(base)
    t = demander(base, c)
    with pytest.raises(MouvementRefuse):
        geste(base, t.id, marie)
    transferts.prendre(base, t.id, marie)
    with pytest.raises(PasLeSien):
        geste(base, t.id, paul)
    conversations.effacer(base, c)
    with pytest.raises(TransfertInconnu):
        geste(base, t.id, marie)
    with pytest.raises(TransfertInconnu):
        geste(base, "0" * 32, marie)


def test_given_back_then_given_to_another(base: Base, juristes: tuple[str, str]) -> None:
    marie, paul = juristes
    c = conversation(base)
    t = demander(base, c)
    transferts.prendre(base, t.id, marie)
    rendu = transferts.rendre(base, t.id, marie, base.horloge() + timedelta(days=4))
    assert (rendu.etat, rendu.juriste, tenue(base, c)) == ("demande", None, False)
    assert rendu.promis_le == base.horloge() + timedelta(days=4)
    assert transferts.assigner(base, t.id, marie).juriste == marie
    assert transferts.assigner(base, t.id, paul).juriste == paul
    assert not transferts.battre(base, t.id, marie)
    assert transferts.battre(base, t.id, paul)
    assert lignes(base, c)[-3:] == [("systeme", "demande"), ("systeme", "pris"), ("systeme", "pris")]


def test_a_later_answer_leaves_the_bot_and_comes_back(base: Base, juristes: tuple[str, str]) -> None:
    marie, paul = juristes
    c = conversation(base)
    t = demander(base, c)
    transferts.prendre(base, t.id, marie)
    plus_tard = base.horloge() + timedelta(days=5)
    rappel = transferts.rappeler(base, t.id, marie, plus_tard)
    assert (rappel.etat, rappel.promis_le, rappel.ouvert, tenue(base, c)) == ("rappel", plus_tard, True, False)
    assert [x.id for x in attente.file(base)] == [t.id]
    assert transferts.prendre(base, t.id, paul).juriste == paul
    assert tenue(base, c)


def test_the_person_changes_their_mind(base: Base, juristes: tuple[str, str]) -> None:
    c = conversation(base)
    assert transferts.annuler(base, c) is None
    t = demander(base, c)
    transferts.prendre(base, t.id, juristes[0])
    annule = transferts.annuler(base, c)
    assert annule is not None and annule.etat == "annule"
    assert not tenue(base, c)
    with pytest.raises(MouvementRefuse):
        transferts.prendre(base, t.id, juristes[0])
    conversations.effacer(base, c)
    with pytest.raises(ConversationInconnue):
        transferts.annuler(base, c)
    with pytest.raises(ConversationInconnue):
        demander(base, c)


def test_a_juriste_who_is_gone_gives_the_person_back(base: Base, montre: Any, juristes: tuple[str, str]) -> None:
    c = conversation(base)
    t = demander(base, c)
    transferts.prendre(base, t.id, juristes[0])
    montre.heure += ABSENCE
    assert transferts.battre(base, t.id, juristes[0])
    montre.heure += ABSENCE
    assert veiller(base)["absents"] == 0
    montre.heure += timedelta(seconds=1)
    assert veiller(base) == {"absents": 1, "expires": 0, "retards": 0}
    revenu = attente.lire(base, t.id)
    assert revenu is not None
    assert (revenu.etat, revenu.juriste, tenue(base, c)) == ("demande", None, False)
    assert lignes(base, c)[-1] == ("systeme", "demande")
    assert not transferts.battre(base, t.id, juristes[0])
    assert veiller(base)["absents"] == 0


def test_a_broken_promise_is_said_once_then_the_request_ends(base: Base, montre: Any) -> None:
    c = conversation(base)
    t = demander(base, c)
    montre.heure += timedelta(days=2)
    assert veiller(base) == {"absents": 0, "expires": 0, "retards": 0}
    montre.heure += timedelta(seconds=1)
    assert [veiller(base)["retards"] for _ in range(3)] == [1, 0, 0]
    assert lignes(base, c)[-1] == ("systeme", "demande")
    montre.heure += EXPIRATION
    assert veiller(base)["expires"] == 1
    fini = attente.lire(base, t.id)
    assert fini is not None
    assert (fini.etat, fini.clos_le) == ("expire", base.horloge())
    assert lignes(base, c)[-1] == ("systeme", "expire")
    assert veiller(base) == {"absents": 0, "expires": 0, "retards": 0}


def test_a_promise_is_the_same_moment_once_read_back(base: Base, juristes: tuple[str, str]) -> None:
    promis = datetime(2026, 7, 15, 17, 0, tzinfo=PARIS)  # two hours ahead of UTC
    t = transferts.demander(base, conversation(base), "demande-1", FICHE, promis)
    assert t.promis_le == promis
    transferts.prendre(base, t.id, juristes[0])
    plus_tard = promis + timedelta(days=1)
    assert transferts.rappeler(base, t.id, juristes[0], plus_tard).promis_le == plus_tard
    assert transferts.en_clair(promis) == "15 juillet 2026 à 17 h 00"


def test_who_comes_back_to_the_queue_late_gets_a_new_promise_not_an_end(
    base: Base, montre: Any, juristes: tuple[str, str]
) -> None:
    t = demander(base, conversation(base))
    transferts.prendre(base, t.id, juristes[0])
    for _ in range(20):  # talked with for a long time, the page open
        montre.avancer(days=1)
        assert transferts.battre(base, t.id, juristes[0])
    assert veiller(base) == {"absents": 0, "expires": 0, "retards": 0}
    montre.heure += ABSENCE + timedelta(seconds=1)
    assert veiller(base) == {"absents": 1, "expires": 0, "retards": 0}
    revenu = attente.lire(base, t.id)
    assert revenu is not None and revenu.promis_le == base.horloge() + timedelta(days=3)


def test_a_juriste_s_own_move_does_not_pass_for_the_excuse_to_the_person(
    base: Base, montre: Any, juristes: tuple[str, str]
) -> None:
    c = conversation(base)
    t = demander(base, c)
    montre.avancer(days=3)
    for juriste in juristes:
        transferts.assigner(base, t.id, juriste)
    transferts.rendre(base, t.id, juristes[1], base.horloge() - timedelta(hours=1))
    assert veiller(base)["retards"] == 1


def test_watches_at_once_tell_each_person_once(base: Base, montre: Any, juristes: tuple[str, str]) -> None:
    tard, parti = conversation(base), conversation(base)
    demander(base, tard)
    transferts.prendre(base, demander(base, parti).id, juristes[0])
    montre.avancer(days=3)
    depart = threading.Barrier(4)
    comptes_rendus: list[dict[str, int]] = []

    def veille() -> None:
        depart.wait()
        comptes_rendus.append(veiller(base))

    fils = [threading.Thread(target=veille) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert {nature: sum(c[nature] for c in comptes_rendus) for nature in comptes_rendus[0]} == {
        "absents": 1,
        "expires": 0,
        "retards": 1,
    }
    assert lignes(base, tard).count(("systeme", "demande")) == 2  # received, then late


def test_a_cancel_says_whether_somebody_read(base: Base, juristes: tuple[str, str]) -> None:
    dits = []
    for lu in (False, True):
        c = conversation(base)
        t = demander(base, c)
        if lu:
            transferts.prendre(base, t.id, juristes[0])
            transferts.rendre(base, t.id, juristes[0], base.horloge())
        transferts.annuler(base, c)
        with base.transaction() as connexion:
            dits.append(journal.lire(base, connexion, c)[-1].contenu["texte"])
    assert dits == [texte("transfert.annule"), texte("transfert.annule_lu")]


def test_a_danger_told_while_waiting_puts_the_request_first(base: Base) -> None:
    calme, presse = conversation(base), conversation(base)
    demander(base, calme)
    t = demander(base, presse)
    with base.transaction() as connexion:
        transferts.presser(connexion, presse)
    assert [(x.id == t.id, x.urgent) for x in attente.file(base)] == [(True, True), (False, False)]


def test_the_queue_most_pressing_first_and_by_territory(base: Base, montre: Any) -> None:
    tard = demander(base, conversation(base), departement="59")
    montre.heure -= timedelta(hours=1)
    tot = demander(base, conversation(base), departement="62")
    montre.heure += timedelta(hours=2)
    urgent = demander(base, conversation(base), urgent=True)
    assert [t.id for t in attente.file(base)] == [urgent.id, tot.id, tard.id]
    assert [t.id for t in attente.file(base, ("62",))] == [urgent.id, tot.id]
    with base.transaction() as connexion:
        assert [attente.devant(connexion, t) for t in (tot, tard, urgent)] == [0, 1, 2]


@pytest.mark.parametrize(("jointe", "vues"), [(False, ["systeme"]), (True, ["personne", "systeme"])])
def test_only_what_was_agreed_is_shown(base: Base, jointe: bool, vues: list[str]) -> None:
    c = conversation(base)
    promis = base.horloge() + timedelta(days=1)
    t = transferts.demander(base, c, "demande-1", Fiche({"role": "victime"}, jointe), promis)
    assert [e.de for e in attente.echanges(base, t)] == vues
    with base.transaction() as connexion:
        journal.ajouter(base, connexion, c, "personne", {"texte": "après"})
    assert [e.de for e in attente.echanges(base, t)] == [*vues, "personne"]


def test_notes_are_kept_sealed_and_go_with_the_conversation(base: Base, juristes: tuple[str, str]) -> None:
    c = conversation(base)
    t = demander(base, c)
    notes.ecrire(base, t.id, juristes[0], "canari de la note")
    notes.ecrire(base, t.id, juristes[1], "suite")
    assert sorted(n.texte for n in notes.lire(base, t.id)) == ["canari de la note", "suite"]
    with base.transaction() as connexion:
        brut = [v for table in metadata.tables.values() for ligne in connexion.execute(sa.select(table)) for v in ligne]
    assert not any(b"canari" in (v if isinstance(v, bytes) else str(v).encode()) for v in brut)
    conversations.effacer(base, c)
    with base.transaction() as connexion:
        for nom in ("transferts", "mouvements", "notes"):
            assert connexion.execute(sa.select(sa.func.count()).select_from(metadata.tables[nom])).scalar_one() == 0
    with pytest.raises(TransfertInconnu):
        notes.lire(base, t.id)
    with pytest.raises(TransfertInconnu):
        notes.ecrire(base, t.id, juristes[0], "trop tard")


def test_what_staff_do_is_no_news_of_the_person(base: Base, montre: Any, juristes: tuple[str, str]) -> None:
    c = conversation(base)
    t = demander(base, c)
    with base.transaction() as connexion:
        avant = conversations.trouver(base, connexion, c)
    montre.avancer(days=1)
    transferts.prendre(base, t.id, juristes[0])
    with base.transaction() as connexion:
        apres = conversations.trouver(base, connexion, c)
    assert avant is not None and apres is not None
    assert apres.interlocuteur == "juriste"
