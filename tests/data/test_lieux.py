"""The 3,782 communes, and what people type for them: typos, no accents, "st", postcodes, homonyms, other places."""

from __future__ import annotations

import csv
import random
import re
from collections import Counter

import pytest

from bot import lieux
from bot.communes import DOSSIER, POPULATION_CONNUE, aplatir, commune, tables
from bot.knowledge import charger
from bot.labels import DEPARTEMENTS
from bot.lieux import Trouvaille, chercher, en_dict, reperer

COMMUNES = list(tables().par_code.values())
# Two EPCI have their seat in Seine-Maritime: their communes are ours, they are not.
EPCI_D_AILLEURS = {"247600588": 13, "200069722": 10}


def lu(t: Trouvaille) -> str:
    """A find, short: the code of the commune, « dep 59 », « ? » and the codes to choose from, « ailleurs » or « rien »."""
    if t.commune:
        return t.commune.code
    if t.possibles:
        return "? " + " ".join(sorted(c.code for c in t.possibles))
    if t.departement:
        return f"dep {t.departement}"
    return "ailleurs" if t.hors_region else "rien"


# --- The tables -----------------------------------------------------------------------------------


def test_every_commune_of_the_five_departments() -> None:
    assert len(COMMUNES) == 3782
    assert Counter(c.departement for c in COMMUNES) == {"02": 797, "59": 647, "60": 680, "62": 887, "80": 771}
    assert len({c.code for c in COMMUNES}) == 3782


def test_every_commune_has_its_department_postcode_and_epci() -> None:
    for c in COMMUNES:
        assert re.fullmatch(r"\d{5}", c.code) and c.code.startswith(c.departement), c
        assert c.departement in DEPARTEMENTS, c
        assert c.codes_postaux and all(re.fullmatch(r"\d{5}", p) for p in c.codes_postaux), c
        assert re.fullmatch(r"\d{9}", c.epci), c
        assert c.nom == c.nom.strip() and c.nom[0].isupper(), c
        assert c.population >= 0, c
        assert c.affiche == f"{c.nom} ({DEPARTEMENTS[c.departement]})"


def test_every_epci_is_known_to_the_facts() -> None:
    connus = charger().intercommunalites
    assert Counter(c.epci for c in COMMUNES if c.epci not in connus) == EPCI_D_AILLEURS
    assert set(connus) == {c.epci for c in COMMUNES} - set(EPCI_D_AILLEURS)


def test_every_department_has_a_delegate() -> None:
    assert all(charger().delegue_de(c.departement) for c in COMMUNES)


@pytest.mark.parametrize("fichier", ["communes.csv", "anciennes.csv", "hors_region.csv"])
def test_each_table_says_its_source_licence_and_date(fichier: str) -> None:
    entete = [ligne for ligne in (DOSSIER / fichier).read_text(encoding="utf-8").splitlines() if ligne.startswith("#")]
    assert re.search(r"Source : .*20\d\d-\d\d-\d\d.*licence", " ".join(entete), re.IGNORECASE)


def test_former_communes_lead_to_present_ones() -> None:
    with open(DOSSIER / "anciennes.csv", encoding="utf-8") as f:
        lignes = list(csv.DictReader(x for x in f if not x.startswith("#")))
    assert len(lignes) > 50
    for ligne in lignes:
        assert commune(ligne["code"]) is not None
        assert lu(chercher(ligne["nom"])) != "rien", ligne["nom"]


@pytest.mark.parametrize("code", ["75056", "", "59000", "5951", "595120", "A9512"])
def test_an_unknown_code_is_no_commune(code: str) -> None:
    assert commune(code) is None


# --- Every name, as people type it ----------------------------------------------------------------

FACONS = {
    "tel quel": lambda n: n,
    "en minuscules": str.lower,
    "EN MAJUSCULES": str.upper,
    "sans accents ni traits": lambda n: " ".join(aplatir(n)),
    "st pour saint": lambda n: re.sub(r"\bSaint(e?)\b", r"st\1", n).lower(),
}


