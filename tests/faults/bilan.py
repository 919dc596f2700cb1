"""What a run of the fuzzer found: the counts, what must be zero, and the table that is printed at the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.faults.bruit import Entree

EXEMPLES_MAX = 20
# Refusals said kindly, then accepted when sent again: more than this part is a fault.
OCCUPES_MAX = 1 / 400


@dataclass
class Bilan:
    """The counts of one run; `fautes` names what is not zero and should be."""

    envoyes: int = 0
    natures: Counter[str] = field(default_factory=Counter)
    statuts: Counter[str] = field(default_factory=Counter)
    acceptees: Counter[str] = field(default_factory=Counter)
    pannes: int = 0
    cinq_cents: int = 0
    occupes: int = 0
    sans_reponse_http: int = 0
    silences: int = 0
    secourus: int = 0
    par_nature: dict[str, list[float]] = field(default_factory=dict)
    exemples: list[str] = field(default_factory=list)
    secondes: float = 0.0

    def montrer(self, faute: str, entree: Entree | None) -> None:
        """Keep an example of a fault: its rank finds it again with the same seed."""
        if len(self.exemples) < EXEMPLES_MAX:
            quoi = "ouverture" if entree is None else f"n° {entree.rang} ({entree.nature}) {entree.corps[:160]!r}"
            self.exemples.append(f"{faute} : {quoi}")

    def noter(self, entree: Entree, duree: float) -> None:
        """Note the time between an accepted text and its answer, in seconds."""
        self.par_nature.setdefault(entree.nature, []).append(duree)

    @property
    def durees(self) -> list[float]:
        """Every time noted."""
        return [d for durees in self.par_nature.values() for d in durees]

    def p95(self) -> float:
        """Return the 95th percentile of the times noted."""
        return _p95(self.durees)

    def fautes(self) -> dict[str, int]:
        """Return what must be zero and is not."""
        comptes = {
            "processus tombés": self.pannes,
            "réponses 5xx": self.cinq_cents,
            "refus passagers": self.occupes if self.occupes > OCCUPES_MAX * self.envoyes else 0,
            "connexions perdues": self.sans_reponse_http,
            "tours muets": self.silences,
        }
        return {nom: n for nom, n in comptes.items() if n}

    def tableau(self) -> str:
        """Return the table of the end, in French."""
        lignes = [
            ("entrées envoyées", f"{self.envoyes} en {self.secondes:.0f} s"),
            ("réponses", ", ".join(f"{statut} × {n}" for statut, n in self.statuts.most_common())),
            ("textes acceptés", f"{sum(self.acceptees.values())}"),
            ("processus tombés", f"{self.pannes}"),
            ("réponses 5xx", f"{self.cinq_cents}"),
            ("refus passagers, puis acceptés", f"{self.occupes}"),
            ("connexions perdues", f"{self.sans_reponse_http}"),
            ("tours muets", f"{self.silences}"),
            ("tours secourus par la passerelle", f"{self.secourus} (répondus ensuite, sinon comptés muets)"),
            ("délai de réponse p95", f"{self.p95() * 1000:.0f} ms (maximum {max(self.durees, default=0.0):.1f} s)"),
        ]
        large = max(len(nom) for nom, _ in lignes)
        dits = [f"{nom:<{large}}  {valeur}" for nom, valeur in lignes]
        par_nature = [
            f"  {nom:<18} {n:>7}, dont {self.acceptees[nom]} acceptées" for nom, n in self.natures.most_common()
        ]
        return "\n".join([*dits, *par_nature, *self.exemples])


def _p95(durees: list[float]) -> float:
    triees = sorted(durees)
    return triees[int(0.95 * (len(triees) - 1))] if triees else 0.0
