"""The course of a conversation: what is missing next, what an answer changes, and what no sequence may break."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.horaires import PARIS
from bot.knowledge import charger
from bot.labels import CRITERES, DEPARTEMENTS, DOMAINES, NATURES, ROLES
from bot.orientation import orienter
from bot.parcours import FAMILLES, QUESTIONS, SANS_CRITERE, Entree, Lieu, Pas, avancer, manquants
from bot.situation import SEUIL_AFFIRMER as SUR
from bot.situation import Analyse, Indice, Situation, depuis_dict

ROUBAIX = Lieu("59512", "59")
AILLEURS = Lieu(hors_region=True)


def analyse(
    nature: str = "discrimination",
    criteres: dict[str, float] | None = None,
    domaine: str | None = None,
    sur: float = SUR,
    **autres: Any,
) -> Analyse:
    return Analyse(
        nature=Indice(nature, 0.9),
        criteres=tuple(Indice(c, n, ("mots",)) for c, n in (criteres or {}).items()),
        domaine=Indice(domaine, sur, ("mots",)) if domaine else None,
        **autres,
    )


def dire(intent: str = "raconter", lieu: Lieu | None = None, possibles: tuple[str, ...] = (), **lu: Any) -> Entree:
    return Entree(intent, analyse=analyse(**lu), lieu=lieu, lieux_possibles=possibles)


def choisir(intent: str, **choix: str) -> Entree:
    return Entree(intent, choix)


def jouer(*pas: tuple[str | None, Entree], depart: Situation | None = None) -> Pas:
    dernier = Pas(depart or Situation())
    for question, entree in pas:
        dernier = avancer(dernier.situation, question, entree)
    return dernier


ORIGINE = Indice("origine", SUR)
EMPLOI = Indice("emploi", SUR)
COMPLETE = Situation(
    recit=True,
    nature="discrimination",
    criteres=(ORIGINE,),
    domaine=EMPLOI,
    accord=True,
    departement="59",
    etapes=("recit",),
)


@pytest.mark.parametrize(
    ("situation", "reste"),
    [
        (Situation(), "recit"),
        (Situation(role="victime"), "recit"),
        (Situation(departement="59"), "recit"),
        (Situation(recit=True), "critere domaine accord lieu"),
        (Situation(recit=True, nature="insuffisant"), "critere domaine accord lieu"),
        (Situation(recit=True, critere_inconnu=True), "domaine accord lieu"),
        (Situation(recit=True, criteres=(ORIGINE,)), "domaine accord lieu"),
        (Situation(recit=True, criteres=(ORIGINE,), domaine_inconnu=True), "accord lieu"),
        (Situation(recit=True, criteres=(ORIGINE,), domaine=EMPLOI), "accord lieu"),
        (Situation(recit=True, criteres=(ORIGINE,), domaine=EMPLOI, accord=True), "lieu"),
        *[(Situation(recit=True, nature=n), "domaine accord lieu") for n in SANS_CRITERE],
        (COMPLETE, ""),
        (replace(COMPLETE, departement=None, lieu_inconnu=True), ""),
        (replace(COMPLETE, departement=None, hors_region=True), ""),
        (replace(COMPLETE, accord=False), "accord"),
        (Situation(role="professionnel"), "lieu"),
        (Situation(role="professionnel", departement="62"), ""),
        (Situation(role="professionnel", lieu_inconnu=True), ""),
    ],
)
def test_what_is_missing(situation: Situation, reste: str) -> None:
    assert " ".join(manquants(situation)) == reste


@pytest.mark.parametrize(
    ("entree", "reste"),
    [
        (dire(), "critere domaine accord lieu"),
        (dire(criteres={"origine": SUR}), "domaine accord lieu"),
        (dire(criteres={"origine": SUR}, domaine="emploi"), "accord lieu"),
        (dire(criteres={"origine": SUR}, domaine="emploi", lieu=ROUBAIX), "accord"),
        (dire(criteres={"origine": SUR}, domaine="emploi", lieu=AILLEURS), "accord"),
        (dire(criteres={"origine": 0.3}, domaine="emploi", sur=0.3), "critere domaine accord lieu"),
        (dire(nature="insuffisant"), "critere domaine accord lieu"),
        (dire(nature="violence", domaine="emploi"), "accord lieu"),
        (dire(role="professionnel"), "lieu"),
        (dire("question"), "recit"),
        (choisir("ne_sait_pas"), "recit"),
    ],
)
def test_a_first_message_leaves(entree: Entree, reste: str) -> None:
    assert " ".join(manquants(avancer(Situation(), "recit", entree).situation)) == reste


RACONTE = avancer(
    Situation(), None, dire(criteres={"origine": 0.4, "age": 0.3, "sexe": 0.05}, domaine="emploi")
).situation
CERTAINE = avancer(Situation(), None, dire(criteres={"origine": SUR}, domaine="emploi")).situation


@pytest.mark.parametrize(
    ("depart", "question", "entree", "remarque", "reste"),
    [
        # The critère
        (RACONTE, "critere", choisir("repondre_critere", critere="age"), None, "accord lieu"),
        (RACONTE, "critere", choisir("repondre_critere", critere="inconnu"), "pas_compris", "critere accord lieu"),
        (RACONTE, "critere", choisir("repondre_critere", famille="origines"), None, "critere accord lieu"),
        (RACONTE, "critere", choisir("ne_sait_pas"), None, "accord lieu"),
        (RACONTE, "critere", dire("ne_sait_pas"), None, "accord lieu"),
        (RACONTE, "critere", dire("refuser"), None, "accord lieu"),
        (RACONTE, "critere", dire("repondre_critere", criteres={"age": 0.2}), None, "accord lieu"),
        (RACONTE, "critere", dire("repondre_critere", criteres={"age": 0.05}), "pas_compris", "critere accord lieu"),
        (RACONTE, "critere", dire(criteres={"age": SUR}), None, "accord lieu"),
        (RACONTE, "critere", dire(criteres={"age": 0.2}), "pas_compris", "critere accord lieu"),
        # The domaine
        (Situation(recit=True, criteres=(ORIGINE,)), "domaine", choisir("repondre_domaine", domaine="sante"), None, "accord lieu"),
        (Situation(recit=True, criteres=(ORIGINE,)), "domaine", choisir("ne_sait_pas"), None, "accord lieu"),
        (Situation(recit=True, criteres=(ORIGINE,)), "domaine", dire("repondre_domaine", domaine="sante", sur=0.2), None, "accord lieu"),
        (Situation(recit=True, criteres=(ORIGINE,)), "domaine", dire("repondre_domaine"), "pas_compris", "domaine accord lieu"),
        # Agreement
        (CERTAINE, "accord", choisir("affirmer"), None, "lieu"),
        (CERTAINE, "accord", dire("affirmer"), None, "lieu"),
        (CERTAINE, "accord", choisir("ne_sait_pas"), "accord_incertain", "lieu"),
        (CERTAINE, "accord", choisir("nier"), "accord_que_corriger", "accord lieu"),
        (CERTAINE, "accord", choisir("corriger_critere"), None, "critere accord lieu"),
        (CERTAINE, "accord", choisir("corriger_domaine"), None, "domaine accord lieu"),
        (CERTAINE, "accord", dire("corriger_critere", criteres={"age": SUR}), None, "accord lieu"),
        (CERTAINE, "accord", dire("corriger_domaine", domaine="logement"), None, "accord lieu"),
        # The place
        (replace(COMPLETE, departement=None), "lieu", dire("repondre_lieu", lieu=ROUBAIX), None, ""),
        (replace(COMPLETE, departement=None), "lieu", dire("repondre_lieu", lieu=AILLEURS), None, ""),
        (replace(COMPLETE, departement=None), "lieu", dire("repondre_lieu"), "lieu_introuvable", "lieu"),
        (replace(COMPLETE, departement=None), "lieu", dire("repondre_lieu", possibles=("62767", "80001")), None, "lieu"),
        (replace(COMPLETE, departement=None), "lieu", choisir("refuser"), None, ""),
        (replace(COMPLETE, departement=None), "lieu", dire("ne_sait_pas"), None, ""),
        (replace(COMPLETE, departement=None), "lieu", dire("raconter", lieu=ROUBAIX), None, ""),
        (replace(COMPLETE, departement=None), "lieu", dire("raconter", lieu=ROUBAIX, nature="insuffisant"), None, ""),
        # Going back
        (Situation(), None, choisir("revenir"), "rien_a_reprendre", "recit"),
    ],
)  # fmt: skip
def test_an_answer(depart: Situation, question: str | None, entree: Entree, remarque: str | None, reste: str) -> None:
    pas = avancer(depart, question, entree)
    assert pas.remarque == remarque
    assert " ".join(manquants(pas.situation)) == reste


@pytest.mark.parametrize(
    ("reponses", "rouvre"),
    [
        ([("critere", choisir("repondre_critere", critere="age"))], "critere"),
        ([("critere", choisir("ne_sait_pas"))], "critere"),
        ([("critere", choisir("ne_sait_pas")), ("accord", choisir("affirmer"))], "accord"),
        ([("critere", choisir("ne_sait_pas")), ("accord", choisir("affirmer")), ("lieu", dire("repondre_lieu", lieu=ROUBAIX))], "lieu"),
        ([("critere", choisir("ne_sait_pas")), ("accord", choisir("affirmer")), ("lieu", choisir("refuser"))], "lieu"),
    ],
)  # fmt: skip
def test_going_back_asks_the_last_question_again(reponses: list[tuple[str, Entree]], rouvre: str) -> None:
    pas = jouer(*reponses, (None, choisir("revenir")), depart=RACONTE)
    assert manquants(pas.situation)[0] == rouvre


def test_going_back_before_the_story_keeps_who_speaks() -> None:
    pas = jouer((None, choisir("revenir")), depart=avancer(Situation(role="temoin"), "recit", dire()).situation)
    assert pas.situation == Situation(role="temoin")


@pytest.mark.parametrize(
    "suite", [dire(criteres={"age": 0.99}, domaine="sante"), dire("repondre_critere", criteres={"age": SUR})]
)
def test_a_later_text_never_overwrites_a_choice(suite: Entree) -> None:
    s = jouer(("critere", choisir("repondre_critere", critere="handicap")), depart=RACONTE).situation
    s = avancer(replace(s, domaine=None), "domaine", choisir("repondre_domaine", domaine="emploi")).situation
    for question in ("accord", "lieu", None):
        apres = avancer(s, question, suite).situation
        assert [c.id for c in apres.criteres] == ["handicap"]
        assert apres.domaine is not None and apres.domaine.id == "emploi"


def test_new_facts_ask_for_agreement_again() -> None:
    s = replace(CERTAINE, accord=True)
    assert avancer(s, "lieu", dire(criteres={"age": SUR})).situation.accord is False
    assert (
        avancer(s, "lieu", dire(lieu=ROUBAIX, criteres={"origine": SUR}, domaine="emploi")).situation.departement
        == "59"
    )


def test_several_criteres_add_up() -> None:
    s = avancer(CERTAINE, "accord", dire(criteres={"age": SUR})).situation
    assert {c.id for c in s.criteres} == {"origine", "age"}


@pytest.mark.parametrize(("domaine", "garde"), [("autre", "emploi"), ("logement", "logement")])
def test_a_short_precision_names_no_place(domaine: str, garde: str) -> None:
    suite = dire("repondre_critere", criteres={"age": SUR}, domaine=domaine)
    assert (avancer(CERTAINE, "accord", suite).situation.domaine or EMPLOI).id == garde


def test_every_critere_is_in_one_family() -> None:
    assert sorted(c for f in FAMILLES.values() for c in f) == sorted(CRITERES)


def test_the_flow_asks_in_its_order() -> None:
    assert QUESTIONS == ("recit", "critere", "domaine", "accord", "lieu")


# --- Whatever the sequence ------------------------------------------------------------------------

INTENTS = (
    "raconter question saluer remercier au_revoir affirmer nier ne_sait_pas refuser insulter hors_sujet"
    " parler_autre_langue signaler_danger demander_humain revenir autre_situation proposer_idee etre_victime"
    " poser_question repondre_critere repondre_domaine repondre_lieu corriger_critere corriger_domaine effacer"
).split()
CORRECTIONS = frozenset(("corriger_critere", "corriger_domaine", "revenir"))
ENTRE_0_ET_1 = st.floats(0, 1, allow_nan=False)
INDICES = {
    nom: st.builds(Indice, st.sampled_from(valeurs), ENTRE_0_ET_1, st.just(("mots",)))
    for nom, valeurs in {"critere": CRITERES, "domaine": DOMAINES, "nature": NATURES}.items()
}
ANALYSES = st.builds(
    Analyse,
    nature=INDICES["nature"],
    criteres=st.lists(INDICES["critere"], max_size=4, unique_by=lambda i: i.id).map(
        lambda c: tuple(sorted(c, key=lambda i: -i.confiance))
    ),
    domaine=st.none() | INDICES["domaine"],
    role=st.none() | st.sampled_from(ROLES),
    secteur=st.none() | st.sampled_from(["prive", "public"]),
)
LIEUX = st.sampled_from([None, ROUBAIX, Lieu("02691", "02"), AILLEURS, *(Lieu(departement=d) for d in DEPARTEMENTS)])
CHOIX = st.one_of(
    st.sampled_from(CRITERES).map(lambda c: {"critere": c}),
    st.sampled_from([*FAMILLES, "toutes", "?"]).map(lambda f: {"famille": f}),
    st.sampled_from(DOMAINES).map(lambda d: {"domaine": d}),
    st.sampled_from([{"critere": "?"}, {"domaine": ""}, {"lieu": "59512"}, {"sujet": "cout"}, {"x": "y"}]),
)
TEXTES = st.builds(
    Entree,
    st.sampled_from(INTENTS),
    analyse=st.none() | ANALYSES,
    lieu=LIEUX,
    lieux_possibles=st.sampled_from([(), ("62767", "80001")]),
)
BOUTONS = st.builds(Entree, st.sampled_from(INTENTS), choix=CHOIX, lieu=LIEUX) | st.builds(
    Entree, st.sampled_from(INTENTS)
)
ENTREES = TEXTES | BOUTONS
FAITS = charger()
QUAND = datetime(2026, 11, 24, 10, 0, tzinfo=PARIS)


def question_posee(s: Situation, formulaire_ouvert: bool) -> str | None:
    reste = manquants(s)
    return reste[0] if formulaire_ouvert and reste else None


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.booleans(), ENTREES), max_size=12), st.sampled_from([None, *ROLES]))
def test_any_sequence_keeps_the_situation_sound(suite: list[tuple[bool, Entree]], role: str | None) -> None:
    s = Situation(role=role)
    for ouvert, entree in suite:
        avant, question = s, question_posee(s, ouvert)
        pas = avancer(avant, question, entree)
        s = pas.situation
        reste = manquants(s)
        assert list(reste) == [q for q in QUESTIONS if q in reste]
        assert set(s.etapes) <= set(QUESTIONS) and len(set(s.etapes)) == len(s.etapes)
        assert {c.id for c in s.criteres} <= set(CRITERES)
        assert len({c.id for c in s.criteres}) == len(s.criteres)
        assert s.nature is None or s.nature in NATURES
        assert s.domaine is None or s.domaine.id in DOMAINES
        assert set(s.pistes) <= set(CRITERES) and len(s.pistes) <= 4
        assert pas.famille is None or pas.famille == "toutes" or pas.famille in FAMILLES
        assert not (s.hors_region and s.departement)
        assert depuis_dict(json.loads(json.dumps(s.vers_dict()))) == s
        o = orienter(s, FAITS, QUAND)
        assert o.numero.id == "3928"
        if not entree.choix and entree.intent not in CORRECTIONS:
            _choix_gardes(avant, s, question, entree.intent)


def _choix_gardes(avant: Situation, apres: Situation, question: str | None, intent: str) -> None:
    """What a person chose by hand stays, unless they correct it or are asked about it."""
    dits = [c for c in avant.criteres if c.dit]
    if dits and question != "critere":
        assert [c.id for c in apres.criteres if c.dit] == [c.id for c in dits]
        assert apres.criteres == avant.criteres
    if avant.domaine is not None and avant.domaine.dit and question != "domaine":
        assert apres.domaine == avant.domaine
    if avant.recit and avant.departement is not None and question != "lieu" and intent != "repondre_lieu":
        assert (apres.commune, apres.departement) == (avant.commune, avant.departement)
    assert not (avant.recit and not apres.recit)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.booleans(), ENTREES), max_size=8), st.sampled_from(["ne_sait_pas", "refuser"]))
def test_declining_every_question_always_reaches_the_orientation(suite: list[tuple[bool, Entree]], intent: str) -> None:
    """There is always a way out: no story is needed beyond the first words."""
    s = Situation()
    for ouvert, entree in suite:
        s = avancer(s, question_posee(s, ouvert), entree).situation
    s = avancer(s, question_posee(s, True), dire()).situation
    for _ in QUESTIONS:
        if manquants(s):
            s = avancer(s, manquants(s)[0], choisir(intent)).situation
    assert manquants(s) == ()


@settings(max_examples=200, deadline=None)
@given(st.lists(ENTREES, max_size=8))
def test_going_back_always_ends_at_the_beginning(suite: list[Entree]) -> None:
    s = Situation()
    for entree in suite:
        s = avancer(s, question_posee(s, True), entree).situation
    for _ in range(len(QUESTIONS) + 1):
        pas = avancer(s, None, choisir("revenir"))
        s = pas.situation
    assert pas.remarque == "rien_a_reprendre"
