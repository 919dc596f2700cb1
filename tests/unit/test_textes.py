"""Every sentence named in the code exists, every sentence is used, and actions, responses and domain agree."""

from __future__ import annotations

import ast
import importlib
import inspect
import itertools
import json
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml
from jinja2 import Environment, nodes
from rasa_sdk import Action

import actions
from actions.valider_situation import _remarque
from bot import textes
from bot.knowledge import charger
from bot.labels import CRITERES, DEPARTEMENTS, DOMAINES, NATURES, ROLES
from bot.orientation import LITIGES
from bot.parcours import FAMILLES, SANS_CRITERE
from bot.rasa.canal import lire_payload
from bot.textes import texte, tous

RACINE = Path(__file__).resolve().parents[2]
CODE = [f for d in ("bot", "actions") for f in sorted((RACINE / d).rglob("*.py")) if "node_modules" not in f.parts]
DOMAINE: dict[str, Any] = yaml.safe_load((RACINE / "domain.yml").read_text(encoding="utf-8"))


def _lire_reponses() -> dict[str, list[dict[str, Any]]]:
    trouvees: dict[str, list[dict[str, Any]]] = dict(DOMAINE.get("responses") or {})
    for fichier in sorted((RACINE / "data" / "nlu" / "reponses").glob("*.yml")):
        for nom, variantes in yaml.safe_load(fichier.read_text(encoding="utf-8"))["responses"].items():
            assert nom not in trouvees, f"{nom} est écrite deux fois"
            trouvees[nom] = variantes
    return trouvees


REPONSES = _lire_reponses()


def _valeurs(noeud: ast.AST) -> Iterator[str]:
    """Every text an expression may give, an f-string as a pattern with « * » in its holes."""
    if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str):
        yield noeud.value
    elif isinstance(noeud, ast.JoinedStr):
        yield "".join(str(v.value) if isinstance(v, ast.Constant) else "*" for v in noeud.values)
    elif isinstance(noeud, ast.IfExp):
        yield from _valeurs(noeud.body)
        yield from _valeurs(noeud.orelse)


def _ecrits(arbre: ast.AST) -> set[str]:
    """Every text written in a file, f-strings as patterns (their pieces not counted alone)."""
    morceaux = {id(v) for n in ast.walk(arbre) if isinstance(n, ast.JoinedStr) for v in n.values}
    return {v for n in ast.walk(arbre) if isinstance(n, ast.expr) and id(n) not in morceaux for v in _valeurs(n)}


ECRITS = {f: _ecrits(ast.parse(f.read_text(encoding="utf-8"))) for f in CODE}
GABARITS = sorted((RACINE / "bot/widget/sans_trace").glob("*.html")) + sorted(
    [*(RACINE / "bot" / "console" / "templates").glob("*.html"), *(RACINE / "bot" / "gateway").rglob("*.html")]
)


def _valeurs_gabarit(noeud: nodes.Node | None) -> list[str]:
    """Every text an expression of a template may give, with « * » for what is not written there."""
    if isinstance(noeud, nodes.Const):
        return [str(noeud.value)]
    if isinstance(noeud, nodes.Concat):
        return ["".join(morceaux) for morceaux in itertools.product(*map(_valeurs_gabarit, noeud.nodes))]
    if isinstance(noeud, nodes.CondExpr):
        return _valeurs_gabarit(noeud.expr1) + _valeurs_gabarit(noeud.expr2)
    return ["*"]


def _dites_par_les_gabarits() -> set[str]:
    # « texte("console." ~ code) » and « ("acces." ~ action) | dit ».
    dites: set[str] = set()
    for fichier in GABARITS:
        lu = Environment(autoescape=True).parse(fichier.read_text(encoding="utf-8"))
        for appel in lu.find_all(nodes.Call):
            if isinstance(appel.node, nodes.Name) and appel.node.name == "texte":
                dites.update(_valeurs_gabarit(appel.args[0]))
        for filtre in lu.find_all(nodes.Filter):
            if filtre.name == "dit":
                dites.update(_valeurs_gabarit(filtre.node))
    return dites - {"*"}


