"""The masked copy of a turn: once, with the answers, without a raw word; and the answer comes whatever happens to it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from bot.gateway import turn
from bot.gateway.turn import Tours
from bot.logs import FormatMuet
from bot.store import conversations, copies, journal
from bot.store.copies import Copie, Filtres
from bot.store.session import Base
from bot.store.tables import metadata

RECIT = "Karim Benali m'a refusé le logement quand il a lu mon nom, son numéro : 06 12 34 56 78"
LU = {
    "intent": {"nom": "raconter", "confiance": 0.9},
    "nature": {"nom": "discrimination", "confiance": 0.8},
    "criteres": [{"id": "patronyme", "confiance": 0.7, "mots": ["nom", "Benali"]}],
    "domaine": {"id": "logement", "confiance": 0.6, "mots": ["logement"]},
    "role": "victime",
    "departement": None,
    "danger": None,
}
Lignes = Callable[[str], Any]


@pytest.fixture
def dire(tours: Tours, cerveau: Any, lignes: Lignes, jusqua: Any) -> Callable[..., Any]:
    """Send a message (in a new conversation by default), wait for its answer, return the conversation."""
    cerveau.comprendre = lambda _: LU

    async def _dire(texte: str | None, c: str | None = None, choix: str | None = None, identifiant: str = "m-1") -> str:
        if c is None:
            c = await tours.ouvrir("web")
            await jusqua(lambda: len(lignes(c)) >= 2)
        await tours.recevoir(c, identifiant, texte, choix)
        await jusqua(lambda: not tours.saisie(c) and all(e.etat == journal.TRAITE for e in lignes(c)))
        return c

    return _dire


def toutes(base: Base) -> list[Copie]:
    return list(copies.chercher(base, Filtres()).copies)


async def test_a_typed_message_leaves_one_masked_copy(base: Base, dire: Any, lignes: Lignes) -> None:
    c = await dire(RECIT)
    (copie,) = toutes(base)
    dite = next(e for e in lignes(c) if e.de == "personne")
    assert (copie.conversation, copie.rang, copie.canal) == (c, dite.rang, "web")
    assert "[téléphone]" in copie.texte and "logement" in copie.texte
    assert copie.analyse["criteres"] == [{"id": "patronyme", "confiance": 0.7, "mots": ["nom"]}]
    assert (copie.repli, copie.urgence, copie.danger, copie.correction) == (False, False, False, None)
    assert not [mot for mot in ("Karim", "Benali", "06 12") if mot in repr(copie)]


async def test_no_word_of_it_is_in_clear_anywhere(base: Base, dire: Any) -> None:
    await dire(RECIT)
    with base.transaction() as connexion:
        tout = b"".join(
            bytes(v) if isinstance(v, bytes) else str(v).encode()
            for table in metadata.tables.values()
            for ligne in connexion.execute(sa.select(table))
            for v in ligne
        )
    assert not [mot for mot in (b"Benali", b"logement", b"patronyme", b"[pr") if mot in tout]


async def test_a_fallback_and_an_emergency_are_noted(base: Base, cerveau: Any, dire: Any) -> None:
    cerveau.repondre = lambda _: [{"texte": "Je n'ai pas compris", "nom": "utter_pas_compris"}]
    await dire("je vais me suicider ce soir")
    (copie,) = toutes(base)
    assert (copie.repli, copie.urgence, copie.danger) == (True, True, True)


async def test_the_same_message_delivered_again_leaves_one_copy(base: Base, tours: Tours, dire: Any) -> None:
    c = await dire(RECIT)
    await asyncio.gather(*(tours.recevoir(c, "m-1", RECIT, None) for _ in range(3)))
    tours._lancer(c)
    await dire("et encore", c, identifiant="m-2")
    assert sorted(x.rang for x in toutes(base)) == [3, 5]


async def test_a_crash_before_the_end_of_the_turn_leaves_nothing_then_one(
    base: Base, tours: Tours, lignes: Lignes, jusqua: Any, cerveau: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message was written, Rasa answered, and everything fell just before the turn was marked as treated."""
    cerveau.comprendre = lambda _: LU
    c = conversations.creer(base, "web")
    with base.transaction() as connexion:
        journal.ajouter(base, connexion, c, "personne", {"texte": RECIT}, message_id="m-1", etat=journal.RECU)

    def tomber(*_: Any) -> None:
        raise KeyboardInterrupt

    entree = lignes(c)[0]
    with monkeypatch.context() as coupure:
        coupure.setattr(journal, "marquer", tomber)
        with pytest.raises(KeyboardInterrupt):
            tours._conclure(entree, turn.Reponse([{"texte": "Lu"}], LU))
    assert toutes(base) == [] and [e.de for e in lignes(c)] == ["personne"]
    tours._lancer(c)  # as at the next start
    await jusqua(lambda: all(e.etat == journal.TRAITE for e in lignes(c)))
    assert [x.rang for x in toutes(base)] == [1]


