"""The disk is full while people write: refused kindly, danger still answered, and everything goes on once there is room."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
import uuid
from collections.abc import Callable

import httpx
import pytest

from tests.faults import disque
from tests.faults.conftest import PetitePile
from tests.faults.pannes import Stack
from tests.faults.personnes import Personne, insister, ouvrir, relire, rien_de_perdu

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

CONVERSATIONS, TOURS = 6, 3
ORDINAIRE, DANGER = "on m'a refusé un logement à Lille à cause de mon nom", "j'ai envie de mourir"


async def ecrire(http: httpx.AsyncClient, personne: Personne, dit: str) -> dict[str, str] | None:
    """Write once; return the body when it was refused, after checking that the refusal is kind and gives the numbers."""
    corps = {"id": uuid.uuid4().hex, "texte": dit}
    reponse = await http.post("/api/messages", json=corps, headers=personne.entetes)
    if reponse.status_code == 202:
        personne.acceptes[corps["id"]] = dit
        return None
    assert (reponse.status_code, reponse.json()["erreur"]["code"]) == (503, "indisponible")
    assert (reponse.json()["carte"] or {}).get("type") == ("urgence" if dit == DANGER else None)
    return corps


def sans_reserve(stack: Stack) -> None:
    """Empty SQLite's log: what it has already taken of the disk would let some messages in."""
    fin = time.monotonic() + 30
    with contextlib.closing(sqlite3.connect(stack.donnees / "boussole.db", timeout=10)) as fichier:
        while fichier.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            assert time.monotonic() < fin
            time.sleep(0.1)


async def vivre(pile: PetitePile, personnes: list[Personne]) -> int:
    stack = pile.stack
    async with httpx.AsyncClient(base_url=stack.adresse, timeout=15.0, trust_env=False) as http:
        for personne in personnes:
            await ouvrir(http, personne)
        await asyncio.to_thread(stack.tout_traiter)
        await asyncio.to_thread(sans_reserve, stack)
        refuses: list[tuple[Personne, dict[str, str]]] = []
        with disque.plein(stack, pile.monte):
            for dit in (ORDINAIRE, DANGER) * TOURS:
                rendus = await asyncio.gather(*(ecrire(http, p, dit) for p in personnes))
                refuses += [(p, corps) for p, corps in zip(personnes, rendus, strict=True) if corps]
            assert (await http.post("/api/conversations", json={}, headers=personnes[0].entetes)).status_code == 503
            assert (await http.get("/")).status_code == 200
        for personne, corps in refuses:
            assert (await insister(http, personne, "/api/messages", corps)).status_code == 202
            personne.acceptes[corps["id"]] = corps["texte"]
        await asyncio.to_thread(stack.tout_traiter)
        for personne in personnes:
            await relire(http, personne)
    return len(refuses)


def test_refuse_poliment_puis_continue_sans_rien_abimer(
    petite_pile: PetitePile, record_property: Callable[[str, object], None]
) -> None:
    personnes = [Personne(i) for i in range(CONVERSATIONS)]
    refuses = asyncio.run(vivre(petite_pile, personnes))
    assert refuses >= CONVERSATIONS * TOURS
    rien_de_perdu(personnes)
    for personne in personnes:
        assert personne.cartes.count("urgence") == list(personne.acceptes.values()).count(DANGER)
    with contextlib.closing(sqlite3.connect(petite_pile.stack.donnees / "boussole.db")) as fichier:
        assert fichier.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert fichier.execute("PRAGMA foreign_key_check").fetchall() == []
    comment = "système de fichiers en mémoire" if petite_pile.monte else "limite des fichiers écrits"
    record_property("disque plein", f"{comment}, {refuses} messages refusés puis repris")
