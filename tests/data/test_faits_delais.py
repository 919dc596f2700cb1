"""The time limits: how long, from when, never a final date, never a short one shown to the wrong person."""

from __future__ import annotations

import re

import pytest

from bot.knowledge import charger
from bot.knowledge.modeles import Delai
from bot.orientation import DELAIS_MAX

FAITS = charger()
DELAIS = tuple(FAITS.delais.values())
MOIS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
DATE_DE_FIN = re.compile(rf"\b[0-9]{{1,2}}(?:er)? (?:{MOIS})\b|\bjusqu'au\b|\bavant le\b")


def par_id(delai: Delai) -> str:
    return delai.id


@pytest.mark.parametrize("delai", DELAIS, ids=par_id)
class TestDelai:
    def test_says_from_when_and_for_which_natures(self, delai: Delai) -> None:
        assert delai.depart and delai.natures

    def test_fits_after_a_partir_de(self, delai: Delai) -> None:
        assert delai.depart.startswith(("le jour ", "la ", "un point de départ ", "n'importe quel moment"))

    def test_never_gives_a_final_date(self, delai: Delai) -> None:
        assert not DATE_DE_FIN.search(" ".join((delai.demarche, delai.duree, delai.depart)))

    def test_ends_without_full_stop_because_it_stands_in_a_line(self, delai: Delai) -> None:
        assert not [t for t in (delai.demarche, delai.duree, delai.depart) if t.endswith(".")]

    def test_a_doubtful_one_is_reviewed_sooner(self, delai: Delai) -> None:
        assert (delai.revoir_le - delai.verifie_le).days <= (60 if delai.a_confirmer else 366)

    def test_is_a_duration(self, delai: Delai) -> None:
        assert re.match(r"[0-9]+ (?:ans?|mois)\b|pas de délai fixé$", delai.duree)


@pytest.mark.parametrize(
    ("delai", "duree", "a_confirmer"),
    [
        ("prudhommes_discrimination", "5 ans", False),
        ("agent_public_discrimination", "5 ans", False),
        ("reparation_civile", "5 ans", False),
        ("plainte_discrimination", "6 ans", True),
        ("injure_publique", "1 an", True),
        ("injure_non_publique", "3 mois, par prudence", True),
        ("tribunal_administratif", "2 mois", False),
        ("saisine_ddd", "pas de délai fixé", False),
    ],
)
def test_a_time_limit_is_the_one_chosen(delai: str, duree: str, a_confirmer: bool) -> None:
    lu = FAITS.delais[delai]
    assert (lu.duree, lu.a_confirmer) == (duree, a_confirmer)


@pytest.mark.parametrize("delai", ["licenciement", "execution_contrat", "salaires"])
def test_the_short_limits_of_work_are_never_given_for_a_discrimination(delai: str) -> None:
    lu = FAITS.delais[delai]
    assert lu.natures == ("autre_litige",)
    assert lu.domaines == ("emploi",) and lu.secteur == "prive" and lu.a_confirmer


@pytest.mark.parametrize("delai", ["plainte_discrimination", "saisine_ddd"])
def test_a_plainte_and_a_saisine_are_possible_in_every_domain_and_sector(delai: str) -> None:
    lu = FAITS.delais[delai]
    assert (lu.domaines, lu.secteur) == ((), None)


@pytest.mark.parametrize(
    "domaine", ["emploi", "logement", "education", "services_publics", "protection_sociale", "police_justice"]
)
def test_the_two_months_against_an_administration_are_among_those_shown(domaine: str) -> None:
    vus = [d.id for d in DELAIS if "discrimination" in d.natures and (not d.domaines or domaine in d.domaines)]
    assert "tribunal_administratif" in vus[:DELAIS_MAX]
