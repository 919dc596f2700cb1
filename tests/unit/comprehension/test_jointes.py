"""Which pieces of a message may be a question: sentences, or both ends of an unpunctuated message."""

from __future__ import annotations

import pytest

from bot.comprehension.analyse import analyser
from bot.comprehension.jointes import SEUIL_BOUT, SEUIL_PHRASE, morceaux
from bot.comprehension.modele import Modele

SANS_POINTS = (
    "mon patron ma renvoyée quand il a su que jetais enceinte et le videur a rien dit est-ce que c'est gratuit"
)
RECIT = "Mon patron m'a renvoyée quand il a su que j'étais enceinte."


@pytest.mark.parametrize(
    ("texte", "attendus"),
    [
        ("", []),
        ("C'est gratuit ?", []),
        ("Il m'a renvoyée. C'est gratuit ?", [("C'est gratuit ?", SEUIL_PHRASE)]),
        ("C'est gratuit ? Il m'a renvoyée.", [("C'est gratuit ?", SEUIL_PHRASE)]),
        ("Il m'a renvoyée. Mes collègues se taisent.", []),
        ("combien ?", []),
    ],
)
def test_phrases(texte: str, attendus: list[tuple[str, float]]) -> None:
    assert morceaux(texte) == attendus


def test_sans_ponctuation_les_deux_bouts() -> None:
    vus = dict(morceaux(SANS_POINTS))
    assert set(vus.values()) == {SEUIL_BOUT}
    assert "rien dit est-ce que c'est gratuit" in vus
    assert all(SANS_POINTS.startswith(m) or SANS_POINTS.endswith(m) for m in vus)


@pytest.mark.parametrize(
    ("texte", "sujet"),
    [
        (f"{RECIT} Est-ce que c'est gratuit ?", "cout"),
        (f"Est-ce que c'est gratuit ? {RECIT}", "cout"),
        (f"Le videur refuse les noirs. Est-ce que c'est anonyme ? {RECIT}", "anonymat"),
        (SANS_POINTS, "cout"),
        (RECIT, None),
        (f"{RECIT} Le videur refuse les noirs.", None),
    ],
)
def test_le_recit_reste_et_la_question_est_vue(modele: Modele, texte: str, sujet: str | None) -> None:
    lu = analyser(modele, [texte])[0]
    assert lu["intent"]["nom"] == "raconter"
    assert (lu["sujet"] or {}).get("id") == sujet


def test_les_questions_restent_a_leur_message(modele: Modele) -> None:
    textes = [RECIT, f"{RECIT} Est-ce que c'est gratuit ?", RECIT, f"Est-ce que c'est anonyme ? {RECIT}"]
    sujets = [(lu["sujet"] or {}).get("id") for lu in analyser(modele, textes)]
    assert sujets == [None, "cout", None, "anonymat"]
