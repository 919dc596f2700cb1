"""The measures over a set of cases: shares, macro-F1, calibration, labels, confusions, ids of the errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from bot.evaluation import statistiques
from bot.evaluation.cas import Cas
from bot.evaluation.justesse import MESURES
from bot.evaluation.lecture import RECIT, VERDICTS
from bot.evaluation.statistiques import Booleens, Chiffre
from bot.labels import CRITERES, DOMAINES, NATURES

CAS_MIN: Final = 3
SOURCE_MIN: Final = 10
AUCUN: Final = "(aucun)"

# Measures that are not shares: title and goal, for the tables.
AUTRES: Final[Mapping[str, tuple[str, float | None, bool]]] = {
    "macro_f1": ("critère : macro-F1 (affirmés)", 0.80, False),
    "macro_f1_premier": ("critère : macro-F1 (le premier)", 0.80, False),
    "ece": ("calibration : écart moyen (ECE)", None, True),
}


def groupe(cas: Sequence[Cas]) -> dict[str, Chiffre]:
    """Return every measure of a group of cases, by id; null figures and n = 0 where no case is concerned."""
    sortie: dict[str, Chiffre] = {"textes": {"n": len(cas)}}
    for mesure in MESURES:
        valeurs = [v for v in map(mesure.juste, cas) if v is not None]
        sortie[mesure.id] = statistiques.part(valeurs)
    recits = _recits(cas)
    frequents = [c for c in CRITERES if sum(c in _attendus(r) for r in recits) >= CAS_MIN]
    sortie["macro_f1"] = statistiques.f1_moyen(*_affirmes(recits, frequents))
    sortie["macro_f1_premier"] = statistiques.f1_moyen(*_premiers(recits, frequents))
    sortie["ece"] = statistiques.ece(*_confiances(recits))
    return sortie


def groupes(cas: Sequence[Cas]) -> dict[str, Any]:
    """Return the measures of all cases, with and without doubtful labels, by file, register and source."""
    sources = _par(cas, lambda c: c.ligne.origine)
    return {
        "ensemble": groupe(cas),
        "sans_doute": groupe([c for c in cas if not c.ligne.doute]),
        "doute": groupe([c for c in cas if c.ligne.doute]),
        "par_fichier": {nom: groupe(g) for nom, g in _par(cas, lambda c: c.ligne.fichier).items()},
        "par_registre": {nom: groupe(g) for nom, g in _par(cas, lambda c: c.ligne.registre).items()},
        "par_source": {nom: groupe(g) for nom, g in sources.items() if len(g) >= SOURCE_MIN},
    }


def etiquettes(cas: Sequence[Cas]) -> dict[str, Any]:
    """Return precision, recall, F1 and counts of each label that is expected or given at least once.

    `criteres`: those stated; `criteres_premier`: the best one, as if only one could be right.
    """
    recits = _recits(cas)
    sortie: dict[str, Any] = {
        "criteres": _par_colonne(CRITERES, *_affirmes(recits, CRITERES)),
        "criteres_premier": _par_colonne(CRITERES, *_premiers(recits, CRITERES)),
    }
    domaines = [c for c in cas if c.ligne.domaine_dit]
    lus = [c.domaine if c.ligne.domaine else c.domaine_affirme for c in domaines]
    sortie["domaines"] = _un_seul(DOMAINES, [c.ligne.domaine for c in domaines], lus)
    natures = [c for c in cas if c.ligne.nature]
    sortie["natures"] = _un_seul(NATURES, [c.ligne.nature for c in natures], [c.nature for c in natures])
    lus = [c.verdict for c in cas if c.ligne.verdict]
    sortie["verdicts"] = _un_seul(VERDICTS, [c.ligne.verdict for c in cas if c.ligne.verdict], lus)
    return sortie


def calibration(cas: Sequence[Cas]) -> list[Chiffre]:
    """Return ten bins of the best critère's confidence over the stories where one was seen."""
    return statistiques.cases(*_confiances(_recits(cas)))


