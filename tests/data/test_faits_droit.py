"""The facts of law: every label has its words, every rule its articles; nobody is promised or threatened."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bot import labels
from bot.knowledge import charger
from bot.knowledge.modeles import Critere, Domaine, Regle

FAITS = charger()
CRITERES = tuple(FAITS.criteres.values())
DOMAINES = tuple(FAITS.domaines.values())
REGLES = tuple(FAITS.regles.values())

# What other parts of the project, or the people who wrote the rules down, count on finding.
REGLES_ATTENDUES = (
    "trois_elements",
    "element_traitement",
    "element_critere",
    "element_domaine",
    "directe",
    "indirecte",
    "harcelement_discriminatoire",
    "injonction",
    "amenagement_raisonnable",
    "represailles",
    "reel_ou_suppose",
    "differences_permises_emploi",
    "differences_permises_age",
    "differences_permises_sante",
    "differences_permises_assurance",
    "differences_permises_biens_services_sexe",
    "differences_permises_logement",
    "differences_permises_nationalite",
    "differences_permises_religion",
    "plus_de_25_criteres",
    "peines_generales",
    "peines_lieu_public",
    "peines_agent_public",
    "aggravation",
    "injure_publique",
    "injure_non_publique",
    "charge_de_la_preuve",
    "preuve_penale",
    "testing",
    "enregistrement",
    "temoignages",
    "ddd_peut",
    "ddd_ne_peut_pas",
    "qui_peut_saisir",
    "temoin",
    "mineur",
    "association_5_ans",
    "saisine_gratuite",
    "saisine_ne_suspend_pas",
    "pas_de_demarche_prealable",
    "plainte",
    "refus_de_plainte",
    "prud_hommes_tribunaux",
    "aide_juridictionnelle",
    "action_de_groupe",
    "controle_identite",
    "reglement_amiable",
    "transaction_penale",
    "defenseur_institution",
    "denonciation",
    "neutralite_religion",
)

TEXTES_DE_LOI = (
    "Code pénal",
    "Code du travail",
    "Code général de la fonction publique",
    "Code de la sécurité intérieure",
    "Code de justice administrative",
    "Code des relations entre le public et l'administration",
    "Code de procédure pénale",
    "Code de la santé publique",
    "Code du sport",
    "Constitution",
    "Loi n° 2008-496",
    "Loi n° 2025-391",
    "Loi organique n° 2011-333",
)
ARTICLE = re.compile(rf"(?:{'|'.join(map(re.escape, TEXTES_DE_LOI))}), art\. [LR]?[0-9]+(?:-[0-9]+)*")

ANNEES_LUES = {
    "langue": "2016",
    "lieu_de_residence": "2014",
    "domiciliation_bancaire": "2017",
    "lanceur_alerte": "2022",
}
"""The only years that a source gives; the others are known from memory, so they are not stated."""

TUTOIEMENT = re.compile(r"\b(?:tu|toi|ton|tes|te)\b|\bt'", re.IGNORECASE)
JAMAIS = re.compile(
    r"malheureusement|hélas|vous auriez dû porter|nous vous garantissons|vous gagnerez|vous obtiendrez|"
    r"calomnieuse|fausse déclaration|Hédon|\bDéfenseure\b",
    re.IGNORECASE,
)
INJURES = re.compile(
    r"bougnoule|bicot|bamboula|n[ée]gro|chinetoque|youpin|p[ée]dé\b|tapette|gouine|tarlouze|travelo|mongol",
    re.IGNORECASE,
)
PEINE = re.compile(r"ans? de prison|€ d'amende")


def phrases() -> Iterator[tuple[str, str]]:
    """Every sentence that a person may read, with the place where it stands."""
    for c in CRITERES:
        for rang, texte in enumerate((c.definition, c.attention, *c.est, *c.n_est_pas)):
            if texte:
                yield f"criteres:{c.id}:{rang}", texte
    for d in DOMAINES:
        for rang, texte in enumerate((d.definition, *d.est, *d.n_est_pas, *d.preuves)):
            yield f"domaines:{d.id}:{rang}", texte
    for r in REGLES:
        yield f"droit:{r.id}", r.texte


def morceaux() -> Iterator[tuple[str, str]]:
    """Every other text shown: names, and what is put inside a sentence."""
    for c in CRITERES:
        for nom in ("nom", "en_phrase", "libelle_legal"):
            yield f"criteres:{c.id}:{nom}", getattr(c, nom)
    for d in DOMAINES:
        for nom in ("nom", "en_phrase"):
            yield f"domaines:{d.id}:{nom}", getattr(d, nom)
    for r in REGLES:
        yield f"droit:{r.id}:titre", r.titre


PHRASES = tuple(phrases())
MORCEAUX = tuple(morceaux())


def par_id(fait: Critere | Domaine | Regle) -> str:
    return fait.id


def test_every_label_is_described_once_in_the_order_of_the_list() -> None:
    assert tuple(FAITS.criteres) == labels.CRITERES
    assert tuple(FAITS.domaines) == labels.DOMAINES


@pytest.mark.parametrize("regle", REGLES_ATTENDUES)
def test_every_expected_rule_is_there(regle: str) -> None:
    assert regle in FAITS.regles


@pytest.mark.parametrize("texte", [t for _, t in PHRASES], ids=[n for n, _ in PHRASES])
def test_a_sentence_starts_with_a_capital_and_ends_with_a_full_stop(texte: str) -> None:
    assert texte[0].isupper()
    assert texte.endswith(".")
    assert "  " not in texte and "\n" not in texte


@pytest.mark.parametrize("texte", [t for _, t in MORCEAUX], ids=[n for n, _ in MORCEAUX])
def test_a_piece_of_sentence_has_no_full_stop(texte: str) -> None:
    assert not texte.endswith(".")


@pytest.mark.parametrize("texte", [t for _, t in PHRASES + MORCEAUX], ids=[n for n, _ in PHRASES + MORCEAUX])
def test_the_tone_is_the_one_of_the_project(texte: str) -> None:
    assert not TUTOIEMENT.search(texte)
    assert not JAMAIS.search(texte)
    assert not INJURES.search(texte)


@pytest.mark.parametrize("critere", CRITERES, ids=par_id)
class TestCritere:
    def test_says_what_it_is_and_what_it_is_not(self, critere: Critere) -> None:
        assert 3 <= len(critere.est) <= 5
        assert 2 <= len(critere.n_est_pas) <= 4
        assert len({*critere.est, *critere.n_est_pas}) == len(critere.est) + len(critere.n_est_pas)

    def test_is_short(self, critere: Critere) -> None:
        assert len(critere.nom) <= 45
        assert len(critere.en_phrase) <= 60
        assert len(critere.definition) <= 220
        assert all(len(e) <= 140 for e in (*critere.est, *critere.n_est_pas))
        assert len(critere.attention or "") <= 160

    def test_fits_after_a_cause_de(self, critere: Critere) -> None:
        assert critere.en_phrase.startswith(("votre ", "vos ", "la ", "l'", "une ", "ce que "))

    def test_quotes_articles(self, critere: Critere) -> None:
        assert critere.articles
        assert all(ARTICLE.fullmatch(a) for a in critere.articles), critere.articles
        assert len(set(critere.articles)) == len(critere.articles)

    def test_states_only_a_year_that_was_read(self, critere: Critere) -> None:
        assert critere.depuis == ANNEES_LUES.get(critere.id)


def test_domiciliation_bancaire_is_not_in_the_penal_code() -> None:
    critere = FAITS.criteres["domiciliation_bancaire"]
    assert not [a for a in critere.articles if a.startswith("Code pénal")]
    assert critere.attention and "Code pénal" in critere.attention


@pytest.mark.parametrize("critere", [c for c in CRITERES if c.id != "domiciliation_bancaire"], ids=par_id)
def test_every_other_critere_is_in_the_penal_code(critere: Critere) -> None:
    assert [a for a in critere.articles if a.startswith("Code pénal, art. 225-1")]


def test_origine_is_shown_with_its_whole_legal_wording() -> None:
    assert FAITS.criteres["origine"].libelle_legal == (
        "L'origine ; l'appartenance ou la non-appartenance, vraie ou supposée, "
        "à une ethnie, une Nation ou une prétendue race"
    )


@pytest.mark.parametrize("mot", ["cheveux", "accent"])
def test_what_is_not_a_critere_is_never_said_to_be_one(mot: str) -> None:
    notes = [c.attention for c in CRITERES if c.attention and mot in c.attention]
    assert notes and all("pas un critère écrit dans la loi" in n for n in notes)


@pytest.mark.parametrize(
    "texte",
    [
        FAITS.criteres["religion"].attention,
        FAITS.regles["neutralite_religion"].texte,
        FAITS.regles["differences_permises_religion"].texte,
    ],
    ids=["critere", "neutralite", "differences_permises"],
)
def test_religion_and_neutrality_go_to_a_juriste(texte: str | None) -> None:
    assert texte and "juriste du 39 28" in texte


@pytest.mark.parametrize("domaine", DOMAINES, ids=par_id)
class TestDomaine:
    def test_says_what_it_is_and_what_it_is_not(self, domaine: Domaine) -> None:
        assert 3 <= len(domaine.est) <= 5
        assert 2 <= len(domaine.n_est_pas) <= 4

    def test_gives_four_to_seven_proofs_to_keep(self, domaine: Domaine) -> None:
        assert 4 <= len(domaine.preuves) <= 7
        assert len(set(domaine.preuves)) == len(domaine.preuves)
        assert all(len(p) <= 100 for p in domaine.preuves)

    def test_never_advises_to_record(self, domaine: Domaine) -> None:
        assert not [p for p in domaine.preuves if re.search(r"enregistr|film|vidéo|micro", p, re.IGNORECASE)]

    def test_is_short(self, domaine: Domaine) -> None:
        assert len(domaine.nom) <= 45
        assert len(domaine.en_phrase) <= 60
        assert len(domaine.definition) <= 220

    def test_fits_after_une_difference_de_traitement(self, domaine: Domaine) -> None:
        assert domaine.en_phrase.split()[0] in ("au", "à", "dans", "face", "pour")


@pytest.mark.parametrize("regle", REGLES, ids=par_id)
class TestRegle:
    def test_is_short(self, regle: Regle) -> None:
        assert len(regle.texte) <= 350
        assert len(regle.titre) <= 75

    def test_quotes_articles(self, regle: Regle) -> None:
        assert all(ARTICLE.fullmatch(a) for a in regle.articles), regle.articles

    def test_a_penalty_is_a_maximum(self, regle: Regle) -> None:
        assert not PEINE.search(regle.texte) or re.search(r"peines? maximales?", regle.texte, re.IGNORECASE)


@pytest.mark.parametrize(
    ("regle", "dit"),
    [
        ("peines_generales", ("3 ans", "45 000 €")),
        ("peines_lieu_public", ("5 ans", "75 000 €")),
        ("peines_agent_public", ("5 ans", "75 000 €")),
        ("injure_publique", ("1 an", "45 000 €")),
        ("injure_non_publique", ("1 500 €", "dans les 3 mois par prudence")),
        ("plus_de_25_criteres", ("plus de 25 critères",)),
        ("saisine_ne_suspend_pas", ("ne suspend pas",)),
        ("temoin", ("39 28", "ne peut pas saisir le Défenseur des droits à la place de la victime")),
        ("transaction_penale", ("3 000 €", "15 000 €")),
        ("enregistrement", ("Parlez-en d'abord à un juriste",)),
        ("denonciation", ("tels que vous les avez vécus",)),
        ("prud_hommes_tribunaux", ("à voir avec un juriste du 39 28",)),
    ],
)
def test_a_rule_says_the_value_chosen_where_sources_differ(regle: str, dit: tuple[str, ...]) -> None:
    assert [d for d in dit if d not in FAITS.regles[regle].texte] == []


def test_no_amount_of_legal_aid_is_shown() -> None:
    assert not re.search(r"€|[0-9]", FAITS.regles["aide_juridictionnelle"].texte)


def test_nobody_is_threatened_with_a_false_report() -> None:
    assert not [r.id for r in REGLES if "Code pénal, art. 226-10" in r.articles]


@pytest.mark.parametrize("fait", [*CRITERES, *DOMAINES, *REGLES], ids=lambda f: f"{type(f).__name__}:{f.id}")
def test_every_fact_is_reviewed_within_a_year(fait: Critere | Domaine | Regle) -> None:
    assert (fait.revoir_le - fait.verifie_le).days <= 366
