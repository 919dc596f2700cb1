"""The staff of the demonstration: one account of each role, with a password that everybody knows, for this machine only."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyotp

from bot.store import comptes
from bot.store.session import Base

MOT_DE_PASSE = "boussole en demonstration"
PERSONNES: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "marie": ("Marie Leroy", "juriste", ()),
    "karim": ("Karim Benali", "juriste", ("59", "62")),
    "paul": ("Paul Deswarte", "relecteur", ()),
    "ines": ("Inès Da Silva", "relecteur", ()),
    "oscar": ("Oscar Wattel", "observatoire", ()),
    "ada": ("Ada Lefebvre", "admin", ()),
}


@dataclass(frozen=True)
class Acces:
    """How to enter as somebody: identifier, role, and the code of this moment."""

    identifiant: str
    role: str
    code: str


def inscrire(base: Base) -> tuple[dict[str, str], dict[str, str]]:
    """Add everybody; return their account ids and their second factors."""
    ids, secrets = {}, {}
    for identifiant, (nom, role, territoires) in PERSONNES.items():
        ids[identifiant], secrets[identifiant] = comptes.creer(base, identifiant, nom, role, territoires, MOT_DE_PASSE)
    return ids, secrets


def garder(dossier: Path, secrets: Mapping[str, str]) -> None:
    """Keep the second factors in the folder of the demonstration: the last thing written, which says that it is whole."""
    descripteur = os.open(_fichier(dossier), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descripteur, "w", encoding="ascii") as sortie:
        json.dump(dict(secrets), sortie)


def acces(dossier: Path, quand: datetime) -> list[Acces]:
    """Return how to enter as each, now."""
    secrets = json.loads(_fichier(dossier).read_text(encoding="ascii"))
    return [Acces(i, PERSONNES[i][1], pyotp.TOTP(s).at(quand)) for i, s in secrets.items()]


def _fichier(dossier: Path) -> Path:
    return dossier / "demonstration.json"
