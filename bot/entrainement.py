"""Training Rasa's model when, and only when, what it is built from has changed.

A fingerprint of the sources lies beside the model. A training writes elsewhere and moves its result in place
at the end, so a training that is killed leaves the old model as it was.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.settings import RACINE
from bot.superviseur.parties import SILENCE
from bot.superviseur.processus import Processus

# Everything that changes what a training gives, relative to the root.
SOURCES = (
    "config.yml",
    "domain.yml",
    "data/**/*.yml",
    "bot/comprehension/**/*.py",
    "bot/comprehension/**/*.yml",
    "bot/rasa/nlu/*.py",
    "bot/rasa/entrainer.py",
    "bot/danger/**/*.py",
    "bot/danger/**/*.yml",
    "bot/labels.py",
    "bot/lieux.py",
    "bot/knowledge/lieux/*",
    "uv.lock",
)
NOM = "boussole"
MODELES = RACINE / "models"
JOURNAL = RACINE / "var" / "journaux" / "entrainement.log"
PAS_ANNONCE = 15.0
# What every training says: of each response that an action chooses, and libraries of each other.
BRUITS = ("is not used in any story or rule", "Deprecat", "deprecat")
COULEUR = re.compile(r"\x1b\[\d*m")

Dire = Callable[[str], None]


class EntrainementEchoue(RuntimeError):
    """The training failed; the text gives the last lines of its log, sentences removed."""


def empreinte(racine: Path = RACINE) -> str:
    """Return the sha256 of every source of the model: names and contents, in order."""
    somme = hashlib.sha256()
    for motif in SOURCES:
        for fichier in sorted(racine.glob(motif)):
            if fichier.is_file():
                contenu = fichier.read_bytes()
                somme.update(f"{fichier.relative_to(racine).as_posix()}\0{len(contenu)}\0".encode())
                somme.update(contenu)
    return somme.hexdigest()


def a_jour(racine: Path = RACINE, modeles: Path = MODELES) -> bool:
    """Tell whether the model exists and was built from the present sources."""
    try:
        marque = _marque(modeles).read_text(encoding="ascii").strip()
    except OSError:
        return False
    return (modeles / f"{NOM}.tar.gz").is_file() and marque == empreinte(racine)


def entrainer_si_besoin(dire: Dire = print) -> bool:
    """Train unless the model is up to date; returns whether a training took place."""
    if a_jour():
        return False
    entrainer(dire)
    return True


def entrainer(
    dire: Dire = print,
    commande: Callable[[Path], list[str]] | None = None,
    racine: Path = RACINE,
    modeles: Path = MODELES,
    journal: Path = JOURNAL,
) -> None:
    """Train the model in a child process and put it in place; raise EntrainementEchoue when it fails.

    `commande` gives the command for an output folder (tests play a short one). Two trainings never overlap.
    """
    dire("Entraînement du modèle (3 à 5 minutes)…")
    debut = time.monotonic()
    modeles.mkdir(parents=True, exist_ok=True)
    with _seul(modeles):
        for reste in modeles.glob(".essai-*"):
            shutil.rmtree(reste, ignore_errors=True)
        avant = empreinte(racine)
        essai = Path(tempfile.mkdtemp(prefix=".essai-", dir=modeles))
        try:
            _executer((commande or _rasa_train)(essai), racine, journal, dire, debut)
            if not (essai / f"{NOM}.tar.gz").is_file():
                raise EntrainementEchoue(f"L'entraînement n'a pas produit de modèle (journal : {journal}).")
            # The mark leaves first and comes back last: it never stands beside another model.
            _marque(modeles).unlink(missing_ok=True)
            os.replace(essai / f"{NOM}.tar.gz", modeles / f"{NOM}.tar.gz")
            if empreinte(racine) == avant:
                (essai / "marque").write_text(avant + "\n", encoding="ascii")
                os.replace(essai / "marque", _marque(modeles))
        finally:
            shutil.rmtree(essai, ignore_errors=True)
    dire(f"Modèle entraîné en {time.monotonic() - debut:.0f} s.")


def _marque(modeles: Path) -> Path:
    return modeles / f"{NOM}.empreinte"


def _rasa_train(sortie: Path) -> list[str]:
    return [sys.executable, "-m", "bot.rasa.entrainer", str(sortie), NOM]


def _executer(commande: list[str], racine: Path, journal: Path, dire: Dire, debut: float) -> None:
    env = {**os.environ, **SILENCE, "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "ignore"}
    processus = Processus(commande, journal, env, racine)
    annonce = debut + PAS_ANNONCE
    try:
        while (code := processus.code) is None:
            if time.monotonic() >= annonce:
                dire(f"  … {annonce - debut:.0f} s")
                annonce += PAS_ANNONCE
            time.sleep(0.1)
    finally:
        # Reached early on Ctrl-C: the training must not go on alone.
        processus.demander_arret()
        processus.attendre_arret(time.monotonic() + 4.0)
    if code != 0:
        lignes = "\n".join(f"    {ligne}" for ligne in a_montrer(processus.derniers_mots(2000)))
        raise EntrainementEchoue(f"L'entraînement a échoué (code {code}). Journal : {journal}\n{lignes}")


def a_montrer(lignes: list[str]) -> list[str]:
    """Return the last lines worth reading: without colours, sentences, nor what libraries say each time."""
    utiles = [COULEUR.sub("", ligne) for ligne in lignes if not any(b in ligne for b in BRUITS)]
    courtes = [re.sub(r"^.*(?=UserWarning: )", "", ligne) for ligne in utiles if ligne.strip()]
    return [sans_phrases(ligne) for ligne in courtes][-12:]


def sans_phrases(ligne: str) -> str:
    """Replace what is quoted and holds a space: it may be a reviewed text; names of files stay."""

    def un(trouve: re.Match[str]) -> str:
        ouvrant, contenu, fermant = trouve.groups()
        return trouve[0] if not re.search(r"\s", contenu) else f"{ouvrant}…{fermant}"

    # An opening quote never follows a letter: that is an apostrophe.
    return re.sub(r"""(?<!\w)(['"«“])([^'"»”]*)(['"»”])""", un, ligne)[:300]


@contextlib.contextmanager
def _seul(modeles: Path) -> Iterator[None]:
    with (modeles / ".verrou").open("a") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        yield
