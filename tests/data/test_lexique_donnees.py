"""The lexicon's data: known labels, normalised writing, nothing shared by accident, and what people say is found."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any, Final

import pytest
import yaml

from bot.comprehension.lexique import DOSSIER, FAMILLES, NIVEAUX, charger, developper
from bot.comprehension.normaliser import aplatir, normaliser
from bot.labels import CRITERES, DOMAINES, NATURES


def _lire(nom: str) -> Any:
    return yaml.load((DOSSIER / f"{nom}.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


LISTES: Final = _lire("listes")
FICHIERS: Final = {nom: _lire(nom) for nom in FAMILLES}
PARTAGES: Final = FICHIERS["criteres"].pop("partages")
ENTREES: Final = [(nom, identifiant) for nom, contenu in FICHIERS.items() for identifiant in contenu]
MINIMUMS: Final = {"criteres": 60, "domaines": 100, "natures": 80}
MOT: Final = re.compile(r"(?:[a-z0-9]+\*?|_|[A-Z]+)")
# Short words with `*` that cannot take an ordinary word for something else.
COURTS_PERMIS: Final = {
    "1m",
    "2m",
    "1m4",
    "1m5",
    "02",
    "59",
    "60",
    "62",
    "80",
    "7",
    "8",
    "9",
    "19",
    "elu",
    "gay",
    "psy",
}


def _expressions(nom: str, identifiant: str) -> list[tuple[str, str]]:
    return [(niveau, e) for niveau in NIVEAUX for e in FICHIERS[nom][identifiant][niveau]]


def _developpees(nom: str, identifiant: str, niveau: str) -> set[str]:
    return {forme for e in FICHIERS[nom][identifiant][niveau] for forme in developper(e, LISTES)}


@pytest.mark.parametrize(("nom", "connus"), [("criteres", CRITERES), ("domaines", DOMAINES), ("natures", NATURES)])
def test_chaque_etiquette_a_son_entree(nom: str, connus: tuple[str, ...]) -> None:
    assert set(FICHIERS[nom]) == set(connus)


@pytest.mark.parametrize("nom", [*FAMILLES, "negations", "listes"])
def test_en_tete_explique(nom: str) -> None:
    texte = (DOSSIER / f"{nom}.yml").read_text(encoding="utf-8")
    assert texte.startswith("# ")
    for mot in ("Qui l'entretient", "Comment le changer", "À ne jamais faire"):
        assert mot in texte


@pytest.mark.parametrize(("nom", "identifiant"), ENTREES)
def test_niveaux_et_nombre(nom: str, identifiant: str) -> None:
    assert list(FICHIERS[nom][identifiant]) == list(NIVEAUX)
    assert len(_expressions(nom, identifiant)) >= MINIMUMS[nom]


@pytest.mark.parametrize(("nom", "identifiant"), ENTREES)
def test_ecriture_normalisee(nom: str, identifiant: str) -> None:
    for _, expression in _expressions(nom, identifiant):
        assert isinstance(expression, str)
        assert expression == " ".join(expression.split()), expression
        for mot in expression.split():
            for part in mot.removesuffix("?").split("|"):
                assert MOT.fullmatch(part), expression
                assert not part.isupper() or part in LISTES, expression


@pytest.mark.parametrize(("nom", "identifiant"), ENTREES)
def test_debuts_de_mot_assez_longs(nom: str, identifiant: str) -> None:
    """A short word with `*` takes ordinary words (« age* » takes « agence »)."""
    courts = [
        e
        for _, e in _expressions(nom, identifiant)
        for mot in re.split(r"[ |]", e.replace("?", ""))
        if mot.endswith("*") and len(mot) < 5 and mot[:-1] not in COURTS_PERMIS and " " not in e
    ]
    assert not courts


@pytest.mark.parametrize(("nom", "identifiant"), ENTREES)
def test_aucune_expression_vide_ni_double(nom: str, identifiant: str) -> None:
    toutes = _expressions(nom, identifiant)
    assert len({e for _, e in toutes}) == len(toutes)
    assert all(forme.strip("_ ") for _, e in toutes for forme in developper(e, LISTES))


@pytest.mark.parametrize(("nom", "identifiant"), ENTREES)
def test_aucune_expression_comptee_puis_cachee(nom: str, identifiant: str) -> None:
    cachees = _developpees(nom, identifiant, "contre")
    for niveau in ("forts", "faibles"):
        assert not _developpees(nom, identifiant, niveau) & cachees


def test_aucun_fort_partage_sans_le_dire() -> None:
    chez = defaultdict(set)
    for identifiant in FICHIERS["criteres"]:
        for forme in _developpees("criteres", identifiant, "forts"):
            chez[forme].add(identifiant)
    assert {forme: ids for forme, ids in chez.items() if len(ids) > 1} == {f: set(i) for f, i in PARTAGES.items()}


@pytest.mark.parametrize("nom", ["listes"])
def test_listes_ecrites_comme_le_texte(nom: str) -> None:
    for cle, mots in LISTES.items():
        assert cle.isupper()
        assert len(set(mots)) == len(mots)
        assert all(isinstance(m, str) and aplatir(m) == m and re.fullmatch(r"[a-z0-9]+\*?", m) for m in mots), cle


def test_chaque_liste_sert() -> None:
    ecrit = " ".join(e for nom, i in ENTREES for _, e in _expressions(nom, i))
    assert [cle for cle in LISTES if not re.search(rf"\b{cle}\b", ecrit)] == []


@pytest.mark.parametrize(
    ("texte", "cache"),
    [
        ("je suis handicapé par le bruit", "critere:handicap"),
        ("c'est un dialogue de sourds", "critere:handicap"),
        ("il fait la sourde oreille", "critere:handicap"),
        ("mon stage de planche à voile", "critere:religion"),
        ("le club de voile d'ici", "critere:religion"),
        ("Dieu merci", "critere:religion"),
        ("je vous prie d'agréer", "critere:religion"),
        ("il travaille au noir", "critere:origine"),
        ("ma voiture noire", "critere:origine"),
        ("mon chien noir", "critere:origine"),
        ("la facture d'origine", "critere:origine"),
        ("un arrêt de bus", "critere:etat_de_sante"),
        ("l'assurance maladie", "critere:etat_de_sante"),
        ("ça me gêne", "critere:caracteristiques_genetiques"),
        ("la politique de remboursement", "critere:opinions_politiques"),
        ("à gauche de la porte", "critere:opinions_politiques"),
        ("la grève des bus", "critere:activites_syndicales"),
        ("le syndicat de copropriété", "critere:activites_syndicales"),
        ("la transition écologique", "critere:identite_de_genre"),
        ("une grosse agence", "critere:apparence_physique"),
        ("une jeune entreprise", "critere:age"),
        ("une sage femme", "critere:sexe"),
        ("la cité scolaire", "critere:lieu_de_residence"),
        ("il s'adresse à moi", "critere:lieu_de_residence"),
        ("un compte rendu", "critere:domiciliation_bancaire"),
        ("le nom du produit", "critere:patronyme"),
        ("la langue des signes", "critere:langue"),
        ("je suis serveuse dans un bar", "domaine:biens_services"),
        ("un coup de fil", "nature:violence"),
    ],
)
def test_contre_cache_vraiment(texte: str, cache: str) -> None:
    assert not [e for e in charger().compter(normaliser(texte)) if e.startswith(cache)]


# Phrase -> étiquettes that must be found, short for « critere: », « domaine: », « nature: ».
PHRASES: Final = [
    ("il a vu ma couleur de peau et il a changé de ton", "c:origine:fort"),
    ("ils prennent pas les rebeus", "c:origine:fort"),
    ("jsuis renoi et alors", "c:origine:fort"),
    ("un contrôle au faciès", "c:origine:fort d:police_justice:fort"),
    ("retourne dans ton pays", "n:propos_haineux:fort"),
    ("elle m'a traitée de sale noire", "c:origine:fort n:propos_haineux:fort"),
    ("les candidats issus de l'immigration", "c:origine:fort d:emploi:fort"),
    ("à cause de mes origines algériennes", "c:origine:fort n:discrimination:fort"),
    ("on m'a dit que j'avais un accent africain", "c:origine:fort"),
    ("je n'ai pas la nationalité française", "c:nationalite:fort"),
    ("annonce : français uniquement", "c:nationalite:fort"),
    ("mon titre de séjour est valable dix ans", "c:nationalite:fort"),
    ("ils ne louent pas aux étrangers", "c:nationalite:fort d:logement:fort"),
    ("un demandeur d'asile", "c:nationalite:fort"),
    ("mon passeport roumain", "c:nationalite:faible"),
    ("parce que je porte le voile", "c:religion:fort n:discrimination:fort"),
    ("on lui a demandé d'enlever son foulard", "c:religion:fort"),
    ("avec ça sur la tête c'est non", "c:religion:fort"),
    ("je suis juif pratiquant", "c:religion:fort"),
    ("il fait la prière pendant sa pause", "c:religion:fort"),
    ("mon fils ne mange pas de porc à la cantine", "c:religion:fort d:education:fort"),
    ("un nom à consonance étrangère", "c:patronyme:fort"),
    ("dès qu'il a vu mon nom sur la boîte aux lettres", "c:patronyme:fort"),
    ("avec un autre nom ils m'ont rappelée", "c:patronyme:fort"),
    ("mon nom de famille fait peur", "c:patronyme:fort"),
    ("on m'a interdit de parler arabe avec ma collègue", "c:langue:fort d:emploi:fort"),
    ("parlez français ici", "c:langue:fort"),
    ("dans ma langue maternelle", "c:langue:fort"),
    ("elles discutent en turc", "c:langue:fort"),
    ("dès qu'ils voient mon code postal", "c:lieu_de_residence:fort"),
    ("je viens d'un quartier prioritaire", "c:lieu_de_residence:fort"),
    ("les jeunes de la cité", "c:lieu_de_residence:fort"),
    ("à cause de mon adresse", "c:lieu_de_residence:fort n:discrimination:fort"),
    ("il se moque de mon accent ch'ti", "c:lieu_de_residence:fort"),
    ("mon RIB étranger est refusé", "c:domiciliation_bancaire:fort"),
    ("une banque de Guadeloupe", "c:domiciliation_bancaire:fort"),
    ("un IBAN allemand", "c:domiciliation_bancaire:fort"),
    ("on prend pas la CMU ici", "c:vulnerabilite_economique:fort"),
    ("parce que je suis au RSA", "c:vulnerabilite_economique:fort"),
    ("un monsieur sans abri", "c:vulnerabilite_economique:fort"),
    ("les cassos comme nous", "c:vulnerabilite_economique:fort"),
    ("c'est un métier d'homme", "c:sexe:fort"),
    ("moins payée que mes collègues hommes", "c:sexe:fort d:emploi:fort"),
    ("les inégalités salariales", "c:sexe:fort"),
    ("ils voulaient un mec pour le poste", "c:sexe:fort d:emploi:fort"),
    ("des remarques sexistes", "c:sexe:fort"),
    ("la seule femme de l'équipe", "c:sexe:faible"),
    ("quand j'ai annoncé ma grossesse", "c:grossesse:fort"),
    ("dès qu'elle a su pour le bébé", "c:grossesse:fort"),
    ("à mon retour de congé mat", "c:grossesse:fort"),
    ("je suis tombée enceinte pendant l'essai", "c:grossesse:fort d:emploi:fort"),
    ("tu comptes avoir des enfants bientôt ?", "c:grossesse:fort"),
    ("je suis maman solo", "c:situation_de_famille:fort"),
    ("avec mes quatre enfants c'est refusé", "c:situation_de_famille:fort"),
    ("on ne loue pas aux célibataires", "c:situation_de_famille:fort d:logement:fort"),
    ("mon congé parental", "c:situation_de_famille:fort"),
    ("parce que je suis divorcée", "c:situation_de_famille:fort"),
    ("parce qu'on est deux papas", "c:orientation_sexuelle:fort"),
    ("il a su que j'étais homo", "c:orientation_sexuelle:fort"),
    ("un couple de femmes", "c:orientation_sexuelle:fort"),
    ("sale pédé", "c:orientation_sexuelle:fort n:propos_haineux:fort"),
    ("mon coming out au bureau", "c:orientation_sexuelle:fort d:emploi:fort"),
    ("je suis une femme trans", "c:identite_de_genre:fort"),
    ("ils utilisent encore mon deadname", "c:identite_de_genre:fort"),
    ("on me mégenre exprès", "c:identite_de_genre:fort"),
    ("depuis ma transition", "c:identite_de_genre:fort"),
    ("mes mœurs ne regardent que moi", "c:moeurs:fort"),
    ("ils ont su que j'allais dans un club libertin", "c:moeurs:fort"),
    ("mon compte onlyfans", "c:moeurs:fort"),
    ("à cause de mon mode de vie", "c:moeurs:fort"),
    ("trop grosse pour l'accueil", "c:apparence_physique:fort"),
    ("couper mes dreads ou partir", "c:apparence_physique:fort"),
    ("mon tatouage dans le cou", "c:apparence_physique:fort"),
    ("recalé en boîte à cause de mes baskets", "c:apparence_physique:fort d:biens_services:fort"),
    ("la grossophobie ordinaire", "c:apparence_physique:fort"),
    ("on m'a dit trop vieux pour le poste", "c:age:fort d:emploi:fort"),
    ("les seniors d'abord", "c:age:fort"),
    ("ils cherchent un profil junior", "c:age:fort"),
    ("elle m'a dit qu'à mon âge", "c:age:fort"),
    ("une équipe jeune et dynamique", "c:age:fort"),
    ("on me trouve surqualifié", "c:age:fort"),
    ("une personne âgée", "c:age:faible"),
    ("licenciée pendant mon arrêt maladie", "c:etat_de_sante:fort d:emploi:fort"),
    ("je suis séropositif", "c:etat_de_sante:fort"),
    ("depuis mon cancer", "c:etat_de_sante:fort n:discrimination:fort"),
    ("elle est diabétique", "c:etat_de_sante:fort"),
    ("mon burn-out", "c:etat_de_sante:fort"),
    ("mon fauteuil roulant ne passe pas", "c:handicap:fort"),
    ("ils ont refusé mon chien guide", "c:handicap:fort"),
    ("je suis sourde et il n'y a pas de sous-titres", "c:handicap:fort"),
    ("mon fils autiste n'a plus d'AESH", "c:handicap:fort"),
    ("mon tiers-temps n'a pas été donné", "c:handicap:fort d:education:fort"),
    ("j'ai la RQTH", "c:handicap:fort"),
    ("la demande de place en EHPAD", "c:perte_autonomie:fort"),
    ("ma mère a alzheimer", "c:perte_autonomie:fort"),
    ("il est sous tutelle", "c:perte_autonomie:fort"),
    ("elle ne peut plus marcher sans aide", "c:perte_autonomie:fort"),
    ("on m'a demandé un test génétique", "c:caracteristiques_genetiques:fort"),
    ("je suis porteuse du gène", "c:caracteristiques_genetiques:fort"),
    ("une maladie héréditaire", "c:caracteristiques_genetiques:fort"),
    ("à cause de mes opinions politiques", "c:opinions_politiques:fort n:discrimination:fort"),
    ("j'étais candidat aux municipales", "c:opinions_politiques:fort"),
    ("parce que je suis franc-maçon", "c:opinions_politiques:fort"),
    ("je suis délégué syndical CGT", "c:activites_syndicales:fort d:emploi:fort"),
    ("depuis que j'ai fait grève", "c:activites_syndicales:fort"),
    ("ma prime de gréviste supprimée", "c:activites_syndicales:fort d:emploi:fort"),
    ("je suis conseillère municipale", "c:activites_syndicales:fort"),
    ("j'ai lancé l'alerte sur une fraude", "c:lanceur_alerte:fort"),
    ("j'ai signalé un danger à l'inspection", "c:lanceur_alerte:fort"),
    ("parce que j'ai dénoncé des fausses factures", "c:lanceur_alerte:fort"),
    ("j'ai refusé ses avances", "c:represailles:fort"),
    ("depuis ma plainte pour harcèlement", "c:represailles:fort n:harcelement:fort"),
    ("j'ai témoigné pour ma collègue", "c:represailles:fort d:emploi:fort"),
    ("viré après avoir refusé le bizutage", "c:represailles:fort"),
    ("mon patron m'a viré", "d:emploi:fort"),
    ("mon entretien d'embauche", "d:emploi:fort"),
    ("ma responsable RH", "d:emploi:fort"),
    ("le proprio ne rappelle pas", "d:logement:fort"),
    ("la visite de l'appart est annulée", "d:logement:fort"),
    ("mon bailleur HLM", "d:logement:fort"),
    ("la prof de maths du collège", "d:education:fort"),
    ("parcoursup m'a refusé", "d:education:fort"),
    ("le dentiste refuse de me soigner", "d:sante:fort"),
    ("aux urgences de l'hôpital", "d:sante:fort"),
    ("le guichet de la préfecture", "d:services_publics:fort"),
    ("l'agente de la mairie", "d:services_publics:fort"),
    ("la CAF a coupé mes APL", "d:protection_sociale:fort"),
    ("ma conseillère France Travail", "d:protection_sociale:fort"),
    ("le videur de la boîte de nuit", "d:biens_services:fort"),
    ("ma banque refuse le prêt", "d:biens_services:fort"),
    ("le chauffeur de taxi", "d:biens_services:fort"),
    ("le vigile du supermarché", "d:biens_services:fort"),
    ("les flics refusent ma plainte", "d:police_justice:fort"),
    ("en garde à vue", "d:police_justice:fort"),
    ("l'entraîneur de mon club", "d:vie_associative:fort"),
    ("une association de randonnée", "d:vie_associative:fort"),
    ("un inconnu dans la rue", "d:autre:fort"),
    ("sous ma vidéo tiktok", "d:autre:fort"),
    ("il m'insulte", "n:propos_haineux:fort"),
    ("un graffiti sur ma porte", "n:propos_haineux:fort"),
    ("il m'a frappé à coups de poing", "n:violence:fort"),
    ("elle s'est fait agresser", "n:violence:fort"),
    ("il m'a étranglée", "n:violence:fort"),
    ("des menaces de mort", "n:violence:fort"),
    ("ils se moquent de moi tous les jours", "n:harcelement:fort"),
    ("un harcèlement moral", "n:harcelement:fort"),
    ("on répand des rumeurs sur moi", "n:harcelement:fort"),
    ("il ne me rend pas ma caution", "n:autre_litige:fort d:logement:faible"),
    ("le remboursement de ma commande", "n:autre_litige:fort"),
    ("une amende de stationnement", "n:autre_litige:fort"),
    ("le bruit des voisins", "n:autre_litige:fort"),
    ("je sais pas pourquoi", "n:insuffisant:fort"),
    ("aucune raison donnée", "n:insuffisant:fort"),
    ("on m'a jamais rappelé", "n:insuffisant:fort"),
    ("j'ai été écartée alors que les autres ont été pris", "n:discrimination:fort"),
    ("c'est pas parce que je suis vieux", "c:age:nie"),
    ("rien à voir avec ma religion", "c:religion:nie"),
    ("ce n'est pas mon handicap le problème", "c:handicap:nie"),
]
FAMILLE: Final = {"c": "critere", "d": "domaine", "n": "nature"}


@pytest.mark.parametrize(("phrase", "attendues"), PHRASES)
def test_ce_que_disent_les_gens_est_trouve(phrase: str, attendues: str) -> None:
    comptes = charger().compter(normaliser(phrase))
    for attendue in attendues.split():
        famille, _, reste = attendue.partition(":")
        assert f"{FAMILLE[famille]}:{reste}" in comptes


def test_les_phrases_touchent_toutes_les_etiquettes() -> None:
    touchees = {tuple(a.split(":")[:2]) for _, attendues in PHRASES for a in attendues.split()}
    assert {i for f, i in touchees if f == "c"} == set(CRITERES)
    assert {i for f, i in touchees if f == "d"} == set(DOMAINES)
    assert {i for f, i in touchees if f == "n"} == set(NATURES)
