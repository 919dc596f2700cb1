"""The conversational NLU data and its answers: every subject is answered, every label is ours, no text is in two places."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from bot.labels import CRITERES, DOMAINES

NLU = Path(__file__).resolve().parents[2] / "data" / "nlu"
FICHIERS = ("questions", "conversation", "hors_sujet")

# Intent -> fewest examples. `question`, `repondre_critere` and `repondre_domaine` are also counted per label below.
MINIMUMS = {
    "question": 650,
    "hors_sujet": 450,
    "parler_autre_langue": 120,
    "repondre_critere": 240,
    "repondre_domaine": 120,
    "repondre_lieu": 100,
    "signaler_danger": 30,
    **dict.fromkeys(
        (
            "saluer", "remercier", "au_revoir", "affirmer", "nier", "ne_sait_pas", "insulter", "demander_humain",
            "recommencer", "revenir", "corriger_critere", "corriger_domaine", "refuser", "autre_situation",
            "demander_recapitulatif", "effacer", "proposer_idee", "etre_victime", "etre_temoin",
            "etre_professionnel", "poser_question",
        ),
        25,
    ),
}  # fmt: skip

SUJETS_ATTENDUS = """
    cout horaires anonymat confidentialite donnees effacer_donnees delais delai_reponse preuve preuve_impossible testing
    enregistrer temoin proche_pour_autrui mineur avocat aide_juridictionnelle suites saisine saisine_papier delegue
    delegue_rdv ddd_role ddd_peut ddd_limites plainte refus_plainte tribunal peines indemnisation definition
    criteres_liste domaines_liste directe_indirecte harcelement_difference racisme_injure difference_permise represailles
    robot qui_etes_vous langue sourds etranger_sans_papiers competence reglement_amiable contact_3928 tchat association
    plan_local professionnel_formation amenagement suivi_dossier fausse_accusation employeur_informe deja_au_tribunal
    signaler_en_ligne urgence_numeros
"""

REPONSES_ATTENDUES = """
    utter_saluer utter_remercier utter_au_revoir utter_insulte utter_hors_sujet utter_autre_langue_en
    utter_autre_langue_ar utter_autre_langue_es utter_autre_langue_tr utter_autre_langue_pt utter_autre_langue_ro
    utter_autre_langue_autre utter_demander_humain utter_pas_compris utter_pas_compris_encore utter_texte_vide
    utter_emoji utter_encore_la utter_rien_a_reprendre
"""

PHRASES = {"horaires_3928", "prix_3928", "adresse_courrier"}
ADRESSES = {"annuaire_delegues", "site_3928"}
LONGUEUR_MAX = 420
LONGUEUR_MAX_DEUX_LANGUES = 520

TUTOIEMENT = re.compile(r"\b(?:tu|toi|ton|ta|tes|te|tiens?)\b|\bt['’]", re.IGNORECASE)
HEURE = re.compile(r"\b\d{1,2}\s?(?:h\d{0,2}|heures?)\b|24\s?/\s?24", re.IGNORECASE)
PRIX = re.compile(r"appel local|surtax|\bcentimes?\b|\b\d+\s?euros?\b", re.IGNORECASE)
LONG_NUMERO = re.compile(r"\b0(?:[ .]?\d){8,9}\b")
ENTITE = re.compile(r"\[[^\]]+\](?:\(|\{)")


class Exemple(NamedTuple):
    """One training example: its file, intent, text and metadata."""

    fichier: str
    intent: str
    texte: str
    metadonnees: dict[str, str]


def _lire(chemin: Path) -> Any:
    """Read one YAML file."""
    return yaml.safe_load(chemin.read_text(encoding="utf-8"))


def _exemples(chemin: Path) -> list[Exemple]:
    """Return the examples of one NLU file, whichever of Rasa's two forms it uses."""
    trouves = []
    for bloc in (_lire(chemin) or {}).get("nlu", []):
        brut = bloc.get("examples") or ""
        if isinstance(brut, str):
            paires: list[tuple[str, dict[str, str]]] = [(li[1:], {}) for li in brut.splitlines() if li.startswith("-")]
        else:
            paires = [(e["text"], e.get("metadata") or {}) for e in brut]
        trouves += [Exemple(chemin.name, bloc.get("intent", ""), t.strip(), m) for t, m in paires]
    return trouves


