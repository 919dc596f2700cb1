"""What must stay true of our own contact and territory facts, whoever edits the files."""

from __future__ import annotations

import csv
import dataclasses
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot import labels
from bot.knowledge import charger
from bot.knowledge.chargeur import DOSSIER
from bot.knowledge.modeles import Fait

FAITS = charger()
FICHIERS = (
    "numeros.yml",
    "plateforme.yml",
    "delegues.yml",
    "relais.yml",
    "intercommunalites.yml",
    "professionnels.yml",
)
COMPILATION = date(2026, 11, 23)
EPCI_PAR_DEPARTEMENT = {"02": 19, "59": 17, "60": 21, "62": 19, "80": 14}
# Villes Sœurs; Aumale - Blangy-sur-Bresle: seats in Normandie, 23 communes of the Somme.
HORS_REGION = {"247600588", "200069722"}


def _faits() -> Iterator[tuple[str, Fait]]:
    for famille in ("numeros", "plateforme", "delegues", "relais", "intercommunalites", "ressources"):
        for cle, fait in getattr(FAITS, famille).items():
            yield f"{famille}:{cle}", fait


def _phrases() -> Iterator[tuple[str, str]]:
    """Every sentence of these files that a person may read (labels, prices and hours are not sentences)."""
    for nom, fait in _faits():
        for champ in ("description", "texte", "acces_sourds"):
            if texte := getattr(fait, champ, None):
                yield f"{nom}:{champ}", texte
        for valeur in getattr(fait, "valeurs", ()):
            if not valeur.valeur.startswith("https://"):
                yield f"{nom}:{valeur.depuis}", valeur.valeur
        for etat in getattr(fait, "plan", ()):
            yield f"{nom}:{etat.au}", etat.texte


PHRASES = dict(_phrases())


def _chiffres(texte: str) -> str:
    return re.sub(r"\D", "", texte)


# --- Les fichiers ---


@pytest.mark.parametrize("fichier", FICHIERS)
@pytest.mark.parametrize("rubrique", ["Tenu par :", "Pour changer :", "À ne jamais faire :"])
def test_chaque_fichier_commence_par_son_mode_d_emploi(fichier: str, rubrique: str) -> None:
    texte = (DOSSIER / fichier).read_text(encoding="utf-8")
    entete = texte[: re.search(r"^[^#]", texte, re.MULTILINE).start()]  # type: ignore[union-attr]
    assert rubrique in entete


@pytest.mark.parametrize("fichier", FICHIERS)
def test_aucune_ligne_ne_ressemble_a_des_donnees_d_entrainement(fichier: str) -> None:
    texte = (DOSSIER / fichier).read_text(encoding="utf-8")
    assert not re.search(r"^\s*(nlu|responses|stories|rules):", texte, re.MULTILINE)


def test_les_dates_de_relecture_sont_celles_de_la_compilation_ou_d_avant() -> None:
    assert [nom for nom, f in _faits() if f.verifie_le.year < 2021] == []


# --- Les phrases ---


@pytest.mark.parametrize("nom", PHRASES)
def test_une_phrase_est_entiere_et_courte(nom: str) -> None:
    phrase = PHRASES[nom]
    assert re.search(r"[.?]( »)?$", phrase)
    assert phrase[0].isupper() or phrase[0] in "«0123456789"
    assert len(phrase) <= 400


@pytest.mark.parametrize("nom", PHRASES)
def test_une_phrase_ne_plaint_ni_ne_promet(nom: str) -> None:
    interdits = r"malheureusement|hélas|garantiss|sans aucun doute|vous gagnerez|c'est de votre faute"
    assert not re.search(interdits, PHRASES[nom], re.IGNORECASE)


# --- Les numéros ---


