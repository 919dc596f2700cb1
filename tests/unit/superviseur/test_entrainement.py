"""When to train, and what a training that fails or is killed leaves behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot import entrainement
from bot.entrainement import EntrainementEchoue, a_jour, empreinte, sans_phrases

FICHIERS = (
    "config.yml",
    "domain.yml",
    "data/nlu/a.yml",
    "data/stories/b.yml",
    "bot/comprehension/modele.py",
    "bot/comprehension/lexique/mots.yml",
    "bot/rasa/nlu/comprehension.py",
    "bot/danger/__init__.py",
    "bot/danger/lexique/violence.yml",
    "bot/labels.py",
    "bot/lieux.py",
    "bot/knowledge/lieux/communes.csv",
    "uv.lock",
)
REUSSIR = "import sys, pathlib; pathlib.Path(sys.argv[1], 'boussole.tar.gz').write_text('neuf')"


@pytest.fixture
def projet(tmp_path: Path) -> Path:
    for nom in (*FICHIERS, "bot/gateway/app.py", "README.md"):
        (tmp_path / nom).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / nom).write_text("avant", encoding="utf-8")
    return tmp_path


def entrainer(projet: Path, code: str, dire=lambda _: None) -> None:
    entrainement.entrainer(
        dire,
        commande=lambda sortie: [sys.executable, "-c", code, str(sortie)],
        racine=projet,
        modeles=projet / "models",
        journal=projet / "journal.log",
    )


def modele(projet: Path) -> str:
    return (projet / "models" / "boussole.tar.gz").read_text(encoding="utf-8")


@pytest.mark.parametrize("nom", FICHIERS)
def test_each_source_changes_the_fingerprint(projet: Path, nom: str) -> None:
    avant = empreinte(projet)
    assert empreinte(projet) == avant
    (projet / nom).write_text("après", encoding="utf-8")
    assert empreinte(projet) != avant


@pytest.mark.parametrize("nom", ["bot/gateway/app.py", "README.md", "bot/danger/__pycache__/x.pyc"])
def test_the_rest_does_not(projet: Path, nom: str) -> None:
    avant = empreinte(projet)
    (projet / nom).parent.mkdir(exist_ok=True)
    (projet / nom).write_text("après", encoding="utf-8")
    assert empreinte(projet) == avant


def test_a_renamed_or_removed_source_changes_the_fingerprint(projet: Path) -> None:
    avant = empreinte(projet)
    (projet / "data/nlu/a.yml").rename(projet / "data/nlu/c.yml")
    renomme = empreinte(projet)
    (projet / "data/nlu/c.yml").unlink()
    assert len({avant, renomme, empreinte(projet)}) == 3


def test_the_real_project_has_sources_for_every_pattern() -> None:
    optionnels = {"bot/comprehension/**/*.yml"}
    vides = [m for m in entrainement.SOURCES if not any(entrainement.RACINE.glob(m))]
    assert set(vides) <= optionnels


def test_a_training_makes_the_model_up_to_date_until_a_source_changes(projet: Path) -> None:
    modeles = projet / "models"
    assert not a_jour(projet, modeles)
    dit: list[str] = []
    entrainer(projet, REUSSIR, dit.append)
    assert dit[0].startswith("Entraînement du modèle (3 à 5 minutes)")
    assert dit[-1].startswith("Modèle entraîné en ")
    assert a_jour(projet, modeles)
    (projet / "domain.yml").write_text("après", encoding="utf-8")
    assert not a_jour(projet, modeles)


def test_a_removed_model_is_not_up_to_date(projet: Path) -> None:
    entrainer(projet, REUSSIR)
    (projet / "models" / "boussole.tar.gz").unlink()
    assert not a_jour(projet, projet / "models")


def test_a_source_that_changes_during_the_training_is_not_counted_in(projet: Path) -> None:
    entrainer(projet, REUSSIR + "; pathlib.Path('config.yml').write_text('pendant')")
    assert modele(projet) == "neuf"
    assert not a_jour(projet, projet / "models")
    (projet / "config.yml").write_text("avant", encoding="utf-8")
    assert not a_jour(projet, projet / "models"), "the model may have read what was there meanwhile"


@pytest.mark.parametrize(
    ("code", "dit"),
    [
        ("raise SystemExit('InvalidDomain: il manque « utter_x »')", "InvalidDomain"),
        ("raise SystemExit(\"exemple 'on me refuse un logement' mal écrit\")", "exemple '…' mal écrit"),
        ("pass", "pas produit de modèle"),
    ],
    ids=["erreur", "phrase", "rien"],
)
def test_a_failed_training_keeps_the_old_model_and_says_why(projet: Path, code: str, dit: str) -> None:
    entrainer(projet, REUSSIR.replace("neuf", "ancien"))
    with pytest.raises(EntrainementEchoue) as erreur:
        entrainer(projet, code)
    assert dit in str(erreur.value)
    assert "logement" not in str(erreur.value)
    assert modele(projet) == "ancien"
    assert a_jour(projet, projet / "models")


def test_a_killed_training_keeps_the_old_model_and_dies_whole(projet: Path) -> None:
    entrainer(projet, REUSSIR.replace("neuf", "ancien"))
    long = "import os, pathlib, time; pathlib.Path('pid').write_text(str(os.getpid())); time.sleep(60)"
    programme = (
        "import pathlib, sys; from bot import entrainement as e; p = pathlib.Path(sys.argv[1]);"
        f"e.entrainer(print, lambda s: [sys.executable, '-c', {long!r}], p, p / 'models', p / 'journal.log')"
    )
    lanceur = subprocess.Popen(
        [sys.executable, "-c", programme, str(projet)], cwd=entrainement.RACINE, stdout=subprocess.DEVNULL
    )
    pid = int(attendre(lambda: (projet / "pid").is_file() and (projet / "pid").read_text()))
    lanceur.send_signal(signal.SIGKILL)
    lanceur.wait()
    attendre(lambda: not vivant(pid))
    assert modele(projet) == "ancien"
    assert a_jour(projet, projet / "models")
    entrainer(projet, REUSSIR)
    assert modele(projet) == "neuf"
    assert [p.name for p in (projet / "models").glob(".essai-*")] == []


def vivant(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A zombie waits for its reaper only; it no longer runs.
    etat = Path(f"/proc/{pid}/stat")
    return not (etat.exists() and etat.read_text().rsplit(")", 1)[1].split()[0] == "Z")


def attendre(condition, secondes: float = 5.0):
    fin = time.monotonic() + secondes
    while time.monotonic() < fin:
        if valeur := condition():
            return valeur
        time.sleep(0.05)
    raise AssertionError("trop long")


def test_the_lines_shown_are_those_worth_reading() -> None:
    bruit = "lib/io.py:100: UserWarning: The utterance 'utter_x' is not used in any story or rule."
    utile = "\x1b[93mlib/io.py:100: UserWarning: The action 'action_y' is unknown.\x1b[0m"
    assert entrainement.a_montrer([bruit, utile, "\x1b[0m", bruit]) == [
        "UserWarning: The action 'action_y' is unknown."
    ]


@pytest.mark.parametrize(
    ("ligne", "propre"),
    [
        ("Erreur dans 'data/nlu/a.yml'", "Erreur dans 'data/nlu/a.yml'"),
        ('Exemple "je suis enceinte" en double', 'Exemple "…" en double'),
        ("L'action 'a' de 'tout est connu' n'existe pas", "L'action 'a' de '…' n'existe pas"),
        ("Exemple « je suis enceinte » en double", "Exemple «…» en double"),
    ],
)
def test_sentences_leave_the_lines_that_are_shown(ligne: str, propre: str) -> None:
    assert sans_phrases(ligne) == propre
