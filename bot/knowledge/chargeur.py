"""One door to every fact: reads `faits/*.yml`, checks them, gives read-only mappings in file order."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from bot import labels

from .controles import controler
from .lecture import FaitInvalide, lire
from .modeles import (
    Critere,
    Delai,
    Delegue,
    Domaine,
    Fait,
    FaitDate,
    Intercommunalite,
    Numero,
    Regle,
    Relais,
    Ressource,
)

DOSSIER: Final = Path(__file__).parent / "faits"

# Attribute of Faits -> (file, shape of its entries).
FAMILLES: Final[dict[str, tuple[str, type[Fait]]]] = {
    "criteres": ("criteres.yml", Critere),
    "domaines": ("domaines.yml", Domaine),
    "regles": ("droit.yml", Regle),
    "delais": ("delais.yml", Delai),
    "numeros": ("numeros.yml", Numero),
    "plateforme": ("plateforme.yml", FaitDate),
    "delegues": ("delegues.yml", Delegue),
    "relais": ("relais.yml", Relais),
    "intercommunalites": ("intercommunalites.yml", Intercommunalite),
    "ressources": ("professionnels.yml", Ressource),
}


@dataclass(frozen=True)
class Faits:
    """Every fact that may be stated, by family: id -> entry, in the order of the file, read-only."""

    criteres: Mapping[str, Critere]
    domaines: Mapping[str, Domaine]
    regles: Mapping[str, Regle]
    delais: Mapping[str, Delai]
    numeros: Mapping[str, Numero]
    plateforme: Mapping[str, FaitDate]
    delegues: Mapping[str, Delegue]
    relais: Mapping[str, Relais]
    intercommunalites: Mapping[str, Intercommunalite]
    ressources: Mapping[str, Ressource]

    def a_revoir(self, le: date) -> list[tuple[str, Fait]]:
        """List the facts past their review date on day `le`, as ("fichier.yml:id", fact), oldest first."""
        perimes = [
            (f"{fichier}:{cle}", fait)
            for famille, (fichier, _) in FAMILLES.items()
            for cle, fait in getattr(self, famille).items()
            if le > fait.echeance
        ]
        return sorted(perimes, key=lambda nom_et_fait: (nom_et_fait[1].echeance, nom_et_fait[0]))

    def delegue_de(self, departement: str) -> Delegue | None:
        """Return the last known delegate of a department (code such as "59"), or None.

        Never show the name without its `etat_au`: see `Fait.perime`.
        """
        connus = [d for d in self.delegues.values() if departement in d.departements and d.jusqu_a is None]
        return connus[0] if connus else None

    def numeros_pour(self, danger: str) -> tuple[Numero, ...]:
        """Return the numbers to show for a danger, the most important first.

        Errors: ValueError for a danger that is not in the labels (a typo here would hide emergency numbers).
        """
        if danger not in labels.DANGERS:
            raise ValueError(f"danger inconnu : {danger}")
        return tuple(n for n in self.numeros.values() if danger in n.dangers)


def charger(dossier: Path | None = None) -> Faits:
    """Read and check the facts of `dossier` (default: the folder beside the code), once per folder.

    Errors: FaitInvalide, whose text is a French sentence with file, line and reason.
    """
    return _charger((dossier or DOSSIER).resolve())


@functools.lru_cache(maxsize=8)
def _charger(dossier: Path) -> Faits:
    if not dossier.is_dir():
        raise FaitInvalide(dossier.name, 1, "ce dossier de faits n'existe pas.")
    connus = {fichier for fichier, _ in FAMILLES.values()}
    for chemin in sorted(dossier.glob("*.y*ml")):
        if chemin.name not in connus:
            raise FaitInvalide(f"{dossier.name}/{chemin.name}", 1, "ce fichier n'est dans aucune famille de faits.")
    familles: dict[str, Any] = {
        attribut: _famille(dossier / fichier, classe) for attribut, (fichier, classe) in FAMILLES.items()
    }
    return Faits(**familles)


def _famille(chemin: Path, classe: type[Fait]) -> Mapping[str, Any]:
    if not chemin.is_file():
        return MappingProxyType({})
    nom = f"{chemin.parent.name}/{chemin.name}"
    entrees = lire(chemin, classe, nom)
    controler(entrees, nom)
    return MappingProxyType({lu.objet.id: lu.objet for lu in entrees})
