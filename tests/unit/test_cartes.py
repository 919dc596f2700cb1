"""Cards: every string ready to show, no empty hole, nothing unsure said as sure."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from bot import cartes
from bot.danger import Danger
from bot.horaires import PARIS, Ouverture
from bot.knowledge import charger
from bot.labels import CRITERES, DANGERS, DOMAINES, NATURES, ROLES
from bot.orientation import Orientation, orienter
from bot.situation import Indice, Situation

TARD = datetime(2026, 11, 24, 10, 0, tzinfo=PARIS)
FRAIS = datetime(2021, 3, 12, 10, 0, tzinfo=PARIS)
LOIN = datetime(2040, 1, 3, 10, 0, tzinfo=PARIS)
TYPES = {
    "qualification",
    "contact",
    "preuves",
    "delais",
    "elements",
    "information",
    "recapitulatif",
    "urgence",
    "transfert",
}


def situation(
    nature: str = "discrimination",
    critere: str | None = "origine",
    domaine: str | None = "logement",
    commune: str | None = "59512",
    departement: str | None = "59",
    role: str | None = None,
) -> Situation:
    return Situation(
        role=role,
        recit=True,
        nature=nature,
        criteres=(Indice(critere, 0.9, ("mon nom",)),) if critere else (),
        domaine=Indice(domaine, 0.8, ("appartement",)) if domaine else None,
        commune=commune,
        departement=departement,
    )


def toutes(s: Situation, quand: datetime) -> tuple[Orientation, list[dict[str, Any]]]:
    """Every card that a situation may show."""
    faits = charger()
    o = orienter(s, faits, quand)
    faites = [
        cartes.qualification(s, faits),
        cartes.contacts(o, faits),
        cartes.contacts_humains(o, faits),
        cartes.elements(o, s, faits),
        cartes.preuves(o),
        cartes.delais(o, faits, quand.date()),
        cartes.plan_local(o),
        *cartes.ressources(o),
        cartes.recapitulatif(o, s, faits, quand.date()),
    ]
    return o, [c for c in faites if c is not None]


def phrases(valeur: Any) -> Iterator[str]:
    if isinstance(valeur, str):
        yield valeur
    elif isinstance(valeur, dict):
        for sous in valeur.values():
            yield from phrases(sous)
    elif isinstance(valeur, (list, tuple)):
        for sous in valeur:
            yield from phrases(sous)


@pytest.mark.parametrize("quand", [FRAIS, TARD, LOIN], ids=["2021", "2026", "2040"])
@pytest.mark.parametrize("role", [None, *ROLES])
def test_every_card_is_ready_to_show(role: str | None, quand: datetime) -> None:
    lieux = [("59512", "59"), ("02691", "02"), (None, "62"), (None, None)]
    grille = itertools.product(NATURES, (None, *CRITERES[::5]), (None, *DOMAINES[::2]), lieux)
    for nature, critere, domaine, (commune, departement) in grille:
        _, faites = toutes(situation(nature, critere, domaine, commune, departement, role), quand)
        for carte in faites:
            assert carte["type"] in TYPES
            assert carte["titre"]
            json.dumps(carte)
            for phrase in phrases(carte):
                assert phrase.strip(), (carte["type"], carte)
                assert not re.search(r"[{}]|\bNone\b|  |\.\.(?!\.)|\( ?\)", phrase), phrase


@pytest.mark.parametrize("departement", ["02", "59", "60", "62", "80", None])
def test_contacts_begin_with_the_39_28_then_the_delegate_or_the_directory(departement: str | None) -> None:
    faits = charger()
    o = orienter(situation(commune=None, departement=departement), faits, TARD)
    premier, second, *_ = cartes.contacts(o, faits)["contacts"]
    assert premier["tel"] == {"affiche": "39 28", "lien": "tel:3928"}
    assert premier["site"]["adresse"].startswith("https://")
    assert second["id"] == (f"delegue_{departement}" if departement else "annuaire_delegues")
    assert second["site"]["adresse"].startswith("https://")
    assert [c["id"] for c in cartes.contacts_humains(o, faits)["contacts"]] == [premier["id"], second["id"]]


@pytest.mark.parametrize(("quand", "perime"), [(FRAIS, False), (TARD, True)], ids=["frais", "périmé"])
def test_a_delegate_past_the_review_date_is_dated_with_the_directory_beside(quand: datetime, perime: bool) -> None:
    faits = charger()
    contact = cartes.contacts(orienter(situation(), faits, quand), faits)["contacts"][1]
    assert contact["perime"] is perime
    assert ("11 mars 2021" in (contact["note"] or "")) is perime
    assert contact["site"]["titre"].endswith("(annuaire officiel)")
    assert contact["tel"] is None  # the private addresses of the seed are never shown


@pytest.mark.parametrize("quand", [TARD, LOIN], ids=["2026", "2040"])
@pytest.mark.parametrize(
    ("nature", "critere", "domaine", "attendus"),
    [
        ("discrimination", "origine", "logement", {"mrap_lille": True, "ldh_lille": True}),
        ("autre_litige", None, "emploi", {"droit_du_travail": False}),
        ("violence", None, None, {"point_justice": False}),
    ],
)
def test_helpers_past_their_review_date_are_marked(
    nature: str, critere: str | None, domaine: str | None, attendus: dict[str, bool], quand: datetime
) -> None:
    faits = charger()
    o = orienter(situation(nature, critere, domaine), faits, quand)
    montres = {c["id"]: c for c in cartes.contacts(o, faits)["contacts"]}
    for relais, deja_a_verifier in attendus.items():
        assert montres[relais]["perime"] is (deja_a_verifier or quand == LOIN)
        assert ("à vérifier" in (montres[relais]["note"] or "")) is (deja_a_verifier or quand == LOIN)
    assert montres["3928"]["perime"] is (quand == LOIN)
    assert ("à vérifier" in montres["3928"]["note"]) is (quand == LOIN)


def test_resources_not_checked_are_said_so() -> None:
    faits = charger()
    o = orienter(situation(role="professionnel"), faits, TARD)
    points = {p for c in cartes.ressources(o) for p in c["points"]}
    assert len(points) == len(o.ressources)
    for r in o.ressources:
        (point,) = [p for p in points if p.startswith(f"{r.titre} : ")]
        assert ("(à vérifier)" in point) is (r.a_verifier or r.revoir_le < TARD.date())
    tard = [p for c in cartes.ressources(orienter(situation(role="professionnel"), faits, LOIN)) for p in c["points"]]
    assert all("(à vérifier)" in p for p in tard)


def test_a_professional_sees_the_plan_of_the_territory_with_its_date() -> None:
    """Roubaix is in the Métropole Européenne de Lille, whose plan the facts know."""
    faits = charger()
    carte = cartes.plan_local(orienter(situation(role="professionnel"), faits, TARD))
    assert carte is not None
    assert "Métropole Européenne de Lille" in carte["titre"]
    assert all(re.match(r"État connu (au|en) .*20\d\d : ", p) for p in carte["points"])


def test_every_intercommunalite_makes_a_card_that_says_what_is_known() -> None:
    faits = charger()
    o = orienter(situation(), faits, TARD)
    for epci in faits.intercommunalites.values():
        carte = cartes.plan_local(replace(o, intercommunalite=epci))
        assert carte is not None and epci.nom in carte["titre"]
        assert ("points" in carte) is bool(epci.plan)
        assert ("Je ne connais pas de plan" in carte.get("texte", "")) is not bool(epci.plan)
    assert cartes.plan_local(replace(o, intercommunalite=None)) is None


def test_time_limits_say_that_filing_does_not_stop_them() -> None:
    faits = charger()
    carte = cartes.delais(orienter(situation(), faits, TARD), faits, TARD.date())
    assert carte is not None
    assert "ne suspend pas" in carte["rappel"] or "n'arrête pas" in carte["rappel"]
    assert all(e["duree"] and e["depart"].startswith("À partir de : ") for e in carte["elements"])
    tard = cartes.delais(orienter(situation(), faits, LOIN), faits, LOIN.date())
    assert tard is not None
    assert all(e["note"] for e in tard["elements"])


@pytest.mark.parametrize(
    ("ouverture", "attendu"),
    [
        (Ouverture(True, True, True, None), "Ouvert en ce moment."),
        (Ouverture(False, True, True, None), "Fermé à cette heure-ci."),
        (Ouverture(False, True, False, date(2026, 5, 4)), "Prochain jour d'ouverture : lundi 4 mai 2026."),
        (Ouverture(False, False, False, date(2027, 3, 1)), "lundi 1er mars 2027."),
        (Ouverture(None, False, True, None), "Horaires connus en 2022, à vérifier"),
    ],
)
def test_the_state_of_a_line_in_words(ouverture: Ouverture, attendu: str) -> None:
    etat = cartes.etat(charger().numeros["3928"], ouverture)
    assert attendu in etat["texte"]
    assert etat["ouvert"] is ouverture.ouvert


def test_qualification_shows_the_words_and_no_more_than_known() -> None:
    carte = cartes.qualification(situation(), charger())
    assert [(c["id"], c["mots"]) for c in carte["criteres"]] == [("origine", ["mon nom"])]
    assert carte["criteres"][0]["legal"]
    assert (carte["domaine"]["id"], carte["lieu"]) == ("logement", "Roubaix (Nord)")
    vide = cartes.qualification(situation(critere=None, domaine=None, commune=None), charger())
    assert (vide["criteres"], vide["domaine"], vide["lieu"]) == ([], None, None)


@pytest.mark.parametrize(
    ("present", "quoi", "attendu"),
    [
        (None, "", "Ce n'est pas encore clair. Un juriste du 39 28 peut vous aider à le préciser."),
        (False, "", "Je ne le vois pas dans ce que vous dites."),
        (True, "", "Dans ce que vous dites, oui."),
        (True, "logement", "Dans ce que vous dites, oui : logement."),
    ],
)
def test_an_element_in_words(present: bool | None, quoi: str, attendu: str) -> None:
    assert cartes._element(present, quoi) == attendu


@pytest.mark.parametrize("danger", DANGERS)
def test_emergency_numbers_can_be_tapped(danger: str) -> None:
    faits = charger()
    carte = cartes.urgence(faits, Danger(danger, (), ()))
    assert len(carte["numeros"]) >= 2
    for n in carte["numeros"]:
        assert re.fullmatch(r"(tel|sms):\+?\d+", n["lien"])
        assert n["numero"].replace(" ", "") in n["lien"]
    assert [n["numero"] for n in carte["numeros"]] == [n.numero for n in faits.numeros_pour(danger)]


def test_two_dangers_show_each_number_once_most_urgent_first() -> None:
    numeros = [
        n["numero"] for n in cartes.urgence(charger(), Danger("suicide", ("violence_conjugale",), ()))["numeros"]
    ]
    assert numeros[0] == "3114"
    assert "3919" in numeros
    assert len(numeros) == len(set(numeros))


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        (date(2021, 3, 11), "11 mars 2021"),
        (date(2027, 8, 1), "1er août 2027"),
        (date(2026, 12, 31), "31 décembre 2026"),
    ],
)
def test_a_date_in_letters(jour: date, attendu: str) -> None:
    assert cartes.en_toutes_lettres(jour) == attendu


def test_the_summary_holds_what_was_said_and_whom_to_call() -> None:
    faits, s = charger(), situation()
    o = orienter(s, faits, TARD)
    carte = cartes.recapitulatif(o, s, faits, TARD.date())
    texte = " ".join(phrases(carte))
    for attendu in ("Roubaix (Nord)", "39 28", "GRANDJEAN", "24 novembre 2026", faits.domaines["logement"].nom):
        assert attendu in texte
    assert [x["titre"] for x in carte["sections"]] == [
        "Ce que vous m'avez dit",
        "Qui contacter",
        "À garder comme preuve",
        "Les délais",
    ]
