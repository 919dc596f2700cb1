"""Asking for a juriste on the page: only what is ticked leaves, nothing is lost, and the person knows where they stand."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.cartes import FICHE
from tests.browser.conftest import Ouvrir
from tests.browser.faux_serveur import FauxServeur, message
from tests.browser.page_boussole import PageBoussole

pytestmark = pytest.mark.browser


def avec_fiche(serveur: FauxServeur, ouvrir: Ouvrir, taille: str = "telephone") -> PageBoussole:
    page = ouvrir(taille)
    serveur.dire(message(carte=FICHE))
    page.page.get_by_role("button", name="Envoyer ma demande").wait_for()
    return page


def test_only_what_is_ticked_leaves_as_it_was_changed(serveur: FauxServeur, ouvrir: Ouvrir) -> None:
    p = avec_fiche(serveur, ouvrir).page
    p.get_by_role("checkbox", name="Qui êtes-vous").uncheck()
    p.get_by_role("textbox", name="Ce que vous voulez").fill("qu'on m'appelle")
    p.get_by_role("button", name="Envoyer ma demande").click()
    expect(p.get_by_role("button", name="Demande envoyée")).to_be_disabled()
    (recue,) = serveur.demandes
    assert [ligne["cle"] for ligne in recue["lignes"]] == ["recit", "souhait"]
    assert recue["lignes"][1]["texte"] == "qu'on m'appelle"
    assert (recue["conversation"], recue["departement"]) == (False, "59")
    assert len(recue["id"]) >= 8


def test_nothing_ticked_asks_for_a_line_and_the_conversation_alone_is_enough(
    serveur: FauxServeur, ouvrir: Ouvrir
) -> None:
    p = avec_fiche(serveur, ouvrir).page
    for titre in ("Qui êtes-vous", "Ce qui s'est passé"):
        p.get_by_role("checkbox", name=titre).uncheck()
    p.get_by_role("button", name="Envoyer ma demande").click()
    expect(p.locator(".fiche [role=alert]")).not_to_be_empty()
    assert serveur.demandes == []
    p.get_by_role("checkbox", name="Joindre").check()
    p.get_by_role("button", name="Envoyer ma demande").click()
    expect(p.get_by_role("button", name="Demande envoyée")).to_be_visible()
    assert (serveur.demandes[0]["lignes"], serveur.demandes[0]["conversation"]) == ([], True)


def test_a_refusal_keeps_every_word_and_the_same_request_is_sent_again(serveur: FauxServeur, ouvrir: Ouvrir) -> None:
    p = avec_fiche(serveur, ouvrir).page
    p.get_by_role("textbox", name="Quand").fill("en octobre")
    serveur.refus.append((503, "indisponible", "Réessayez."))
    p.get_by_role("button", name="Envoyer ma demande").click()
    expect(p.locator(".fiche [role=alert]")).to_have_text("Réessayez.")
    expect(p.get_by_role("textbox", name="Quand")).to_have_value("en octobre")
    p.get_by_role("button", name="Envoyer ma demande").click()
    expect(p.get_by_role("button", name="Demande envoyée")).to_be_visible()
    assert "quand" in [ligne["cle"] for ligne in serveur.demandes[0]["lignes"]]


def test_where_the_person_stands_is_always_said_and_can_be_cancelled(serveur: FauxServeur, ouvrir: Ouvrir) -> None:
    p = avec_fiche(serveur, ouvrir).page
    suivi = p.locator(".attente-juriste")
    expect(suivi).to_be_hidden()
    p.get_by_role("button", name="Envoyer ma demande").click()
    expect(suivi).to_contain_text("30 novembre 2026 à 17 h 00")
    serveur.transfert("en_cours")
    expect(suivi).not_to_contain_text("30 novembre")
    serveur.dire(message("Bonjour, je suis juriste."), de="juriste")
    expect(p.get_by_text("Bonjour, je suis juriste.", exact=True)).to_be_visible()
    suivi.get_by_role("button").click()
    expect(suivi).to_be_hidden()