@pytest.mark.parametrize(
    ("danger", "numeros"),
    [
        ("suicide", ["3114", "15"]),
        ("automutilation", ["3114", "15"]),
        ("violence_immediate", ["17", "112", "114"]),
        ("violence_conjugale", ["17", "3919", "114"]),
        ("violence_sexuelle", ["17", "3919", "116 006"]),
        ("enfant_en_danger", ["119", "17"]),
        ("suivi_ou_retenu", ["17", "112", "114"]),
        ("menace", ["17", "116 006", "3018"]),
    ],
)
def test_chaque_danger_a_ses_numeros_dans_l_ordre(danger: str, numeros: list[str]) -> None:
    assert [n.numero for n in FAITS.numeros_pour(danger)] == numeros


def test_aucun_danger_n_est_oublie() -> None:
    assert [d for d in labels.DANGERS if not any(n.urgence for n in FAITS.numeros_pour(d))] == []


@pytest.mark.parametrize("cle", ["17", "112", "15", "18", "114", "3114", "119"])
def test_une_urgence_est_gratuite_et_toujours_ouverte(cle: str) -> None:
    numero = FAITS.numeros[cle]
    assert (numero.urgence, numero.prix) == (True, "gratuit")
    assert [(p.jours, p.de, p.a) for p in numero.plages] == [((1, 2, 3, 4, 5, 6, 7), "00:00", "24:00")]
    assert not numero.perime(date(2027, 6, 1))


@pytest.mark.parametrize("cle", FAITS.numeros)
def test_un_identifiant_de_numero_est_le_numero(cle: str) -> None:
    assert cle == "ddd_general" or cle == _chiffres(FAITS.numeros[cle].numero)


def test_le_39_28_est_sur_mais_ses_horaires_sont_connus_pour_2022_seulement() -> None:
    numero = FAITS.numeros["3928"]
    assert not numero.perime(COMPILATION)
    assert numero.horaires_perimes(COMPILATION)
    assert numero.horaires_verifies_le == date(2022, 2, 9)
    assert numero.ferme_jours_feries
    assert [(p.jours, p.de, p.a) for p in numero.plages] == [((1, 2, 3, 4, 5), "09:00", "18:00")]


def test_la_ligne_generale_n_a_pas_d_horaires() -> None:
    numero = FAITS.numeros["ddd_general"]
    assert (numero.horaires_texte, numero.plages) == (None, ())


def test_un_numero_est_le_meme_dans_tous_les_fichiers() -> None:
    connus = {_chiffres(n.numero): n.lien for n in FAITS.numeros.values()}
    for relais in FAITS.relais.values():
        if relais.tel and _chiffres(relais.tel) in connus:
            assert relais.lien_tel == connus[_chiffres(relais.tel)]
    assert "09 69 39 00 00" in PHRASES["plateforme:ligne_generale:2021-02-12"]


def test_un_numero_ecrit_dans_une_phrase_est_un_numero_connu() -> None:
    connus = {_chiffres(n.numero) for n in FAITS.numeros.values()}
    connus |= {_chiffres(r.tel) for r in FAITS.relais.values() if r.tel}
    forme = r"\b(?:39 28|3\d{3}|11\d(?: 006)?|0\d(?: \d\d){4}|0 80\d \d{3} \d{3})\b"
    ecrits = {_chiffres(n) for phrase in PHRASES.values() for n in re.findall(forme, phrase)}
    assert {"3928", "0969390000", "114"} <= ecrits
    assert ecrits <= connus


# --- La plateforme ---


@pytest.mark.parametrize(
    ("cle", "attendu"),
    [
        ("lancement", "12 février 2021"),
        ("jours", "lundi au vendredi"),
        ("horaires", "9 h à 18 h"),
        ("prix", "prix d'un appel local"),
        ("confidentialite", "confidentiel"),
        ("tchat", "antidiscriminations.fr"),
        ("acces_sourds", "langue des signes"),
        ("formulaire", "à toute heure"),
        ("courrier", "Libre réponse 71120, 75342 Paris Cedex 07"),
        ("role_des_juristes", "préparer une saisine"),
        ("suite_qualification", "qualification"),
        ("suite_saisine", "règlement amiable"),
        ("suite_relais", "association"),
        ("annuaire_delegues", "Trouver un délégué"),
        ("adresse_plateforme", "https://antidiscriminations.fr"),
        ("adresse_annuaire_delegues", "https://www.defenseurdesdroits.fr"),
        ("ligne_generale", "d'abord le 39 28"),
        ("temoin", "conseillé"),
        ("chiffres", "14 000"),
    ],
)
def test_la_plateforme_est_decrite(cle: str, attendu: str) -> None:
    assert attendu in (FAITS.plateforme[cle].au(COMPILATION) or "")


