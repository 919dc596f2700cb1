"""`python -m bot talk`: plays a script against the running stack, through the same door as a resident."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx

DELAI = 15.0
INCONNUE = 401
Dire = Callable[[str], None]


class Client:
    """A resident on the web channel, for scripts and end-to-end tests."""

    def __init__(self, adresse: str) -> None:
        self._http = httpx.Client(base_url=adresse, timeout=DELAI, trust_env=False)
        reponse = self._http.post("/api/conversations", json={"canal": "web"})
        reponse.raise_for_status()
        self._entetes = {"Authorization": f"Bearer {reponse.json()['jeton']}"}
        self._dernier = 0
        self._choix: list[dict[str, str]] = []
        self.efface = False

    def recevoir(self) -> list[dict[str, Any]]:
        """Return the messages of the turn, waiting until the other side stops writing."""
        recus: list[dict[str, Any]] = []
        for sorte, donnees in self._evenements():
            if sorte == "message":
                self._dernier = donnees["rang"]
                if donnees["de"] != "personne":
                    recus.append(donnees["message"])
                    self._choix = donnees["message"]["choix"] or self._choix
            elif sorte == "efface":
                self.efface = True
                break
            elif sorte == "etat" and not donnees["saisie"]:
                break
        return recus

    def _evenements(self) -> Iterator[tuple[str, Any]]:
        entetes = {**self._entetes, "Last-Event-ID": str(self._dernier)}
        sorte = ""
        with self._http.stream("GET", "/api/flux", headers=entetes) as flux:
            if flux.status_code == INCONNUE:
                # Erased before we came back to listen.
                yield "efface", {}
                return
            for ligne in flux.iter_lines():
                if ligne.startswith("event:"):
                    sorte = ligne.removeprefix("event:").strip()
                elif ligne.startswith("data:"):
                    yield sorte, json.loads(ligne.removeprefix("data:"))

    def dire(self, texte: str) -> list[dict[str, Any]]:
        """Send a text and return the answers."""
        return self._envoyer({"texte": texte})

    def choisir(self, titre: str) -> list[dict[str, Any]]:
        """Take the choice whose title contains `titre`; raise LookupError when none does."""
        for choix in self._choix:
            if titre.lower() in choix["titre"].lower():
                return self._envoyer({"choix": choix["id"]})
        raise LookupError(f"pas de choix « {titre} » parmi {[c['titre'] for c in self._choix]}")

    def _envoyer(self, corps: dict[str, str]) -> list[dict[str, Any]]:
        reponse = self._http.post("/api/messages", json={"id": uuid.uuid4().hex, **corps}, headers=self._entetes)
        if reponse.status_code != 202:
            erreur = reponse.json().get("erreur", {})
            return [{"texte": erreur.get("message"), "choix": [], "carte": None, "refus": erreur.get("code")}]
        return self.recevoir()


def jouer(script: Path, adresse: str, dire: Dire) -> int:
    """Play each line of a script as one turn and print both sides; return the exit code."""
    try:
        client = Client(adresse)
    except httpx.HTTPError:
        dire(f"Personne ne répond à {adresse} : démarrez d'abord avec « make run ».")
        return 1
    _montrer(client.recevoir(), dire)
    for ligne in script.read_text(encoding="utf-8").splitlines():
        if not ligne.strip() or ligne.startswith("#") or client.efface:
            continue
        dire(f"\nVous     : {ligne}")
        try:
            messages = client.choisir(ligne[1:].strip()) if ligne.startswith(">") else client.dire(ligne)
        except LookupError as erreur:
            dire(f"           {erreur}")
            return 1
        _montrer(messages, dire)
    return 0


def _montrer(messages: list[dict[str, Any]], dire: Dire) -> None:
    for message in messages:
        if message["texte"]:
            dire(f"Boussole : {message['texte']}")
        if message["carte"]:
            dire(f"           [{message['carte']['type']}] " + _resume(message["carte"]))
        if message["choix"]:
            dire("           " + " | ".join(c["titre"] for c in message["choix"]))


def _resume(carte: dict[str, Any]) -> str:
    """Return every string of a card on one line, in order."""

    def chaines(valeur: Any) -> Iterator[str]:
        if isinstance(valeur, str):
            yield valeur
        elif isinstance(valeur, dict):
            for cle, contenu in valeur.items():
                if cle not in ("type", "id"):
                    yield from chaines(contenu)
        elif isinstance(valeur, list):
            for contenu in valeur:
                yield from chaines(contenu)

    return " · ".join(chaines(carte))
