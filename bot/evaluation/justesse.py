"""What « right » means: one small function per measure, from a case to True, False or None (no concern)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.evaluation.cas import Cas
from bot.evaluation.lecture import AUTRE_TEXTE, HORS_SUJET, RECIT


@dataclass(frozen=True)
class Mesure:
    """A share of cases, with the project's goal.

    `but`: at least, or at most when `moins`; None = watched only.
    """

    id: str
    titre: str
    juste: Callable[[Cas], bool | None]
    but: float | None = None
    moins: bool = False


def _attendus(cas: Cas) -> tuple[str, ...]:
    return cas.ligne.criteres or ()


def _premier(cas: Cas) -> bool | None:
    return cas.premier in _attendus(cas) if _attendus(cas) else None


def _deux_premiers(cas: Cas) -> bool | None:
    return any(c in _attendus(cas) for c, _ in cas.ranges[:2]) if _attendus(cas) else None


def _exact(cas: Cas) -> bool | None:
    return set(cas.affirmes) == set(_attendus(cas)) if _attendus(cas) else None


def _couverture(cas: Cas) -> bool | None:
    return bool(cas.affirmes) if _attendus(cas) else None


def _affirme_premier_juste(cas: Cas) -> bool | None:
    """A story without critère where one is stated is wrong here, as it is for the person."""
    return cas.affirmes[0] in _attendus(cas) if cas.ligne.genre == RECIT and cas.affirmes else None


def _affirme_tout_juste(cas: Cas) -> bool | None:
    return set(cas.affirmes) <= set(_attendus(cas)) if cas.ligne.genre == RECIT and cas.affirmes else None


def _recit_sans_critere(cas: Cas) -> bool | None:
    return not cas.affirmes if cas.ligne.criteres == () else None


def _autre_texte(cas: Cas) -> bool | None:
    return not cas.affirmes if cas.ligne.genre == AUTRE_TEXTE else None


def _domaine(cas: Cas) -> bool | None:
    return cas.domaine == cas.ligne.domaine if cas.ligne.domaine else None


def _domaine_sans_autre(cas: Cas) -> bool | None:
    return None if cas.ligne.domaine == "autre" else _domaine(cas)


def _domaine_tu(cas: Cas) -> bool | None:
    return cas.domaine_affirme is None if cas.ligne.domaine_dit and not cas.ligne.domaine else None


def _nature(cas: Cas) -> bool | None:
    return cas.nature == cas.ligne.nature if cas.ligne.nature else None


def _verdict(cas: Cas) -> bool | None:
    return cas.verdict == cas.ligne.verdict if cas.ligne.verdict else None


def _ecartee(cas: Cas) -> bool | None:
    """The same test as bot.orientation: another dispute, and no critère to hold it back."""
    return cas.nature == "autre_litige" and not cas.affirmes if _a_orienter(cas) else None


def _envoyee_ailleurs(cas: Cas) -> bool | None:
    return cas.nature not in ("discrimination", "harcelement") if _a_orienter(cas) else None


def _a_orienter(cas: Cas) -> bool:
    return cas.ligne.verdict == "probable" or cas.ligne.nature == "discrimination"


def _role(cas: Cas) -> bool | None:
    return cas.role == cas.ligne.role if cas.ligne.role else None


def _role_tu(cas: Cas) -> bool | None:
    return cas.role is None if cas.ligne.role_dit and not cas.ligne.role else None


def _danger_vu(cas: Cas) -> bool | None:
    return cas.danger if cas.ligne.danger is True else None


def _fausse_alerte(cas: Cas) -> bool | None:
    return cas.danger if cas.ligne.danger is False else None


def _recit_reconnu(cas: Cas) -> bool | None:
    return cas.intent == "raconter" if cas.ligne.genre == RECIT else None


def _question(cas: Cas) -> bool | None:
    return cas.intent == "question" if cas.ligne.genre == "question" else None


def _reponse(cas: Cas) -> bool | None:
    """Verbatim questions ask about other bodies: to recognise as questions, but not ours to answer."""
    if cas.ligne.genre != "question" or cas.ligne.formulation == "verbatim":
        return None
    justes = cas.reponses_justes
    return None if justes is None else cas.sujet in justes


def _jointe(cas: Cas) -> bool | None:
    """A story that also asks something: rows with `criteres` and `sujets`."""
    return cas.sujet in cas.ligne.sujets if cas.ligne.genre == RECIT and cas.ligne.sujets else None


def _jointe_inventee(cas: Cas) -> bool | None:
    """A story said to ask nothing: `sujets` is an empty list."""
    return cas.sujet is not None if cas.ligne.genre == RECIT and cas.ligne.sujets == () else None


def _hors_sujet(cas: Cas) -> bool | None:
    return cas.intent != "raconter" and not cas.affirmes if cas.ligne.genre == HORS_SUJET else None


# In the order they are shown. Goals: the measures asked of the understanding (docs/decisions).
MESURES: Final[tuple[Mesure, ...]] = (
    Mesure("critere_premier", "critère : le premier est juste", _premier, 0.88),
    Mesure("critere_deux_premiers", "critère : un des deux premiers", _deux_premiers, 0.95),
    Mesure("critere_exact", "critères affirmés : liste exacte", _exact),
    Mesure("couverture", "affirme un critère (s'il y en a un)", _couverture, 0.60),
    Mesure("affirme_premier_juste", "s'il affirme : le premier est juste", _affirme_premier_juste, 0.95),
    Mesure("affirme_tout_juste", "s'il affirme : tous sont justes", _affirme_tout_juste, 0.95),
    Mesure("recit_sans_critere", "récit sans critère : rien d'affirmé", _recit_sans_critere, 0.90),
    Mesure("autre_texte", "autre sujet : aucun critère affirmé", _autre_texte, 0.90),
    Mesure("domaine", "domaine juste", _domaine, 0.92),
    Mesure("domaine_sans_autre", "domaine juste, « autre » à part", _domaine_sans_autre),
    Mesure("domaine_tu", "domaine non dit : rien d'affirmé", _domaine_tu),
    Mesure("nature", "nature juste", _nature, 0.85),
    Mesure("verdict", "verdict juste (d'après la nature)", _verdict),
    Mesure("ecartee", "discrimination écartée à tort", _ecartee, 0.02, moins=True),
    Mesure("envoyee_ailleurs", "  … lue comme une autre nature", _envoyee_ailleurs, moins=True),
    Mesure("role", "rôle juste", _role),
    Mesure("role_tu", "rôle non dit : rien d'affirmé", _role_tu),
    Mesure("danger_vu", "danger vu", _danger_vu, 0.99),
    Mesure("fausse_alerte", "danger : fausse alerte", _fausse_alerte, 0.02, moins=True),
    Mesure("recit_reconnu", "récit reconnu comme récit", _recit_reconnu),
    Mesure("question", "question reconnue", _question),
    Mesure("reponse", "question : bonne réponse", _reponse, 0.90),
    Mesure("jointe", "récit et question : bonne réponse", _jointe),
    Mesure("jointe_inventee", "  … question inventée", _jointe_inventee, moins=True),
    Mesure("hors_sujet", "hors sujet : pas pris pour un récit", _hors_sujet, 0.95),
)