@pytest.mark.parametrize("facon", FACONS)
def test_every_name_is_found_or_asked_between_homonyms(facon: str) -> None:
    manques = []
    for c in COMMUNES:
        trouve = chercher(FACONS[facon](c.nom))
        if trouve.commune != c and c not in trouve.possibles:
            homonymes = tables().par_nom[" ".join(aplatir(c.nom))]
            if len(homonymes) <= lieux.POSSIBLES_MAX or trouve.possibles == ():
                manques.append((c.affiche, lu(trouve)))
    assert manques == []


def test_every_postcode_gives_its_communes() -> None:
    for postal, communes in tables().par_postal.items():
        trouve = chercher(postal)
        if len(communes) == 1:
            assert trouve.commune == communes[0], postal
        else:
            assert trouve.possibles == communes[: lieux.POSSIBLES_MAX], postal


def _faute(nom: str, hasard: random.Random) -> str:
    """One slip of the finger: a letter lost, doubled, swapped with the next, or another."""
    i = hasard.randrange(1, len(nom) - 1)
    return hasard.choice(
        [
            nom[:i] + nom[i + 1 :],
            nom[:i] + nom[i] + nom[i:],
            nom[:i] + nom[i + 1] + nom[i] + nom[i + 2 :],
            nom[:i] + hasard.choice("aeinorst") + nom[i + 1 :],
        ]
    )


def test_towns_with_a_typo_are_mostly_understood_and_never_taken_for_a_far_one() -> None:
    hasard = random.Random(4)
    villes = [c for c in COMMUNES if c.population >= 10_000]
    assert len(villes) > 60
    justes = faux = 0
    for c in villes:
        for _ in range(8):
            trouve = chercher(_faute(" ".join(aplatir(c.nom)), hasard))
            justes += trouve.commune == c or c in trouve.possibles
            faux += trouve.commune is not None and trouve.commune != c
    total = 8 * len(villes)
    assert justes / total >= 0.93, f"{justes} sur {total}"
    assert faux / total <= 0.03, f"{faux} sur {total}"


# --- An answer to « where? » ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        # Typos and habits
        ("roubais", "59512"),
        ("tourcouin", "59599"),
        ("lile", "59350"),
        ("dunkerke", "59183"),
        ("valenciene", "59606"),
        ("abevile", "80001"),
        ("azebrouck", "59295"),
        ("watrelos", "59650"),
        ("henin beaumon", "62427"),
        ("chateau tierry", "02168"),
        ("st quentin", "02691"),
        ("St-Quentin (02)", "02691"),
        ("vda", "59009"),
        ("Villeneuve d'Ascq", "59009"),
        ("marcq en baroeul", "59378"),
        ("Marcq-en-Barœul", "59378"),
        ("marquete lez lille", "59386"),
        ("saint martn boulogne", "62758"),
        ("bruay sur le scaut", "59112"),
        ("bully les rines", "62186"),
        ("cautry", "59139"),
        ("le touquet", "62826"),
        ("Touquet", "62826"),
        ("Fort-Mahon", "80333"),
        ("bully", "62186"),
        # In a sentence
        ("c'était à Roubaix", "59512"),
        ("j'habite à Lens dans le pas de calais", "62498"),
        ("euh bah a calais", "62193"),
        # Quarters and towns joined to others
        ("lille sud", "59350"),
        ("wazemmes", "59350"),
        ("fives", "59350"),
        ("hellemmes", "59350"),
        ("lomme", "59350"),
        ("st pol sur mer", "59183"),
        ("Amiens nord", "80021"),
        # Postcodes
        ("59100", "59512"),
        ("59 100", "59512"),
        ("arras 62000", "62041"),
        ("62000 Arras", "62041"),
        ("Saint-Quentin 02100", "02691"),
        ("59999", "dep 59"),
        # Departments
        ("59", "dep 59"),
        ("le 62", "dep 62"),
        ("nord", "dep 59"),
        ("dans le Nord", "dep 59"),
        ("Pas de calais", "dep 62"),
        ("dans le pas de calais", "dep 62"),
        ("la somme", "dep 80"),
        ("l'Oise", "dep 60"),
        ("Aisne", "dep 02"),
        # Homonyms
        ("Senlis", "? 60612 62790"),
        ("saint amand", "? 59526 62741"),
        ("st valery", "? 60602 80721"),
        ("bailleul", "? 59043 80051"),
        # Elsewhere
        ("Paris", "ailleurs"),
        ("paris 13", "ailleurs"),
        ("Lyon 3e arrondissement", "ailleurs"),
        ("75013", "ailleurs"),
        ("marseille", "ailleurs"),
        ("Boulogne-Billancourt", "ailleurs"),
        ("Bruxelles", "ailleurs"),
        ("93", "ailleurs"),
        # Nothing
        ("", "rien"),
        ("  ", "rien"),
        ("😀", "rien"),
        ("je ne sais pas", "rien"),
        ("chez moi", "rien"),
        ("zzzzzz", "rien"),
        ("00000", "rien"),
        ("1234567", "rien"),
        ("x" * 4000, "rien"),
        ("nulle part ailleurs que dans ma tête et encore je ne suis pas certaine", "rien"),
        ("\x00\ud800", "rien"),
    ],
)
def test_an_answer(texte: str, attendu: str) -> None:
    assert lu(chercher(texte)) == attendu


