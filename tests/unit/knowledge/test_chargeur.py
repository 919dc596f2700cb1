"""The loader: what it accepts, and every fault it refuses, with the line it must name."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from bot import labels
from bot.knowledge import FaitInvalide, charger
from bot.knowledge.controles import TITRE_DOCUMENT_DE_DEPART
from bot.knowledge.verifier import lignes

SOURCE = "{titre: Page, adresse: 'https://exemple.fr', date: 2026-01-02}"

NUMERO = f"""\
# en-tête
entrees:
  - id: "17"
    nom: Police
    numero: "17"
    lien: "tel:17"
    description: En danger.
    dangers: [menace, violence_immediate]
    verifie_le: 2026-11-23
    revoir_le: 2027-11-23
    sources: [{SOURCE}]
"""

PLATEFORME = f"""\
entrees:
  - id: horaires
    titre: Horaires
    verifie_le: 2026-11-23
    revoir_le: 2027-11-23
    sources: [{SOURCE}]
    valeurs:
      - {{valeur: Le matin., depuis: 2021-02-12, jusqu_a: 2022-02-08}}
      - {{valeur: Le soir., depuis: 2022-02-09}}
"""

DELEGUES = f"""\
entrees:
  - id: ancien
    nom: Dominique A
    departements: ["59", "62"]
    etat_au: 2021-03-11
    jusqu_a: 2023-12-31
    verifie_le: 2021-03-11
    revoir_le: 2021-09-11
    sources: [{{titre: "{TITRE_DOCUMENT_DE_DEPART}", date: 2021-03-11}}]
  - id: actuel
    nom: Camille B
    departements: ["59"]
    etat_au: 2024-01-01
    verifie_le: 2024-01-01
    revoir_le: 2024-07-01
    sources: [{{titre: Page, adresse: "https://exemple.fr", date: null}}]
"""

RELAIS = f"""\
entrees:
  - id: asso
    nom: Une association
    genre: association
    description: Elle écoute.
    tel: 01 23 45 67 89
    lien_tel: tel:+33123456789
    criteres: [origine]
    domaines: [emploi]
    natures: [discrimination]
    departements: ["02"]
    verifie_le: 2026-11-23
    revoir_le: 2027-11-23
    sources: [{SOURCE}]
"""

INTERCOMMUNALITES = f"""\
entrees:
  - id: "200093201"
    nom: Métropole
    departement: "59"
    communes: 95
    population: 1194040
    plan:
      - {{au: 2021-03-11, texte: Un plan., source: {SOURCE}}}
    verifie_le: 2026-11-23
    revoir_le: 2027-11-23
    sources: [{SOURCE}]
"""

CRITERES = "entrees:\n" + "".join(
    f"  - {{id: {c}, nom: n, en_phrase: p, definition: d, libelle_legal: l, articles: [], depuis: null, "
    f"est: [], n_est_pas: [], verifie_le: 2026-11-23, revoir_le: 2027-11-23, sources: [{SOURCE}]}}\n"
    for c in labels.CRITERES
)
DOMAINES = "entrees:\n" + "".join(
    f"  - {{id: {d}, nom: n, en_phrase: p, definition: d, est: [], n_est_pas: [], preuves: [], "
    f"verifie_le: 2026-11-23, revoir_le: 2027-11-23, sources: [{SOURCE}]}}\n"
    for d in labels.DOMAINES
)
RESSOURCES = f"""\
entrees:
  - id: conseil
    genre: conseil
    titre: Écouter
    texte: Écoutez.
    verifie_le: 2026-11-23
    revoir_le: 2027-11-23
    sources: [{SOURCE}]
