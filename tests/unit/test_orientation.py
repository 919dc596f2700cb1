"""Orientation over its whole grid: nature × critère × domaine × department × role × freshness of the facts.

What must hold everywhere is checked everywhere; then tables say what each path gives.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

import pytest

from bot.horaires import PARIS
from bot.knowledge import Faits, charger
from bot.labels import CRITERES, DEPARTEMENTS, DOMAINES, NATURES, ROLES
from bot.orientation import DELAIS_MAX, LITIGES, RELAIS_MAX, Orientation, orienter
from bot.situation import Indice, Situation

FRAIS = datetime(2021, 3, 12, 10, 0, tzinfo=PARIS)  # the day after the delegates were known
TARD = datetime(2026, 11, 24, 10, 0, tzinfo=PARIS)
DELEGUES = {"02": "ESTER", "59": "GRANDJEAN", "60": "ESTER", "62": "MERDJI", "80": "ESTER"}
VOIES = {"discrimination", "insuffisant", "propos_haineux", "violence", "harcelement", "professionnel"}
VOIES |= {f"litige_{v}" for v in (*LITIGES.values(), "autre")}
DATE = re.compile(r"\b(19|20)\d\d-\d\d-\d\d\b|\b\d{1,2}(er)? (janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc)")

# Always behind three others of the same rank.
JAMAIS_MONTRES = {"ma_securite"}

Lieu = tuple[str | None, bool]
LIEUX: list[Lieu] = [*((d, False) for d in DEPARTEMENTS), (None, False), (None, True)]


def indice(identifiant: str | None) -> Indice | None:
    return Indice(identifiant, 0.9) if identifiant else None


def situation(
    nature: str | None = None,
    critere: str | None = None,
    domaine: str | None = None,
    lieu: Lieu = (None, False),
    role: str | None = None,
    **autres: Any,
) -> Situation:
    i = indice(critere)
    return Situation(
        role=role,
        recit=True,
        nature=nature,
        criteres=(i,) if i else (),
        domaine=indice(domaine),
        departement=lieu[0],
        hors_region=lieu[1],
        **autres,
    )


def grille() -> Iterator[tuple[Situation, Lieu]]:
    for nature, critere, domaine, lieu, role in itertools.product(
        (None, *NATURES), (None, *CRITERES), (None, *DOMAINES), LIEUX, (None, *ROLES)
    ):
        yield situation(nature, critere, domaine, lieu, role), lieu


def fautes(o: Orientation, s: Situation, lieu: Lieu, frais: bool, faits: Faits) -> Iterator[str]:
    """What is wrong with an orientation; nothing when it holds."""
    if o.numero.numero != "39 28":
        yield "pas de 39 28"
    if o.voie not in VOIES:
        yield f"voie {o.voie}"
    if o.role != (s.role or "victime"):
        yield "rôle changé"
    departement = lieu[0]
    if (o.departement, o.hors_region) != lieu:
        yield "lieu changé"
    if departement is None:
        if o.delegue is not None:
            yield "délégué sans département"
    elif o.delegue is None or DELEGUES[departement] not in o.delegue.delegue.nom:
        yield "mauvais délégué"
    elif departement not in o.delegue.delegue.departements or o.delegue.departement != departement:
        yield "délégué d'un autre département"
    elif o.delegue.perime is frais:
        yield "fraîcheur du délégué"
    if any(r.departements and departement not in r.departements for r in o.relais):
        yield "relais d'un autre département"
    if len(o.relais) > RELAIS_MAX or len(o.delais) > DELAIS_MAX:
        yield "trop"
    if any(r.public != "personnes" for r in o.relais):
        yield "relais réservé aux professionnels"
    pro = s.role == "professionnel"
    if pro is not bool(o.ressources) or pro is not (o.voie == "professionnel"):
        yield "ressources des professionnels"
    if pro and (o.preuves or o.delais or o.relais):
        yield "conseils de victime à un professionnel"
    if not pro and not o.preuves:
        yield "pas de preuves"
    if any(DATE.search(f"{d.duree} {d.depart}") for d in o.delais):
        yield "date calculée"
    if s.criteres and not pro and o.voie in ("insuffisant", *(v for v in VOIES if v.startswith("litige"))):
        yield "critère dit et oublié"
    if s.role == "temoin" and faits.regles["temoin"] not in o.regles:
        yield "témoin sans règle"
    if o.voie.startswith("litige") and o.critere:
        yield "litige avec critère"


@pytest.mark.parametrize(("quand", "frais"), [(FRAIS, True), (TARD, False)], ids=["frais", "périmé"])
def test_what_holds_everywhere(quand: datetime, frais: bool) -> None:
    faits, total = charger(), 0
    vus: dict[str, object] = {}
    for s, lieu in grille():
        total += 1
        for faute in fautes(orienter(s, faits, quand), s, lieu, frais, faits):
            vus.setdefault(faute, (s.nature, s.criteres, s.domaine, lieu, s.role))
    assert total == 7 * 25 * 11 * 7 * 5
    assert vus == {}


def test_it_is_pure() -> None:
    faits, s = charger(), situation("discrimination", "origine", "logement", ("59", False), "victime")
    assert orienter(s, faits, TARD) == orienter(s, faits, TARD)
    assert {f.name for f in fields(Orientation) if "date" in f.name} == set()


@pytest.mark.parametrize(
    ("nature", "critere", "domaine", "role", "voie"),
    [
        ("discrimination", "origine", "logement", None, "discrimination"),
        ("discrimination", None, "logement", None, "insuffisant"),
        ("insuffisant", None, None, None, "insuffisant"),
        (None, None, None, None, "insuffisant"),
        (None, "age", None, None, "discrimination"),
        ("insuffisant", "age", "emploi", None, "discrimination"),
        ("autre_litige", "age", "emploi", None, "discrimination"),
        ("autre_litige", None, "emploi", None, "litige_travail"),
        ("autre_litige", None, "logement", None, "litige_logement"),
        ("autre_litige", None, "biens_services", None, "litige_consommation"),
        ("autre_litige", None, "services_publics", None, "litige_service_public"),
        ("autre_litige", None, "protection_sociale", None, "litige_service_public"),
        ("autre_litige", None, "education", None, "litige_service_public"),
        ("autre_litige", None, "sante", None, "litige_sante"),
        ("autre_litige", None, "police_justice", None, "litige_police_justice"),
        ("autre_litige", None, "vie_associative", None, "litige_autre"),
        ("autre_litige", None, "autre", None, "litige_autre"),
        ("autre_litige", None, None, None, "litige_autre"),
        ("propos_haineux", "origine", None, None, "propos_haineux"),
        ("violence", "sexe", None, None, "violence"),
        ("harcelement", None, "emploi", None, "harcelement"),
        ("harcelement", "handicap", "emploi", "temoin", "harcelement"),
        ("violence", "sexe", None, "professionnel", "professionnel"),
        (None, None, None, "professionnel", "professionnel"),
    ],
)
def test_paths(nature: str | None, critere: str | None, domaine: str | None, role: str | None, voie: str) -> None:
    assert orienter(situation(nature, critere, domaine, role=role), charger(), TARD).voie == voie


@pytest.mark.parametrize(
    ("nature", "critere", "domaine", "numeros"),
    [
        ("discrimination", "origine", "emploi", []),
        ("violence", None, None, ["17", "116006"]),
        ("violence", "sexe", None, ["17", "3919", "116006"]),
        ("violence", "perte_autonomie", None, ["17", "116006", "3977"]),
        ("propos_haineux", "origine", None, ["17"]),
        ("harcelement", None, "education", ["3018"]),
        ("harcelement", None, "emploi", ["116006"]),
        ("discrimination", "perte_autonomie", None, ["3977"]),
    ],
)
def test_other_numbers(nature: str, critere: str | None, domaine: str | None, numeros: list[str]) -> None:
    o = orienter(situation(nature, critere, domaine), charger(), TARD)
    assert [n.id for n in o.numeros] == numeros


@pytest.mark.parametrize(
    ("nature", "critere", "domaine", "departement", "relais"),
    [
        ("autre_litige", None, "logement", None, "adil"),
        ("autre_litige", None, "emploi", None, "droit_du_travail"),
        ("autre_litige", None, "biens_services", None, "signal_conso"),
        ("discrimination", "orientation_sexuelle", "emploi", "80", "le_refuge"),
        ("discrimination", "origine", "logement", "59", "mrap_lille"),
        ("discrimination", "handicap", "education", None, "handicap_360"),
        ("discrimination", "etat_de_sante", "sante", None, "refus_de_soins"),
        ("discrimination", "lanceur_alerte", "emploi", "62", "ddd_lanceurs_alerte"),
        ("propos_haineux", None, None, None, "pharos"),
        ("propos_haineux", "origine", None, None, "licra"),
        ("insuffisant", None, None, "59", "point_justice"),
        ("violence", "sexe", None, "02", "ligne_3919"),
    ],
)
def test_the_closest_helpers(
    nature: str, critere: str | None, domaine: str | None, departement: str | None, relais: str
) -> None:
    o = orienter(situation(nature, critere, domaine, (departement, False)), charger(), TARD)
    assert relais in [r.id for r in o.relais]


@pytest.mark.parametrize(
    ("commune", "proche", "lointain"),
    [
        ("59512", "mjd_roubaix", "mjd_denain"),
        ("59172", "mjd_denain", "mjd_roubaix"),
        ("62498", "mjd_lens", "mjd_denain"),
    ],
)
def test_a_local_helper_is_shown_in_its_intercommunalite_only(commune: str, proche: str, lointain: str) -> None:
    montres = [
        r.id for r in orienter(replace(situation("insuffisant", None, None), commune=commune), charger(), TARD).relais
    ]
    assert proche in montres and lointain not in montres


@pytest.mark.parametrize(
    ("nature", "domaine", "secteur", "delais"),
    [
        ("discrimination", "emploi", None, {"prudhommes_discrimination", "agent_public_discrimination"}),
        ("discrimination", "emploi", "prive", {"prudhommes_discrimination", "plainte_discrimination"}),
        ("discrimination", "emploi", "public", {"agent_public_discrimination", "tribunal_administratif"}),
        ("discrimination", "logement", None, {"reparation_civile", "plainte_discrimination"}),
        ("discrimination", "services_publics", None, {"tribunal_administratif", "silence_administration"}),
        ("propos_haineux", None, None, {"injure_publique", "injure_non_publique"}),
        ("autre_litige", "emploi", "prive", {"licenciement", "salaires"}),
        ("insuffisant", "logement", None, {"reparation_civile"}),
    ],
)
def test_time_limits(nature: str, domaine: str | None, secteur: str | None, delais: set[str]) -> None:
    critere = "origine" if nature == "discrimination" else None
    o = orienter(situation(nature, critere, domaine, secteur=secteur), charger(), TARD)
    assert delais <= {d.id for d in o.delais}
    ecarte = {"prive": "public", "public": "prive"}.get(secteur or "")
    if domaine == "emploi" and ecarte:
        assert ecarte not in {d.secteur for d in o.delais}


@pytest.mark.parametrize(
    ("nature", "criteres", "domaine", "elements"),
    [
        ("discrimination", ("origine",), "emploi", (True, True, True)),
        ("discrimination", ("origine",), None, (True, True, None)),
        ("discrimination", ("origine",), "autre", (True, True, False)),
        ("discrimination", (), "emploi", (True, None, True)),
        ("insuffisant", (), None, (None, None, None)),
        (None, (), "emploi", (None, None, True)),
        ("insuffisant", ("age",), None, (True, True, None)),
    ],
)
def test_the_three_elements(
    nature: str | None, criteres: tuple[str, ...], domaine: str | None, elements: tuple[bool | None, ...]
) -> None:
    s = replace(situation(nature, None, domaine), criteres=tuple(Indice(c, 0.9) for c in criteres))
    o = orienter(s, charger(), TARD)
    assert (o.traitement, o.critere, o.domaine) == elements


@pytest.mark.parametrize(
    ("code", "departement", "delegue", "plan"),
    [
        ("59512", "59", "GRANDJEAN", True),  # Roubaix: MEL
        ("02691", "02", "ESTER", True),  # Saint-Quentin
        ("62041", "62", "MERDJI", False),  # Arras
        ("80021", "80", "ESTER", False),  # Amiens
        ("60175", "60", "ESTER", True),  # Creil
    ],
)
def test_a_commune_gives_its_department_and_its_intercommunalite(
    code: str, departement: str, delegue: str, plan: bool
) -> None:
    s = replace(situation("discrimination", "origine", "logement"), commune=code, departement=departement)
    o = orienter(s, charger(), TARD)
    assert o.commune is not None and o.intercommunalite is not None and o.delegue is not None
    assert (o.departement, o.commune.code) == (departement, code)
    assert delegue in o.delegue.delegue.nom
    assert bool(o.intercommunalite.plan) is plan


def test_a_wrong_department_beside_a_commune_does_not_win() -> None:
    s = replace(situation("discrimination", "origine", "logement"), commune="59512", departement="62")
    o = orienter(s, charger(), TARD)
    assert o.delegue is not None and o.delegue.departement == "59"


def test_every_helper_and_time_limit_can_be_shown_to_somebody() -> None:
    faits, vus = charger(), set()
    for nature, critere, domaine, lieu in itertools.product(
        (None, *NATURES), (None, *CRITERES), (None, *DOMAINES), LIEUX
    ):
        o = orienter(situation(nature, critere, domaine, lieu), faits, TARD)
        vus |= {f.id for f in (*o.relais, *o.delais)}
    for code in ("62498", "59172", "59512"):  # Lens, Denain, Roubaix: helpers of one intercommunalité
        o = orienter(replace(situation("insuffisant", None, None), commune=code), faits, TARD)
        vus |= {r.id for r in o.relais}
    assert {*faits.relais, *faits.delais} - vus == JAMAIS_MONTRES


@pytest.mark.parametrize("quand", [FRAIS, TARD], ids=["frais", "périmé"])
def test_contacts_past_their_review_date_are_known(quand: datetime) -> None:
    faits = charger()
    o = orienter(situation("discrimination", "origine", "logement", ("59", False)), faits, quand)
    plus_tard = orienter(
        situation("discrimination", "origine", "logement", ("59", False)), faits, TARD.replace(year=2040)
    )
    assert o.perimes == frozenset()
    assert {r.id for r in plus_tard.relais} <= plus_tard.perimes
    assert "3928" in plus_tard.perimes