# --- A story --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recit", "attendu"),
    [
        ("on m'a refusé un appartement à Roubaix", "59512"),
        ("a roubaix on ma refuse un appart", "59512"),
        ("Mon fils est au lycée à Arras", "62041"),
        ("je travaille près de Douvrin", "62276"),
        ("j'habite dans le pas de calais", "dep 62"),
        ("ça s'est passé dans le 80", "dep 80"),
        ("j'habite à Croix", "59163"),
        ("je vis à Avion", "62065"),
        ("à La Madeleine on m'a refusé", "59368"),
        ("j'habite la madeleine", "59368"),
        ("je suis à Boulogne-Billancourt", "ailleurs"),
        ("j'habite à Paris", "ailleurs"),
        ("je vis à Bruxelles", "ailleurs"),
        # Ordinary words that are also names of communes
        ("j'ai pris l'avion pour rentrer", "rien"),
        ("on m'a dit que je portais une croix", "rien"),
        ("dans la rue on m'a insulté", "rien"),
        ("le titre de séjour manque au dossier", "rien"),
        ("le syndic vend la loge de la gardienne", "rien"),
        ("la bouteille était vide", "rien"),
        ("les attaques contre moi continuent", "rien"),
        ("il m'a traité de marche ou crève", "rien"),
        ("mon chef Albert m'a crié dessus", "rien"),
        ("ma collègue Salomé est partie", "rien"),
        ("j'habite à Albert", "80016"),
        ("ma collègue a eu une pension d'invalidité", "rien"),
        ("je ne mange pas de ham", "rien"),
        ("j'ai un bon niveau en français", "rien"),
        ("au nord de la ville", "rien"),
        ("une somme d'argent", "rien"),
        ("ce n'est pas de calais que je parle", "rien"),
        ("on m'a refusé l'entrée", "rien"),
        ("le prix est de 59 euros", "rien"),
        ("il me doit 12000 euros", "rien"),
    ],
)
def test_a_story(recit: str, attendu: str) -> None:
    assert lu(reperer(recit)) == attendu


def test_ordinary_french_words_alone_are_not_places() -> None:
    """Names marked « courant » are ordinary words: written small in a story, they are no place (large towns excepted)."""
    pris = [
        c.nom
        for c in COMMUNES
        if c.courant
        and c.population < POPULATION_CONNUE
        and " " not in " ".join(aplatir(c.nom))
        and reperer(f"il y avait un {c.nom.lower()} devant moi") != Trouvaille()
    ]
    assert pris == []


def test_a_find_is_ready_for_the_message() -> None:
    assert en_dict(chercher("Roubaix")) == {
        "code": "59512",
        "commune": "Roubaix",
        "departement": "59",
        "hors_region": False,
        "possibles": [],
    }
    assert en_dict(chercher("zzzzzz")) is None
    assert en_dict(chercher("Senlis"))["possibles"] == ["60612", "62790"]  # type: ignore[index]
