"""Are the reviewed sentences worth keeping? The same measures before and after them, for a person to decide."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console

from bot.comprehension.exemples import lire
from bot.evaluation import mesurer
from bot.evaluation.tableau import LARGEUR, ecart, vide
from bot.relecture.export import CAS, Cas, lire_cas
from bot.relecture.regression import ecarts
from bot.settings import RACINE

if TYPE_CHECKING:
    from bot.comprehension.modele import Modele

NLU: Final = RACINE / "data" / "nlu"
MESURES: Final = RACINE / "tests" / "nlu"
# One line a file: what a reviewed sentence may make better or worse.
PAR_FICHIER: Final = ("critere_premier", "domaine", "nature", "question", "hors_sujet", "recit_sans_critere")
Dire = Callable[[str], None]


class RienARelire(ValueError):
    """No reviewed sentence is there, so that both models would be the same."""


def entrainer_les_deux(dire: Dire, nlu: Path = NLU) -> tuple[Modele, Modele]:
    """Train the understanding without, then with, the sentences of `relues`; raise RienARelire when there is none.

    Only what learns from them is trained: neither Rasa nor the model in service is touched.
    """
    relues = set(lire(nlu / "relues"))
    if not relues:
        raise RienARelire
    tous = lire(nlu)
    dire(f"Entraînement sans les {len(relues)} phrases relues (quelques minutes)…")
    sans = _entrainer([e for e in tous if e not in relues])
    dire("Entraînement avec elles…")
    return sans, _entrainer(tous)


def _entrainer(exemples: Sequence[Any]) -> Modele:
    from bot.comprehension.modele import Modele

    modele = Modele()
    modele.entrainer(exemples)
    return modele


def comparer(avant: Modele, apres: Modele, fichiers: Sequence[Path], cas: Path = CAS) -> dict[str, Any]:
    """Measure both models on the same files, and the second on the reviewed sentences; JSON-ready."""
    relus = lire_cas(cas)
    return {
        "avant": mesurer(avant, fichiers)["groupes"],
        "apres": mesurer(apres, fichiers)["groupes"],
        "cas": {"nombre": len(relus), "rates": rates(apres, relus)},
    }


def rates(modele: Modele, cas: Sequence[Cas]) -> dict[str, list[str]]:
    """Return, for each reviewed sentence that the model reads otherwise than agreed, its id and the fields."""
    from bot.comprehension.analyse import analyser

    lues = analyser(modele, [c.texte for c in cas]) if cas else []
    trouves = {c.id: ecarts(c.etiquettes, lue) for c, lue in zip(cas, lues, strict=True)}
    return {identifiant: champs for identifiant, champs in trouves.items() if champs}


def rendre(resultat: Mapping[str, Any]) -> str:
    """Return the comparison as tables for a terminal, in French."""
    sortie = io.StringIO()
    console = Console(width=LARGEUR, file=sortie, color_system=None, highlight=False, emoji=False, markup=False)
    avant, apres = resultat["avant"], resultat["apres"]
    console.print(_tableau("Ensemble", avant["ensemble"], apres["ensemble"]))
    for nom, mesures in avant["par_fichier"].items():
        utiles = {m: mesures[m] for m in PAR_FICHIER if m in mesures}
        console.print(_tableau(nom, utiles, apres["par_fichier"][nom]))
    cas = resultat["cas"]
    console.print(f"Phrases relues bien lues ensuite : {cas['nombre'] - len(cas['rates'])} sur {cas['nombre']}.")
    for identifiant, champs in cas["rates"].items():
        console.print(f"  {identifiant} : {', '.join(champs)}")
    console.print(
        "À vous de décider. Pour garder : enregistrez data/nlu/relues et tests/nlu/relues, puis « python -m bot train ». "
        "Pour ne pas garder : retirez-y les mêmes phrases."
    )
    return "\n".join(ligne.rstrip() for ligne in sortie.getvalue().splitlines())


def _tableau(titre: str, avant: Mapping[str, Any], apres: Mapping[str, Any]) -> Any:
    tableau = vide(titre, "Mesure", "Avant", "Après", "Écart", "Cas")
    for nom in avant:
        if (ligne := ecart(nom, avant[nom], apres[nom])) is not None:
            tableau.add_row(*ligne)
    return tableau
