"""A situation declared in a form: what is a label, what is kept by hand, and where."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.declaration import Declaration, declaree, garder, situation, situer, valider
from bot.knowledge import charger
from bot.parcours import Lieu
from bot.reponses import DOSSIER, Phrase, dire, existe, portes
from bot.situation import Indice, Situation

LUE = Declaration("victime", "discrimination", ("origine",), "emploi", "prive")


def test_what_is_no_label_is_not_known() -> None:
    assert valider("x", "y", ["z", "origine", "origine"], "", "w") == Declaration(criteres=("origine",))


def test_no_more_criteres_than_lists() -> None:
    assert len(valider("", "", ["age", "sexe", "origine", "religion", "langue"], "", "").criteres) == 4


@pytest.mark.parametrize(
    ("dite", "attendue"),
    [
        (LUE, Declaration("temoin", "violence", ("age",), "logement", "public")),
        (replace(LUE, criteres=("sexe",)), Declaration("temoin", "violence", ("sexe",), "logement", "public")),
        (replace(LUE, domaine="", role="proche"), Declaration("proche", "violence", ("age",), "", "public")),
    ],
)
def test_what_was_changed_by_hand_outlives_a_new_reading(dite: Declaration, attendue: Declaration) -> None:
    assert garder(dite, LUE, Declaration("temoin", "violence", ("age",), "logement", "public")) == attendue


@pytest.mark.parametrize("nature", ["", "insuffisant", "autre_litige", "discrimination"])
def test_a_critere_makes_a_discrimination(nature: str) -> None:
    assert situation(Declaration(nature=nature, criteres=("age",)), None).nature == "discrimination"


@pytest.mark.parametrize("nature", ["harcelement", "violence", "propos_haineux"])
def test_a_critere_does_not_hide_what_is_worse(nature: str) -> None:
    assert situation(Declaration(nature=nature, criteres=("age",)), None).nature == nature


def test_the_words_of_the_reading_stay_with_their_label() -> None:
    lue = Situation(criteres=(Indice("age", 0.9, ("vieux",)),), domaine=Indice("emploi", 0.9, ("patron",)))
    s = situation(Declaration(criteres=("age", "sexe"), domaine="emploi"), None, lue)
    assert [c.mots for c in s.criteres] == [("vieux",), ()]
    assert s.domaine is not None and s.domaine.mots == ("patron",)


def test_not_enough_is_the_same_as_not_known() -> None:
    assert declaree(Situation(nature="insuffisant")) == Declaration()


@pytest.mark.parametrize(
    ("champs", "dit", "lieu"),
    [
        (("lille",), "Lille (Nord)", Lieu("59350", "59")),
        (("Lille (Nord)", "59350"), "Lille (Nord)", Lieu("59350", "59")),
        (("Roubaix", "59350"), "Roubaix (Nord)", Lieu("59512", "59")),
        (("", "59350"), "", None),
        (("62",), "62", Lieu(None, "62")),
        (("Paris",), "Paris", Lieu(hors_region=True)),
        (("", "", "", "j'habite à Lille"), "Lille (Nord)", Lieu("59350", "59")),
        (("", "", "", "dans l'Oise"), "Oise", Lieu(None, "60")),
        (("", "", "", "j'habite à Paris"), "Hors des Hauts-de-France", Lieu(hors_region=True)),
        (("Hors des Hauts-de-France",), "Hors des Hauts-de-France", Lieu(hors_region=True)),
        (("wxzq",), "wxzq", None),
        (("", "", "99999"), "", None),
    ],
)
def test_the_place(champs: tuple[str, ...], dit: str, lieu: Lieu | None) -> None:
    trouve = situer(*champs)
    assert (trouve.dit, trouve.lieu, trouve.introuvable) == (dit, lieu, dit == "wxzq")


def test_homonyms_are_proposed_then_chosen() -> None:
    possibles = situer("Senlis").possibles
    assert len(possibles) == 2
    for c in possibles:
        assert situer("Senlis", "", c.code).lieu == Lieu(c.code, c.departement)
    assert situer("Senlis", "", "59350").possibles == possibles


def test_every_commune_found_once_is_found_again_from_its_field() -> None:
    """The form carries the name as shown and the code: never another commune at the next step."""
    from bot.communes import tables

    communes = {c.code: c for liste in tables().par_nom.values() for c in liste}
    assert len(communes) > 3000
    for c in communes.values():
        assert situer(c.affiche, c.code).lieu == Lieu(c.code, c.departement)


# --- The sentences of the assistant, without Rasa -------------------------------------------------


def test_the_sentences_are_those_of_the_assistant() -> None:
    assert "{" not in dire(Phrase("utter_regle", {"texte": "Une règle."}))
    assert dire(Phrase("utter_orientation_violence")) in (DOSSIER / "orientation.yml").read_text(encoding="utf-8")
    assert existe("utter_saluer") and not existe("utter_absent")
    with pytest.raises(KeyError):
        dire(Phrase("utter_absent"))


def test_the_choices_of_a_question() -> None:
    assert {d for d, _ in portes("utter_ask_formulaire_situation_domaine", "domaine")} == set(charger().domaines)
