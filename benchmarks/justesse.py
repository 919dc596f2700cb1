"""The same accuracy tables for Rasa's DIET: what it reads in the texts that we measure on, both sides learning the same examples.

DIET predicts one label a text, so one DIET is trained for each question asked of it: intent, critère (the most central), domaine,
nature, subject of a question. An epoch on all our data takes minutes: `--un-sur 8` trains both sides on one example in eight.
Run: python -m benchmarks.justesse --epoques 30 --un-sur 8 FICHIER.jsonl…
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from benchmarks.entrainement import DEFAUT
from bot.comprehension.exemples import Exemple, lire
from bot.comprehension.modele import Modele
from bot.settings import RACINE
from bot.superviseur.parties import SILENCE

RIEN = "aucun"
BLOC = 6
MESURES = (
    "critere_premier", "critere_deux_premiers", "macro_f1_premier", "domaine", "nature", "verdict", "question", "reponse",
    "hors_sujet",
)  # fmt: skip
# What each DIET learns: the label of an example, or None where it teaches nothing.
CIBLES: Mapping[str, Callable[[Exemple], str | None]] = {
    "intent": lambda e: e.intent,
    "critere": lambda e: (e.criteres or (RIEN,))[0] if e.intent == "raconter" else None,
    "domaine": lambda e: (e.domaine or RIEN) if e.intent == "raconter" else None,
    "nature": lambda e: e.nature if e.intent == "raconter" else None,
    "sujet": lambda e: e.sujet if e.intent == "question" else None,
}


def echantillon(un_sur: int) -> list[Exemple]:
    """Return one block of neighbours in `un_sur` of the training examples (contrast pairs stay together), dangers aside."""
    tous = [e for e in lire(RACINE / "data" / "nlu") if e.intent]
    return [e for i, e in enumerate(tous) if (i // BLOC) % un_sur == 0]


def entrainer(dossier: Path, exemples: Sequence[Exemple], cible: str, epoques: int) -> float:
    """Train the default pipeline for one question, as `rasa train nlu` does; return the seconds."""
    par_etiquette: dict[str, list[str]] = {}
    for e in exemples:
        # A text without a letter is a number for Rasa's reader, which refuses it.
        if (etiquette := CIBLES[cible](e)) and any(c.isalpha() for c in e.texte):
            par_etiquette.setdefault(etiquette, []).append(e.texte)
    # Rasa refuses a label that has one example.
    appris = {nom: textes for nom, textes in par_etiquette.items() if len(textes) > 1}
    blocs = [{"intent": nom, "examples": [{"text": t} for t in textes]} for nom, textes in appris.items()]
    dossier.mkdir()
    (dossier / "nlu.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": blocs}, allow_unicode=True), "utf-8")
    pipeline = [
        {**c, **({"epochs": epoques, "ranking_length": 0} if c["name"] == "DIETClassifier" else {})}
        for c in DEFAUT["pipeline"]
        if c["name"] not in ("ResponseSelector", "FallbackClassifier")
    ]
    config = {"recipe": "default.v1", "language": "fr", "assistant_id": "justesse", "pipeline": pipeline}
    (dossier / "config.yml").write_text(yaml.safe_dump(config), "utf-8")
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


def lecteur(dossier: Path) -> Any:
    """Return a function that reads texts with the trained DIETs, in the shape of our analysis."""
    import structlog
    from rasa.core.agent import Agent

    # Rasa prints each text that it reads, at the level of debugging.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    agents = {cible: Agent.load(str(dossier / cible / "diet.tar.gz")) for cible in CIBLES}

    def analyser(textes: Sequence[str]) -> list[dict[str, Any]]:
        return [analyse({c: asyncio.run(a.parse_message(t)) for c, a in agents.items()}) for t in textes]

    return analyser


def analyse(lus: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Turn the rankings of the DIETs into our analysis."""
    rangs = {c: [(str(r["name"]), float(r["confidence"])) for r in lu["intent_ranking"]] for c, lu in lus.items()}
    premiers = {c: r[0] if r else ("", 0.0) for c, r in rangs.items()}
    intent, domaine, nature, sujet = (premiers[c] for c in ("intent", "domaine", "nature", "sujet"))
    return {
        "intent": {"nom": intent[0], "confiance": intent[1]},
        "nature": {"nom": nature[0], "confiance": nature[1]},
        "criteres": [{"id": c, "confiance": p, "mots": []} for c, p in rangs["critere"] if c != RIEN][:4],
        "domaine": None if domaine[0] in ("", RIEN) else {"id": domaine[0], "confiance": domaine[1], "mots": []},
        "role": None,
        "sujet": {"id": sujet[0], "confiance": sujet[1]} if intent[0] == "question" else None,
        "danger": None,
    }


def main() -> None:
    """Train both sides, read, print the two columns side by side."""
    from bot.evaluation import mesurer

    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("fichiers", nargs="+", type=Path)
    arguments.add_argument("--epoques", type=int, default=100)
    arguments.add_argument("--un-sur", type=int, default=8)
    choix = arguments.parse_args()
    exemples = echantillon(choix.un_sur)
    debut = time.monotonic()
    modele = Modele()
    modele.entrainer(exemples)
    print(f"{len(exemples)} exemples. Boussole : apprise en {time.monotonic() - debut:.0f} s.", flush=True)
    with tempfile.TemporaryDirectory(prefix="boussole-diet-") as nom:
        for cible in CIBLES:
            secondes = entrainer(Path(nom) / cible, exemples, cible, choix.epoques)
            print(f"DIET, {cible}, {choix.epoques} époques : {secondes:.0f} s.", flush=True)
        diet = mesurer(None, choix.fichiers, lecteur(Path(nom)))["groupes"]["ensemble"]
    nous = mesurer(modele, choix.fichiers)["groupes"]["ensemble"]
    print(f"{'mesure':28}{'DIET':>10}{'Boussole':>10}{'cas':>8}")
    for mesure in MESURES:
        if nous[mesure]["n"]:
            print(f"{mesure:28}{diet[mesure]['valeur']:10.3f}{nous[mesure]['valeur']:10.3f}{nous[mesure]['n']:8}")


if __name__ == "__main__":
    main()
