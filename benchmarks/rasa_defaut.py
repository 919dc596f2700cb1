"""Boussole's pipeline against Rasa's default one, trained on the same data, on one machine, in one run (`make bench`).

Baseline: what `rasa init` writes without a choice of its own (DIET, ResponseSelector, TED, UnexpecTED), served by Rasa as it
comes (benchmarks/rasa_tel_quel.py). Both models serve the same domain, rules and actions over HTTP, through the channel that
the gateway uses. `rasa init` trains for 100 epochs, which takes hours on our data: by default one is trained, and the table
says what 100 would take. Sizes and times do not depend on the epochs, but a baseline that learned little understands little:
its replies call fewer actions, which flatters it.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx
import yaml

from benchmarks.entrainement import EPOQUES, Entrainement, configuration, entrainer, entrainer_boussole
from benchmarks.pile import PileMesuree, pile

# One conversation as people have it: a story, then the answers to what is asked.
MESSAGES = (
    "bonjour",
    "le propriétaire a dit que le logement était déjà loué quand il a entendu mon nom, à Roubaix",
    "oui",
    "c'est gratuit ?",
    "merci",
    "j'ai aussi été refusée à un stage parce que je porte le voile",
    "c'est confidentiel ?",
    "je ne sais pas",
)
CONVERSATIONS = 8
CLIENTS = 8


@dataclass(frozen=True)
class Mesures:
    """One side of the comparison; seconds, MiB, messages a second, milliseconds."""

    entrainement: float
    entrainement_100: float
    demarrage: float
    memoire: float
    debit_1: float
    p95_1: float
    debit_8: float
    p95_8: float
    tour_5: float
    tour_200: float


def _tour(client: httpx.Client, p: PileMesuree, conversation: str, rang: int, texte: str) -> float:
    debut = time.perf_counter()
    reponse = client.post(
        p.url,
        json={"conversation": conversation, "message_id": f"m{rang}", "texte": texte},
        headers={"X-Boussole-Secret": p.secret},
    )
    duree = time.perf_counter() - debut
    if reponse.status_code != 200:
        raise RuntimeError(f"réponse {reponse.status_code}")
    return duree


def _messages(nombre: int) -> Iterator[str]:
    return (MESSAGES[i % len(MESSAGES)] for i in range(nombre))


def charger(p: PileMesuree, clients: int, conversations: int) -> tuple[float, float]:
    """Play whole conversations by so many clients at once; return messages a second and the 95th centile (ms)."""
    durees: list[float] = []
    verrou = threading.Lock()
    ids = [p.ouvrir() for _ in range(clients * conversations)]

    def jouer(miens: Sequence[str]) -> None:
        mesures = []
        with httpx.Client(trust_env=False, timeout=60) as client:
            for identifiant in miens:
                for rang, texte in enumerate(_messages(len(MESSAGES))):
                    mesures.append(_tour(client, p, identifiant, rang, texte))
        with verrou:
            durees.extend(mesures)

    fils = [threading.Thread(target=jouer, args=(ids[i::clients],)) for i in range(clients)]
    debut = time.perf_counter()
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    return len(durees) / (time.perf_counter() - debut), statistics.quantiles(durees, n=20)[-1] * 1000


def longue(p: PileMesuree, tours: int = 205) -> tuple[float, float]:
    """Play one long conversation; return the medians around turn 5 and turn 200 (ms), same messages in both windows."""
    identifiant = p.ouvrir()
    with httpx.Client(trust_env=False, timeout=120) as client:
        durees = [_tour(client, p, identifiant, i, t) * 1000 for i, t in enumerate(_messages(tours))]
    return statistics.median(durees[1:9]), statistics.median(durees[193:201])


def mesurer(modele: Entrainement, serveur: str = "bot.rasa.server") -> Mesures:
    """Start the stack on this model and measure everything but training."""
    with pile(modele.archive, serveur) as p:
        charger(p, 1, 1)  # warm-up, not counted
        debit_1, p95_1 = charger(p, 1, CONVERSATIONS)
        debit_8, p95_8 = charger(p, CLIENTS, CONVERSATIONS // 4)
        tour_5, tour_200 = longue(p)
        durees = (debit_1, p95_1, debit_8, p95_8, tour_5, tour_200)
        return Mesures(modele.secondes, modele.a_cent(), p.demarrage, p.memoire(), *durees)


def main() -> None:
    """Train both (or take given archives), measure both, print a table and the ratios; `--json` for machines."""
    lecteur = argparse.ArgumentParser(description=__doc__)
    lecteur.add_argument(
        "--epoques", type=int, default=1, help="époques du pipeline par défaut (100 durent des heures)"
    )
    lecteur.add_argument("--defaut", type=Path, help="son archive déjà entraînée (avec --epoques), et ses secondes :")
    lecteur.add_argument("--defaut-secondes", type=float, default=float("nan"))
    lecteur.add_argument("--diet-secondes", type=float, default=0.0, help="dont celles des époques de DIET")
    lecteur.add_argument("--boussole", type=Path, help="archive de Boussole déjà entraînée, et ses secondes :")
    lecteur.add_argument("--boussole-secondes", type=float, default=float("nan"))
    lecteur.add_argument("--json", action="store_true")
    choix = lecteur.parse_args()
    with tempfile.TemporaryDirectory(prefix="boussole-defaut-") as dossier:
        sortie = Path(dossier)
        notre = Entrainement(choix.boussole, choix.boussole_secondes) if choix.boussole else entrainer_boussole(sortie)
        if choix.defaut:
            leur = Entrainement(choix.defaut, choix.defaut_secondes, choix.diet_secondes, choix.epoques)
        else:
            config = sortie / "defaut.yml"
            config.write_text(yaml.safe_dump(configuration(choix.epoques), allow_unicode=True), encoding="utf-8")
            leur = entrainer(config, sortie, choix.epoques)
        resultats = {"boussole": mesurer(notre), "défaut": mesurer(leur, "benchmarks.rasa_tel_quel")}
    if choix.json:
        print(json.dumps({nom: asdict(m) for nom, m in resultats.items()}, ensure_ascii=False, indent=1))
    else:
        afficher(resultats["boussole"], resultats["défaut"], choix.epoques)


BUTS = {
    "entrainement": ("entraînement mesuré (s)", ""),
    "entrainement_100": ("entraînement, 100 époques de DIET (s) *", "≤ 1/3"),
    "demarrage": ("démarrage à froid (s)", "≤ 1/2"),
    "memoire": ("mémoire de Rasa, pointe (Mio)", "≤ 1/2"),
    "debit_1": ("messages par seconde, 1 client", "≥ 4"),
    "p95_1": ("95 % des tours, 1 client (ms)", ""),
    "debit_8": ("messages par seconde, 8 clients", "≥ 4"),
    "p95_8": ("95 % des tours, 8 clients (ms)", "≤ 1/3"),
    "tour_5": ("tours 2 à 9 (ms, médiane)", ""),
    "tour_200": ("tours 194 à 201 (ms, médiane)", ""),
}


def afficher(nous: Mesures, eux: Mesures, epoques: int) -> None:
    """Print the table: both sides, the ratio ours/theirs, the goal."""
    from rich.console import Console
    from rich.table import Table

    tableau = Table("mesure", "Boussole", "Rasa par défaut", "rapport", "but", title="Une machine, une même série")
    for cle, (titre, but) in BUTS.items():
        a, b = getattr(nous, cle), getattr(eux, cle)
        tableau.add_row(titre, f"{a:.1f}", f"{b:.1f}", f"{a / b:.2f}" if b else "–", but)
    rapport = nous.tour_200 / nous.tour_5
    tableau.add_row("tour 200 / tour 5", f"{rapport:.2f}", f"{eux.tour_200 / eux.tour_5:.2f}", "", "≤ 2")
    Console(width=110).print(tableau)
    print(
        f"* Par défaut : {epoques} époque(s) entraînée(s) ; 100 sont extrapolées de la durée de celles de DIET, non mesurées."
    )
    if epoques < EPOQUES:
        print("  Peu entraîné, il comprend peu : ses réponses appellent moins d'actions, ce qui l'avantage.")
    enfants = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"Plus gros processus enfant, entraînement compris : {enfants:.0f} Mio.")


if __name__ == "__main__":
    main()
