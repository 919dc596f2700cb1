"""Whom the processes of a stack call: read back from what `sitecustomize.py`, beside this file, has noted."""

from __future__ import annotations

import ipaddress
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ICI = Path(__file__).parent


def reglages(fichier: Path) -> dict[str, str]:
    """Return the environment that makes every Python process below note its calls in `fichier`."""
    chemins = [str(ICI), os.environ.get("PYTHONPATH", "")]
    return {"ESSAI_ECOUTE": str(fichier), "PYTHONPATH": os.pathsep.join(filter(None, chemins))}


@dataclass(frozen=True)
class Ecoute:
    """What was noted: the commands of the processes that listened, the addresses called, the names asked."""

    commandes: list[str]
    appels: list[Any]
    noms: list[Any]

    def dehors(self) -> list[Any]:
        """Return the addresses and names that are not this machine."""
        return [a for a in self.appels if not _chez_nous(a)] + [n for n in self.noms if not _nom_local(n)]


def lire(fichier: Path) -> Ecoute:
    """Read what the processes have noted so far."""
    lignes = [json.loads(ligne) for ligne in fichier.read_text(encoding="utf-8").splitlines()]
    par_sorte = {sorte: [quoi for _, s, quoi in lignes if s == sorte] for sorte in ("debut", "appel", "nom")}
    return Ecoute([" ".join(c) for c in par_sorte["debut"]], par_sorte["appel"], par_sorte["nom"])


def _chez_nous(adresse: Any) -> bool:
    # A string is the path of a socket file; the rest is [host, port, …].
    return isinstance(adresse, str) or _nom_local(adresse[0])


def _nom_local(nom: Any) -> bool:
    if nom in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(nom)).is_loopback
    except ValueError:
        return False
