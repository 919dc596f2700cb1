"""People who talk to a stack that fails: they send as the page does, and know at the end what came back."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.faults.pannes import Stack
from tests.flux import Flux

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

    @property
    def entetes(self) -> dict[str, str]:
        """A network of its own, and a device that must not be kept either."""
        adresse = f"10.77.{self.numero // 200}.{self.numero % 200 + 20}"
        return {
            "X-Forwarded-For": adresse,
            "User-Agent": f"zqappareil{self.numero:03d}vx",
            **({"Authorization": f"Bearer {self.jeton}"} if self.jeton else {}),
        }

    @property
    def ids(self) -> list[str]:
        """The ids of its messages, as the stream gave them."""
        return [r["message"]["id"] for r in self.recus if r["de"] == "personne"]

    @property
    def cartes(self) -> list[str]:
        """The types of the cards that it got."""
        return [r["message"]["carte"]["type"] for r in self.recus if r["message"]["carte"]]


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


async def ouvrir(http: httpx.AsyncClient, personne: Personne) -> None:
    """Open its conversation, and keep the token."""
    personne.jeton = (await insister(http, personne, "/api/conversations", {})).json()["jeton"]


async def parler(http: httpx.AsyncClient, personne: Personne, hasard: random.Random, messages: int) -> None:
    """Open, then say so many things at a human pace; every text holds a word of its own (« zqmot… »)."""
    await ouvrir(http, personne)
    for i in range(messages):
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
                while not (set(personne.acceptes) <= set(personne.ids) and repondu(personne)):
                    sorte, rang, donnees = await flux.suivant()
                    if sorte == "message" and rang is not None:  # what is only said is not in the journal
                        personne.recus.append(donnees)
                return
        except (httpx.TransportError, EOFError):
            await asyncio.sleep(0.5)
    raise AssertionError("un message accepté est resté sans réponse")


def repondu(personne: Personne) -> bool:
    """Tell whether the last line is ours: answers come in order, so nothing before waits."""
    return bool(personne.recus) and personne.recus[-1]["de"] != "personne"


def rien_de_perdu(personnes: Iterable[Personne]) -> None:
    """Check that every accepted message is there once, in the order in which it was accepted."""
    for personne in personnes:
        assert Counter(personne.ids) == dict.fromkeys(personne.acceptes, 1)
        assert personne.ids == list(personne.acceptes)


def fuites(stack: Stack, personnes: Iterable[Personne], *ailleurs: Path) -> list[str]:
    """Name the files (and the process titles) that hold a word, an address or a device; never what they hold."""
    secrets = [p.jeton.encode() for p in personnes]
    communs = [b"zqmot", b"zqappareil", b"10.77."]
    fichiers = [f for dossier in (stack.donnees, *ailleurs) for f in dossier.rglob("*") if f.is_file()]
    trouves = [f.name for f in fichiers if any(c in f.read_bytes() for c in (*communs, *secrets))]
    return trouves + (["titre d'un processus"] if any(c in stack.titres().encode() for c in communs) else [])
