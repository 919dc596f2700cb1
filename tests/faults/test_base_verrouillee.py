"""The database is locked for a long time while people write: nobody waits, nothing is lost, all is treated once it is free.

`VERROU=60 pytest tests/faults/test_base_verrouillee.py` holds it for a minute.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.faults.conftest import PetitePile
from tests.faults.pannes import Stack
from tests.faults.personnes import Personne, insister, ouvrir, relire, rien_de_perdu
from tests.flux import Flux

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

VERROU = float(os.environ.get("VERROU", "8"))
CONVERSATIONS = 24
# The promise is five seconds; the rest is for the machine that runs the test. Past it, the call fails.
PATIENCE = 15.0
ORDINAIRE, DANGER = "on m'a refusé un logement à Lille à cause de mon nom", "j'ai envie de mourir"


@contextlib.contextmanager
def verrou(fichier: Path) -> Iterator[None]:
    """Hold the write lock of a SQLite file, as a backup or a stuck program would."""
    autre = sqlite3.connect(fichier, timeout=30, isolation_level=None)
    autre.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        autre.execute("ROLLBACK")
        autre.close()


async def poster(http: httpx.AsyncClient, personne: Personne, texte: str) -> tuple[httpx.Response, dict[str, str]]:
    corps = {"id": uuid.uuid4().hex, "texte": texte}
    reponse = await http.post("/api/messages", json=corps, headers=personne.entetes)
    if reponse.status_code == 202:
        personne.acceptes[corps["id"]] = texte
    return reponse, corps


async def une_reponse(http: httpx.AsyncClient, personne: Personne, apres: int) -> str:
    """Return the first words of ours that come after a rank, kept in the journal or not."""
    async with http.stream("GET", "/api/flux", headers=personne.entetes | {"Last-Event-ID": str(apres)}) as reponse:
        flux = Flux(reponse)
        while True:
            sorte, _, donnees = await flux.suivant()
            if sorte == "message" and donnees["de"] == "bot" and donnees["message"]["texte"]:
                return str(donnees["message"]["texte"])


async def pendant(http: httpx.AsyncClient, personne: Personne, fin: float, durees: list[float]) -> list[dict[str, str]]:
    """Write now and then while it is locked; return what was refused, to be sent again by the page."""
    refuses = []
    while time.monotonic() < fin:
        debut, dit = time.monotonic(), DANGER if personne.numero % 3 == 0 else ORDINAIRE
        reponse, corps = await poster(http, personne, dit)
        durees.append(time.monotonic() - debut)
        if reponse.status_code != 202:
            assert (reponse.status_code, reponse.json()["erreur"]["code"]) == (503, "indisponible")
            carte = reponse.json()["carte"]
            assert (carte["type"] if carte else None) == ("urgence" if dit == DANGER else None)
            refuses.append(corps)
        await asyncio.sleep(2.0)
    return refuses


async def vivre(stack: Stack, personnes: list[Personne]) -> tuple[int, list[float]]:
    durees: list[float] = []
    sans_fin = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=stack.adresse, timeout=PATIENCE, limits=sans_fin, trust_env=False) as http:
        for personne in personnes:
            await ouvrir(http, personne)
        await asyncio.to_thread(stack.tout_traiter)
        # Accepted, then locked before it can be treated: still said, and treated later.
        with stack.suspendre("rasa"):
            recus = [(await poster(http, p, ORDINAIRE))[0] for p in personnes]
            assert {r.status_code for r in recus} == {202}
            verrouille = contextlib.ExitStack()
            verrouille.enter_context(verrou(stack.donnees / "boussole.db"))
        with verrouille:
            fin = time.monotonic() + VERROU
            entendre = (asyncio.wait_for(une_reponse(http, p, r.json()["rang"]), PATIENCE) for p, r in zip(personnes, recus, strict=True))  # fmt: skip
            refuses, _ = await asyncio.gather(
                asyncio.gather(*(pendant(http, p, fin, durees) for p in personnes)), asyncio.gather(*entendre)
            )
        for personne, siens in zip(personnes, refuses, strict=True):
            for corps in siens:
                assert (await insister(http, personne, "/api/messages", corps)).status_code == 202
                personne.acceptes[corps["id"]] = corps["texte"]
        await asyncio.to_thread(stack.tout_traiter)
        for personne in personnes:
            await relire(http, personne)
    return sum(map(len, refuses)), durees


def test_personne_n_attend_et_tout_est_traite_ensuite(
    petite_pile: PetitePile, record_property: Callable[[str, object], None]
) -> None:
    personnes = [Personne(i) for i in range(CONVERSATIONS)]
    refuses, durees = asyncio.run(vivre(petite_pile.stack, personnes))
    assert refuses >= CONVERSATIONS
    rien_de_perdu(personnes)
    for personne in personnes:
        dangers = [t for t in personne.acceptes.values() if t == DANGER]
        assert personne.cartes.count("urgence") == len(dangers)
    record_property("verrou tenu", f"{VERROU:.0f} s, {len(durees)} messages, {refuses} refusés puis repris")
    record_property("refus le plus lent", f"{max(durees):.1f} s")
    print(f"verrou {VERROU:.0f} s : {len(durees)} messages, {refuses} refusés, le plus lent {max(durees):.2f} s")
