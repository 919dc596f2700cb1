"""Logs: whatever happens, at every level, no word that a person may have written comes out."""

from __future__ import annotations

import ast
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.logs import FormatMuet, Mot

RACINE = Path(__file__).resolve().parents[2]
CANARI = "Canari9371"


def format_de(nom: str, message: object, *args: Any, erreur: Exception | None = None) -> str:
    info = (type(erreur), erreur, erreur.__traceback__) if erreur else None
    record = logging.LogRecord(nom, logging.ERROR, f"/x/{nom}.py", 12, message, args, info)  # type: ignore[arg-type]
    return FormatMuet().format(record)


def lever(texte: str) -> Exception:
    local = f"local {texte}"
    try:
        try:
            raise KeyError(local)
        except KeyError as cause:
            raise ValueError(texte) from cause
    except ValueError as erreur:
        return erreur


class Traitre:
    """An object that shows a person's words when written out."""

    def __str__(self) -> str:
        return CANARI

    __repr__ = __str__


@pytest.mark.parametrize("nom", ["boussole.porte", "rasa.core.processor", "sqlalchemy.engine", "uvicorn.error", "root"])
@pytest.mark.parametrize(
    "args",
    [
        (CANARI,),
        (f"mon voisin {CANARI}",),
        (CANARI.lower(),),
        ("0612345678",),
        (Traitre(),),
        ([CANARI],),
        (b"Canari9371",),
        ({"texte": CANARI},),
        (ValueError(CANARI),),
    ],
    ids=repr,
)
def test_an_argument_never_shows_words(nom: str, args: tuple[Any, ...]) -> None:
    ligne = format_de(nom, "recu %s", *args)
    assert CANARI.lower() not in ligne.lower()
    assert "0612345678" not in ligne


@pytest.mark.parametrize("nom", ["rasa", "asyncio", "py.warnings", "boussolette"])
def test_a_library_message_is_only_its_place(nom: str) -> None:
    assert format_de(nom, f"texte {CANARI}").endswith(f"ERROR {nom} ({nom}.py:12)")


@pytest.mark.parametrize("nom", ["boussole.porte", "rasa"])
def test_an_exception_shows_its_type_and_place_only(nom: str) -> None:
    ligne = format_de(nom, "tour_echoue", erreur=lever(CANARI))
    assert CANARI not in ligne
    assert "[ValueError < test_logs.py:" in ligne
    assert "\n" not in ligne


@pytest.mark.parametrize(
    ("args", "attendu"),
    [
        ((3,), "purge 3"),
        ((2.5,), "purge 2.5"),
        ((None,), "purge None"),
        ((True,), "purge True"),
        ((ValueError,), "purge ValueError"),
        ((Mot("delai"),), "purge delai"),
        ((Mot("deux mots"),), "purge …"),
        ((Mot("Élan"),), "purge …"),
        ((Mot("x" * 41),), "purge …"),
        (("delai",), "purge …"),
    ],
)
def test_figures_types_and_words_of_the_code_pass(args: tuple[Any, ...], attendu: str) -> None:
    assert format_de("boussole.porte", "purge %s", *args).endswith(f" {attendu}")


@pytest.mark.parametrize(
    ("message", "args"),
    [
        (f"%d {CANARI}", ("x",)),
        ("%s %s", (CANARI,)),
        ("sans place", (CANARI,)),
        (Traitre(), ()),
        ("%(a)s", ({"a": CANARI},)),
    ],
)
def test_a_faulty_call_shows_nothing_and_breaks_nothing(message: object, args: tuple[Any, ...]) -> None:
    ligne = format_de("boussole.porte", message, *args)
    if message != f"%d {CANARI}":  # a constant message is ours to write
        assert CANARI not in ligne


def _appels(arbre: ast.AST) -> list[ast.Call]:
    niveaux = {"debug", "info", "warning", "error", "exception", "critical", "log"}
    return [
        n
        for n in ast.walk(arbre)
        if isinstance(n, ast.Call)
        and isinstance(n.func, ast.Attribute)
        and n.func.attr in niveaux
        and isinstance(n.func.value, (ast.Name, ast.Call))
        and ("log" in ast.unparse(n.func.value).lower() or ast.unparse(n.func.value) == "journal")
    ]


def test_our_own_messages_are_constants() -> None:
    """An f-string would put words where the format trusts the message."""
    trouves = 0
    for fichier in [*RACINE.glob("bot/**/*.py"), *RACINE.glob("actions/**/*.py")]:
        if "node_modules" in fichier.parts:
            continue
        for appel in _appels(ast.parse(fichier.read_text(encoding="utf-8"))):
            trouves += 1
            ou = f"{fichier.relative_to(RACINE)}:{appel.lineno}"
            assert appel.args and isinstance(appel.args[0], ast.Constant), ou
    assert trouves >= 5


CHAOS = f"""
import asyncio, gc, logging, sys, threading, warnings
from bot import logs

bavard = logging.getLogger("rasa.bavard")
bavard.addHandler(logging.StreamHandler(sys.stdout))
logs.configurer("DEBUG")
mot = "{CANARI}"
for nom in ("rasa.bavard", "boussole.porte", "sqlalchemy", "nouveau.venu"):
    journal = logging.getLogger(nom)
    journal.setLevel(logging.DEBUG)
    for niveau in (10, 20, 30, 40, 50):
        journal.log(niveau, "recu %s", mot)
        journal.log(niveau, "recu %s %d", mot)
    try:
        raise ValueError(mot)
    except ValueError:
        journal.exception("echec %s", mot, stack_info=True)
warnings.warn(mot)

def tomber():
    raise RuntimeError(mot)

fil = threading.Thread(target=tomber, name=mot)
fil.start()
fil.join()

async def oublier():
    asyncio.get_running_loop().set_debug(True)
    asyncio.create_task(tomber_async())
    await asyncio.sleep(0)
    await asyncio.sleep(0)

async def tomber_async():
    raise RuntimeError(mot)

asyncio.run(oublier())
gc.collect()

class Fin:
    def __del__(self):
        raise RuntimeError(mot)

Fin()
gc.collect()
sys.stderr.write("arrive au bout\\n")
tomber()
"""


def test_a_whole_process_in_trouble_says_nothing(tmp_path: Path) -> None:
    script = tmp_path / "chaos.py"
    script.write_text(CHAOS, encoding="utf-8")
    fait = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=60, env={"PYTHONPATH": str(RACINE)}
    )
    assert CANARI not in fait.stdout + fait.stderr
    assert fait.returncode == 1
    assert "arrive au bout" in fait.stderr
    assert (
        fait.stderr.count("RuntimeError") >= 4
    )  # the thread, the task, the destructor, the end: all told, none quoted
    assert fait.stderr.count("ValueError") == 4
    assert fait.stdout == ""
