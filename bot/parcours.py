"""The course of a conversation: what is still missing, what an answer changes. Pure; Rasa's form asks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.labels import CRITERES, DOMAINES
from bot.situation import SEUIL_NATURE, SEUIL_PROPOSER, SEUIL_PROPOSER_PEU, Analyse, Indice, Situation

RECIT, CRITERE, DOMAINE, ACCORD, LIEU = "recit", "critere", "domaine", "accord", "lieu"
AUTRE = "autre"
QUESTIONS = (RECIT, CRITERE, DOMAINE, ACCORD, LIEU)

SANS_CRITERE = ("propos_haineux", "violence", "harcelement", "autre_litige")
PISTES_MAX = 4

FAMILLES: dict[str, tuple[str, ...]] = {
    "origines": ("origine", "nationalite", "patronyme", "religion", "langue"),
    "famille_genre": (
        "sexe",
        "grossesse",
        "situation_de_famille",
        "orientation_sexuelle",
        "identite_de_genre",
        "moeurs",
    ),
    "corps_sante": (
        "handicap",
        "etat_de_sante",
        "age",
        "apparence_physique",
        "perte_autonomie",
        "caracteristiques_genetiques",
    ),
    "lieu_argent": ("lieu_de_residence", "vulnerabilite_economique", "domiciliation_bancaire"),
    "engagement": ("activites_syndicales", "opinions_politiques", "lanceur_alerte", "represailles"),
}


@dataclass(frozen=True)
class Lieu:
    """A place as understood: a commune (INSEE code) or only a department; elsewhere = hors_region."""

    commune: str | None = None
    departement: str | None = None
    hors_region: bool = False


@dataclass(frozen=True)
class Entree:
    """One message of the person, understood: its intent, what a button carried, what the text says."""

    intent: str
    choix: Mapping[str, str] = field(default_factory=dict)
    analyse: Analyse | None = None
    lieu: Lieu | None = None
    lieux_possibles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pas:
    """The situation after a message, and the name of what must be said before the next question (or None)."""

    situation: Situation
    remarque: str | None = None
    famille: str | None = None
    lieux_possibles: tuple[str, ...] = ()


def manquants(s: Situation) -> tuple[str, ...]:
    """Return the questions still to ask, in order; empty = ready for orientation."""
    if s.role == "professionnel":
        return () if _lieu_connu(s) else (LIEU,)
    if not s.recit:
        return (RECIT,)
    reste = []
    if s.nature not in SANS_CRITERE and not s.criteres and not s.critere_inconnu:
        reste.append(CRITERE)
    if s.domaine is None and not s.domaine_inconnu:
        reste.append(DOMAINE)
    if not s.accord:
        reste.append(ACCORD)
    if not _lieu_connu(s):
        reste.append(LIEU)
    return tuple(reste)


def _lieu_connu(s: Situation) -> bool:
    return s.departement is not None or s.hors_region or s.lieu_inconnu


def avancer(s: Situation, question: str | None, entree: Entree) -> Pas:
    """Apply one message to the situation, given the question asked (None when the form just opened)."""
    if entree.intent == "revenir":
        return _revenir(s)
    if entree.intent in ("corriger_critere", "corriger_domaine"):
        return _corriger(s, entree)
    if entree.intent == "raconter" and entree.analyse is None:
        return Pas(s)  # the choice « Continuer »: nothing new, the pending question comes again
    homonymes = question == LIEU and len(entree.lieux_possibles) > 1
    if entree.choix or entree.intent != "raconter" or homonymes:
        reponse = {
            CRITERE: _repondre_critere,
            DOMAINE: _repondre_domaine,
            ACCORD: _repondre_accord,
            LIEU: _repondre_lieu,
        }.get(question or "")
        if reponse is not None:
            pas = reponse(s, entree)
            if pas is not None:
                return pas
    if entree.analyse is not None and entree.intent in ("raconter", "repondre_critere", "repondre_domaine"):
        return _raconter(s, question, entree)
    if entree.lieu is not None and (entree.intent == "repondre_lieu" or (s.recit and not _lieu_connu(s))):
        # The place given (or corrected) while something else was asked: kept, and the pending question comes again.
        return Pas(_avec_lieu(s, entree.lieu), None if question is None else "note")
    if question == RECIT and entree.intent == "ne_sait_pas":
        return Pas(s, "recit_aide")
    return Pas(s, None if question is None else "pas_compris")


def _etape(s: Situation, question: str) -> tuple[str, ...]:
    return tuple(e for e in s.etapes if e != question) + (question,)


def _raconter(s: Situation, question: str | None, entree: Entree) -> Pas:
    """Merge what a free text says; what the person chose by hand is never overwritten."""
    a = entree.analyse
    if a is None:
        return Pas(s, "pas_compris")
    premier = not s.recit
    nature, criteres = s.nature, s.criteres
    # A short precision (« parce que je suis une femme ») says little of the nature: only a clear new story changes it.
    nette = entree.intent == "raconter" and a.nature.confiance >= SEUIL_NATURE and a.nature.id != "insuffisant"
    if premier or nette:
        nature = a.nature.id
    nouveaux = a.surs
    if nouveaux and not any(c.dit for c in criteres):
        anciens = tuple(c for c in criteres if c.id not in {n.id for n in nouveaux})
        criteres = nouveaux + (() if premier else anciens)
    elif premier:
        criteres = ()
    if criteres and nature in ("insuffisant", "autre_litige", None):
        nature = "discrimination"  # a sure critère is never told « I see no forbidden reason »
    domaine = s.domaine
    # A short precision names no place: « autre » never takes the place of what the story said.
    if a.domaine_sur is not None and not (domaine and (domaine.dit or a.domaine_sur.id == AUTRE)):
        domaine = a.domaine_sur
    pistes = _pistes(a) or s.pistes
    change = (criteres, domaine) != (s.criteres, s.domaine)
    suivante = replace(
        s,
        recit=True,
        # One door serves witnesses and relatives: the story says which.
        role=a.role if s.role == "temoin" and a.role == "proche" else s.role or a.role,
        secteur=s.secteur or a.secteur,
        nature=nature,
        criteres=criteres,
        pistes=pistes,
        domaine=domaine,
        accord=s.accord and not change,
        etapes=_etape(s, RECIT) if premier else s.etapes,
    )
    if entree.lieu is not None and (premier or not _lieu_connu(s)):
        # The place kept from an earlier situation gives way to the one of this story.
        suivante = _avec_lieu(suivante, entree.lieu)
    possibles = () if _lieu_connu(suivante) else entree.lieux_possibles
    if premier or change or suivante.departement != s.departement or suivante.hors_region != s.hors_region:
        return Pas(suivante, lieux_possibles=possibles)
    return Pas(suivante, "pas_compris" if question in (CRITERE, DOMAINE, LIEU) else "note")


def _repondre_critere(s: Situation, entree: Entree) -> Pas | None:
    famille = entree.choix.get("famille")
    if famille in FAMILLES or famille == "toutes":
        return Pas(s, famille=famille)
    choisi = entree.choix.get("critere")
    if choisi in CRITERES:
        dit = Indice(choisi, 1.0, dit=True)
        nature = s.nature if s.nature in ("harcelement", "violence") else "discrimination"
        return Pas(
            replace(
                s,
                criteres=(dit,),
                critere_inconnu=False,
                nature=nature,
                etapes=_etape(s, CRITERE),
                accord=s.accord,
            )
        )
    if entree.intent in ("ne_sait_pas", "nier", "refuser"):
        return Pas(replace(s, critere_inconnu=True, etapes=_etape(s, CRITERE)))
    if entree.intent == "repondre_critere" and entree.analyse and entree.analyse.criteres:
        meilleur = entree.analyse.criteres[0]
        if meilleur.confiance >= SEUIL_PROPOSER:
            dit = replace(meilleur, dit=True)
            return Pas(replace(s, criteres=(dit,), nature="discrimination", etapes=_etape(s, CRITERE)))
    return None


def _repondre_domaine(s: Situation, entree: Entree) -> Pas | None:
    choisi = entree.choix.get("domaine")
    if choisi in DOMAINES:
        return Pas(replace(s, domaine=Indice(choisi, 1.0, dit=True), domaine_inconnu=False, etapes=_etape(s, DOMAINE)))
    if entree.intent in ("ne_sait_pas", "nier", "refuser"):
        return Pas(replace(s, domaine_inconnu=True, etapes=_etape(s, DOMAINE)))
    if entree.intent == "repondre_domaine" and entree.analyse and entree.analyse.domaine:
        dit = replace(entree.analyse.domaine, dit=True)
        return Pas(replace(s, domaine=dit, etapes=_etape(s, DOMAINE)))
    return None


def _repondre_accord(s: Situation, entree: Entree) -> Pas | None:
    if entree.intent == "affirmer":
        return Pas(replace(s, accord=True, etapes=_etape(s, ACCORD)))
    if entree.intent in ("ne_sait_pas", "refuser"):
        return Pas(replace(s, accord=True, etapes=_etape(s, ACCORD)), "accord_incertain")
    if entree.intent == "nier":
        return Pas(s, "accord_que_corriger")
    return None


def _repondre_lieu(s: Situation, entree: Entree) -> Pas | None:
    if entree.lieu is not None:
        return Pas(replace(_avec_lieu(s, entree.lieu), etapes=_etape(s, LIEU)))
    if len(entree.lieux_possibles) > 1:
        return Pas(s, lieux_possibles=entree.lieux_possibles)
    if entree.intent in ("refuser", "ne_sait_pas", "nier"):
        return Pas(replace(s, lieu_inconnu=True, etapes=_etape(s, LIEU)))
    if entree.intent == "repondre_lieu":
        return Pas(s, "lieu_introuvable")
    return None


def _avec_lieu(s: Situation, lieu: Lieu) -> Situation:
    return replace(
        s,
        commune=lieu.commune,
        departement=lieu.departement,
        hors_region=lieu.hors_region,
        lieu_inconnu=False,
    )


def _corriger(s: Situation, entree: Entree) -> Pas:
    """Forget what was understood and take what the same message says instead, if it says it."""
    if entree.intent == "corriger_domaine":
        vide = replace(s, domaine=None, domaine_inconnu=False, accord=False)
        autre = entree.analyse.domaine_sur if entree.analyse else None
        if autre is not None and (s.domaine is None or autre.id != s.domaine.id):
            return Pas(replace(vide, domaine=autre))
        return Pas(vide)
    vide = replace(s, criteres=(), critere_inconnu=False, accord=False, nature=None)
    anciens = {c.id for c in s.criteres}
    nouveaux = tuple(c for c in entree.analyse.surs if c.id not in anciens) if entree.analyse else ()
    if nouveaux:
        return Pas(replace(vide, criteres=nouveaux, nature="discrimination"))
    # What was proposed before was near the wrong reason: only what this message clearly says is worth proposing.
    lues = _pistes(entree.analyse, SEUIL_PROPOSER_PEU) if entree.analyse else ()
    return Pas(replace(vide, pistes=tuple(p for p in lues if p not in anciens)))


def _pistes(a: Analyse, au_moins: float = SEUIL_PROPOSER) -> tuple[str, ...]:
    """Return the critères to propose: exactly the set that holds the right one, when it is small and not all faint.

    Otherwise the question is open, by families: a long list of faint resemblances helps nobody.
    """
    meilleur = a.criteres[0].confiance if a.criteres else 0.0
    # A text that says too little resembles many things: only a good resemblance is worth proposing.
    seuil = SEUIL_PROPOSER_PEU if a.nature.id == "insuffisant" else au_moins
    return a.ensemble if meilleur >= seuil and len(a.ensemble) <= PISTES_MAX else ()


def _revenir(s: Situation) -> Pas:
    """Undo the last answered question; with nothing to undo, say so."""
    if not s.etapes:
        return Pas(s, "rien_a_reprendre")
    derniere, reste = s.etapes[-1], s.etapes[:-1]
    if derniere == RECIT:
        return Pas(Situation(role=s.role))
    vide: dict[str, Situation] = {
        CRITERE: replace(s, criteres=(), critere_inconnu=False, accord=False, etapes=reste),
        DOMAINE: replace(s, domaine=None, domaine_inconnu=False, accord=False, etapes=reste),
        ACCORD: replace(s, accord=False, etapes=reste),
        LIEU: replace(s, commune=None, departement=None, hors_region=False, lieu_inconnu=False, etapes=reste),
    }
    return Pas(vide[derniere])
