"""Texts as people type them: deterministic, and changed only as each name says."""

from __future__ import annotations

import pytest

from bot.evaluation.perturbations import PERTURBATIONS, fautes, sans_accents, sans_ponctuation, sms

TEXTE = "Bonjour, c'était à l'école : parce que j'ai été refusé, « trop foncé » !"


@pytest.mark.parametrize("nom", sorted(PERTURBATIONS))
def test_deterministe_et_sans_effet_sur_le_vide(nom: str) -> None:
    assert PERTURBATIONS[nom](TEXTE) == PERTURBATIONS[nom](TEXTE) != TEXTE
    assert PERTURBATIONS[nom]("") == ""


def test_sans_accents() -> None:
    assert sans_accents("Noël à l'œuvre, ça déçoit") == "Noel a l'œuvre, ca decoit"


def test_sans_ponctuation() -> None:
    assert sans_ponctuation(TEXTE) == "bonjour c'était à l'école parce que j'ai été refusé trop foncé"


def test_sms() -> None:
    assert sms("Parce que j'ai été refusé, beaucoup disaient non.") == "pcq je ete refuse  bcp dise non "


def test_fautes_dans_la_part_demandee() -> None:
    long = "la propriétaire refuse toujours ma candidature " * 40
    assert fautes(long, 0.0) == long
    courts = [f"mot{i} banane" for i in range(500)]
    touches = sum(fautes(t, 0.1) != t for t in courts)
    # Nine letters, a tenth of them mistyped: about six texts in ten change.
    assert 225 < touches < 375
