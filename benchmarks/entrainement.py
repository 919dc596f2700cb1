"""Training one side of the comparison, and the configuration that `rasa init` writes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.settings import RACINE
from bot.superviseur.parties import SILENCE

EPOQUES = 100
DEFAUT: dict[str, Any] = {
    "recipe": "default.v1",
    "language": "fr",
    "assistant_id": "defaut",
    "pipeline": [
        {"name": "WhitespaceTokenizer"},
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True},
        {"name": "EntitySynonymMapper"},
        {"name": "ResponseSelector", "epochs": 100, "constrain_similarities": True},
        {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
    ],
    "policies": [
        {"name": "MemoizationPolicy"},
        {"name": "RulePolicy"},
        {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": 100},
        {"name": "TEDPolicy", "max_history": 5, "epochs": 100, "constrain_similarities": True},
    ],
}


@dataclass(frozen=True)
class Entrainement:
    """A trained archive, the seconds that it took, and those of DIET's epochs (none in ours)."""

    archive: Path
    secondes: float
    diet: float = 0.0
    epoques: int = EPOQUES

    def a_cent(self) -> float:
        """Return the seconds that 100 epochs of DIET would have taken, the rest being as measured: not a measure."""
        return self.secondes - self.diet + self.diet * EPOQUES / self.epoques


def configuration(epoques: int) -> dict[str, Any]:
    """Return the default configuration, trained for so many epochs."""
    config = deepcopy(DEFAUT)
    for composant in (*config["pipeline"], *config["policies"]):
        if "epochs" in composant:
            composant["epochs"] = epoques
    return config


def entrainer_boussole(sortie: Path) -> Entrainement:
    """Train ours once, as `python -m bot train` does."""
    return _chronometrer([sys.executable, "-W", "ignore", "-m", "bot.rasa.entrainer", str(sortie), "boussole"], sortie)


def entrainer(config: Path, sortie: Path, epoques: int = EPOQUES) -> Entrainement:
    """Train once, as `rasa train` does."""
    commande = [sys.executable, "-W", "ignore", "-m", "rasa", "train", "--config", str(config), "--out", str(sortie)]
    return _chronometrer([*commande, "--fixed-model-name", config.stem, "--force"], sortie, config.stem, epoques)


def _chronometrer(commande: list[str], sortie: Path, nom: str = "boussole", epoques: int = EPOQUES) -> Entrainement:
    debut = time.monotonic()
    fait = subprocess.run(commande, cwd=RACINE, env={**os.environ, **SILENCE}, capture_output=True)
    if fait.returncode:
        raise RuntimeError(fait.stdout.decode(errors="replace")[-2000:])
    duree = time.monotonic() - debut
    return Entrainement(sortie / f"{nom}.tar.gz", duree, secondes_des_epoques(fait.stdout + fait.stderr), epoques)


def secondes_des_epoques(journal: bytes) -> float:
    """Read how long DIET's epochs took in what `rasa train` prints: the first progress bar, when it is full."""
    barre = re.search(rb"Epochs: 100%[^\r\n]*\[(?:(\d+):)?(\d+):(\d+)<", journal)
    if barre is None:
        return 0.0
    heures, minutes, secondes = (int(x or 0) for x in barre.groups())
    return 3600.0 * heures + 60.0 * minutes + secondes
