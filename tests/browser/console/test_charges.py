"""Five thousand hostile texts shown to a juriste, to a reviewer and to a person: none runs, none breaks the policy."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser

from bot.console.app import creer_app
from bot.settings import lire
from bot.store import comptes, conversations, copies, journal, schema, sessions, transferts
from bot.store.session import Base, base_de
from bot.transfert import Fiche
from tests.browser.charges import charges
from tests.browser.conftest import Ouvrir
from tests.browser.faux_serveur import FauxServeur, message
from tests.pile import ports_libres

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAR_PAGE = 500
CHARGES = charges()
ANALYSE: dict[str, Any] = {
    "intent": {"nom": "raconter", "confiance": 0.9},
    "nature": {"nom": "discrimination", "confiance": 0.8},
    "criteres": [],
    "domaine": None,
    "role": None,
    "danger": None,
}


@dataclass
class Maison:
    """A running console, who may enter, and the pages that show hostile texts."""

    adresse: str
    jetons: dict[str, str]
    pages: dict[str, list[str]]


def _remplir(base: Base, juriste: str) -> dict[str, list[str]]:
    pages: dict[str, list[str]] = {"juriste": ["/file", "/conversations"], "relecteur": ["/relecture"]}
    for debut in range(0, len(CHARGES), PAR_PAGE):
        lot = CHARGES[debut : debut + PAR_PAGE]
        c = conversations.creer(base, "web")
        with base.transaction() as connexion:
            for rang, dit in enumerate(lot):
                journal.ajouter(base, connexion, c, "personne", {"texte": dit}, message_id=f"message-{rang:04}")
            for rang in range(1, 31):
                copie = {"texte": lot[rang], "analyse": ANALYSE, "departement": None, "repli": False, "urgence": False}
                copies.garder(base, connexion, c, rang, copie)
        fiche = Fiche({"recit": lot[0], "souhait": lot[1], "criteres": lot[2], "domaine": lot[3]}, True)
        t = transferts.demander(base, c, "demande-0001", fiche, base.horloge() + timedelta(days=2))
        transferts.prendre(base, t.id, juriste)
        pages["juriste"].append(f"/conversations/{t.id}")
        pages["relecteur"].append(f"/relecture/{c}/7")
    return pages


@pytest.fixture(scope="module")
def maison(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Maison]:
    reglages = lire({"BOUSSOLE_DONNEES": str(tmp_path_factory.mktemp("charges"))})
    base = base_de(reglages)
    schema.migrer(base.moteur)
    ids = {
        role: comptes.creer(base, role, role, role, (), "quatre mots et demi")[0] for role in ("juriste", "relecteur")
    }
    pages = _remplir(base, ids["juriste"])
    port = ports_libres(1)[0]
    serveur = uvicorn.Server(uvicorn.Config(creer_app(reglages), port=port, log_level="error", ws="none"))
    fil = threading.Thread(target=serveur.run, daemon=True)
    fil.start()
    while not serveur.started:
        time.sleep(0.02)
    yield Maison(f"http://127.0.0.1:{port}", {r: sessions.creer(base, i) for r, i in ids.items()}, pages)
    serveur.should_exit = True
    fil.join(5)


@pytest.mark.parametrize("role", ["juriste", "relecteur"])
def test_nothing_runs_in_the_console(navigateur: Browser, maison: Maison, role: str) -> None:
    contexte = navigateur.new_context()
    contexte.add_cookies([{"name": "console", "value": maison.jetons[role], "url": maison.adresse}])
    page = contexte.new_page()
    dits: list[str] = []
    page.on("console", lambda m: dits.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: dits.append(str(e)))
    page.on("dialog", lambda d: (dits.append(d.message), d.dismiss()))
    page.on("request", lambda r: None if r.url.startswith(maison.adresse) else dits.append(r.url))
    vues = 0
    for chemin in maison.pages[role]:
        page.goto(maison.adresse + chemin, wait_until="load")
        assert page.url == maison.adresse + chemin
        assert "pris" not in page.title()
        vues += page.locator("#echange > li.de-personne").count()
    assert vues == (len(CHARGES) if role == "juriste" else 0)
    assert dits == []
    contexte.close()


def test_nothing_runs_on_the_person_s_page(serveur: FauxServeur, ouvrir: Ouvrir) -> None:
    ouverte = ouvrir("bureau")
    for debut in range(0, len(CHARGES), PAR_PAGE):
        serveur.dire(*(message(dit) for dit in CHARGES[debut : debut + PAR_PAGE]), de="juriste")
    ouverte.page.locator(".de-juriste").nth(len(CHARGES) - 1).wait_for(timeout=120_000)
    assert "pris" not in ouverte.page.title()  # and `ouvrir` refuses any other host, error or breach of the policy