def confusions(cas: Sequence[Cas]) -> dict[str, dict[str, dict[str, int]]]:
    """Return expected → given → count, for natures, verdicts (→ natures), domaines and the best critère."""
    return {
        "nature": _croiser((c.ligne.nature, c.nature) for c in cas if c.ligne.nature),
        "verdict": _croiser((c.ligne.verdict, c.nature) for c in cas if c.ligne.verdict),
        "domaine": _croiser((c.ligne.domaine, c.domaine) for c in cas if c.ligne.domaine),
        "critere": _croiser((_reference(c), c.premier) for c in cas if c.ligne.criteres),
    }


def erreurs(cas: Sequence[Cas]) -> dict[str, list[str]]:
    """Return, by measure, « file:id » of the cases that are wrong; never their text."""
    # Where less is better, True is the error; None (not concerned) is neither.
    return {m.id: [f"{c.ligne.fichier}:{c.ligne.id}" for c in cas if m.juste(c) is m.moins] for m in MESURES}


def _recits(cas: Sequence[Cas]) -> list[Cas]:
    return [c for c in cas if c.ligne.genre == RECIT]


def _attendus(cas: Cas) -> tuple[str, ...]:
    return cas.ligne.criteres or ()


def _reference(cas: Cas) -> str | None:
    """Name the one critère to compare the best one with: itself when it is right, else the most central."""
    attendus = _attendus(cas)
    return cas.premier if cas.premier in attendus else attendus[0] if attendus else None


def _affirmes(recits: Sequence[Cas], noms: Sequence[str]) -> tuple[Booleens, Booleens]:
    return _matrice([_attendus(r) for r in recits], noms), _matrice([r.affirmes for r in recits], noms)


def _premiers(recits: Sequence[Cas], noms: Sequence[str]) -> tuple[Booleens, Booleens]:
    # Where no critère is expected, an unsure one is not an error: the assistant asks.
    donnes = [r.premier if _attendus(r) or r.affirmes else None for r in recits]
    return _matrice([(_reference(r),) for r in recits], noms), _matrice([(d,) for d in donnes], noms)


def _matrice(listes: Sequence[Sequence[str | None]], noms: Sequence[str]) -> Booleens:
    presents = [[nom in liste for nom in noms] for liste in listes]
    return np.array(presents, dtype=np.bool_).reshape(len(listes), len(noms))


def _par_colonne(noms: Sequence[str], vrai: Booleens, predit: Booleens) -> dict[str, Chiffre]:
    tous = {nom: statistiques.prf(vrai[:, i], predit[:, i]) for i, nom in enumerate(noms)}
    return {nom: chiffre for nom, chiffre in tous.items() if chiffre["cas"] or chiffre["donnes"]}


def _un_seul(noms: Sequence[str], attendus: Sequence[str | None], donnes: Sequence[str | None]) -> dict[str, Chiffre]:
    vrai, predit = _matrice([(a,) for a in attendus], noms), _matrice([(d,) for d in donnes], noms)
    return _par_colonne(noms, vrai, predit)


def _confiances(recits: Sequence[Cas]) -> tuple[list[float], list[bool]]:
    vus = [r for r in recits if r.ranges]
    return [r.ranges[0][1] for r in vus], [r.premier in _attendus(r) for r in vus]


def _par(cas: Sequence[Cas], cle: Callable[[Cas], str | None]) -> dict[str, list[Cas]]:
    sortie: dict[str, list[Cas]] = {}
    for c in cas:
        nom = cle(c)
        if nom is not None:
            sortie.setdefault(nom, []).append(c)
    return sortie


def _croiser(paires: Iterable[tuple[str | None, str | None]]) -> dict[str, dict[str, int]]:
    comptes = Counter((attendu or AUCUN, donne or AUCUN) for attendu, donne in paires)
    sortie: dict[str, dict[str, int]] = {}
    for (attendu, donne), n in sorted(comptes.items()):
        sortie.setdefault(attendu, {})[donne] = n
    return sortie