@pytest.mark.parametrize(("cle", "perime"), [("horaires", True), ("acces_sourds", True), ("jours", False)])
def test_ce_qui_est_ancien_le_dit(cle: str, perime: bool) -> None:
    assert FAITS.plateforme[cle].perime(COMPILATION) is perime


def test_aucune_heure_hors_de_la_fiche_datee() -> None:
    autres = [n for n, p in PHRASES.items() if n.startswith("plateforme:") and re.search(r"\d h\b", p)]
    assert autres == ["plateforme:horaires:2021-02-12"]


# --- Les délégués ---


@pytest.mark.parametrize(
    ("departement", "nom"),
    [
        ("02", "Jean-Claude ESTER"),
        ("59", "Anne-Claire GRANDJEAN"),
        ("60", "Jean-Claude ESTER"),
        ("62", "Lahcen MERDJI"),
        ("80", "Jean-Claude ESTER"),
    ],
)
def test_chaque_departement_a_son_delegue_de_mars_2021_a_verifier(departement: str, nom: str) -> None:
    delegue = FAITS.delegue_de(departement)
    assert delegue is not None
    assert (delegue.nom, delegue.etat_au) == (nom, date(2021, 3, 11))
    assert delegue.perime(COMPILATION)


# --- Les relais ---


@pytest.mark.parametrize("nature", [n for n in labels.NATURES if n != "discrimination"])
@pytest.mark.parametrize("departement", labels.DEPARTEMENTS)
def test_chaque_nature_a_un_relais_partout(nature: str, departement: str) -> None:
    assert [
        r.id
        for r in FAITS.relais.values()
        if nature in r.natures
        and (not r.departements or departement in r.departements)
        and not (r.criteres or r.domaines or r.a_verifier)
    ]


@pytest.mark.parametrize(
    ("domaine", "relais"),
    [
        ("emploi", "droit_du_travail"),
        ("logement", "adil"),
        ("biens_services", "signal_conso"),
        ("services_publics", "ddd_services_publics"),
        ("protection_sociale", "ddd_services_publics"),
        ("education", "ddd_enfants"),
        ("police_justice", "ddd_securite"),
        ("sante", "refus_de_soins"),
    ],
)
def test_un_autre_litige_a_son_relais(domaine: str, relais: str) -> None:
    assert domaine in FAITS.relais[relais].domaines
    assert "autre_litige" in FAITS.relais[relais].natures


def test_un_relais_sert_au_moins_une_nature() -> None:
    assert [r.id for r in FAITS.relais.values() if not r.natures] == []


def test_une_page_sans_date_ou_ancienne_d_une_association_est_a_verifier() -> None:
    def recente(relais: Fait) -> bool:
        return any(s.date and s.date.year >= 2021 for s in relais.sources)

    surs = [r for r in FAITS.relais.values() if r.genre == "association" and not r.a_verifier]
    assert [r.id for r in surs if not recente(r)] == []


def test_aucun_courriel_de_particulier() -> None:
    courriels = {r.courriel for r in FAITS.relais.values() if r.courriel}
    assert courriels == {"victimes@france-victimes.fr", "mrap.lille@gmail.com"}
    for fichier in FICHIERS:
        trouves = set(re.findall(r"[\w.-]+@[\w.-]+", (DOSSIER / fichier).read_text(encoding="utf-8")))
        assert trouves <= courriels


# --- Les intercommunalités ---


