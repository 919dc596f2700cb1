"""A thousand messages while parts are killed and frozen: none lost, none doubled, none without an answer, no word leaked."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.faults.pannes import Stack, pile_a_casser, saboter
from tests.flux import Flux

pytestmark = pytest.mark.e2e

CONVERSATIONS, MESSAGES = 60, 17
ENSEMBLE = 8
REPRISE_SECONDES = 120
PHRASES = (
    "Mon chef {} m'a refusé une promotion à Beauvais parce que je suis une femme",
    "je m'appelle {} et l'agence ne veut pas de moi",
    "c'est gratuit ? {}",
    "{}",
    "appelez moi au 06 12 34 56 78 {}",
    "à Lille {}",
    "j'ai envie de mourir {}",
    "/restart {}",
    '/saluer{{"nom": "{}"}}',
    "\x00 {} \u202e",
)


@dataclass
class Personne:
    """One conversation: what was accepted, and all that came back."""

    numero: int
    jeton: str = ""
    acceptes: dict[str, str] = field(default_factory=dict)
    recus: list[dict[str, Any]] = field(default_factory=list)
    attentes: list[float] = field(default_factory=list)

    @property
    def entetes(self) -> dict[str, str]:
        """A network of its own, and a device that must not be kept either."""
        adresse = f"10.77.{self.numero // 200}.{self.numero % 200 + 20}"
        return {
            "X-Forwarded-For": adresse,
            "User-Agent": f"zqappareil{self.numero:03d}vx",
            **({"Authorization": f"Bearer {self.jeton}"} if self.jeton else {}),
        }


async def insister(http: httpx.AsyncClient, personne: Personne, chemin: str, corps: dict[str, Any]) -> httpx.Response:
    """Send as the page does: the same body again until somebody answers and it is not « later »."""
    fin = time.monotonic() + REPRISE_SECONDES
    while True:
        try:
            reponse = await http.post(chemin, json=corps, headers=personne.entetes)
            if reponse.status_code not in (429, 502, 503):
                return reponse
        except httpx.TransportError:
            pass
        assert time.monotonic() < fin, "la porte ne répond plus"
        await asyncio.sleep(0.5)


async def parler(http: httpx.AsyncClient, personne: Personne, hasard: random.Random) -> None:
    personne.jeton = (await insister(http, personne, "/api/conversations", {})).json()["jeton"]
    for i in range(MESSAGES):
        identifiant, canari = uuid.uuid4().hex, f"zqmot{personne.numero:03d}x{i:02d}vx"
        corps = {"id": identifiant, "texte": hasard.choice(PHRASES).format(canari)}
        # One message in five is delivered twice, as after a lost receipt.
        for _ in range(2 if hasard.random() < 0.2 else 1):
            assert (await insister(http, personne, "/api/messages", corps)).status_code == 202
        personne.acceptes[identifiant] = canari
        await asyncio.sleep(hasard.random() * 0.6)


async def relire(http: httpx.AsyncClient, personne: Personne) -> None:
    """Read the whole conversation, until every message of the person has an answer after it."""
    fin = time.monotonic() + REPRISE_SECONDES
    while time.monotonic() < fin:
        personne.recus = []
        try:
            async with http.stream("GET", "/api/flux", headers=personne.entetes) as reponse:
                flux = Flux(reponse)
                while not (set(personne.acceptes) <= set(ids(personne)) and repondu(personne)):
                    sorte, _, donnees = await flux.suivant()
                    if sorte == "message":
                        personne.recus.append(donnees)
                return
        except (httpx.TransportError, EOFError):
            await asyncio.sleep(0.5)
    raise AssertionError("un message accepté est resté sans réponse")


def ids(personne: Personne) -> list[str]:
    return [r["message"]["id"] for r in personne.recus if r["de"] == "personne"]


def repondu(personne: Personne) -> bool:
    """Tell whether the last line is ours: answers come in order, so nothing before waits."""
    return bool(personne.recus) and personne.recus[-1]["de"] != "personne"


async def tous(stack: Stack, personnes: list[Personne], graine: int) -> None:
    # Ten seconds: a frozen gateway accepts connections and says nothing.
    async with httpx.AsyncClient(base_url=stack.adresse, timeout=10.0, trust_env=False) as http:
        places = asyncio.Semaphore(ENSEMBLE)

        async def une(personne: Personne) -> None:
            async with places:
                await parler(http, personne, random.Random(graine + personne.numero))

        with saboter(stack, graine, repos=4.0):
            await asyncio.gather(*map(une, personnes))
        stack.attendre()
        for personne in personnes:
            await relire(http, personne)


def fuites(stack: Stack, personnes: list[Personne]) -> list[str]:
    """Name the files (and the process titles) that hold a word, an address or a device; never what they hold."""
    mots = [c for p in personnes for c in p.acceptes.values()]
    traces = [m.encode() for p in personnes for m in (p.entetes["User-Agent"], p.entetes["X-Forwarded-For"])]
    secrets = [p.jeton.encode() for p in personnes]
    communs = [b"zqmot", b"zqappareil", b"10.77."]
    assert len(mots) >= 1_000
    trouves = []
    for fichier in [f for f in stack.donnees.rglob("*") if f.is_file()]:
        contenu = fichier.read_bytes()
        if any(c in contenu for c in communs) or any(s in contenu for s in secrets):
            trouves.append(fichier.name)
    titres = stack.titres().encode()
    trouves += ["titre d'un processus"] if any(c in titres for c in (*communs, *traces)) else []
    return trouves


def test_rien_de_perdu_de_double_de_muet_ni_d_ecrit(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    graine = 20261127
    personnes = [Personne(i) for i in range(CONVERSATIONS)]
    with pile_a_casser(tmp_path, BOUSSOLE_JOURNAL="DEBUG") as stack:
        asyncio.run(tous(stack, personnes, graine))
        assert len(stack.pannes) >= 10, stack.pannes
        assert {p.split()[1] for p in stack.pannes} == {"rasa", "actions", "passerelle"}
        for personne in personnes:
            comptes = Counter(ids(personne))
            assert comptes == dict.fromkeys(personne.acceptes, 1)
            # In the order in which they were accepted.
            assert ids(personne) == list(personne.acceptes)
        assert fuites(stack, personnes) == []
        record_property("messages acceptés", sum(len(p.acceptes) for p in personnes))
        record_property("pannes provoquées", len(stack.pannes))
        record_property("perdus, doublés, muets, lus quelque part", "0, 0, 0, 0")
        sante = httpx.get(f"{stack.adresse}/sante", trust_env=False).text
        assert "zqmot" not in sante