def _appels(nom: str) -> Iterator[tuple[Path, ast.Call]]:
    for fichier in CODE:
        for noeud in ast.walk(ast.parse(fichier.read_text(encoding="utf-8"))):
            if isinstance(noeud, ast.Call) and getattr(noeud.func, "id", getattr(noeud.func, "attr", "")) == nom:
                yield fichier, noeud


def _correspond(motif: str, nom: str) -> bool:
    return re.fullmatch(re.escape(motif).replace(r"\*", r"[a-z0-9_]+"), nom) is not None


# --- bot/textes -----------------------------------------------------------------------------------

CLES = sorted({v for _, a in _appels("texte") if a.args for v in _valeurs(a.args[0])})
# « rediriger(requete, chemin, "equipe.modifie") »: said by the next page.
CLES_ANNONCES = sorted({v for _, a in _appels("rediriger") for v in _valeurs(a.args[-1]) if "." in v})
CLES_GABARITS = sorted(_dites_par_les_gabarits())


def test_the_code_asks_for_sentences() -> None:
    assert len(CLES) > 40
    assert all(re.fullmatch(r"[a-z_]+\.[a-z0-9_*]+", c) for c in CLES), CLES


@pytest.mark.parametrize("cle", CLES)
def test_a_sentence_named_in_the_code_exists(cle: str) -> None:
    assert any(_correspond(cle, nom) for nom in tous()), cle


@pytest.mark.parametrize("cle", CLES_GABARITS + CLES_ANNONCES)
def test_a_sentence_named_in_a_page_exists(cle: str) -> None:
    assert len(CLES_GABARITS) > 10 and len(CLES_ANNONCES) > 5
    assert any(_correspond(cle, nom) for nom in tous()), cle


@pytest.mark.parametrize("nom", sorted(tous()))
def test_a_sentence_is_used(nom: str) -> None:
    cles = (*CLES, *CLES_ANNONCES, *CLES_GABARITS)
    if any(_correspond(cle, nom) for cle in cles if not cle.endswith(".*")):
        return
    famille, _, reste = nom.partition(".")  # « texte(f"porte.{code}") »: the rest is written elsewhere, whole
    assert f"{famille}.*" in cles and any(reste in ecrits for ecrits in ECRITS.values()), nom


DITES_PAR_MORCEAUX = {
    "cartes.role_": ROLES,
    "cartes.ressource_": {r.genre for r in charger().ressources.values()},
    "cartes.element_": ("traitement", "critere", "domaine"),
    "choix.famille_": (*FAMILLES, "toutes"),
}


@pytest.mark.parametrize("nom", [f"{debut}{fin}" for debut, fins in DITES_PAR_MORCEAUX.items() for fin in sorted(fins)])
def test_a_sentence_named_by_pieces_exists_for_every_value(nom: str) -> None:
    assert nom in tous()


def _refus() -> set[str]:
    return {v for _, a in _appels("Refus") for v in _valeurs(a.args[1])}


def test_every_refusal_of_the_gateway_has_its_sentence() -> None:
    assert len(_refus()) >= 7
    assert {f"porte.{code}" for code in _refus()} <= set(tous())


@pytest.mark.parametrize(("fichier", "appel"), [(f, a) for f, a in _appels("texte") if a.args], ids=lambda v: "")
def test_every_hole_of_a_sentence_is_filled(fichier: Path, appel: ast.Call) -> None:
    donnees = {k.arg for k in appel.keywords}
    if None in donnees:
        return  # filled by a mapping: see the gateway's own tests
    for cle in _valeurs(appel.args[0]):
        for nom, phrase in tous().items():
            if cle == nom:
                assert {t for _, t, _, _ in Formatter().parse(phrase) if t} == donnees, (fichier.name, nom)


def test_an_unknown_sentence_is_an_error() -> None:
    with pytest.raises(KeyError):
        texte("cartes.absente")