"""

FICHIERS = {
    "numeros.yml": NUMERO,
    "plateforme.yml": PLATEFORME,
    "delegues.yml": DELEGUES,
    "relais.yml": RELAIS,
    "intercommunalites.yml": INTERCOMMUNALITES,
    "criteres.yml": CRITERES,
    "domaines.yml": DOMAINES,
    "professionnels.yml": RESSOURCES,
}


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    faits = tmp_path / "faits"
    faits.mkdir()
    for nom, texte in FICHIERS.items():
        (faits / nom).write_text(texte, encoding="utf-8")
    return faits


def test_des_fichiers_justes_se_chargent(dossier: Path) -> None:
    faits = charger(dossier)
    assert list(faits.criteres) == list(labels.CRITERES)
    assert list(faits.domaines) == list(labels.DOMAINES)
    assert faits.numeros["17"].dangers == ("menace", "violence_immediate")
    assert faits.numeros["17"].sources[0].date == date(2026, 1, 2)
    assert faits.intercommunalites["200093201"].population == 1194040
    assert faits.relais["asso"].public == "personnes"


def test_une_famille_absente_est_vide(dossier: Path) -> None:
    assert dict(charger(dossier).delais) == {}


def test_le_chargement_est_garde_en_memoire_par_dossier(dossier: Path) -> None:
    assert charger(dossier) is charger(dossier)
    assert charger(dossier) is not charger()


def test_les_faits_ne_se_modifient_pas(dossier: Path) -> None:
    faits = charger(dossier)
    with pytest.raises(TypeError):
        faits.numeros["17"] = faits.numeros["17"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        faits.numeros["17"].numero = "18"  # type: ignore[misc]


# (fichier, texte à remplacer, remplacement, ligne attendue, mot de la raison)
REFUS = {
    "source absente": ("numeros.yml", f"    sources: [{SOURCE}]\n", "", 3, "il manque « sources »"),
    "aucune source": ("numeros.yml", f"[{SOURCE}]", "[]", 11, "au moins une source"),
    "date de relecture absente": (
        "numeros.yml",
        "    verifie_le: 2026-11-23\n",
        "",
        3,
        "il manque « verifie_le »",
    ),
    "date de révision absente": (
        "numeros.yml",
        "    revoir_le: 2027-11-23\n",
        "",
        3,
        "il manque « revoir_le »",
    ),
    "champ obligatoire absent": ("numeros.yml", "    nom: Police\n", "", 3, "il manque « nom »"),
    "source sans titre": ("numeros.yml", "{titre: Page, ", "{", 11, "il manque « titre »"),
    "source sans adresse": (
        "numeros.yml",
        "adresse: 'https://exemple.fr'",
        "adresse: null",
        11,
        "n'a pas d'adresse",
    ),
    "adresse de source fausse": (
        "numeros.yml",
        "'https://exemple.fr'",
        "exemple.fr",
        11,
        "adresse de source",
    ),
    "source du futur": ("numeros.yml", "date: 2026-01-02", "date: 2026-12-01", 11, "plus récente"),
    "précision inconnue": (
        "numeros.yml",
        "date: 2026-01-02",
        "date: 2026-01-02, precision: siecle",
        11,
        "siecle",
    ),
    "champ inconnu": ("numeros.yml", "    nom:", "    surnom: X\n    nom:", 4, "champ inconnu « surnom »"),
    "champ inconnu dans une source": ("numeros.yml", "{titre:", "{auteur: X, titre:", 11, "« auteur »"),
    "nombre pour un texte": ("numeros.yml", 'numero: "17"', "numero: 17", 5, "entre guillemets"),
    "texte vide": ("numeros.yml", "nom: Police", 'nom: " "', 4, "doit être un texte"),
    "texte pour une date": (
        "numeros.yml",
        "verifie_le: 2026-11-23",
        "verifie_le: hier",
        9,
        "doit être une date",
    ),
    "date impossible": ("numeros.yml", "verifie_le: 2026-11-23", "verifie_le: 2026-02-30", 9, "une date"),
    "année seule": ("numeros.yml", "verifie_le: 2026-11-23", "verifie_le: 2026", 9, "AAAA-MM-JJ"),
    "texte pour une liste": ("numeros.yml", "[menace, violence_immediate]", "menace", 8, "une liste"),
    "oui pour true": ("numeros.yml", "    nom:", "    urgence: oui\n    nom:", 4, "true ou false"),
    "texte pour un nombre": ("intercommunalites.yml", "communes: 95", "communes: beaucoup", 5, "un nombre"),
    "zéro devant un nombre": ("intercommunalites.yml", "communes: 95", "communes: 010", 5, "un nombre"),
    "entrée qui n'en est pas une": ("professionnels.yml", "  - id", "  - rien\n  - id", 2, "une entrée"),
    "danger inconnu": ("numeros.yml", "violence_immediate", "orage", 8, "« orage »"),
    "critère inconnu": ("relais.yml", "[origine]", "[couleur]", 8, "« couleur »"),
    "domaine inconnu": ("relais.yml", "[emploi]", "[travail]", 9, "« travail »"),
    "nature inconnue": ("relais.yml", "[discrimination]", "[injustice]", 10, "« injustice »"),
    "département inconnu": ("relais.yml", '["02"]', '["75"]', 11, "« 75 »"),
    "département d'intercommunalité inconnu": (
        "intercommunalites.yml",
        'departement: "59"',
        'departement: "76"',
        4,
        "« 76 »",
    ),
    "genre de relais inconnu": ("relais.yml", "genre: association", "genre: ami", 4, "« ami »"),
    "genre de ressource inconnu": ("professionnels.yml", "genre: conseil", "genre: idee", 3, "« idee »"),
    "identifiant à majuscules": ("numeros.yml", 'id: "17"', "id: Police", 3, "minuscules"),
    "identifiant en double": ("delegues.yml", "id: actuel", "id: ancien", 10, "existe déjà"),
    "clé YAML en double": (
        "numeros.yml",
        "    nom: Police\n",
        "    nom: Police\n    nom: X\n",
        5,
        "deux fois",
    ),
    "rubrique en double": ("numeros.yml", "entrees:\n", "entrees: []\nentrees:\n", 3, "deux fois"),
    "rubrique inconnue": ("numeros.yml", "entrees:\n", "notes: []\nentrees:\n", 2, "rubrique inconnue"),
    "pas d'entrées": ("numeros.yml", NUMERO, "# rien\n", 1, "entrees"),
    "entrées absentes": ("numeros.yml", NUMERO, "sources_communes: []\n", 1, "une liste « entrees: »"),
    "liste sans rubrique": ("numeros.yml", NUMERO, "- rien\n", 1, "une liste « entrees: »"),
    "caractère interdit": ("numeros.yml", "Police", "Po\x07lice", 1, "YAML illisible"),
    "YAML cassé": ("numeros.yml", "nom: Police", 'nom: "Police', 5, "YAML illisible"),
    "révision avant relecture": ("numeros.yml", "2027-11-23", "2026-11-22", 10, "avant « verifie_le »"),
    "lien téléphonique sans tel": ("numeros.yml", '"tel:17"', '"17"', 6, "lien téléphonique"),
    "lien téléphonique avec espaces": ("numeros.yml", '"tel:17"', '"tel:1 7"', 6, "lien téléphonique"),
    "lien qui appelle un autre numéro": ("numeros.yml", '"tel:17"', '"tel:18"', 6, "n'appelle pas"),
    "téléphone sans lien": ("relais.yml", "    lien_tel: tel:+33123456789\n", "", 6, "vont ensemble"),
    "site faux": ("relais.yml", "    tel:", "    site: exemple\n    tel:", 6, "« site »"),
    "courriel faux": ("relais.yml", "    tel:", "    courriel: a@b\n    tel:", 6, "« courriel »"),
    "jour qui n'existe pas": (
        "numeros.yml",
        "    nom:",
        '    plages: [{jours: [8], de: "09:00", a: "18:00"}]\n    nom:',
        4,
        "dimanche",
    ),
    "horaires à l'envers": (
        "numeros.yml",
        "    nom:",
        '    plages: [{jours: [1], de: "18:00", a: "09:00"}]\n    nom:',
        4,
        "horaires",
    ),
    "heure qui n'existe pas": (
        "numeros.yml",
        "    nom:",
        '    plages: [{jours: [1], de: "09:00", a: "25:00"}]\n    nom:',
        4,
        "horaires",
    ),
    "horaires sans date de relecture": (
        "numeros.yml",
        "    nom:",
        "    horaires_revoir_le: 2027-01-01\n    nom:",
        4,
        "vont ensemble",
    ),
    "horaires revus avant d'être lus": (
        "numeros.yml",
        "    nom:",
        "    horaires_verifies_le: 2026-01-01\n    horaires_revoir_le: 2025-01-01\n    nom:",
        5,
        "avant",
    ),
    "périodes qui se chevauchent": ("plateforme.yml", "2022-02-08", "2022-02-09", 9, "se chevauchent"),
    "période ouverte suivie d'une autre": (
        "plateforme.yml",
        ", jusqu_a: 2022-02-08",
        "",
        9,
        "se chevauchent",
    ),
    "période à l'envers": ("plateforme.yml", "jusqu_a: 2022-02-08", "jusqu_a: 2020-01-01", 8, "est après"),
    "aucune valeur": (
        "plateforme.yml",
        PLATEFORME[PLATEFORME.index("    valeurs") :],
        "    valeurs: []\n",
        7,
        "valeur",
    ),
    "deux délégués en même temps": ("delegues.yml", "    jusqu_a: 2023-12-31\n", "", 11, "département 59"),
    "délégué parti avant d'arriver": ("delegues.yml", "2023-12-31", "2020-12-31", 6, "avant « etat_au »"),
    "délégué sans département": ("delegues.yml", '["59", "62"]', "[]", 4, "au moins un département"),
    "précision d'un plan inconnue": ("intercommunalites.yml", "{au:", "{precision: an, au:", 8, "« an »"),
    "critère manquant": ("criteres.yml", CRITERES.splitlines()[1] + "\n", "", 1, "il manque : origine"),
    "critère en trop": ("criteres.yml", "id: origine,", "id: humeur,", 2, "« humeur »"),
    "domaine manquant": ("domaines.yml", DOMAINES.splitlines()[2] + "\n", "", 1, "il manque : logement"),
    "domaine en trop": ("domaines.yml", "id: emploi,", "id: travail,", 2, "« travail »"),
}


@pytest.mark.parametrize(("fichier", "avant", "apres", "ligne", "raison"), REFUS.values(), ids=REFUS.keys())
def test_un_fichier_faux_est_refuse(
    dossier: Path, fichier: str, avant: str, apres: str, ligne: int, raison: str
) -> None:
    assert avant in FICHIERS[fichier]
    (dossier / fichier).write_text(FICHIERS[fichier].replace(avant, apres, 1), encoding="utf-8")
    with pytest.raises(FaitInvalide, match=re.escape(raison)) as refus:
        charger(dossier)
    assert str(refus.value).startswith(f"faits/{fichier}, ligne {ligne} : ")
    assert (refus.value.fichier, refus.value.ligne) == (f"faits/{fichier}", ligne)


def test_un_fichier_de_famille_inconnue_est_refuse(dossier: Path) -> None:
    (dossier / "numero.yml").write_text("entrees: []", encoding="utf-8")
    with pytest.raises(FaitInvalide, match=re.escape("faits/numero.yml, ligne 1")):
        charger(dossier)


def test_un_fichier_qui_n_est_pas_en_utf8_est_refuse(dossier: Path) -> None:
    (dossier / "numeros.yml").write_bytes("# en-tête\n# été\n".encode("latin-1"))
    with pytest.raises(FaitInvalide, match="UTF-8"):
        charger(dossier)


def test_un_dossier_absent_est_refuse(tmp_path: Path) -> None:
    with pytest.raises(FaitInvalide, match="n'existe pas"):
        charger(tmp_path / "ailleurs")


def test_une_source_du_document_de_depart_peut_ne_pas_avoir_d_adresse(dossier: Path) -> None:
    assert charger(dossier).delegues["ancien"].sources[0].adresse is None


def test_une_source_commune_se_cite_par_son_ancre(dossier: Path) -> None:
    texte = NUMERO.replace("entrees:", f"sources_communes:\n  - &page {SOURCE}\nentrees:")
    (dossier / "numeros.yml").write_text(texte.replace(f"[{SOURCE}]", "[*page]"), encoding="utf-8")
    assert charger(dossier).numeros["17"].sources[0].titre == "Page"


@pytest.mark.parametrize(("departement", "nom"), [("59", "Camille B"), ("62", None), ("80", None)])
def test_delegue_de(dossier: Path, departement: str, nom: str | None) -> None:
    delegue = charger(dossier).delegue_de(departement)
    assert (delegue.nom if delegue else None) == nom


@pytest.mark.parametrize(("danger", "numeros"), [("menace", ["17"]), ("suicide", [])])
def test_numeros_pour(dossier: Path, danger: str, numeros: list[str]) -> None:
    assert [n.numero for n in charger(dossier).numeros_pour(danger)] == numeros


def test_un_danger_mal_ecrit_n_efface_pas_les_urgences_en_silence(dossier: Path) -> None:
    with pytest.raises(ValueError, match="menaces"):
        charger(dossier).numeros_pour("menaces")


@pytest.mark.parametrize(
    ("le", "perimes"),
    [
        (date(2021, 9, 11), []),
        (date(2021, 9, 12), [("delegues.yml", "ancien", 1)]),
        (date(2024, 7, 3), [("delegues.yml", "ancien", 1026), ("delegues.yml", "actuel", 2)]),
    ],
)
def test_les_faits_a_revoir_viennent_du_plus_ancien_au_plus_recent(
    dossier: Path, le: date, perimes: list[tuple[str, str, int]]
) -> None:
    assert [(p.fichier, p.id, p.jours) for p in lignes(charger(dossier), le)] == perimes


@pytest.mark.parametrize(
    ("le", "numero_perime", "horaires_perimes", "a_revoir"),
    [
        (date(2027, 1, 1), False, False, False),
        (date(2027, 1, 2), False, True, True),
        (date(2027, 11, 24), True, True, True),
    ],
)
def test_les_horaires_vieillissent_avant_le_numero(
    dossier: Path, le: date, numero_perime: bool, horaires_perimes: bool, a_revoir: bool
) -> None:
    horaires = "    horaires_verifies_le: 2026-11-01\n    horaires_revoir_le: 2027-01-01\n    nom:"
    (dossier / "numeros.yml").write_text(NUMERO.replace("    nom:", horaires), encoding="utf-8")
    faits = charger(dossier)
    numero = faits.numeros["17"]
    assert (numero.perime(le), numero.horaires_perimes(le)) == (numero_perime, horaires_perimes)
    assert ("numeros.yml:17" in dict(faits.a_revoir(le))) == a_revoir


@pytest.mark.parametrize(
    ("le", "valeur"),
    [
        (date(2021, 2, 11), None),
        (date(2021, 2, 12), "Le matin."),
        (date(2022, 2, 8), "Le matin."),
        (date(2022, 2, 9), "Le soir."),
        (date(2030, 1, 1), "Le soir."),
    ],
)
def test_une_valeur_se_lit_a_une_date(dossier: Path, le: date, valeur: str | None) -> None:
    assert charger(dossier).plateforme["horaires"].au(le) == valeur
