"""A danger told without the detector's words: learned, added to the detector, never instead of it."""

from __future__ import annotations

import pytest

from bot import danger as dangers
from bot.comprehension.analyse import analyser
from bot.comprehension.exemples import AUCUN_DANGER, Exemple, depuis_metadonnees
from bot.comprehension.modele import Modele, _danger

from .conftest import exemples

APPRIS = "il serre ma gorge du regard chaque soir quand la porte claque"
SANS = "la porte claque chaque soir quand le vent serre les volets"
CONNU = "je veux mourir"


@pytest.fixture(scope="module")
def averti() -> Modele:
    """Return the small model, taught one danger that the detector does not know."""
    dits = [Exemple(APPRIS, "", danger="violence_conjugale"), Exemple(SANS, "", danger=AUCUN_DANGER)] * 4
    dits += [Exemple("elle garde la lame sous la manche longue", "", danger="automutilation")] * 4
    appris = Modele()
    appris.entrainer(exemples() + dits)
    return appris


def test_le_detecteur_ne_connait_pas_la_phrase_apprise() -> None:
    assert dangers.detecter(APPRIS) is None


@pytest.mark.parametrize(("texte", "danger"), [(APPRIS, "violence_conjugale"), (SANS, None), (CONNU, "suicide")])
def test_danger(averti: Modele, texte: str, danger: str | None) -> None:
    assert (analyser(averti, [texte])[0]["danger"] or {}).get("type") == danger


def test_sans_danger_appris_le_detecteur_reste(modele: Modele) -> None:
    assert analyser(modele, [CONNU])[0]["danger"]["type"] == "suicide"
    assert analyser(modele, [APPRIS])[0]["danger"] is None


def test_un_exemple_de_danger_n_apprend_rien_d_autre() -> None:
    lu = depuis_metadonnees("un texte", "raconter", {"danger": "menace"})
    assert (lu.intent, lu.danger) == ("", "menace")


@pytest.mark.parametrize(
    ("exemple", "appris"),
    [
        (Exemple("t", "", danger="menace"), "oui"),
        (Exemple("t", "", danger=AUCUN_DANGER), "non"),
        (Exemple("t", "signaler_danger"), "oui"),
        (Exemple("t", "raconter", nature="violence"), "oui"),
        (Exemple("t", "raconter", nature="discrimination"), "non"),
        (Exemple("t", "hors_sujet"), "non"),
        # Nobody said it, and it might be one.
        (Exemple("t", "raconter", nature="harcelement"), None),
        (Exemple(CONNU, "raconter", nature="insuffisant"), None),
    ],
)
def test_ce_que_chaque_exemple_apprend(exemple: Exemple, appris: str | None) -> None:
    assert _danger(exemple) == appris