def test_a_sentence_may_have_a_hole_called_nom() -> None:
    assert "Lille" in texte("cartes.plan_titre", nom="Lille")


@pytest.mark.parametrize("fichier", sorted(textes.DOSSIER.glob("*.yml")), ids=lambda f: f.stem)
def test_a_file_of_sentences_says_what_it_holds_and_has_no_double(fichier: Path) -> None:
    contenu = fichier.read_text(encoding="utf-8")
    assert contenu.startswith("# ")
    cles = re.findall(r"^([a-z0-9_]+):", contenu, re.MULTILINE)
    assert len(cles) == len(set(cles))


# --- Responses of Rasa ----------------------------------------------------------------------------


def _dites_par_les_actions() -> set[str]:
    # Some by what they share with the pages (bot/expose.py).
    parlants = [f for f in ECRITS if f.parent.name == "actions" or f.name == "expose.py"]
    return {e for f in parlants for e in ECRITS[f] if e.startswith("utter_")}


DITES = sorted(_dites_par_les_actions())
VOIES = sorted(
    {"discrimination", "insuffisant", "professionnel", "propos_haineux", "violence", "harcelement"}
    | {f"litige_{v}" for v in (*LITIGES.values(), "autre")}
)
REMARQUES = sorted(
    {
        v
        for f, a in _appels("Pas")
        if f.name == "parcours.py"
        for n in (*a.args[1:], *(k.value for k in a.keywords if k.arg == "remarque"))
        for v in _valeurs(n)
    }
)


def _histoires() -> str:
    return "\n".join(f.read_text(encoding="utf-8") for f in sorted((RACINE / "data" / "stories").glob("*.yml")))


def test_actions_speak() -> None:
    assert len(DITES) > 25
    assert len(REPONSES) > 80
    assert "pas_compris" in REMARQUES and "lieu_introuvable" in REMARQUES


@pytest.mark.parametrize("dite", DITES)
def test_a_response_uttered_by_an_action_exists(dite: str) -> None:
    assert any(_correspond(dite, nom) for nom in REPONSES), dite


@pytest.mark.parametrize(
    "nom",
    [
        *(f"utter_orientation_{v}" for v in VOIES),
        *(f"utter_comprendre_{n}" for n in NATURES),
        *(f"utter_autre_langue_{v}" for v in ("en", "ar", "es", "tr", "pt", "ro", "autre")),
    ],
)
def test_a_response_named_by_pieces_exists_for_every_value(nom: str) -> None:
    assert nom in REPONSES


@pytest.mark.parametrize("remarque", REMARQUES)
@pytest.mark.parametrize("incompris", [0, 1, 2])
def test_a_remark_of_the_course_is_a_response(remarque: str, incompris: int) -> None:
    assert _remarque(remarque, incompris) in REPONSES


# An action may carry a setting (send_domain), as an intent may.
ACTIONS = [next(iter(a)) if isinstance(a, dict) else a for a in DOMAINE["actions"]]


def _demandees_par_rasa() -> set[str]:
    """Responses that a form utters by itself: utter_ask_<form>_<slot>, unless an action asks."""
    return {
        f"utter_ask_{formulaire}_{slot}"
        for formulaire, regles in DOMAINE["forms"].items()
        for slot in regles["required_slots"]
        if f"action_ask_{formulaire}_{slot}" not in ACTIONS
    }


def test_every_question_of_a_form_can_be_asked() -> None:
    assert _demandees_par_rasa() <= set(REPONSES)


@pytest.mark.parametrize("nom", sorted(REPONSES))
def test_a_response_is_used(nom: str) -> None:
    motifs = [m for m in DITES if m not in ("utter_*",)]
    utilisee = (
        any(_correspond(m, nom) for m in motifs)
        or nom in {f"utter_{r}" for r in REMARQUES}
        or nom in _demandees_par_rasa()
        or re.search(rf"- action: {nom}\b", _histoires()) is not None
    )
    assert utilisee, nom


def test_a_response_named_in_a_story_exists() -> None:
    assert set(re.findall(r"- action: (utter_\w+)", _histoires())) <= set(REPONSES)


