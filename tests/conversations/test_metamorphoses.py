"""What must not matter does not: the name of a town, a first name of whatever origin, the person's own gender, the spelling.

Each pair says the same thing but for one detail that is not the reason; the labels must be the same. And one detail that is
the reason must change them.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from bot.comprehension.analyse import analyser
from bot.comprehension.archive import charger_modele
from bot.comprehension.modele import Modele
from bot.situation import SEUIL_AFFIRMER

VILLES = ("Roubaix", "Senlis", "Saint-Quentin", "Abbeville", "Le Touquet", "Villeneuve-d'Ascq")
PRENOMS = ("Julie", "Karim", "Fatou", "Xiaoming", "Ahmet", "Ileana", "Moussa", "Kévin", "Samira", "Xavier")
GABARITS_PRENOM = (
    "Ma collègue {} est témoin : mon chef m'a retiré mes clients quand j'ai annoncé ma grossesse.",
    "{} m'a aidé à écrire : la banque refuse mon prêt à cause de mon cancer guéri.",
    "L'agence a refusé notre dossier en voyant mon fauteuil roulant, {} était avec moi.",
    "Le directeur, monsieur {}, m'a dit que j'étais trop vieux pour le poste.",
    "{} du service du personnel a écrit que je fais trop de syndicalisme pour être promu.",
)
GABARITS_VILLE = (
    "À {}, le propriétaire a refusé de me louer en voyant que je suis noir.",
    "On m'a refusé l'entrée du club de sport de {} parce que je porte le voile.",
    "Le collège de {} refuse mon fils autiste à la sortie scolaire.",
)
GENRES = (
    ("Je suis trop âgé, m'a dit le recruteur, il veut un jeune.", "Je suis trop âgée, m'a dit le recruteur, il veut un jeune."),
    ("Le bailleur m'a recalé à cause du RSA.", "Le bailleur m'a recalée à cause du RSA."),
    ("Licencié après mon AVC, on m'a dit que je n'étais plus fiable.", "Licenciée après mon AVC, on m'a dit que je n'étais plus fiable."),
    ("La mairie refuse mon fils à la cantine à cause de son allergie.", "La mairie refuse ma fille à la cantine à cause de son allergie."),
)  # fmt: skip
# The same sentence but for the reason itself.
CONTRASTES = (
    ("Le poste m'a été refusé parce que je suis enceinte.", "grossesse"),
    ("Le poste m'a été refusé parce que je suis sourd.", "handicap"),
    ("Le poste m'a été refusé parce que je suis trop vieux.", "age"),
    ("Le poste m'a été refusé parce que je suis musulman.", "religion"),
    ("Le poste m'a été refusé parce que je suis noir.", "origine"),
    ("Le poste m'a été refusé parce que je suis délégué syndical.", "activites_syndicales"),
    ("Le poste m'a été refusé parce que je suis homosexuel.", "orientation_sexuelle"),
    ("Le poste m'a été refusé parce que je suis trop gros.", "apparence_physique"),
)


@pytest.fixture(scope="module")
def modele() -> Modele:
    return charger_modele()


def etiquettes(lu: dict[str, Any]) -> tuple[Any, ...]:
    """What the person would be told: the best critère and whether it is stated, the domaine, the nature."""
    premier = lu["criteres"][0] if lu["criteres"] else {"id": None, "confiance": 0}
    return premier["id"], (lu["domaine"] or {}).get("id"), lu["nature"]["nom"]


@pytest.mark.parametrize("gabarit", GABARITS_PRENOM)
def test_un_prenom_ne_change_rien(modele: Modele, gabarit: str) -> None:
    lus = [etiquettes(lu) for lu in analyser(modele, [gabarit.format(p) for p in PRENOMS])]
    assert len(set(lus)) == 1, dict(zip(PRENOMS, lus, strict=True))


@pytest.mark.parametrize("gabarit", GABARITS_VILLE)
def test_une_ville_ne_change_rien(modele: Modele, gabarit: str) -> None:
    lus = [etiquettes(lu) for lu in analyser(modele, [gabarit.format(v) for v in VILLES])]
    assert len(set(lus)) == 1, dict(zip(VILLES, lus, strict=True))


@pytest.mark.parametrize(("un", "une"), GENRES, ids=[str(i) for i in range(len(GENRES))])
def test_le_genre_de_qui_ecrit_ne_change_rien(modele: Modele, un: str, une: str) -> None:
    premier, second = map(etiquettes, analyser(modele, [un, une]))
    assert premier == second


@pytest.mark.parametrize(("texte", "critere"), CONTRASTES, ids=[c for _, c in CONTRASTES])
def test_la_raison_change_tout(modele: Modele, texte: str, critere: str) -> None:
    lu = analyser(modele, [texte])[0]
    assert lu["criteres"][0]["id"] == critere
    assert lu["domaine"]["id"] == "emploi"
    assert lu["criteres"][0]["mots"]


def test_les_prenoms_de_toutes_origines_sont_servis_pareil(modele: Modele) -> None:
    """No origin of name makes the assistant surer, or less sure, of what is not about the name."""
    sures = [
        [
            lu["criteres"][0]["confiance"] >= SEUIL_AFFIRMER
            for lu in analyser(modele, [g.format(p) for g in GABARITS_PRENOM])
        ]
        for p in PRENOMS
    ]
    assert all(sum(a) == sum(b) for a, b in combinations(sures, 2)), dict(zip(PRENOMS, sures, strict=True))
