"""What makes Rasa light: not a neural network in memory, and the same answers to the same questions as Rasa's own code."""

from __future__ import annotations

import ast
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

RACINE = Path(__file__).resolve().parents[3]
LOURDS = ("tensorflow", "keras", "matplotlib", "boto3.session", "pymongo.mongo_client", "redis", "twilio", "slack_sdk")


def lancer(code: str) -> Any:
    """Run code in a process of its own: what it replaces in Rasa must not reach the other tests."""
    fait = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", f"import json\nfrom bot.rasa.leger import alleger\n{code}"],
        cwd=RACINE,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert fait.returncode == 0, fait.stderr
    return json.loads(fait.stdout.splitlines()[-1])


def test_neither_networks_nor_connectors_are_loaded() -> None:
    charges = lancer(
        "alleger()\n"
        "import sys, rasa.core.run, rasa.core.agent, bot.rasa.channel, bot.rasa.tracker_store\n"
        "import bot.rasa.nlu.comprehension, bot.rasa.nlu.francais\n"
        f"print(json.dumps([m for m in {LOURDS!r} if m in sys.modules]))"
    )
    assert charges == []


def test_twice_is_once() -> None:
    assert lancer(
        "alleger()\n"
        "from rasa.core.actions.action import RemoteAction\n"
        "from rasa.shared.core.domain import Domain\n"
        "from rasa.shared.core.events import Event\n"
        "avant = [RemoteAction._validate_action_result, Event.resolve_by_type, Domain.is_empty]\n"
        "alleger()\n"
        "apres = [RemoteAction._validate_action_result, Event.resolve_by_type, Domain.is_empty]\n"
        "print(json.dumps([a is b for a, b in zip(avant, apres)]))"
    ) == [True, True, True]


def test_another_rasa_is_refused() -> None:
    dit = lancer(
        "import rasa.version\n"
        "rasa.version.__version__ = '3.7.0'\n"
        "try:\n    alleger()\nexcept Exception as e:\n    print(json.dumps([type(e).__name__, str(e)]))"
    )
    assert dit[0] == "RasaInconnu" and "3.7.0" in dit[1]


def test_a_rasa_without_what_is_replaced_is_refused() -> None:
    assert lancer(
        "from bot.rasa.leger.attendu import exiger, RasaInconnu\n"
        "class Ailleurs: pass\n"
        "try:\n    exiger(Ailleurs, 'resolve_by_type')\nexcept RasaInconnu as e:\n    print(json.dumps(str(e)))"
    ).startswith("Ailleurs")


REPONSES: list[tuple[Any, bool]] = [
    ({}, True),
    ({"events": [], "responses": []}, True),
    ({"events": [{"event": "slot", "name": "lieu", "value": None, "timestamp": None}], "responses": [{}]}, True),
    ({"events": [{"event": "active_loop", "name": None}, {"event": "rewind", "metadata": {"a": 1}}]}, True),
    # What the quick check leaves to Rasa's own.
    ({"events": [{"event": "action", "name": "action_listen", "timestamp": 1.5}]}, True),
    ({"events": [{"event": "slot", "name": "lieu"}]}, False),
    ({"events": [{"event": "slot", "name": 3, "value": 1}]}, False),
    ({"events": [{"event": "inconnu"}]}, False),
    ({"events": [{"event": "rewind", "timestamp": True}]}, False),
    ({"events": [{"event": "rewind", "metadata": []}]}, False),
    ({"events": [{"name": "lieu", "value": 1}]}, False),
    ({"events": {"event": "slot"}}, False),
    ({"responses": ["bonjour"]}, False),
    ({"responses": None}, False),
    ([], False),
    (None, False),
]


def test_answers_are_accepted_and_refused_as_rasa_does() -> None:
    def juger(avant: str) -> Any:
        return lancer(
            f"{avant}\n"
            "from jsonschema import ValidationError\n"
            "from rasa.core.actions.action import RemoteAction\n"
            "action, avis = RemoteAction('action_orienter', None), []\n"
            f"for reponse in {[r for r, _ in REPONSES]!r}:\n"
            "    try:\n        avis.append(action._validate_action_result(reponse))\n"
            "    except ValidationError:\n        avis.append(False)\n"
            "print(json.dumps(avis))"
        )

    assert juger("alleger()") == [bonne for _, bonne in REPONSES]
    assert juger("") == [bonne for _, bonne in REPONSES]