@pytest.mark.parametrize(("departement", "nombre"), EPCI_PAR_DEPARTEMENT.items())
def test_toutes_les_intercommunalites_sont_la(departement: str, nombre: int) -> None:
    assert len([e for e in FAITS.intercommunalites.values() if e.departement == departement]) == nombre


@pytest.mark.parametrize("siren", FAITS.intercommunalites)
def test_une_intercommunalite_a_un_siren_et_des_habitants(siren: str) -> None:
    epci = FAITS.intercommunalites[siren]
    assert re.fullmatch(r"2\d{8}", siren)
    assert 5_000 < epci.population < 1_300_000
    assert 5 < epci.communes < 150
    assert re.match(r"Communauté (urbaine|d'agglomération|de communes) |Métropole Européenne de Lille$", epci.nom)


@pytest.mark.parametrize(
    ("sigle", "siren", "mot"),
    [
        ("CUD", "245900428", "culture commune"),
        ("CAPH", "200042190", "légitimes"),
        ("MEL", "200093201", "observatoire"),
        ("ACSO", "200068047", "étendre"),
        ("CALL", "246200364", "Maubeuge Val de Sambre"),
        ("CAMVS", "200043396", "évaluation"),
        (None, "200071892", "Saint-Quentin"),
        (None, "245901160", "CORIF"),
    ],
)
def test_l_etat_des_plans_locaux_de_mars_2021(sigle: str | None, siren: str, mot: str) -> None:
    epci = FAITS.intercommunalites[siren]
    etats = {e.au: e.texte for e in epci.plan}
    assert epci.sigle == sigle
    assert mot in etats[date(2021, 3, 11)]
    assert list(etats) == sorted(etats)


def test_aucun_territoire_n_est_dit_sans_plan() -> None:
    assert [n for n, p in PHRASES.items() if re.search(r"n'a pas de plan|sans plan", p)] == []


# --- Les professionnels ---


@pytest.mark.parametrize("genre", ["conseil", "organisme", "action", "formation", "contexte"])
def test_chaque_genre_de_ressource_existe(genre: str) -> None:
    assert [r.id for r in FAITS.ressources.values() if r.genre == genre]


@pytest.mark.parametrize(
    ("cle", "mot"),
    [
        ("pire_que_mieux", "39 28"),
        ("que_dire", "Merci de m'en parler"),
        ("vers_qui_se_tourner", "IREV"),
        ("delegues_sensibilisation", "sensibilisation"),
        ("civ_2021_discriminations", "testing"),
    ],
)
def test_le_professionnel_trouve_quoi_dire_et_vers_qui_aller(cle: str, mot: str) -> None:
    assert mot in FAITS.ressources[cle].texte


def test_une_formation_passee_n_est_pas_annoncee_comme_a_venir() -> None:
    futur = r"aura lieu|se tiendra|inscrivez-vous|prochainement"
    assert [r.id for r in FAITS.ressources.values() if re.search(futur, r.texte)] == []


def test_l_irev_n_est_pas_propose_aux_victimes() -> None:
    personnes = [r for r in FAITS.relais.values() if r.public == "personnes"]
    assert [r.id for r in personnes if "IREV" in f"{r.nom} {r.description}"] == []


# --- Les sources ---


def test_chaque_source_datee_au_mois_ou_a_l_annee_le_dit() -> None:
    fausses = [
        (nom, s.adresse)
        for nom, fait in _faits()
        for s in fait.sources
        if s.date and s.precision != "jour" and s.date.day != 1
    ]
    assert fausses == []


def test_chaque_entree_a_les_champs_communs() -> None:
    communs = {c.name for c in dataclasses.fields(Fait)}
    assert communs == {"id", "verifie_le", "revoir_le", "sources"}


LIEUX = Path(DOSSIER).parent / "lieux" / "communes.csv"


def test_chaque_commune_a_son_intercommunalite() -> None:
    lignes = [li for li in LIEUX.read_text(encoding="utf-8").splitlines() if not li.startswith("#")]
    inconnues = {c["epci"] for c in csv.DictReader(lignes)} - set(FAITS.intercommunalites)
    assert inconnues == HORS_REGION