EXEMPLES = [e for f in FICHIERS for e in _exemples(NLU / f"{f}.yml")]
QUESTIONS: dict[str, list[dict[str, str]]] = _lire(NLU / "reponses" / "questions.yml")["responses"]
CONVERSATION: dict[str, list[dict[str, str]]] = _lire(NLU / "reponses" / "conversation.yml")["responses"]
TEXTES = [(nom, v["text"]) for bloc in (QUESTIONS, CONVERSATION) for nom, vs in bloc.items() for v in vs]
EN_FRANCAIS = [
    (nom, texte.split("En français :")[1] if nom.startswith("utter_autre_langue") else texte) for nom, texte in TEXTES
]


def _compte(intent: str, cle: str) -> Counter[str]:
    """Count the examples of an intent by the value of one metadata key."""
    return Counter(e.metadonnees.get(cle, "(sans)") for e in EXEMPLES if e.intent == intent)


def test_sujets_et_reponses_se_repondent() -> None:
    """A subject without an answer would be a silent turn; an answer without a subject is never said."""
    sujets = set(_compte("question", "sujet"))
    assert {f"utter_question_{s}" for s in sujets} == set(QUESTIONS)
    assert set(SUJETS_ATTENDUS.split()) <= sujets


@pytest.mark.parametrize("intent, minimum", MINIMUMS.items())
def test_assez_d_exemples(intent: str, minimum: int) -> None:
    assert sum(e.intent == intent for e in EXEMPLES) >= minimum


def test_pas_d_intention_imprevue() -> None:
    assert {e.intent for e in EXEMPLES} == set(MINIMUMS)


@pytest.mark.parametrize("sujet, nombre", sorted(_compte("question", "sujet").items()))
def test_entre_14_et_22_exemples_par_sujet(sujet: str, nombre: int) -> None:
    """Balanced subjects: one far bigger than the others would win every doubtful question."""
    assert 14 <= nombre <= 22, sujet


@pytest.mark.parametrize(
    "intent, cle, etiquettes",
    [("repondre_critere", "critere", CRITERES), ("repondre_domaine", "domaine", DOMAINES)],
)
def test_chaque_etiquette_a_ses_reponses_courtes(intent: str, cle: str, etiquettes: tuple[str, ...]) -> None:
    compte = _compte(intent, cle)
    assert set(compte) == set(etiquettes)
    assert min(compte.values()) >= 10


def test_aucun_texte_en_double_entre_toutes_les_donnees() -> None:
    """The same words under two intents (or two labels) teach nothing; case and spaces do not make a difference."""
    ou: defaultdict[str, list[str]] = defaultdict(list)
    autres = [p for p in NLU.rglob("*.yml") if p.parent.name != "reponses" and p.stem not in FICHIERS]
    for e in EXEMPLES + [e for p in autres for e in _exemples(p) if e.intent]:
        ou[" ".join(e.texte.lower().split())].append(f"{e.fichier}:{e.intent}")
    ici = {" ".join(e.texte.lower().split()) for e in EXEMPLES}
    assert {t: lieux for t, lieux in ou.items() if len(lieux) > 1 and t in ici} == {}


def test_aucun_exemple_n_a_une_forme_que_rasa_lit_autrement() -> None:
    """A leading slash is an intent for Rasa, brackets are entities: typed words must stay words."""
    assert [e for e in EXEMPLES if not e.texte or e.texte.startswith("/") or ENTITE.search(e.texte)] == []


@pytest.mark.parametrize("fichier", FICHIERS)
def test_rasa_lit_le_fichier_comme_nous(fichier: str) -> None:
    """Rasa's own reader finds the same texts and intents, and no entity."""
    loading = pytest.importorskip("rasa.shared.nlu.training_data.loading")
    donnees = loading.load_data(str(NLU / f"{fichier}.yml"))
    lus = {(m.get("intent"), m.get("text").strip()) for m in donnees.intent_examples}
    assert lus == {(e.intent, e.texte) for e in EXEMPLES if e.fichier == f"{fichier}.yml"}
    assert not donnees.entity_examples