def test_no_action_reads_the_domain() -> None:
    """Rasa is told not to send it (domain.yml, bot/rasa/server.py): an action that reads it would find it empty."""
    for fichier in sorted((RACINE / "actions").glob("*.py")):
        noms = [n for n in ast.walk(ast.parse(fichier.read_text(encoding="utf-8"))) if isinstance(n, ast.Name)]
        assert "domain" not in {n.id for n in noms}, fichier.name


def test_the_domain_says_so_of_every_action() -> None:
    from rasa.shared.core.domain import Domain

    domaine = Domain.load(RACINE / "domain.yml")
    assert [a for a in domaine.user_actions if domaine.does_custom_action_explicitly_need_domain(a)] == []


def test_events_and_the_domain_are_read_as_rasa_does() -> None:
    assert lancer(
        "from rasa.shared.core.events import Event, SlotSet\n"
        "from rasa.shared.core.domain import Domain\n"
        "from rasa.shared.utils.common import all_subclasses\n"
        "alleger()\n"
        "justes = [Event.resolve_by_type(c.type_name).type_name == c.type_name for c in all_subclasses(Event)] * 2\n"
        "justes += [Event.resolve_by_type('topic') is None, Event.resolve_by_type('inconnu', SlotSet) is SlotSet]\n"
        "try:\n    Event.resolve_by_type('inconnu')\nexcept ValueError:\n    justes.append(True)\n"
        "vide, plein = Domain.empty(), Domain.load('domain.yml')\n"
        "justes += [vide.is_empty(), vide.is_empty(), not plein.is_empty(), not plein.is_empty()]\n"
        "print(json.dumps(all(justes) and len(justes) > 40))"
    )


@pytest.mark.parametrize("graine", range(6))
def test_rules_are_found_as_rasa_finds_them(graine: int) -> None:
    """On invented rules and conversations that half follow them, with every kind of value that a state may hold."""
    from rasa.core.policies.rule_policy import RulePolicy

    from bot.rasa.leger.regles import cles_possibles

    hasard = random.Random(graine)
    table = {json.dumps([_etat(hasard) for _ in range(hasard.randint(1, 3))]): "action" for _ in range(80)}
    politique = RulePolicy.__new__(RulePolicy)
    trouvees = 0
    for _ in range(150):
        etats = [_en_tuples(e) for e in json.loads(hasard.choice(list(table)))]
        etats = [_etat(hasard) for _ in range(hasard.randint(0, 2))] + etats
        for etat in etats:
            if hasard.random() < 0.3:
                etat.setdefault("slots", {})["oriente"] = hasard.choice([(1.0,), (0.0,), None, "None"])
        attendues = RulePolicy._get_possible_keys(politique, table, etats)
        assert cles_possibles(politique, table, etats) == attendues
        trouvees += len(attendues)
    assert trouvees > 100


def _etat(hasard: random.Random) -> dict[str, dict[str, Any]]:
    etat: dict[str, dict[str, Any]] = {}
    if hasard.random() < 0.8:
        etat["prev_action"] = {"action_name": hasard.choice(["action_listen", "action_orienter"])}
    if hasard.random() < 0.7:
        etat["user"] = {"intent": hasard.choice(["raconter", "saluer", "None"]), "entities": ("lieu",)}
    if hasard.random() < 0.5:
        etat["slots"] = {"oriente": hasard.choice([(1.0,), "None"]), "incompris": hasard.choice([(0.0, 1.0), None])}
    if hasard.random() < 0.5:
        etat["active_loop"] = {"name": hasard.choice(["formulaire_situation", "None"])}
    return etat


def _en_tuples(etat: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {s: {n: tuple(v) if isinstance(v, list) else v for n, v in sous.items()} for s, sous in etat.items()}
