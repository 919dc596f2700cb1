"""1,000 requests, each delivered three times at once by processes that are killed: 1,000 in the queue, once, each told once."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from datetime import datetime, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from bot.privacy.vault import Coffre
from bot.store import attente, conversations, journal, transferts
from bot.store.session import Base, ouvrir
from bot.store.tables import mouvements
from bot.transfert import Fiche
from tests.unit.conftest import CLE_MAITRE

pytestmark = pytest.mark.slow

NOMBRE, LIVRAISONS, MORTS = 1_000, 3, 40
PROMIS = datetime(2026, 12, 1, 16, 0, tzinfo=timezone.utc)
FOURCHE = multiprocessing.get_context("fork")


def livrer(url: str, demandes: list[str], recus: Path) -> None:
    """Deliver requests, and note each one that was received: what was not noted will be sent again."""
    base = Base(ouvrir(url), Coffre(CLE_MAITRE))
    reste = list(demandes)
    with recus.open("a", buffering=1) as note:
        while reste:
            conversation = reste.pop()
            try:
                fiche = Fiche({"recit": "mots " * 60}, False)
                transferts.demander(base, conversation, f"demande-{conversation[:8]}", fiche, PROMIS)
            except OperationalError:  # somebody else is writing: the page tries again
                reste.insert(0, conversation)
                continue
            note.write(conversation + "\n")
    os._exit(0)  # the runner's own end is not this process's business


@pytest.mark.parametrize("moteur", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_a_thousand_requests_across_crashes(request: pytest.FixtureRequest, moteur: str, tmp_path: Path) -> None:
    url = request.getfixturevalue("url_sqlite" if moteur == "sqlite" else "url_neuve")
    base = Base(ouvrir(url), Coffre(CLE_MAITRE))
    demandes = [conversations.creer(base, "web") for _ in range(NOMBRE)]
    base.moteur.dispose()  # a connection must not go through a fork

    hasard = random.Random(5)
    carnets = [tmp_path / f"recus-{numero}" for numero in range(LIVRAISONS)]
    ordres = [hasard.sample(demandes, NOMBRE) for _ in carnets]

    def lancer(numero: int) -> multiprocessing.process.BaseProcess:
        notes = set(carnets[numero].read_text().split()) if carnets[numero].exists() else set()
        reste = [d for d in ordres[numero] if d not in notes]
        processus = FOURCHE.Process(target=livrer, args=(url, reste, carnets[numero]))
        processus.start()
        return processus

    livreurs, tues = [lancer(numero) for numero in range(LIVRAISONS)], 0
    while any(p.is_alive() for p in livreurs):
        time.sleep(hasard.uniform(0.02, 0.2))
        vivants = [n for n, p in enumerate(livreurs) if p.is_alive()]
        if tues < MORTS and vivants:
            mort = hasard.choice(vivants)
            os.kill(livreurs[mort].pid or 0, signal.SIGKILL)
            livreurs[mort].join()
            tues += 1
            livreurs[mort] = lancer(mort)
    assert [p.exitcode for p in livreurs] == [0] * LIVRAISONS
    assert tues > MORTS // 2

    file = attente.file(base)
    assert sorted(t.conversation for t in file) == sorted(demandes)
    with base.lecture() as connexion:
        histoires = Counter(connexion.execute(sa.select(mouvements.c.transfert)).scalars())
        dites = [[e.de for e in journal.lire(base, connexion, c)] for c in demandes]
    assert histoires == Counter(t.id for t in file)
    assert dites == [["systeme"]] * NOMBRE
    base.moteur.dispose()
