"""Tables, spreadsheet, chart and report: the same numbers, no formula, no secret number, a PDF that reads aloud."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from xml.etree import ElementTree

import pytest

from bot.knowledge import charger
from bot.observatoire import fichier_csv, graphique, rapport
from bot.observatoire.publication import REGION, publier
from bot.observatoire.tableaux import Demande, Lecteur, Ligne, Nombre, Tableau, demander
from tests.unit.observatoire.conftest import NOVEMBRE, situations

LE = date(2026, 11, 27)
# The classic list: commands, links that carry data away, signs behind a space, a quote, a control or a full-width twin.
FORMULES = (
    '=cmd|" /C calc"!A0', "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", '"=1+1', "'=1+1",
    '=HYPERLINK("http://exemple.invalid?x="&A1,"ici")', "=IMPORTXML(CONCAT(A1))", "-2+3+cmd|' /C calc'!D2", "＝1+1", "＋1", "－1", "＠A",
    "\x00=1+1", "\u00a0=1+1", "\ufeff=1+1", "\u200b=1+1", ";=1+1", '";=1+1;"', "=1+1\r\n=2",
)  # fmt: skip


@pytest.fixture(scope="module")
def lecteur() -> Lecteur:
    publiee = publier(situations(250, 3), NOVEMBRE)
    return Lecteur(publiee, charger(), demander(publiee, "2026-01", "2026-10"))


def lire(octets: bytes) -> list[list[str]]:
    assert octets.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(octets.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("charge", FORMULES)
def test_no_cell_starts_a_formula(charge: str) -> None:
    demande = Demande(("2026-T3",), REGION, charge)
    t = Tableau("critere", charge, (charge, charge), (Ligne(charge, (Nombre(5),)),), (charge,))
    cellules = [c for rang in lire(fichier_csv.ecrire([t], demande, charger(), LE)) for c in rang]
    assert [c for c in cellules if re.match(r"[\s\x00\u200b\ufeff\"]*[=+\-@＝＋－＠]", c)] == []
    assert [c for c in cellules if {"\r", "\n", "\t", "\x00"} & {*c}] == []
    assert "5" in cellules


def test_the_file_holds_its_method_its_date_and_the_tables(lecteur: Lecteur) -> None:
    rangs = lire(fichier_csv.ecrire(lecteur.tous(), lecteur._demande, charger(), LE))
    textes = [c for rang in rangs for c in rang]
    assert any("2026-11-27" in c for c in textes)
    for t in lecteur.tous():
        assert [t.titre] in rangs
        for ligne in t.lignes:
            assert ligne.nom in textes
    assert {"secret", "1"} & {*textes} == {"secret"}


@pytest.mark.parametrize(
    ("nombre", "ecrit"),
    [(Nombre(0), "0"), (Nombre(1234), "1\u202f234"), (Nombre(None), "secret"), (Nombre(12, au_moins=True), "≥ 12")],
)
def test_how_a_number_is_written(nombre: Nombre, ecrit: str) -> None:
    assert nombre.ecrit() == ecrit


def test_over_several_quarters_a_secret_one_makes_at_least(lecteur: Lecteur) -> None:
    mois = ("2026-04", "2026-05", "2026-06")
    publiee = publier([*situations(12, 8, mois), *situations(250, 3)], NOVEMBRE)
    deux = Lecteur(publiee, charger(), demander(publiee, "2026-04", "2026-09"))
    un = {ligne.nom: ligne.nombres[0] for ligne in _axe(lecteur, "critere").lignes}
    for ligne in _axe(deux, "critere").lignes:
        avant = un[ligne.nom]
        assert ligne.nombres[0] == (Nombre(avant.nombre, au_moins=True) if avant.nombre else Nombre(None)), ligne.nom


def test_by_channel_only_what_is_crossed_with_it() -> None:
    publiee = publier(situations(250, 3), NOVEMBRE)
    demande = demander(publiee, "2026-07", "2026-09", canal="web")
    lus = Lecteur(publiee, charger(), demande)
    assert [t.axe for t in lus.tous()] == ["critere", "domaine"]
    assert lus.ensemble().nombre


def test_the_chart_says_the_numbers_of_its_table(lecteur: Lecteur) -> None:
    t = _axe(lecteur, "critere")
    dessin = graphique.barres(t)
    assert dessin is not None
    racine = ElementTree.fromstring(dessin)
    mots = "".join(racine.itertext())
    assert racine.attrib["role"] == "img" and t.titre in mots
    assert all(ligne.nombres[0].ecrit() in mots for ligne in t.lignes[:12] if ligne.nombres[0].nombre != 0)
    assert "script" not in dessin and "http" not in dessin.replace("http://www.w3.org/2000/svg", "")
    assert graphique.barres(Tableau("critere", "x", ("a", "b"), ())) is None


@pytest.fixture(scope="module")
def pdf(lecteur: Lecteur) -> bytes:
    return rapport.ecrire(lecteur.tous(), lecteur.ensemble(), lecteur._demande, charger(), LE)


def test_the_report_is_tagged_in_french_with_its_fonts(pdf: bytes) -> None:
    assert pdf.startswith(b"%PDF-")
    for marque in (
        b"/StructTreeRoot",
        b"/MarkInfo",
        b"pdfuaid:part",
        b"/Lang",
        b"/FontFile3",
        b"/DisplayDocTitle true",
    ):
        assert marque in pdf, marque
    assert b"fr-FR" in pdf or b"(fr" in pdf


def test_the_report_is_the_same_for_the_same_figures(pdf: bytes, lecteur: Lecteur) -> None:
    assert rapport.ecrire(lecteur.tous(), lecteur.ensemble(), lecteur._demande, charger(), LE) == pdf


def test_the_landmark_is_said_with_its_source_or_not_at_all() -> None:
    dit = rapport.repere(charger(), LE)
    assert dit is not None and "14 000" in dit["valeur"] and "2022" in dit["source"]
    assert rapport.repere(charger(), date(2020, 1, 1)) is None


def test_hostile_words_stay_words_in_the_report(lecteur: Lecteur) -> None:
    hostile = '#panic("x") $ \\ <a> [ ] "'
    t = Tableau("critere", hostile, (hostile, "n"), (Ligne(hostile, (Nombre(7),)),), (hostile,))
    assert rapport.ecrire([t], Nombre(7), lecteur._demande, charger(), LE).startswith(b"%PDF-")


def _axe(lecteur: Lecteur, axe: str) -> Tableau:
    return next(t for t in lecteur.tous() if t.axe == axe)
