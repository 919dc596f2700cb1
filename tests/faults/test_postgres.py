"""PostgreSQL is absent at the start, comes, is stopped and killed while people talk and parts fall: nothing lost, nobody alone."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from bot.gateway.identite import identites_de
from tests.faults.pannes import Stack, pile_a_casser, saboter
from tests.faults.personnes import Personne, fuites, parler, relire, rien_de_perdu
from tests.faults.serveur_pg import ServeurPg, serveur_pg

pytestmark = [pytest.mark.e2e, pytest.mark.postgres, pytest.mark.slow]

CONVERSATIONS, MESSAGES = 12, 17
ABSENCE_SECONDES = 3.0
REVENUE = "PostgreSQL répond"


def test_absente_au_depart_puis_coupee_au_milieu(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    graine = 20261127
    personnes = [Personne(i) for i in range(CONVERSATIONS)]
    with serveur_pg() as pg:
        pg.arreter()
        with pile_a_casser(tmp_path, DATABASE_URL=pg.url, BOUSSOLE_JOURNAL="DEBUG") as stack:
            _sans_base(stack)
            pg.demarrer()
            asyncio.run(_tous(stack, pg, personnes, graine))
            assert REVENUE in _dit(stack)
            assert "coupure base" in stack.pannes and len(stack.pannes) >= 2, stack.pannes
            rien_de_perdu(personnes)
            assert fuites(stack, personnes, pg.dossier) == []
    record_property("messages acceptés sur PostgreSQL", sum(len(p.acceptes) for p in personnes))
    record_property("pannes provoquées", ", ".join(stack.pannes))


def _dit(stack: Stack) -> str:
    return (stack.donnees / "sortie.txt").read_text(encoding="utf-8")


def _sans_base(stack: Stack) -> None:
    """The door is open: the page, the numbers for a danger, a kind refusal for the rest."""
    assert REVENUE not in _dit(stack) and "DATABASE_URL" in _dit(stack)
    jeton = identites_de(stack.reglages).jeton("0" * 32, "web")
    with httpx.Client(base_url=stack.adresse, timeout=15.0, trust_env=False) as http:
        assert http.get("/").status_code == http.get("/notice").status_code == 200
        assert http.post("/api/conversations", json={}).status_code == 503
        for dit, carte in (("j'ai envie de mourir", "urgence"), ("on m'a refusé un logement", None)):
            corps = {"id": uuid.uuid4().hex, "texte": dit}
            reponse = http.post("/api/messages", json=corps, headers={"Authorization": f"Bearer {jeton}"})
            assert (reponse.status_code, reponse.json()["erreur"]["code"]) == (503, "indisponible")
            assert (reponse.json()["carte"] or {}).get("type") == carte
    assert stack.processus.poll() is None


async def _tous(stack: Stack, pg: ServeurPg, personnes: list[Personne], graine: int) -> None:
    def couper(hasard: random.Random) -> None:
        (pg.tuer if hasard.random() < 0.5 else pg.arreter)()
        time.sleep(ABSENCE_SECONDES)
        pg.demarrer()

    async with httpx.AsyncClient(base_url=stack.adresse, timeout=15.0, trust_env=False) as http:
        with saboter(stack, graine, 2.0, {"base": couper}):
            await asyncio.gather(*(parler(http, p, random.Random(graine + p.numero), MESSAGES) for p in personnes))
        stack.attendre()
        await asyncio.to_thread(stack.tout_traiter)
        for personne in personnes:
            await relire(http, personne)
