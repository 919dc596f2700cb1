"""The figures as tables for a terminal of 110 columns, in French."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.evaluation.justesse import MESURES
from bot.evaluation.mesures import AUTRES
from bot.evaluation.statistiques import Chiffre

LARGEUR: Final = 110
GROUPES_PAR_TABLEAU: Final = 3
# The table by source keeps to what fits on one line each.
PAR_SOURCE: Final = (
    ("critere_premier", "1er crit."),
    ("critere_deux_premiers", "2 prem."),
    ("domaine", "Domaine"),
    ("verdict", "Verdict"),
    ("nature", "Nature"),
    ("question", "Question"),
    ("hors_sujet", "Hors sujet"),
)
# A longer name would squeeze the figures beside it.
SOURCE_LARGEUR: Final = 22
VIDE: Final = "–"
# Measures in the order of the tables: id -> (title, goal, less is better).
_LIGNES: Final[dict[str, tuple[str, float | None, bool]]] = {}
for _m in MESURES:
    _LIGNES[_m.id] = (_m.titre, _m.but, _m.moins)
    if _m.id == "critere_exact":
        _LIGNES.update({k: v for k, v in AUTRES.items() if k.startswith("macro")})
    if _m.id == "affirme_tout_juste":
        _LIGNES["ece"] = AUTRES["ece"]


def rendre(resultat: Mapping[str, Any]) -> str:
    """Return the tables of a result of `mesurer` as plain text."""
    sortie = io.StringIO()
    console = Console(width=LARGEUR, file=sortie, color_system=None, highlight=False, emoji=False, markup=False)
    groupes, debit = resultat["groupes"], resultat["debit"]
    rythme = nombre(debit["textes_par_seconde"], 0)
    console.print(f"{resultat['textes']} textes, {rythme} textes par seconde.")
    console.print(_ensemble(groupes))
    for titre, nom in (("Par fichier", "par_fichier"), ("Par registre", "par_registre")):
        for tableau in _par_groupe(titre, groupes[nom]):
            console.print(tableau)
    if groupes["par_source"]:
        console.print(_par_source(groupes["par_source"]))
    etiquettes = resultat["etiquettes"]
    if etiquettes["criteres"] or etiquettes["criteres_premier"]:
        console.print(_criteres(etiquettes["criteres"], etiquettes["criteres_premier"]))
    for titre, nom in (("Domaines", "domaines"), ("Natures", "natures"), ("Verdicts", "verdicts")):
        if etiquettes[nom]:
            console.print(_etiquettes(titre, etiquettes[nom]))
    for titre, nom in (("Nature attendue → lue", "nature"), ("Verdict attendu → nature lue", "verdict")):
        if resultat["confusions"][nom]:
            console.print(_confusion(titre, resultat["confusions"][nom]))
    if any(case["n"] for case in resultat["calibration"]):
        console.print(_calibration(resultat["calibration"]))
    console.print(_legende(resultat))
    for message in resultat["avertissements"]:
        console.print(f"Attention, {message}")
    if resultat["sujets_inconnus"]:
        console.print("Sans réponse dans bot/evaluation/sujets.yml : " + ", ".join(resultat["sujets_inconnus"]))
    return "\n".join(ligne.rstrip() for ligne in sortie.getvalue().splitlines())


def nombre(valeur: float | None, decimales: int) -> str:
    """Write a number the French way; a missing one is a dash."""
    return VIDE if valeur is None else f"{valeur:.{decimales}f}".replace(".", ",")


def _valeur(nom: str, valeur: float | None, signe: str = " %") -> str:
    if valeur is None:
        return VIDE
    return nombre(valeur, 3) if nom in AUTRES else nombre(100 * valeur, 1) + signe


def _avec_cas(nom: str, chiffre: Chiffre) -> str:
    return f"{_valeur(nom, chiffre['valeur'], '')} ({chiffre['n']})" if chiffre["n"] else ""


def _intervalle(nom: str, chiffre: Chiffre) -> str:
    if chiffre["valeur"] is None:
        return VIDE
    return f"{_valeur(nom, chiffre['bas'], '')}-{_valeur(nom, chiffre['haut'], '')}"


def _but(nom: str, chiffre: Chiffre) -> str:
    """Write the goal and whether the figure reaches it (not whether the interval does)."""
    _, but, moins = _LIGNES[nom]
    if but is None:
        return ""
    ecrit = ("≤ " if moins else "≥ ") + (nombre(but, 2) if nom in AUTRES else f"{100 * but:.0f} %")
    valeur = chiffre["valeur"]
    if valeur is None:
        return ecrit
    return ecrit + (" oui" if (valeur <= but if moins else valeur >= but) else " non")


def ecart(nom: str, avant: Chiffre, apres: Chiffre) -> tuple[str, ...] | None:
    """Return a row « title, before, after, difference, cases » for a measure; None when no case is concerned."""
    if nom not in _LIGNES or not avant["n"] and not apres["n"]:
        return None
    valeurs = (avant["valeur"], apres["valeur"])
    difference = VIDE
    if None not in valeurs:
        difference = nombre(
            (apres["valeur"] - avant["valeur"]) * (1 if nom in AUTRES else 100), 3 if nom in AUTRES else 1
        )
        difference = difference if difference.startswith("-") or not difference.strip("0,") else f"+{difference}"
    return _LIGNES[nom][0], *(_valeur(nom, v) for v in valeurs), difference, str(apres["n"])


def vide(titre: str, *colonnes: str) -> Table:
    """Return an empty table with its title and its columns."""
    tableau = Table(title=titre, title_justify="left", title_style="", box=SIMPLE_HEAD, pad_edge=False)
    for i, colonne in enumerate(colonnes):
        # One line a row: a table that wraps is hard to read across.
        tableau.add_column(Text(colonne), justify="left" if i == 0 else "right", no_wrap=True)
    return tableau


def _ensemble(groupes: Mapping[str, Any]) -> Table:
    tableau = vide("Ensemble", "Mesure", "Résultat", "95 %", "Cas", "But", "Sans doute", "Doute")
    for nom, (titre, _, _) in _LIGNES.items():
        chiffre = groupes["ensemble"][nom]
        if chiffre["n"]:
            cotes = [_avec_cas(nom, groupes[g][nom]) for g in ("sans_doute", "doute")]
            resultat, entre = _valeur(nom, chiffre["valeur"]), _intervalle(nom, chiffre)
            tableau.add_row(titre, resultat, entre, str(chiffre["n"]), _but(nom, chiffre), *cotes)
    return tableau


def _par_groupe(titre: str, groupes: Mapping[str, Mapping[str, Chiffre]]) -> list[Table]:
    noms = list(groupes)
    sortie = []
    for debut in range(0, len(noms), GROUPES_PAR_TABLEAU):
        choisis = noms[debut : debut + GROUPES_PAR_TABLEAU]
        tableau = vide(titre + (" (suite)" if debut else ""), "Mesure", *choisis)
        for nom, (intitule, _, _) in _LIGNES.items():
            chiffres = [groupes[g][nom] for g in choisis]
            if any(c["n"] for c in chiffres):
                tableau.add_row(intitule, *[_cellule(nom, c) for c in chiffres])
        sortie.append(tableau)
    return sortie


def _par_source(groupes: Mapping[str, Mapping[str, Chiffre]]) -> Table:
    """List the sources of ten rows or more: a model may please one press site and fail people."""
    gardees = [(nom, titre) for nom, titre in PAR_SOURCE if any(g[nom]["n"] for g in groupes.values())]
    tableau = vide("Par source (en %, cas entre parenthèses)", "Source", "Textes", *(titre for _, titre in gardees))
    for source, g in sorted(groupes.items(), key=lambda paire: (-paire[1]["textes"]["n"], paire[0])):
        court = source if len(source) <= SOURCE_LARGEUR else source[: SOURCE_LARGEUR - 1] + "…"
        tableau.add_row(court, str(g["textes"]["n"]), *(_avec_cas(nom, g[nom]) for nom, _ in gardees))
    return tableau


def _cellule(nom: str, c: Chiffre) -> str:
    if not c["n"] or c["valeur"] is None:
        return ""
    if nom in AUTRES:
        return f"{nombre(c['valeur'], 2)} [{nombre(c['bas'], 2)}-{nombre(c['haut'], 2)}] {c['n']:>3}"
    return f"{nombre(100 * c['valeur'], 1)} [{100 * c['bas']:.0f}-{100 * c['haut']:.0f}] {c['n']:>3}"


def _prf(c: Chiffre | None) -> list[str]:
    if c is None:
        return [VIDE] * 4
    return [str(c["donnes"]), *(nombre(c[k], 2) for k in ("precision", "rappel", "f1"))]


def _criteres(affirmes: Mapping[str, Chiffre], premiers: Mapping[str, Chiffre]) -> Table:
    colonnes = ("Affirmés", "Préc.", "Rappel", "F1", "En premier", "Préc.", "Rappel", "F1")
    tableau = vide("Critères", "Critère", "Cas", *colonnes)
    for nom in sorted({*affirmes, *premiers}, key=lambda n: (-(affirmes.get(n) or premiers[n])["cas"], n)):
        cas = affirmes[nom]["cas"] if nom in affirmes else 0
        tableau.add_row(nom, str(cas), *_prf(affirmes.get(nom)), *_prf(premiers.get(nom)))
    return tableau


def _etiquettes(titre: str, lignes: Mapping[str, Chiffre]) -> Table:
    tableau = vide(titre, "Étiquette", "Cas", "Donnés", "Préc.", "Rappel", "F1")
    for nom, c in sorted(lignes.items(), key=lambda paire: (-paire[1]["cas"], paire[0])):
        tableau.add_row(nom, str(c["cas"]), *_prf(c))
    return tableau


def _confusion(titre: str, lignes: Mapping[str, Mapping[str, int]]) -> Table:
    lus = sorted({lu for ligne in lignes.values() for lu in ligne})
    tableau = vide(titre, "Attendu", *lus)
    for attendu, ligne in lignes.items():
        tableau.add_row(attendu, *[str(ligne.get(lu, 0)) for lu in lus])
    return tableau


def _calibration(cases: Sequence[Chiffre]) -> Table:
    tableau = vide("Calibration : le premier critère", "Confiance", "Cas", "Confiance moyenne", "Juste")
    for c in cases:
        if c["n"]:
            moyennes = (_valeur("", c["confiance"]), _valeur("", c["juste"]))
            tableau.add_row(f"{100 * c['de']:.0f} à {100 * c['a']:.0f} %", str(c["n"]), *moyennes)
    return tableau


def _legende(resultat: Mapping[str, Any]) -> str:
    seuil, tirages = nombre(resultat["seuil_affirmer"], 2), resultat["tirages"]
    return (
        f"Affirmer : confiance d'au moins {seuil}. « Doute » : l'annotateur a hésité. "
        "Par fichier et par registre : résultat [intervalle] cas.\n"
        f"Intervalles à 95 % par rééchantillonnage ({tirages} tirages) ; quand tous les cas sont pareils, "
        "l'intervalle est un point et ne dit rien de ceux qu'on n'a pas vus.\n"
        f"Macro-F1 : étiquettes d'au moins {resultat['cas_min_macro_f1']} cas. "
        "« Le premier » : un seul critère compte par récit."
    )
