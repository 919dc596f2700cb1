"""The calibration drawing: well-formed, one dot a bin that holds texts, higher where it was right more often."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pytest

from bot.evaluation.dessin import RAYON_MAX, courbe

SVG = "{http://www.w3.org/2000/svg}"


def case(confiance: float, juste: float, n: int) -> dict[str, Any]:
    return {"de": 0.0, "a": 1.0, "n": n, "confiance": confiance, "juste": juste}


@pytest.mark.parametrize(
    ("cases", "points"),
    [([], 0), ([case(0.5, 0.5, 0)], 0), ([case(0.2, 0.1, 4), case(0.5, 0.5, 0), case(0.9, 0.95, 40)], 2)],
)
def test_un_point_par_case_pleine(cases: list[dict[str, Any]], points: int) -> None:
    assert len(ET.fromstring(courbe(cases)).findall(f"{SVG}circle")) == points


def test_plus_juste_est_plus_haut_et_plus_de_textes_plus_gros() -> None:
    peu, beaucoup = ET.fromstring(courbe([case(0.2, 0.1, 4), case(0.9, 0.95, 40)])).findall(f"{SVG}circle")
    assert float(beaucoup.attrib["cy"]) < float(peu.attrib["cy"])
    assert float(peu.attrib["cx"]) < float(beaucoup.attrib["cx"])
    assert float(peu.attrib["r"]) < float(beaucoup.attrib["r"]) == RAYON_MAX
