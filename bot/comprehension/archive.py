"""Opening the understanding model from Rasa's trained archive, without Rasa nor TensorFlow."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

from bot.comprehension.modele import Modele
from bot.settings import RACINE

ARCHIVE = RACINE / "models" / "boussole.tar.gz"
FICHIER = "comprehension.joblib"


class ModeleAbsent(FileNotFoundError):
    """No trained model, or one without our component; the text says how to make one."""


def charger_modele(archive: Path = ARCHIVE) -> Modele:
    """Return the understanding model of a Rasa archive (trained on this machine by `python -m bot train`)."""
    if not archive.is_file():
        raise ModeleAbsent("Aucun modèle entraîné : lancez « python -m bot train ».")
    with tarfile.open(archive) as paquet:
        for membre in paquet:
            if membre.name.endswith(f"/{FICHIER}"):
                contenu = paquet.extractfile(membre)
                if contenu is not None:
                    return Modele.charger(io.BytesIO(contenu.read()))
    raise ModeleAbsent("Ce modèle ne contient pas notre composant : lancez « python -m bot train ».")