@pytest.mark.parametrize("nom", sorted(REPONSES))
def test_a_response_is_written_for_people(nom: str) -> None:
    for variante in REPONSES[nom]:
        assert set(variante) <= {"text", "buttons", "custom"}
        ecrit = variante.get("text", "")
        assert "malheureusement" not in ecrit.lower()
        assert "  " not in ecrit
        assert len(variante.get("buttons") or ()) <= 12
        for bouton in variante.get("buttons") or ():
            assert 0 < len(bouton["title"]) <= 60


# --- Choices --------------------------------------------------------------------------------------

VALEURS = {
    "critere": set(CRITERES),
    "famille": {*FAMILLES, "toutes"},
    "domaine": set(DOMAINES),
    "sur": {"oui", "non"},
}
INTENTS = {next(iter(i)) if isinstance(i, dict) else i for i in DOMAINE["intents"]}
BOUTONS = sorted({b["payload"] for vs in REPONSES.values() for v in vs for b in v.get("buttons") or ()})


@pytest.mark.parametrize("payload", BOUTONS)
def test_a_choice_is_a_known_intent_with_known_values(payload: str) -> None:
    intent, donnees = lire_payload(payload)
    assert intent in INTENTS
    for nom, valeur in donnees.items():
        assert nom in DOMAINE["entities"]
        assert valeur in VALEURS[nom]


def _composes() -> set[str]:
    """Beginnings of the payloads that actions compose, a value in the place of each hole."""
    return {
        e.replace("*", "{}")
        for f, ecrits in ECRITS.items()
        if f.parent.name == "actions"
        for e in ecrits
        if re.fullmatch(r"/[a-z_]+\*?", e)
    }


def test_a_choice_composed_by_an_action_is_a_known_intent() -> None:
    assert len(_composes()) >= 3
    for payload in _composes():
        assert lire_payload(payload)[0] in INTENTS


def test_the_doors_of_the_domaine_question_are_all_the_domaines() -> None:
    (question,) = REPONSES["utter_ask_formulaire_situation_domaine"]
    domaines = [
        json.loads(b["payload"].split("{", 1)[1].join(["{", ""]))["domaine"]
        for b in question["buttons"]
        if "{" in b["payload"]
    ]
    assert sorted(domaines) == sorted(DOMAINES)


# --- Actions --------------------------------------------------------------------------------------


def _en_code() -> dict[str, type[Action]]:
    trouvees: dict[str, type[Action]] = {}
    for info in pkgutil.iter_modules(actions.__path__):
        if info.name == "__main__":
            continue
        module = importlib.import_module(f"actions.{info.name}")
        for _, classe in inspect.getmembers(module, inspect.isclass):
            if issubclass(classe, Action) and classe is not Action and classe.__module__ == module.__name__:
                assert classe().name() not in trouvees, classe
                trouvees[classe().name()] = classe
    return trouvees


def test_every_action_of_the_domain_has_code_and_the_other_way() -> None:
    assert set(_en_code()) == set(ACTIONS)
    assert len(ACTIONS) == len(set(ACTIONS))


def test_an_action_named_in_a_story_exists() -> None:
    nommees = set(re.findall(r"- action: ((?:action|validate)_\w+)", _histoires()))
    assert nommees <= set(ACTIONS) | {"action_listen", "action_deactivate_loop"}


def test_every_intent_leads_somewhere() -> None:
    """Each intent opens something by a rule, or answers the form."""
    assert set(re.findall(r"intent: (\w+)", _histoires())) == INTENTS


def test_the_form_asks_what_the_course_of_the_conversation_knows() -> None:
    from bot.parcours import QUESTIONS

    assert tuple(DOMAINE["forms"]["formulaire_situation"]["required_slots"]) == QUESTIONS
    assert set(QUESTIONS) <= set(DOMAINE["slots"])
    assert set(SANS_CRITERE) <= set(NATURES)
    assert set(DEPARTEMENTS) == {"02", "59", "60", "62", "80"}
