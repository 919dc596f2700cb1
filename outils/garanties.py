"""Plays the tests behind every promise and writes docs/garanties.md: `make faults`.

Exit code 1 when a promise does not hold: a test failed, was skipped or no longer exists.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

RACINE = Path(__file__).resolve().parent.parent
SOURCE = RACINE / "tests" / "faults" / "garanties.yml"
SORTIE = RACINE / "docs" / "garanties.md"
# One entry of the source: `id`, `famille`, `promesse`, and `essais`, a list of « file::function ».
Promesse = Mapping[str, Any]


@dataclass
class Resultat:
    """What one test function gave over all its cases; `chiffres`: what it measured."""

    cas: int = 0
    rates: int = 0
    sautes: int = 0
    chiffres: dict[str, str] | None = None

    @property
    def tient(self) -> bool:
        """Tell whether it ran, and nothing failed or was skipped."""
        return self.cas > 0 and not self.rates and not self.sautes


def lire() -> list[Promesse]:
    """Return the promises, in their order."""
    promesses: list[Promesse] = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    return promesses


def jouer(essais: Iterable[str]) -> dict[str, Resultat]:
    """Run the tests, one process a family as `make test` does; return the result of each."""
    familles: dict[str, list[str]] = defaultdict(list)
    for essai in dict.fromkeys(essais):
        familles[essai.split("/")[1]].append(essai)
    resultats: dict[str, Resultat] = defaultdict(Resultat)
    for siens in familles.values():
        with tempfile.TemporaryDirectory() as dossier:
            rapport = Path(dossier) / "rapport.xml"
            commande = [sys.executable, "-m", "pytest", "-q", "-o", "junit_family=xunit1", f"--junitxml={rapport}"]
            subprocess.run([*commande, *siens], cwd=RACINE, check=False)
            if rapport.exists():
                _compter(rapport, resultats)
    return resultats


def _compter(rapport: Path, resultats: dict[str, Resultat]) -> None:
    for cas in ET.parse(rapport).iter("testcase"):
        nom = str(cas.get("name")).split("[")[0]
        resultat = resultats[f"{cas.get('file')}::{nom}"]
        resultat.cas += 1
        resultat.rates += cas.find("failure") is not None or cas.find("error") is not None
        resultat.sautes += cas.find("skipped") is not None
        for propriete in cas.iter("property"):
            resultat.chiffres = {**(resultat.chiffres or {}), str(propriete.get("name")): str(propriete.get("value"))}


def fiche(promesses: Sequence[Promesse], resultats: Mapping[str, Resultat], le: date) -> str:
    """Return the sheet in Markdown, for a data protection officer."""
    lignes = [
        "# Ce que Boussole garantit, et comment c'est prouvé",
        "",
        "Fiche refaite par `make faults` ; ne pas la corriger à la main. Chaque promesse est tenue par des essais",
        "automatiques, rejoués à chaque version : si l'un échoue, ou n'a pas pu être joué, la version ne sort pas.",
        "",
        f"Derniers résultats : {le.day:02d}/{le.month:02d}/{le.year}.",
    ]
    famille = None
    for p in promesses:
        if p["famille"] != famille:
            famille = p["famille"]
            lignes += [
                "",
                f"## {famille}",
                "",
                "| promesse | tenue | cas joués | mesuré | essais |",
                "|---|---|---:|---|---|",
            ]
        siens = [resultats.get(essai, Resultat()) for essai in p["essais"]]
        dite = "oui" if tenue(p, resultats) else "**non**"
        mesures = "<br>".join(f"{nom} : {valeur}" for r in siens for nom, valeur in (r.chiffres or {}).items())
        noms = "<br>".join(f"`{e}`" for e in p["essais"])
        lignes.append(f"| {p['promesse']} | {dite} | {sum(r.cas for r in siens)} | {mesures} | {noms} |")
    return "\n".join(lignes) + "\n"


def tenue(promesse: Promesse, resultats: Mapping[str, Resultat]) -> bool:
    """Tell whether every test of a promise ran and held."""
    return all(resultats.get(essai, Resultat()).tient for essai in promesse["essais"])


def main() -> int:
    """Play, write, and say what does not hold."""
    promesses = lire()
    resultats = jouer(essai for p in promesses for essai in p["essais"])
    SORTIE.write_text(fiche(promesses, resultats, date.today()), encoding="utf-8")
    rompues = [p["id"] for p in promesses if not tenue(p, resultats)]
    print(
        f"{len(promesses) - len(rompues)} promesses tenues sur {len(promesses)} ; {SORTIE.relative_to(RACINE)} est à jour."
    )
    for nom in rompues:
        print(f"  non tenue : {nom}")
    return 1 if rompues else 0


if __name__ == "__main__":
    sys.exit(main())