async def test_what_could_not_be_treated_is_copied_once_it_is(
    base: Base, tours: Tours, cerveau: Any, lignes: Lignes, jusqua: Any
) -> None:
    cerveau.comprendre = lambda _: LU
    cerveau.muet = True
    c = await tours.ouvrir("web")
    await tours.recevoir(c, "m-1", RECIT, None)
    await jusqua(lambda: not tours._taches)
    assert toutes(base) == []
    cerveau.muet = False
    tours._lancer(c)
    await jusqua(lambda: all(e.etat == journal.TRAITE for e in lignes(c)))
    assert len(toutes(base)) == 1


async def test_neither_the_opening_nor_a_choice_is_copied(base: Base, cerveau: Any, lignes: Lignes, dire: Any) -> None:
    offre = [{"titre": "Roubaix (Nord)", "payload": '/repondre_lieu{"lieu": "59512"}'}]
    cerveau.repondre = lambda _: [{"texte": "Où ?", "choix": offre}]
    c = await dire(RECIT)
    choix = lignes(c)[-1].contenu["choix"][0]["id"]
    await dire(None, c, choix, identifiant="m-2")
    (copie,) = toutes(base)
    # The place that was touched says where the story is.
    assert copie.departement == "59"


@pytest.mark.parametrize("lu", [None, {"intent": {"nom": "Benali", "confiance": 1}}, {"intent": 3}, {}], ids=str)
async def test_an_analysis_that_is_none_leaves_no_copy_and_the_answer_comes(
    base: Base, cerveau: Any, lignes: Lignes, dire: Any, lu: Any, caplog: pytest.LogCaptureFixture
) -> None:
    cerveau.comprendre = lambda _: lu
    # `dire` gave its own reading; this one replaces it.
    c = await dire(RECIT)
    assert toutes(base) == []
    assert lignes(c)[-1].contenu["texte"] == f"Lu : {RECIT}"
    ecrit = "".join(FormatMuet().format(r) for r in caplog.records)
    assert ("copie_impossible" in ecrit) is (lu is not None)
    assert "Benali" not in ecrit


async def test_a_mask_that_falls_breaks_no_turn_and_says_no_word(
    base: Base, lignes: Lignes, dire: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tomber(texte: str) -> str:
        raise RuntimeError(texte)

    monkeypatch.setattr("bot.relecture.copie.masquer", tomber)
    with caplog.at_level(logging.DEBUG):
        c = await dire(RECIT)
    assert toutes(base) == []
    assert lignes(c)[-1].contenu["texte"] == f"Lu : {RECIT}"
    ecrit = "".join(FormatMuet().format(r) for r in caplog.records if r.name.startswith("boussole"))
    assert "copie_impossible" in ecrit and "Benali" not in ecrit


async def test_an_order_to_erase_leaves_no_copy(base: Base, tours: Tours, cerveau: Any, jusqua: Any, dire: Any) -> None:
    c = await dire(RECIT)
    cerveau.repondre = lambda _: [{"texte": "C'est effacé.", "ordre": "effacer"}]
    await tours.recevoir(c, "m-2", "efface tout", None)
    await jusqua(lambda: not tours._taches)
    assert toutes(base) == []
