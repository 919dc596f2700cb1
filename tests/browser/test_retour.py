"""The return code on the page: shown once, written in place of a message, and never sent as one."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Ouvrir
from tests.browser.faux_serveur import FauxServeur, message

pytestmark = pytest.mark.browser


def test_a_code_is_shown_once_and_brings_back_from_another_device(serveur: FauxServeur, ouvrir: Ouvrir) -> None:
    p = ouvrir("telephone").page
    serveur.dire(message("Ce que disait Boussole."))
    p.get_by_role("button", name="Garder un code").click()
    expect(p.get_by_text("1234 5678 9012 3452", exact=True)).to_be_visible()
    p.reload()
    expect(p.get_by_text("Ce que disait Boussole.", exact=True)).to_be_visible()
    expect(p.get_by_text("1234 5678 9012 3452")).to_have_count(0)

    ailleurs = ouvrir("bureau").page
    expect(ailleurs.get_by_text("Ce que disait Boussole.")).to_have_count(0)
    ailleurs.get_by_role("textbox", name="Votre message").fill("1234-5678-9012-3452")
    ailleurs.get_by_role("button", name="Envoyer", exact=True).click()
    expect(ailleurs.get_by_text("Ce que disait Boussole.", exact=True)).to_be_visible()
    assert serveur.recus == []


def test_a_wrong_code_goes_back_into_the_box(serveur: FauxServeur, ouvrir: Ouvrir) -> None:
    p = ouvrir("telephone").page
    champ = p.get_by_role("textbox", name="Votre message")
    champ.fill("0000 0000 0000 0000")
    p.get_by_role("button", name="Envoyer", exact=True).click()
    expect(champ).to_have_value("0000 0000 0000 0000")
    expect(p.get_by_text("Ce code n'ouvre rien.").first).to_be_visible()
    assert serveur.recus == []


@pytest.mark.parametrize("texte", ["06 12 34 56 78", "mon code est 1234 5678 9012 3452", "1234 5678 9012 345"])
def test_other_numbers_are_messages(serveur: FauxServeur, ouvrir: Ouvrir, texte: str) -> None:
    p = ouvrir("telephone").page
    p.get_by_role("textbox", name="Votre message").fill(texte)
    p.get_by_role("button", name="Envoyer", exact=True).click()
    assert serveur.textes_recus(1) == [texte]
