"""The same accuracy tables for Rasa's default pipeline: what DIET reads in the texts that we measure on.

DIET predicts one label a text, so a story's critère, domaine and nature are joined in one (`raconter+origine+logement+…`), as a
question's subject is; each is then read back by adding up the confidences of the labels that hold it.
Run: python -m benchmarks.justesse --epoques 8 FICHIER.jsonl…
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from benchmarks.entrainement import DEFAUT
from bot.comprehension.exemples import Exemple, lire
from bot.settings import RACINE
from bot.superviseur.parties import SILENCE

RIEN = "aucun"


def etiquette(e: Exemple) -> str:
    """Return the one label that stands for everything known of an example."""
    if e.intent == "raconter":
        return "+".join(("raconter", (e.criteres or (RIEN,))[0], e.domaine or RIEN, e.nature or RIEN))
    return f"{e.intent}+{e.sujet}" if e.sujet else e.intent


def ecrire(dossier: Path, epoques: int) -> None:
    """Write the training data and the configuration of a project of its own."""
    par_etiquette: dict[str, list[str]] = {}
    for e in lire(RACINE / "data" / "nlu"):
        par_etiquette.setdefault(etiquette(e), []).append(e.texte)
    blocs = [{"intent": nom, "examples": [{"text": t} for t in textes]} for nom, textes in par_etiquette.items()]
    (dossier / "nlu.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": blocs}, allow_unicode=True), "utf-8")
    pipeline = [
        {**c, **({"epochs": epoques, "ranking_length": 0} if c["name"] == "DIETClassifier" else {})}
        for c in DEFAUT["pipeline"]
        if c["name"] not in ("ResponseSelector", "FallbackClassifier")
    ]
    config = {"recipe": "default.v1", "language": "fr", "assistant_id": "justesse", "pipeline": pipeline}
    (dossier / "config.yml").write_text(yaml.safe_dump(config), "utf-8")


def entrainer(dossier: Path) -> float:
    """Train as `rasa train nlu` does; return the seconds."""
    commande = [sys.executable, "-W", "ignore", "-m", "rasa", "train", "nlu", "--nlu", "nlu.yml", "--out", "."]
    debut = time.monotonic()
    subprocess.run(
        [*commande, "--fixed-model-name", "diet"],
        cwd=dossier,
        env={**os.environ, **SILENCE},
        check=True,
        capture_output=True,
    )
    return time.monotonic() - debut


def lecteur(archive: Path) -> Any:
    """Return a function that reads texts with the trained default pipeline, in the shape of our analysis."""
    from rasa.core.agent import Agent

    agent = Agent.load(str(archive))

    def analyser(textes: Sequence[str]) -> list[dict[str, Any]]:
        return [analyse(asyncio.run(agent.parse_message(t))) for t in textes]

    return analyser


def analyse(lu: Mapping[str, Any]) -> dict[str, Any]:
    """Turn DIET's ranking into our analysis."""
    places: list[dict[str, float]] = [{}, {}, {}, {}]
    sujets: dict[str, float] = {}
    for rang in lu["intent_ranking"]:
        parts, p = str(rang["name"]).split("+"), float(rang["confidence"])
        if parts[0] == "question" and len(parts) > 1:
            sujets[parts[1]] = sujets.get(parts[1], 0.0) + p
        for place, part in zip(places, parts if parts[0] == "raconter" else parts[:1], strict=False):
            place[part] = place.get(part, 0.0) + p
    intents, criteres, domaines, natures = places
    domaine, nature, intent = _meilleur(domaines), _meilleur(natures), _meilleur(intents)
    ranges = sorted(((c, p) for c, p in criteres.items() if c != RIEN), key=lambda paire: -paire[1])
    return {
        "intent": {"nom": intent[0], "confiance": intent[1]},
        "nature": {"nom": nature[0], "confiance": nature[1]},
        "criteres": [{"id": c, "confiance": p, "mots": []} for c, p in ranges[:4]],
        "domaine": None if domaine[0] in ("", RIEN) else {"id": domaine[0], "confiance": domaine[1], "mots": []},
        "role": None,
        "sujet": {"id": _meilleur(sujets)[0], "confiance": 1.0} if intent[0] == "question" else None,
        "danger": None,
    }


def _meilleur(places: Mapping[str, float]) -> tuple[str, float]:
    return max(places.items(), key=lambda paire: paire[1], default=("", 0.0))


def main() -> None:
    """Train, read, print the first table of `python -m bot evaluate`."""
    from bot.evaluation import mesurer, rendre

    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("fichiers", nargs="+", type=Path)
    arguments.add_argument("--epoques", type=int, default=100)
    choix = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="boussole-diet-") as nom:
        ecrire(Path(nom), choix.epoques)
        secondes = entrainer(Path(nom))
        print(f"Pipeline par défaut, {choix.epoques} époques, entraîné en {secondes:.0f} s.")
        print(rendre(mesurer(None, choix.fichiers, lecteur(Path(nom) / "diet.tar.gz"))))


if __name__ == "__main__":
    main()
