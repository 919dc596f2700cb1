"""Accepted sentences become two files of the month: examples to learn, and cases that must stay right afterwards."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from bot import danger
from bot.relecture.etiquettes import AUCUN, Etiquettes
from bot.settings import RACINE

NLU = RACINE / "data" / "nlu" / "relues"
CAS = RACINE / "tests" / "nlu" / "relues"
_TETE_NLU = """# Ce fichier contient : des phrases reformulées d'après une copie masquée, qu'une autre personne a acceptées.
# Qui le tient : l'équipe de relecture. Il est écrit par « python -m bot relectures export », qui ajoute à la fin.
# Comment le changer : retirer une phrase ici et dans tests/nlu/relues ; puis « python -m bot relectures mesurer ».
# Ce qu'il ne faut jamais faire : y recopier ce qu'une personne a écrit, ou une phrase d'un fichier d'évaluation.
version: "3.1"
nlu:
"""
_TETE_CAS = """# NON-RÉGRESSION, et jamais une mesure de qualité : ces phrases sont aussi apprises (data/nlu/relues, même mois).
# Chacune doit recevoir ses étiquettes du modèle entraîné ; un score sur elles ne dirait rien du reste.
# Ces lignes empêchent « evaluate » de lire ce fichier. Écrit par « python -m bot relectures export ».
"""


@dataclass(frozen=True)
class Cas:
    """One sentence that was learned, and the labels that the model must give it."""

    fichier: str
    id: str
    texte: str
    etiquettes: Etiquettes


def ecrire(
    exemples: Sequence[tuple[str, Etiquettes]], mois: str, nlu: Path = NLU, cas: Path = CAS
) -> tuple[Path, Path]:
    """Add sentences to the two files of a month (AAAA-MM) and return them.

    A sentence that is already in a file, of any month, is not added to it again: stopped anywhere, run it once more.
    """
    sortie_nlu, sortie_cas = nlu / f"{mois}.yml", cas / f"{mois}.jsonl"
    deja = {c.texte for c in lire_cas(cas)}
    numero = sum(1 for c in lire_cas(cas) if c.fichier == sortie_cas.stem)
    lignes = [
        json.dumps({"id": f"R{mois}-{numero + i:03}", "text": t, **_a_verifier(t, e).vers_dict()}, ensure_ascii=False)
        for i, (t, e) in enumerate(((t, e) for t, e in exemples if t not in deja), start=1)
    ]
    _ajouter(sortie_cas, _TETE_CAS, "".join(f"{ligne}\n" for ligne in lignes))
    appris = _appris(nlu)
    nouveaux = [(t, e) for t, e in exemples if t not in appris]
    _ajouter(sortie_nlu, _TETE_NLU, "".join(_blocs(nouveaux)))
    return sortie_nlu, sortie_cas


def lire_cas(dossier: Path = CAS) -> list[Cas]:
    """Read every case of every month, in order."""
    sortie = []
    for fichier in sorted(dossier.glob("*.jsonl")):
        for ligne in fichier.read_text(encoding="utf-8").split("\n"):
            if ligne.strip() and not ligne.startswith("#"):
                lu: dict[str, Any] = json.loads(ligne)
                identifiant, texte = str(lu.pop("id")), str(lu.pop("text"))
                sortie.append(Cas(fichier.stem, identifiant, texte, Etiquettes.depuis(lu)))
    return sortie


def _a_verifier(texte: str, e: Etiquettes) -> Etiquettes:
    # The detector without a model has the last word on what it sees: no training changes that.
    sans = e.danger == AUCUN and danger.detecter(texte) is not None
    return Etiquettes(e.intent, e.nature, e.criteres, e.domaine, e.role, None if sans else e.danger)


def _appris(dossier: Path) -> set[str]:
    textes = set()
    for fichier in dossier.glob("*.yml"):
        contenu = yaml.load(fichier.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}
        textes |= {exemple["text"] for bloc in contenu.get("nlu") or () for exemple in bloc["examples"]}
    return textes


def _blocs(exemples: Iterable[tuple[str, Etiquettes]]) -> Iterable[str]:
    ranges = sorted(exemples, key=lambda couple: str(couple[1].intent))
    for intent, groupe in groupby(ranges, key=lambda couple: str(couple[1].intent)):
        yield f"- intent: {intent}\n  examples:\n"
        for texte, etiquettes in groupe:
            # A string of JSON is one of YAML, on one line.
            yield f"  - text: {json.dumps(texte, ensure_ascii=False)}\n"
            if metadonnees := _metadonnees(etiquettes):
                yield f"    metadata: {{{metadonnees}}}\n"


def _metadonnees(e: Etiquettes) -> str:
    if e.danger not in (None, AUCUN):
        return f"danger: {e.danger}"
    dites = [f"criteres: [{', '.join(e.criteres)}]"] if e.criteres is not None else []
    dites += [f"{c}: {v}" for c in ("domaine", "nature", "role") if (v := getattr(e, c)) not in (None, AUCUN)]
    return ", ".join(dites)


def _ajouter(fichier: Path, tete: str, suite: str) -> None:
    # Written aside, then put in place: never half of a file among the training data.
    if not suite:
        return
    fichier.parent.mkdir(parents=True, exist_ok=True)
    avant = fichier.read_text(encoding="utf-8") if fichier.exists() else tete
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=fichier.parent, prefix=".essai-", delete=False
    ) as essai:
        essai.write(avant + suite)
    os.chmod(essai.name, 0o644)
    os.replace(essai.name, fichier)