@pytest.mark.parametrize("nom", REPONSES_ATTENDUES.split())
def test_reponse_de_conversation_presente(nom: str) -> None:
    assert CONVERSATION[nom]


@pytest.mark.parametrize("nom, texte", TEXTES)
def test_reponse_courte_et_sans_bouton(nom: str, texte: str) -> None:
    limite = LONGUEUR_MAX_DEUX_LANGUES if nom.startswith("utter_autre_langue") else LONGUEUR_MAX
    assert 20 <= len(texte) <= limite
    assert all(set(v) == {"text"} for v in (QUESTIONS | CONVERSATION)[nom])


@pytest.mark.parametrize("nom, texte", EN_FRANCAIS)
def test_reponse_vouvoie(nom: str, texte: str) -> None:
    assert not TUTOIEMENT.search(texte), nom


@pytest.mark.parametrize("nom, texte", TEXTES)
def test_reponse_sans_heure_ni_prix_ni_long_numero(nom: str, texte: str) -> None:
    """Hours, prices and long phone numbers change: they come from the dated facts, through a variable."""
    for interdit in (HEURE, PRIX, LONG_NUMERO):
        assert not interdit.search(texte), (nom, interdit.pattern)
    assert "malheureusement" not in texte.lower()


@pytest.mark.parametrize("nom, texte", TEXTES)
def test_variables_connues(nom: str, texte: str) -> None:
    """An unknown variable would be shown as it is, with its braces."""
    permises = PHRASES | ADRESSES if nom.startswith("utter_question_") else set()
    assert set(re.findall(r"\{(\w*)\}", texte)) <= permises


@pytest.mark.parametrize("nom, texte", [(n, t) for n, t in TEXTES if "{" in t])
def test_variables_a_leur_place(nom: str, texte: str) -> None:
    """Sentences fill a line alone; addresses end their line, or the full stop would be taken into the link."""
    for variable in re.findall(r"\{(\w*)\}", texte):
        debut = "^" if variable in PHRASES else ""
        assert re.search(rf"{debut}\{{{variable}\}}$", texte, re.MULTILINE), (nom, variable)


@pytest.mark.parametrize("nom", [n for n in CONVERSATION if n.startswith("utter_autre_langue")])
def test_autre_langue_donne_le_contact_deux_fois(nom: str) -> None:
    """In the person's language and in French, for the relative who reads along."""
    for variante in CONVERSATION[nom]:
        ailleurs, francais = variante["text"].split("En français :")
        assert all("39 28" in t and "antidiscriminations.fr" in t for t in (ailleurs, francais))


@pytest.mark.parametrize(
    "motif, texte, attendu",
    [
        (HEURE, "de 9h à 18h", True),
        (HEURE, "de 9 heures à midi", True),
        (HEURE, "à toute heure", False),
        (HEURE, "le 39 28", False),
        (TUTOIEMENT, "Dis-moi ce que tu veux", True),
        (TUTOIEMENT, "Vous attendez votre tour", False),
        (PRIX, "prix d'un appel local", True),
        (PRIX, "45 000 € d'amende", False),
        (LONG_NUMERO, "09 69 39 00 00", True),
        (LONG_NUMERO, "0 806 000 126", True),
        (LONG_NUMERO, "116 006", False),
    ],
)
def test_les_garde_fous_voient_juste(motif: re.Pattern[str], texte: str, attendu: bool) -> None:
    assert bool(motif.search(texte)) is attendu


@pytest.mark.parametrize(
    "chemin",
    [*(NLU / f"{f}.yml" for f in FICHIERS), *(NLU / "reponses" / f"{f}.yml" for f in FICHIERS[:2])],
    ids=lambda p: f"{p.parent.name}/{p.name}",
)
def test_le_fichier_dit_sa_regle_en_tete(chemin: Path) -> None:
    entete = chemin.read_text(encoding="utf-8").split("version:")[0]
    for partie in ("contient :", "Qui le tient :", "Comment le changer :", "jamais faire :"):
        assert partie in entete
