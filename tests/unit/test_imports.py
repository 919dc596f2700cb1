"""Who may import what (design, « Layout »): read from the code, so that nobody has to remember it.

The core knows nothing of Rasa nor of the web; edges never import each other; only bot/rasa imports rasa, so that the
gateway, the console and the actions start without TensorFlow.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parents[2]
BORDS = ("bot.gateway", "bot.console", "bot.rasa", "bot.widget")
# What starts, trains, measures or plays the rest: commands, not core.
COMMANDES = (
    "bot.__main__",
    "bot.superviseur",
    "bot.entrainement",
    "bot.classification",
    "bot.dialogue",
    "bot.demo",
    "bot.commandes_demo",
    "bot.commandes_equipe",
    "bot.evaluation",
)
COEUR = {"yaml", "bot"}
COEUR_DE_PLUS = {
    "bot.store": {"sqlalchemy", "alembic"},
    "bot.privacy": {"cryptography", "argon2", "pyotp"},
    "bot.lieux": {"rapidfuzz"},
    "bot.communes": {"rapidfuzz"},
    "bot.comprehension": {"joblib", "numpy", "scipy", "sklearn", "py3langid", "rapidfuzz"},
    "bot.horaires": {"holidays"},
    "bot.relecture": {"rapidfuzz"},
    "bot.observatoire": {"numpy", "scipy", "typst"},
}
BORDS_DE_PLUS = {
    "bot.gateway": {
        "anyio",
        "httpx",
        "itsdangerous",
        "jinja2",
        "markupsafe",
        "sqlalchemy",
        "sse_starlette",
        "starlette",
        "uvicorn",
    },  # fmt: skip
    "bot.console": {"anyio", "jinja2", "markupsafe", "sqlalchemy", "sse_starlette", "starlette", "uvicorn"},
    "bot.rasa": {"aiohttp", "jsonschema", "rasa", "sanic", "spacy", "structlog"},
    "actions": {"rasa_sdk"},
}


def fichiers() -> list[Path]:
    dossiers = ("bot", "actions")
    return sorted(f for d in dossiers for f in (RACINE / d).rglob("*.py") if "node_modules" not in f.parts)


def module(fichier: Path) -> str:
    parties = fichier.relative_to(RACINE).with_suffix("").parts
    return ".".join(parties[:-1] if parties[-1] == "__init__" else parties)


def importes(fichier: Path) -> set[str]:
    """Every module that a file imports, at its top or inside a function, relative imports resolved."""
    noms: set[str] = set()
    paquet = module(fichier).split(".") if fichier.name == "__init__.py" else module(fichier).split(".")[:-1]
    for noeud in ast.walk(ast.parse(fichier.read_text(encoding="utf-8"))):
        if isinstance(noeud, ast.Import):
            noms |= {a.name for a in noeud.names}
        elif isinstance(noeud, ast.ImportFrom):
            debut = ".".join(paquet[: len(paquet) - noeud.level + 1]) if noeud.level else ""
            base = ".".join(p for p in (debut, noeud.module) if p)
            noms |= {f"{base}.{a.name}" for a in noeud.names} if base.split(".")[0] in ("bot", "actions") else {base}
    return noms


def dans(nom: str, *paquets: str) -> str | None:
    return next((p for p in paquets if nom == p or nom.startswith(p + ".")), None)


TOUS = fichiers()


def test_the_code_is_read() -> None:
    assert len(TOUS) > 60
    assert "bot.store.journal" in {module(f) for f in TOUS}
    assert "bot.store.journal" in importes(RACINE / "bot" / "gateway" / "turn.py")


@pytest.mark.parametrize("fichier", TOUS, ids=module)
def test_a_module_imports_what_its_layer_may(fichier: Path) -> None:
    nom = module(fichier)
    vus = importes(fichier)
    tiers = {v.split(".")[0] for v in vus} - set(sys.stdlib_module_names)
    internes = {v for v in vus if v.split(".")[0] in ("bot", "actions")}
    bord = dans(nom, *BORDS, "actions")
    if bord is not None:
        assert tiers - COEUR - BORDS_DE_PLUS.get(bord, set()) - ({"actions"} if bord == "actions" else set()) == set()
        assert not {v for v in internes if dans(v, *BORDS, *COMMANDES, "actions") not in (None, bord)}
    elif dans(nom, *COMMANDES):
        assert not {v for v in internes if dans(v, *BORDS, "actions")}
        assert "rasa" not in tiers
    else:
        permis = next((p for d, p in COEUR_DE_PLUS.items() if dans(nom, d)), set())
        assert tiers - COEUR - permis == set()
        assert not {v for v in internes if dans(v, *BORDS, *COMMANDES, "actions")}


@pytest.mark.parametrize("fichier", [f for f in TOUS if not dans(module(f), "bot.rasa")], ids=module)
def test_only_bot_rasa_imports_rasa(fichier: Path) -> None:
    assert not {v for v in importes(fichier) if dans(v, "rasa", "tensorflow")}


@pytest.mark.parametrize(
    "depart", ["bot.gateway.app", "bot.console.__main__", "actions.valider_situation", "bot.orientation"]
)
def test_starting_an_edge_loads_neither_rasa_nor_tensorflow(depart: str) -> None:
    code = f"import sys, {depart}; print([m for m in ('rasa', 'tensorflow', 'spacy') if m in sys.modules])"
    fait = subprocess.run([sys.executable, "-c", code], cwd=RACINE, capture_output=True, text=True, timeout=60)
    assert fait.stdout.strip() == "[]", fait.stderr


def test_no_sentence_in_an_action() -> None:
    """Response files speak: an action holds no French sentence."""
    for fichier in (RACINE / "actions").glob("*.py"):
        arbre = ast.parse(fichier.read_text(encoding="utf-8"))
        documentation = {
            id(n.body[0].value)
            for n in ast.walk(arbre)
            if isinstance(n, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
            and n.body
            and isinstance(n.body[0], ast.Expr)
        }
        for noeud in ast.walk(arbre):
            if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str) and id(noeud) not in documentation:
                ecrit = noeud.value
                # Lists of intents written with spaces are code; a sentence has a capital or an accent.
                assert " " not in ecrit.strip() or (ecrit == ecrit.lower() and ecrit.isascii()), (fichier.name, ecrit)


def test_no_sql_nor_yaml_in_an_action() -> None:
    for fichier in (RACINE / "actions").glob("*.py"):
        assert not {v for v in importes(fichier) if dans(v, "sqlalchemy", "yaml")}, fichier.name
