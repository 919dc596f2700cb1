"""The demonstration: every screen has something, each entry works, and nothing of it is a person's or leaves its folder."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.demo import remplir
from bot.demo.equipe import MOT_DE_PASSE, PERSONNES, acces
from bot.settings import lire
from bot.store import acces as registre
from bot.store import attente, comptes, copies, exemples, idees, retention, session
from bot.store.session import Base
from bot.store.tables_equipe import chiffres

pytestmark = pytest.mark.nlu
MAINTENANT = datetime(2026, 11, 27, 10, 0, tzinfo=timezone.utc)
NOMBRE = 60


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    donnees = tmp_path_factory.mktemp("demonstration")
    vus: list[tuple[int, int]] = []
    bilan = remplir(lire({"BOUSSOLE_DONNEES": str(donnees)}), MAINTENANT, lambda n, t: vus.append((n, t)), NOMBRE)
    assert bilan.conversations == NOMBRE
    assert vus[-1] == (NOMBRE, NOMBRE)
    return donnees


@pytest.fixture
def base(dossier: Path) -> Base:
    ouverte = session.base_de(lire({"BOUSSOLE_DONNEES": str(dossier)}))
    ouverte.horloge = lambda: MAINTENANT
    return ouverte


def test_every_screen_has_something(base: Base) -> None:
    etats = {t.etat for t in attente.file(base)}
    assert {"demande", "en_cours"} <= etats
    page = copies.chercher(base, copies.Filtres(), 500)
    assert len(page.copies) == NOMBRE
    assert {c.relu_le is None for c in page.copies} == {True, False}
    assert any(c.departement for c in page.copies)
    assert [e.etat for e in exemples.lister(base)] == ["propose"] * 3
    assert len(idees.toutes(base)) == 5
    assert len(registre.lire(base)) > 20
    with base.lecture() as connexion:
        assert connexion.execute(sa.select(sa.func.count()).select_from(chiffres)).scalar_one() > 50


def test_everybody_enters_with_the_code_of_now(base: Base, dossier: Path) -> None:
    for a in acces(dossier, MAINTENANT):
        qui = comptes.reconnaitre(base, a.identifiant, MOT_DE_PASSE, a.code)
        assert qui is not None
        assert qui.role == PERSONNES[a.identifiant][1] == a.role


def test_the_past_is_the_past(base: Base) -> None:
    dates = [c.cree_le for c in copies.chercher(base, copies.Filtres(), 500).copies]
    assert max(dates) < MAINTENANT
    assert timedelta(days=14) < MAINTENANT - min(dates) < retention.SANS_TRANSFERT  # none is erased at the first purge
    assert all(t.promis_le > MAINTENANT for t in attente.file(base) if t.etat == "demande")


def test_the_chain_of_the_access_log_holds(base: Base) -> None:
    assert registre.verifier(base).rompu is None
