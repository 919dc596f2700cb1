"""The analysis of a message: shape, order, joined questions, and nothing that breaks."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.comprehension.analyse import analyser
from bot.comprehension.modele import Modele
from bot.labels import CRITERES


def test_criteres_les_plus_surs_d_abord_confiances_entre_0_et_1(modele: Modele) -> None:
    lu = analyser(modele, ["au restaurant le videur refuse les noirs, et on m'a renvoyée car enceinte"])[0]
    confiances = [c["confiance"] for c in lu["criteres"]]
    assert lu["criteres"][0]["id"] in ("origine", "grossesse")
    assert confiances
    assert confiances == sorted(confiances, reverse=True)
    assert all(0 <= c <= 1 for c in confiances)
    assert set(lu["ensemble"]) <= set(CRITERES)


def test_les_textes_s_analysent_ensemble_comme_un_par_un(modele: Modele) -> None:
    textes = ["refusée car enceinte", "c'est gratuit ?", "quelle heure est-il", ""]
    assert analyser(modele, textes) == [analyser(modele, [t])[0] for t in textes]
    assert analyser(modele, []) == []


@pytest.mark.parametrize(
    ("texte", "intent", "sujet"),
    [
        ("Mon patron m'a renvoyée quand il a su que j'étais enceinte. Est-ce que c'est gratuit ?", "raconter", "cout"),
        ("Mon patron m'a renvoyée quand il a su que j'étais enceinte.", "raconter", None),
        ("est-ce que c'est anonyme", "question", "anonymat"),
        ("", "hors_sujet", None),
        ("!!!", "hors_sujet", None),
    ],
)
def test_intentions(modele: Modele, texte: str, intent: str, sujet: str | None) -> None:
    lu = analyser(modele, [texte])[0]
    assert lu["intent"]["nom"] == intent
    assert (lu["sujet"] or {}).get("id") == sujet


def test_un_bavardage_n_a_pas_de_critere(modele: Modele) -> None:
    lu = analyser(modele, ["raconte une blague, mets de la musique, quelle heure est-il pour une femme enceinte"])[0]
    assert lu["intent"]["nom"] == "hors_sujet"
    assert lu["criteres"] == lu["ensemble"] == []


def test_relu_le_modele_repond_pareil(modele: Modele, tmp_path: Path) -> None:
    modele.sauver(tmp_path / "m")
    textes = ["refusée car enceinte", "le videur refuse les noirs"]
    assert analyser(Modele.charger(tmp_path / "m"), textes) == analyser(modele, textes)


def test_un_modele_d_une_autre_version_est_refuse(modele: Modele, tmp_path: Path) -> None:
    modele.version, vraie = modele.version - 1, modele.version
    try:
        modele.sauver(tmp_path / "m")
    finally:
        modele.version = vraie
    with pytest.raises(ValueError, match="autre version"):
        Modele.charger(tmp_path / "m")


@settings(max_examples=150, deadline=None)
@given(texte=st.text(max_size=200))
def test_rien_ne_casse(modele: Modele, texte: str) -> None:
    lu = analyser(modele, [texte])[0]
    assert lu["intent"]["nom"]
    assert all(mot in texte or " " in mot for c in lu["criteres"] for mot in c["mots"]) or not texte.isascii()
