"""Proposals to change a fact: a file for the people who keep the facts, never a silent edit of what is stated."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from .chargeur import FAMILLES, Faits
from .modeles import Fait

TEXTE_MAX = 2_000
_ADRESSE = re.compile(r"https?://[^\s<>\"]{4,300}\Z")


class PropositionInvalide(ValueError):
    """What was proposed cannot be kept; the text is the name of the field."""


@dataclass(frozen=True)
class FaitVu:
    """One fact as the keeper of the facts sees it: where it is written, what it says, when to check it again."""

    fichier: str
    id: str
    nom: str
    fait: Fait

    @property
    def cle(self) -> str:
        """Its name in an address: « numeros:3928 »."""
        return f"{self.fichier.removesuffix('.yml')}:{self.id}"


@dataclass(frozen=True)
class Proposition:
    """One proposal: the fact, the change in words, its source, and who asks."""

    fait: str
    changement: str
    titre: str
    adresse: str
    date: date
    par: str

    def __post_init__(self) -> None:
        if not self.changement.strip() or len(self.changement) > TEXTE_MAX:
            raise PropositionInvalide("changement")
        if not self.titre.strip() or len(self.titre) > 200:
            raise PropositionInvalide("titre")
        if not _ADRESSE.match(self.adresse):
            raise PropositionInvalide("adresse")


def tous(faits: Faits) -> list[FaitVu]:
    """Return every fact, the one to check first at the head."""
    vus = []
    for famille, (fichier, _) in FAMILLES.items():
        for cle, fait in getattr(faits, famille).items():
            nom = getattr(fait, "nom", None) or getattr(fait, "titre", None) or getattr(fait, "demarche", cle)
            vus.append(FaitVu(fichier, cle, str(nom), fait))
    return sorted(vus, key=lambda v: (v.fait.echeance, v.cle))


def deposer(dossier: Path, proposition: Proposition, le: date) -> Path:
    """Write a proposal in a file of its own, and return it; nothing that Boussole states changes."""
    contenu: dict[str, Any] = {
        "fait": proposition.fait,
        "changement": proposition.changement.strip(),
        "source": {"titre": proposition.titre.strip(), "adresse": proposition.adresse, "date": proposition.date},
        "propose_par": proposition.par,
        "propose_le": le,
    }
    dossier.mkdir(parents=True, exist_ok=True)
    sur = re.sub(r"[^a-z0-9]+", "-", proposition.fait.lower()).strip("-")[:60]
    fichier = dossier / f"{le.isoformat()}-{sur}-{secrets.token_hex(2)}.yml"
    fichier.write_text(yaml.safe_dump(contenu, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return fichier


def deposees(dossier: Path) -> list[dict[str, Any]]:
    """Return the proposals that wait, the newest first; a file that cannot be read is left aside."""
    lues = []
    for fichier in sorted(dossier.glob("*.yml"), reverse=True):
        try:
            contenu = yaml.safe_load(fichier.read_text(encoding="utf-8"))
        except (OSError, yaml.YAMLError, UnicodeDecodeError):
            continue
        if isinstance(contenu, dict) and "fait" in contenu:
            lues.append({**contenu, "fichier": fichier.name})
    return lues
