"""How long understanding takes, message by message (`make bench`): to compare two versions on one machine.

Measures what a turn costs before Rasa's own work: the danger check, then the analysis by the trained model.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence

from rich.console import Console
from rich.table import Table

from bot import danger
from bot.comprehension.analyse import analyser
from bot.comprehension.archive import charger_modele

TOURS = 20
TEXTES = (
    "bonjour",
    "oui",
    "c'est anonyme ?",
    "je ne sais pas",
    "Le propriétaire a dit que le logement était déjà loué quand il a entendu mon nom, à Roubaix.",
    "jé ete viré pck jsui enceinte",
    "L'école de mon fils refuse de l'inscrire à la cantine parce qu'il est en fauteuil roulant. " * 8,
    "mot " * 900,
)


def mesurer(action: Callable[[str], object], textes: Sequence[str], tours: int = TOURS) -> list[float]:
    """Return the milliseconds of each call, once warm."""
    action(textes[0])
    durees = []
    for _ in range(tours):
        for texte in textes:
            debut = time.perf_counter()
            action(texte)
            durees.append((time.perf_counter() - debut) * 1000)
    return durees


def main() -> None:
    """Print the table."""
    debut = time.perf_counter()
    modele = charger_modele()
    charge = time.perf_counter() - debut
    tableau = Table("étape", "médiane (ms)", "95 % (ms)", "pire (ms)", "par seconde")
    etapes: dict[str, Callable[[str], object]] = {
        "danger": danger.detecter,
        "analyse": lambda texte: analyser(modele, [texte]),
    }
    for nom, action in etapes.items():
        durees = mesurer(action, TEXTES)
        figures = (statistics.median(durees), statistics.quantiles(durees, n=20)[-1], max(durees))
        tableau.add_row(nom, *(f"{f:.1f}" for f in figures), f"{1000 / statistics.mean(durees):.0f}")
    console = Console()
    console.print(f"Chargement du modèle : {charge:.1f} s ; {len(TEXTES)} textes, {TOURS} fois.")
    console.print(tableau)


if __name__ == "__main__":
    main()
