"""Does one hostile client slow the others? `python -m benchmarks.client_hostile [--personnes 5] [--tours 12]`.

Starts a stack, lets people talk alone, then beside a hostile client (floods, new conversations, slow bodies, a hundred
streams left open, all from one network); prints the time until the answer, and what the hostile one was answered.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
from collections import Counter
from pathlib import Path

from tests.faults.hostile import en_json, gens, hostile, p95
from tests.pile import demarrer


async def mesurer(
    adresse: str, personnes: int, tours: int
) -> tuple[list[float | None], list[float | None], Counter[str]]:
    """Return the seconds until each answer, without then with the hostile client, and what that one was answered."""
    await gens(adresse, 2, 2)  # what is loaded at the first use is loaded
    seules = await gens(adresse, personnes, tours)
    async with hostile(adresse) as comptes:
        genees = await gens(adresse, personnes, tours)
    return seules, genees, comptes


def main() -> int:
    """Measure and print; 1 when somebody was left without an answer."""
    lecteur = argparse.ArgumentParser(prog="python -m benchmarks.client_hostile", description=__doc__)
    lecteur.add_argument("--personnes", type=int, default=5)
    lecteur.add_argument("--tours", type=int, default=12)
    choisi = lecteur.parse_args()
    with tempfile.TemporaryDirectory() as dossier, demarrer(Path(dossier)) as pile:
        seules, genees, comptes = asyncio.run(mesurer(pile.adresse, choisi.personnes, choisi.tours))
    p = {}
    for nom, durees in (("sans client hostile", seules), ("avec un client hostile", genees)):
        dites = [d for d in durees if d is not None]
        p[nom] = p95(dites)
        milieu, silences = statistics.median(dites), len(durees) - len(dites)
        print(f"{nom:<24} {len(dites)} réponses, p50 {milieu:.2f} s, p95 {p[nom]:.2f} s, silences {silences}")
    print(f"rapport des p95 : {p['avec un client hostile'] / p['sans client hostile']:.1f}")
    print(f"le client hostile : {en_json(comptes)}")
    return 1 if None in seules + genees else 0


if __name__ == "__main__":
    raise SystemExit(main())
