"""Throws hostile inputs at the real stack: `python -m tests.faults.fuzz --nombre 100000 [--graine N]`.

The limits stay on: each conversation has its own network address and keeps near the pace allowed; a refusal with a
sentence (429 too) is an answer. Exit code 1 when a process fell, a call got a 5xx (503 twice in a row, or too often) or a text got no answer.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol

import httpx

from tests.faults.bilan import Bilan
from tests.faults.bruit import Entree, entrees
from tests.faults.fil import Fil

CONVERSATIONS = 40
EN_VOL = 6
# Most conversations stay short; one in eight goes past TOURS_MAX, where the session begins again.
VIE, LONGUE_VIE = 60, 260
PAS_DU_PROGRES = 1_000
REFUS_POLIS = frozenset((202, 400, 401, 409, 413, 429))


class PileVisible(Protocol):
    """What the fuzzer needs of a stack (tests/e2e has one, tests/faults/pannes.py another)."""

    adresse: str
    donnees: Path


def chutes(pile: PileVisible) -> int:
    """Return how many times the supervisor had to restart a part."""
    return (pile.donnees / "sortie.txt").read_text(encoding="utf-8", errors="replace").count("arrêt inattendu")


def _plaintes(pile: PileVisible) -> Counter[str]:
    """Return what the logs complain of, without times nor line numbers: where to look when something is not zero."""
    lignes = (
        f"{f.stem} {re.sub(r'[0-9]+', '#', ligne)[:120]}"
        for f in sorted((pile.donnees / "journaux").glob("*.log"))
        for ligne in f.read_text(encoding="utf-8", errors="replace").splitlines()
        if re.search(r"ERROR|WARNING|Error\b", ligne)
    )
    return Counter(lignes)


async def lancer(pile: PileVisible, suite: Iterable[Entree], dire: Callable[[str], None] = lambda _: None) -> Bilan:
    """Send every input over many conversations at once, and count what came back."""
    bilan, debut, avant = Bilan(), time.monotonic(), chutes(pile)
    file, en_vol = iter(suite), asyncio.Semaphore(EN_VOL)
    limites = httpx.Limits(max_connections=None, max_keepalive_connections=EN_VOL)
    async with httpx.AsyncClient(base_url=pile.adresse, timeout=60.0, limits=limites, trust_env=False) as http:
        await asyncio.gather(*(_tenir(http, numero, file, bilan, en_vol, dire) for numero in range(CONVERSATIONS)))
    bilan.pannes = chutes(pile) - avant
    bilan.secondes = time.monotonic() - debut
    return bilan


async def _tenir(
    http: httpx.AsyncClient,
    numero: int,
    file: Iterator[Entree],
    bilan: Bilan,
    en_vol: asyncio.Semaphore,
    dire: Callable[[str], None],
) -> None:
    """Hold one conversation after the other until no input is left; the first one never waits its turn."""
    vie = LONGUE_VIE if numero % 8 == 1 else VIE
    tour = 0
    while True:
        fil = Fil(http, f"10.9.{numero}.{tour % 250 + 1}")
        tour += 1
        try:
            async with en_vol:
                if await fil.ouvrir() is not None:
                    bilan.silences += 1
                    bilan.montrer("ouverture muette", None)
            for _ in range(vie):
                if fil.efface:
                    break
                if numero:
                    await fil.patienter()
                entree = next(file, None)
                if entree is None:
                    return
                async with en_vol:
                    await _un(fil, entree, bilan)
                if bilan.envoyes % PAS_DU_PROGRES == 0:
                    dire(f"{bilan.envoyes} envoyées, p95 {bilan.p95() * 1000:.0f} ms, fautes {bilan.fautes() or 0}")
        finally:
            await fil.fermer()


async def _un(fil: Fil, entree: Entree, bilan: Bilan) -> None:
    """Send one input and judge what came back."""
    bilan.envoyes += 1
    bilan.natures[entree.nature] += 1
    debut = time.monotonic()
    try:
        reponse = await fil.envoyer(entree)
        if reponse is not None and reponse.status_code == 503 and _est_poli(reponse):
            # The machine was held for seconds (one writer, a slow disk). The page keeps the text and sends it again, with the
            # same id; so does this, once.
            bilan.occupes += 1
            await asyncio.sleep(1.0)
            reponse = await fil.envoyer(entree)
    except httpx.HTTPError as erreur:
        bilan.sans_reponse_http += 1
        bilan.montrer(type(erreur).__name__, entree)
        return
    if reponse is None:
        bilan.statuts["coupée"] += 1
        return
    statut = reponse.status_code
    bilan.statuts[str(statut)] += 1
    if statut >= 500 or statut not in REFUS_POLIS or (statut != 202 and not _est_poli(reponse)):
        bilan.cinq_cents += 1
        bilan.montrer(f"réponse {statut} {reponse.text[:80]!r}", entree)
    elif statut == 429:
        fil.compter()
        await asyncio.sleep(1.0)
    elif statut == 202:
        fil.compter()
        bilan.acceptees[entree.nature] += 1
        await _juger(fil, entree, reponse.json()["rang"], debut, bilan)


async def _juger(fil: Fil, entree: Entree, rang: int, debut: float, bilan: Bilan) -> None:
    dit = str(json.loads(entree.corps).get("texte") or "")
    obtenu, secouru = await fil.repondu(rang, dit)
    bilan.noter(entree, time.monotonic() - debut)
    bilan.secourus += secouru
    if not obtenu:
        bilan.silences += 1
        bilan.montrer("muet", entree)


def _est_poli(reponse: httpx.Response) -> bool:
    """Tell whether a refusal is the one of the contract: a code and a French sentence."""
    try:
        erreur = reponse.json()["erreur"]
        return bool(erreur["code"]) and str(erreur["message"]).endswith((".", "?"))
    except (ValueError, KeyError, TypeError):
        return False


def main() -> int:
    """Start a stack, throw, print the table; 1 when something that must be zero is not."""
    from tests.faults.pannes import pile_a_casser

    lecteur = argparse.ArgumentParser(prog="python -m tests.faults.fuzz", description=__doc__)
    lecteur.add_argument("--nombre", type=int, default=100_000)
    lecteur.add_argument("--graine", type=int, default=int(time.time()))
    choisi = lecteur.parse_args()
    print(f"graine {choisi.graine}, {choisi.nombre} entrées", flush=True)
    with tempfile.TemporaryDirectory() as dossier, pile_a_casser(Path(dossier)) as pile:
        bilan = asyncio.run(lancer(pile, entrees(choisi.graine, choisi.nombre), lambda s: print(s, flush=True)))
        plaintes = _plaintes(pile)
    print(bilan.tableau(), *(f"journal : {mot} × {n}" for mot, n in plaintes.most_common(10)), sep="\n")
    return 1 if bilan.fautes() else 0


if __name__ == "__main__":
    raise SystemExit(main())
