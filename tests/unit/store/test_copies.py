"""Masked copies: sealed, searched within bounds, corrected beside what the machine read, gone with the conversation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.privacy.vault import CoffreIllisible
from bot.relecture import AUCUN, Etiquettes
from bot.store import conversations, copies, retention
from bot.store.copies import CopieInconnue, Filtres, Place
from bot.store.session import Base
from bot.store.tables import copies as table
from bot.store.tables import transferts

Copier = Callable[..., tuple[str, int]]
RECIT = "Karim Benali de l'agence (06 12 34 56 78) m'a dit que j'étais trop vieux pour le poste"


def trouvees(base: Base, **filtres: Any) -> list[tuple[str, int]]:
    return [(c.conversation, c.rang) for c in copies.chercher(base, Filtres(**filtres)).copies]


def lignes(base: Base) -> list[Any]:
    with base.transaction() as connexion:
        return list(connexion.execute(sa.select(table)).all())


def test_a_copy_holds_the_masked_text_and_what_was_read(base: Base, montre: Any, copier: Copier, analyse: Any) -> None:
    c, rang = copier(RECIT, analyse(departement="59"), canal="sms", reponses=["utter_pas_compris"])
    copie = copies.lire(base, c, rang)
    assert copie is not None
    assert "[téléphone]" in copie.texte and "trop vieux" in copie.texte and "Karim" not in copie.texte
    assert (copie.canal, copie.departement, copie.repli, copie.urgence) == ("sms", "59", True, False)
    assert (copie.cree_le, copie.transfert, copie.relu_le, copie.correction) == (montre.heure, False, None, None)
    assert copie.lues == Etiquettes("raconter", "discrimination", ("age",), "emploi", "victime", AUCUN)
    assert copie.retenues == copie.lues


def test_no_word_is_in_clear_in_the_table_and_another_key_opens_nothing(base: Base, copier: Copier) -> None:
    c, rang = copier(RECIT)
    (ligne,) = lignes(base)
    for mot in (b"vieux", b"age", b"discrimination", b"emploi"):
        assert mot not in b"|".join(bytes(v) if isinstance(v, bytes) else str(v).encode() for v in ligne)
    autre, _ = copier(RECIT)
    with base.transaction() as connexion:
        connexion.execute(table.update().where(table.c.conversation == autre).values(contenu=ligne.contenu))
    with pytest.raises(CoffreIllisible):
        copies.lire(base, autre, rang)
    assert copies.lire(base, c, rang) is not None


def test_the_same_message_gives_one_copy(base: Base, copier: Copier, analyse: Any) -> None:
    c, rang = copier("premier")
    contenu = {"texte": "second", "analyse": analyse(), "departement": None, "repli": False, "urgence": False}
    with base.transaction() as connexion:
        copies.garder(base, connexion, c, rang, contenu)
    assert [x.texte for x in copies.chercher(base, Filtres()).copies] == ["premier"]


def test_an_erased_conversation_gets_no_copy(base: Base, analyse: Any) -> None:
    c = conversations.creer(base, "web")
    conversations.effacer(base, c)
    contenu = {"texte": "x", "analyse": analyse(), "departement": "59", "repli": False, "urgence": False}
    with base.transaction() as connexion:
        copies.garder(base, connexion, c, 1, contenu)
    assert lignes(base) == []


def test_erasing_a_conversation_takes_its_copies(base: Base, copier: Copier, equipe: tuple[str, str]) -> None:
    c, rang = copier()
    gardee = copier()
    copies.corriger(base, equipe[0], c, rang, Etiquettes())
    assert conversations.effacer(base, c)
    assert copies.lire(base, c, rang) is None
    assert trouvees(base) == [gardee]
    with pytest.raises(CopieInconnue):
        copies.corriger(base, equipe[0], c, rang, None)


def test_the_purge_takes_copies_with_their_conversation(base: Base, montre: Any, copier: Copier) -> None:
    copier()
    montre.avancer(days=31)
    retention.purger(base)
    assert lignes(base) == []


@pytest.fixture
def variees(base: Base, montre: Any, copier: Copier, analyse: Any, equipe: tuple[str, str]) -> dict[str, Any]:
    """Copies that each filter tells apart, one hour after another."""
    faites: dict[str, Any] = {}

    def faire(nom: str, *args: Any, **kw: Any) -> None:
        faites[nom] = copier(*args, **kw)
        montre.avancer(hours=1)

    faire("age", "on me dit trop vieux", analyse(departement="59"))
    faire("sms", "Trop Âgé pour eux", analyse((("age", 0.5), ("sexe", 0.4))), canal="sms")
    faire("logement", "pas d'appartement pour moi", analyse((("origine", 0.8),), domaine="logement", departement="62"))
    faire("litige", "ma caution n'est pas rendue", analyse((), nature=("autre_litige", 0.9), domaine="logement"))
    faire("bonjour", "bonjour", analyse((), intent=("saluer", 0.99), domaine=None, role=None))
    faire("repli", "blabla", analyse((), intent=("hors_sujet", 0.6), domaine=None), reponses=["utter_hors_sujet"])
    faire("danger", "il me suit", analyse((), danger="suivi_ou_retenu"))
    faire("urgence", "aidez moi", analyse(()), urgence=True)
    faire("transfert", "je veux parler à quelqu'un", analyse((), intent=("demander_humain", 0.9)))
    with base.transaction() as connexion:
        connexion.execute(
            transferts.insert().values(
                id="t", conversation=faites["transfert"][0], demande_id="d", etat="demande", urgent=False,
                cree_le=montre.heure, promis_le=montre.heure, vu_le=montre.heure, contenu=b"",
            )
        )  # fmt: skip
    faire("corrigee", "trop vieille", analyse((("sexe", 0.7),)))
    copies.corriger(
        base, equipe[0], *faites["corrigee"], Etiquettes(criteres=("age",), nature="harcelement", danger="menace")
    )
    faites["noms"] = {place: nom for nom, place in faites.items()}
    return faites


@pytest.mark.parametrize(
    ("filtres", "attendues"),
    [
        ({}, "corrigee transfert urgence danger repli bonjour litige logement sms age"),
        ({"canal": "sms"}, "sms"),
        ({"intent": "saluer"}, "bonjour"),
        ({"critere": "age"}, "corrigee sms age"),
        ({"critere": "sexe"}, "sms"),
        ({"critere": "handicap"}, ""),
        ({"domaine": "logement"}, "litige logement"),
        ({"domaine": AUCUN}, "transfert repli bonjour"),
        ({"nature": "autre_litige"}, "litige"),
        ({"nature": "harcelement"}, "corrigee"),
        ({"departement": "62"}, "logement"),
        ({"territoires": ("59", "62")}, "logement age"),
        ({"territoires": ("59",), "departement": "62"}, ""),
        ({"confiance_min": 0.95}, "urgence danger bonjour litige"),
        ({"confiance_max": 0.6}, "repli sms"),
        ({"repli": True}, "repli"),
        ({"repli": False, "critere": "sexe"}, "sms"),
        ({"danger": True}, "corrigee urgence danger"),
        ({"danger": False, "critere": "age"}, "sms age"),
        ({"transfert": True}, "transfert"),
        ({"transfert": False, "intent": "demander_humain"}, ""),
        ({"relu": True}, "corrigee"),
        ({"relu": False, "critere": "age"}, "sms age"),
        ({"texte": "trop"}, "corrigee sms age"),
        ({"texte": "AGE trop"}, "sms"),
        ({"texte": "Rendue"}, "litige"),
        ({"texte": "absent"}, ""),
    ],
    ids=str,
)
def test_each_filter(base: Base, variees: dict[str, Any], filtres: dict[str, Any], attendues: str) -> None:
    assert [variees["noms"][place] for place in trouvees(base, **filtres)] == attendues.split()


def test_dates_begin_included_and_end_excluded(base: Base, montre: Any, variees: dict[str, Any]) -> None:
    age, sms = (copies.lire(base, *variees[nom]) for nom in ("age", "sms"))
    assert age is not None and sms is not None
    assert trouvees(base, du=age.cree_le, au=sms.cree_le) == [variees["age"]]
    assert trouvees(base, du=montre.heure) == []


def test_pages_follow_one_another_without_gap_nor_repeat(base: Base, copier: Copier) -> None:
    """Several copies of one instant, and several of one conversation, on both sides of the cuts."""
    c, _ = copier("0")
    for i in range(1, 9):
        copier(str(i), conversation=c if i % 2 else None)
    vus: list[str] = []
    suite: Place | None = None
    while True:
        page = copies.chercher(base, Filtres(), 2, suite)
        vus += [x.texte for x in page.copies]
        if page.suite is None:
            break
        suite = Place.lire(str(page.suite))
        assert suite == page.suite
    assert sorted(vus) == [str(i) for i in range(9)]


@pytest.mark.parametrize("texte", ["", "x", "2026-03-10_a", "2026-03-10T09:00:00_a_1", "a_b_c", "x_y_z_t"])
def test_a_place_that_is_none(texte: str) -> None:
    with pytest.raises(ValueError):
        Place.lire(texte)


def test_a_search_opens_a_bounded_number_and_says_where_to_go_on(
    base: Base, copier: Copier, montre: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "OUVERTES_MAX", 4)
    monkeypatch.setattr(copies, "LOT", 3)
    vieille = copier("aiguille")
    for _ in range(6):
        montre.avancer(minutes=1)
        copier("foin")
    premiere = copies.chercher(base, Filtres(texte="aiguille"))
    assert (premiere.copies, premiere.ouvertes) == ((), 4)
    seconde = copies.chercher(base, Filtres(texte="aiguille"), apres=premiere.suite)
    assert [x.place for x in seconde.copies] == [copies.lire(base, *vieille).place]  # type: ignore[union-attr]
    assert (seconde.suite, seconde.ouvertes) == (None, 3)


def test_the_department_of_a_conversation_is_that_of_all_its_copies(base: Base, copier: Copier, analyse: Any) -> None:
    c, premier = copier("récit")
    assert trouvees(base, departement="59") == []
    copier("à Lille", analyse(departement="59"), conversation=c)
    copier("et encore", conversation=c)
    copier("ailleurs")
    assert [r for _, r in trouvees(base, departement="59")] == [1, 2, 3]
    with base.transaction() as connexion:
        copies.situer(base, connexion, c, "62")
    assert copies.lire(base, c, premier).departement == "62"  # type: ignore[union-attr]
    assert trouvees(base, departement="59") == []


def test_a_correction_stands_beside_what_was_read_and_can_be_undone(
    base: Base, montre: Any, copier: Copier, equipe: tuple[str, str]
) -> None:
    c, rang = copier()
    montre.avancer(hours=2)
    dite = Etiquettes(criteres=("sexe", "age"), domaine="logement", role=AUCUN)
    corrigee = copies.corriger(base, equipe[1], c, rang, dite)
    assert corrigee == copies.lire(base, c, rang)
    assert (corrigee.correction, corrigee.relu_par, corrigee.relu_le) == (dite, equipe[1], montre.heure)
    assert (corrigee.lues.criteres, corrigee.lues.domaine) == (("age",), "emploi")
    assert corrigee.retenues == Etiquettes("raconter", "discrimination", ("sexe", "age"), "logement", AUCUN, AUCUN)
    assert copies.nombre_a_relire(base) == 0
    juste = copies.corriger(base, equipe[0], c, rang, Etiquettes())
    assert juste.retenues == juste.lues and juste.relu_par == equipe[0]
    annulee = copies.corriger(base, equipe[0], c, rang, None)
    assert (annulee.correction, annulee.relu_par, annulee.relu_le) == (None, None, None)
    assert copies.nombre_a_relire(base) == 1


def test_reviewing_does_not_keep_a_conversation_longer(
    base: Base, montre: Any, copier: Copier, equipe: tuple[str, str]
) -> None:
    c, rang = copier()
    montre.avancer(days=29)
    copies.corriger(base, equipe[0], c, rang, Etiquettes())
    montre.avancer(days=2)
    assert retention.purger(base)["sans_transfert"] == 1


@pytest.mark.parametrize(("territoires", "permis"), [((), True), (("59", "62"), True), (("62",), False)])
def test_a_territory_limits_reading_and_correcting(
    base: Base, copier: Copier, analyse: Any, equipe: tuple[str, str], territoires: tuple[str, ...], permis: bool
) -> None:
    place = copier("à Lille", analyse(departement="59"))
    assert (copies.lire(base, *place, territoires) is not None) is permis
    assert ([(x.conversation, x.rang) for x in copies.suivantes(base, 5, territoires)] == [place]) is permis
    if permis:
        assert copies.corriger(base, equipe[0], *place, Etiquettes(), territoires).relu_par
    else:
        with pytest.raises(CopieInconnue):
            copies.corriger(base, equipe[0], *place, Etiquettes(), territoires)
        assert copies.nombre_a_relire(base) == 1


def test_who_sees_some_departments_does_not_see_a_conversation_that_said_none(base: Base, copier: Copier) -> None:
    place = copier()
    assert copies.lire(base, *place, ("59",)) is None
    assert trouvees(base, territoires=("59",)) == []


def test_the_next_to_read_are_the_most_useful_and_unread(
    base: Base, montre: Any, copier: Copier, analyse: Any, equipe: tuple[str, str]
) -> None:
    sur = copier("sûr", analyse((("age", 0.98),), nature=("discrimination", 0.97)))
    montre.avancer(minutes=1)
    danger = copier("danger appris", analyse((), danger="menace"))
    hesite = copier("hésite", analyse((("age", 0.45), ("sexe", 0.42))))
    repli = copier("pas compris", analyse((), intent=("hors_sujet", 0.5)), reponses=["utter_pas_compris"])
    lue = copier("déjà lue", analyse((("age", 0.45), ("sexe", 0.42))))
    copies.corriger(base, equipe[0], *lue, Etiquettes())
    assert [(c.conversation, c.rang) for c in copies.suivantes(base, 3)] == [danger, repli, hesite]
    assert [(c.conversation, c.rang) for c in copies.suivantes(base, 9)][-1] == sur


def test_an_old_copy_is_dated_in_utc(base: Base, montre: Any, copier: Copier) -> None:
    copie = copies.lire(base, *copier())
    assert copie is not None and copie.cree_le.utcoffset() == timedelta(0)
