"""The matcher: how an expression is written, what hides it, what denies it, what is counted and shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.comprehension.lexique import PLAFOND, Lexique, charger, developper
from bot.comprehension.normaliser import normaliser
from bot.labels import CRITERES, DOMAINES, NATURES

CRITERES_ESSAI = {
    "handicap": {
        "forts": ["handicap*", "fauteuil roulant", "chien guide|mira"],
        "faibles": ["rampe", "fauteuil", "fauteuil large", "ACCES refuse"],
        "contre": ["handicap* par le bruit", "rampe d escalier"],
    },
    "age": {"forts": ["trop vieux", "mon age", "pas _ age"], "faibles": ["vieux"], "contre": []},
    "origine": {"forts": ["couleur", "ma? peau noire", "ETRE arabe"], "faibles": [], "contre": []},
}
NEGATIONS = {
    "denis": ["c est pas parce que", "pas parce que", "c est pas mon|ma", "rien a voir avec"],
    "coupures": ["mais", "c est"],
    "dit_par_autrui": ["dit|jure que", "soi disant"],
}
LISTES = {"ACCES": ["acces", "entree"], "ETRE": ["suis", "etes"]}


@pytest.fixture(scope="module")
def petit() -> Lexique:
    return Lexique({"criteres": CRITERES_ESSAI}, NEGATIONS, LISTES)


@pytest.fixture(scope="module")
def grand() -> Lexique:
    return charger()


@pytest.mark.parametrize(
    ("expression", "formes"),
    [
        ("rampe", ["rampe"]),
        ("chien guide|d", ["chien guide", "chien d"]),
        ("metier|poste d homme|femme", ["metier d homme", "metier d femme", "poste d homme", "poste d femme"]),
        ("ma? peau", ["ma peau", "peau"]),
        ("ACCES refuse", ["acces refuse", "entree refuse"]),
        ("a|a", ["a"]),
    ],
)
def test_expression_developpee(expression: str, formes: list[str]) -> None:
    assert developper(expression, LISTES) == formes


def test_liste_inconnue_refusee() -> None:
    with pytest.raises(KeyError):
        developper("INCONNUE refuse", LISTES)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("", {}),
        ("rien du tout", {}),
        ("mon handicap", {"critere:handicap:fort": 1}),
        ("handicapee", {"critere:handicap:fort": 1}),
        ("hand", {}),
        ("chien guide puis chien mira", {"critere:handicap:fort": 2}),
        # The longest wins, and a strong expression hides the weak one that it holds.
        ("fauteuil roulant", {"critere:handicap:fort": 1}),
        ("trop vieux", {"critere:age:fort": 1}),
        ("vieux fauteuil", {"critere:age:faible": 1, "critere:handicap:faible": 1}),
        ("entree refuse", {"critere:handicap:faible": 1}),
        ("peau noire", {"critere:origine:fort": 1}),
        ("suis arabe", {"critere:origine:fort": 1}),
        # `_` is one word, no more and no less.
        ("pas mon age", {"critere:age:fort": 1}),
        ("pas du tout age", {}),
        # What is hidden does not count, what is beside does.
        ("handicape par le bruit", {}),
        ("handicape par le bruit et par mon handicap", {"critere:handicap:fort": 1}),
        ("rampe d escalier", {}),
        ("rampe", {"critere:handicap:faible": 1}),
    ],
)
def test_compter(petit: Lexique, texte: str, attendu: dict[str, int]) -> None:
    assert petit.compter(texte) == attendu


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("c est pas parce que je suis trop vieux", {"critere:age:nie": 1}),
        ("c est pas mon handicap", {"critere:handicap:nie": 1}),
        ("rien a voir avec mon handicap", {"critere:handicap:nie": 1}),
        # Three words at most between the denial and the expression.
        ("rien a voir avec un deux trois handicap", {"critere:handicap:nie": 1}),
        ("rien a voir avec un deux trois quatre handicap", {"critere:handicap:fort": 1}),
        # What closes the denial frees the rest.
        ("c est pas ma couleur c est mon age", {"critere:origine:nie": 1, "critere:age:fort": 1}),
        ("rien a voir avec lui mais handicap", {"critere:handicap:fort": 1}),
        # Denied by the other side: the person does not deny it.
        ("il jure que c est pas parce que je suis handicape", {"critere:handicap:fort": 1}),
        ("soi disant rien a voir avec mon handicap", {"critere:handicap:fort": 1}),
        ("je dit que c est pas mon handicap", {"critere:handicap:nie": 1}),
        # « C'est pas parce que X que… » tells what X costs.
        ("c est pas parce que je suis handicape que je dois payer", {"critere:handicap:fort": 1}),
    ],
)
def test_ce_que_la_personne_nie(petit: Lexique, texte: str, attendu: dict[str, int]) -> None:
    assert petit.compter(texte) == attendu


@pytest.mark.parametrize(
    ("texte", "prefixe", "places"),
    [
        ("un fauteuil roulant et une rampe", "critere:handicap", [(1, 3), (5, 6)]),
        ("un fauteuil roulant et une rampe", "critere:handicap:faible", [(5, 6)]),
        ("un fauteuil roulant et une rampe", "critere:age", []),
        ("trop vieux en fauteuil", "critere:", [(0, 2), (3, 4)]),
        # From the same first word, the longest expression is the one shown.
        ("fauteuil large", "critere:handicap", [(0, 2)]),
    ],
)
def test_trouver(petit: Lexique, texte: str, prefixe: str, places: list[tuple[int, int]]) -> None:
    assert petit.trouver(texte, prefixe) == places


def test_matrice_suit_les_comptes_et_plafonne(petit: Lexique) -> None:
    textes = ["handicap " * 9, "rampe", "rien"]
    matrice = petit.matrice(textes)
    assert matrice.shape == (3, len(petit.etiquettes))
    lus = [{petit.etiquettes[c]: matrice[i, c] for c in matrice[i].indices} for i in range(3)]
    assert lus == [{"critere:handicap:fort": PLAFOND}, {"critere:handicap:faible": 1}, {}]


def test_matrice_vide(petit: Lexique) -> None:
    assert petit.matrice([]).shape == (0, len(petit.etiquettes))


def test_etiquettes_stables_et_completes(grand: Lexique) -> None:
    criteres = [f"critere:{c}:{n}" for c in CRITERES for n in ("fort", "faible", "nie")]
    autres = [
        f"{famille}:{identifiant}:{n}"
        for famille, connus in (("domaine", DOMAINES), ("nature", NATURES))
        for identifiant in connus
        for n in ("fort", "faible")
    ]
    assert list(grand.etiquettes) == criteres + autres


def test_charger_une_seule_fois() -> None:
    assert charger() is charger()


@given(st.text(max_size=200))
def test_tout_texte_se_lit(texte: str) -> None:
    comptes = charger().compter(normaliser(texte))
    assert all(nombre > 0 for nombre in comptes.values())
