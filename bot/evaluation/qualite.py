"""The quality sheet, docs/qualite.md: what the understanding is worth, for a juriste to read. No text is ever quoted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from bot.evaluation.justesse import MESURES
from bot.evaluation.mesures import AUTRES
from bot.evaluation.statistiques import Chiffre
from bot.evaluation.tableau import VIDE, nombre

PIRES: Final = 12
DESSIN: Final = "images/calibration.svg"
LARGEUR_BARRE: Final = 20
PERTURBATIONS: Final = {
    "tel_quel": "tels quels",
    "sans_accents": "sans accents",
    "sans_ponctuation": "sans ponctuation ni capitales",
    "sms": "en style SMS",
    "fautes": "une lettre sur dix mal tapée",
}
_TITRES: Final = {m.id: m.titre.strip() for m in MESURES} | {nom: a[0] for nom, a in AUTRES.items()}
_BUTS: Final = {m.id: (m.but, m.moins) for m in MESURES} | {nom: (a[1], a[2]) for nom, a in AUTRES.items()}


def fiche(
    resultat: Mapping[str, Any],
    le: date,
    empreinte: str,
    exemples: int,
    robustesse: Mapping[str, Mapping[str, Chiffre]] | None = None,
    croisee: Mapping[str, Chiffre] | None = None,
) -> str:
    """Return the sheet in Markdown from the figures of `mesurer`, of `robustesse` and of cross-validation."""
    parties = [
        _tete(resultat, le, empreinte, exemples),
        _ensemble(resultat["groupes"]["ensemble"]),
        _etiquettes("Par critère", resultat["etiquettes"]["criteres_premier"], "critère lu en premier"),
        _etiquettes("Par domaine", resultat["etiquettes"]["domaines"], "domaine"),
        _etiquettes("Par nature", resultat["etiquettes"]["natures"], "nature"),
        _etiquettes("Par verdict (d'après la nature lue)", resultat["etiquettes"]["verdicts"], "verdict"),
        _calibration(resultat["calibration"]),
        _erreurs(resultat["confusions"]),
        _registres(resultat["groupes"]["par_registre"]),
        _robustesse(robustesse) if robustesse else "",
        _croisee(croisee) if croisee else "",
    ]
    return "\n\n".join(p for p in parties if p) + "\n"


def _pour_cent(valeur: float | None) -> str:
    return VIDE if valeur is None else f"{nombre(100 * valeur, 1)} %"


def _figure(nom: str, valeur: float | None) -> str:
    return nombre(valeur, 2) if nom in AUTRES else _pour_cent(valeur)


def _tableau(entetes: Sequence[str], lignes: Sequence[Sequence[str]]) -> str:
    separation = ["---"] + ["---:"] * (len(entetes) - 1)
    return "\n".join("| " + " | ".join(ligne) + " |" for ligne in [entetes, separation, *lignes])


def _tete(resultat: Mapping[str, Any], le: date, empreinte: str, exemples: int) -> str:
    fichiers = ", ".join(f"{nom} ({g['textes']['n']})" for nom, g in resultat["groupes"]["par_fichier"].items())
    return (
        "# Qualité de la compréhension\n\n"
        "Fiche refaite par `make evaluate` ; ne pas la corriger à la main. Aucun texte n'y est cité.\n\n"
        f"- Mesurée le {le.day:02d}/{le.month:02d}/{le.year}, modèle `{empreinte[:12]}`, {exemples} exemples "
        "d'apprentissage.\n"
        f"- {resultat['textes']} textes jamais appris : {fichiers}.\n"
        "- « Affirmer », c'est dire un critère sans demander. En dessous de "
        f"{nombre(resultat['seuil_affirmer'], 2)} de confiance, l'assistant propose et la personne choisit.\n"
        "- L'intervalle à 95 % dit ce que le hasard du tirage des textes peut changer : avec peu de cas, il est large."
    )


def _ensemble(groupe: Mapping[str, Chiffre]) -> str:
    lignes = []
    for nom, titre in _TITRES.items():
        c = groupe.get(nom)
        if not c or not c["n"]:
            continue
        but, moins = _BUTS[nom]
        atteint = ""
        if but is not None and c["valeur"] is not None:
            atteint = "oui" if (c["valeur"] <= but if moins else c["valeur"] >= but) else "**non**"
        ecrit = "" if but is None else ("≤ " if moins else "≥ ") + _figure(nom, but)
        entre = VIDE if c["valeur"] is None else f"{_figure(nom, c['bas'])} à {_figure(nom, c['haut'])}"
        lignes.append([titre, _figure(nom, c["valeur"]), entre, str(c["n"]), ecrit, atteint])
    return "## En un coup d'œil\n\n" + _tableau(["mesure", "résultat", "95 %", "cas", "but", "atteint"], lignes)


def _etiquettes(titre: str, lignes: Mapping[str, Chiffre], quoi: str) -> str:
    if not lignes:
        return ""
    rangs = [
        [f"`{nom}`", str(c["cas"]), str(c["donnes"]), *(nombre(c[k], 2) for k in ("precision", "rappel", "f1"))]
        for nom, c in sorted(lignes.items(), key=lambda p: (-p[1]["cas"], p[0]))
    ]
    return f"## {titre}\n\n" + _tableau([quoi, "cas", "lus", "précision", "rappel", "F1"], rangs)


def _calibration(cases: Sequence[Chiffre]) -> str:
    lignes = [
        [
            f"{100 * c['de']:.0f} à {100 * c['a']:.0f} %",
            str(c["n"]),
            _pour_cent(c["confiance"]),
            _pour_cent(c["juste"]),
            "`"
            + "█" * round(LARGEUR_BARRE * c["juste"])
            + "░" * (LARGEUR_BARRE - round(LARGEUR_BARRE * c["juste"]))
            + "`",
        ]
        for c in cases
        if c["n"]
    ]
    if not lignes:
        return ""
    return (
        "## Confiance annoncée, justesse constatée\n\n"
        "Les deux colonnes devraient se suivre : à 80 % de confiance, juste huit fois sur dix.\n\n"
        f"![Confiance annoncée et justesse constatée]({DESSIN})\n\n"
        + _tableau(["confiance du premier critère", "cas", "annoncée", "juste", ""], lignes)
    )


def _erreurs(confusions: Mapping[str, Mapping[str, Mapping[str, int]]]) -> str:
    """List the commonest confusions by kind."""
    parties = []
    for nom, titre in (("critere", "critère"), ("domaine", "domaine"), ("nature", "nature"), ("verdict", "verdict")):
        comptes = Counter(
            {(a, lu): n for a, ligne in confusions.get(nom, {}).items() for lu, n in ligne.items() if a != lu}
        )
        pires = [[f"`{a}`", f"`{lu}`", str(n)] for (a, lu), n in comptes.most_common(PIRES) if nom != "verdict"]
        if pires:
            parties.append(_tableau([f"{titre} attendu", "lu", "fois"], pires))
    return "## Les erreurs les plus fréquentes, par sorte\n\n" + "\n\n".join(parties) if parties else ""


def _registres(groupes: Mapping[str, Mapping[str, Chiffre]]) -> str:
    if len(groupes) < 2:
        return ""
    possibles = ("critere_premier", "domaine", "affirme_premier_juste", "verdict", "nature")
    suivies = [s for s in possibles if any(g[s]["n"] for g in groupes.values())]
    lignes = [
        [nom, str(g["textes"]["n"]), *(f"{_pour_cent(g[s]['valeur'])} ({g[s]['n']})" for s in suivies)]
        for nom, g in sorted(groupes.items())
    ]
    return "## Par manière d'écrire\n\n" + _tableau(["registre", "textes", *(_TITRES[s] for s in suivies)], lignes)


def _robustesse(mesures: Mapping[str, Mapping[str, Chiffre]]) -> str:
    suivies = [s for s in next(iter(mesures.values())) if any(m[s]["n"] for m in mesures.values())]
    lignes = [[PERTURBATIONS[nom], *(_pour_cent(m[s]["valeur"]) for s in suivies)] for nom, m in mesures.items()]
    return "## Les mêmes textes, abîmés\n\n" + _tableau(["textes", *(_TITRES[s] for s in suivies)], lignes)


def _croisee(groupe: Mapping[str, Chiffre]) -> str:
    suivies = ("critere_premier", "critere_deux_premiers", "affirme_premier_juste", "couverture", "domaine", "nature")
    lignes = [[_TITRES[s], _pour_cent(groupe[s]["valeur"]), str(groupe[s]["n"])] for s in suivies if groupe[s]["n"]]
    return (
        "## À part : validation croisée sur les textes d'apprentissage\n\n"
        "Ces textes sont écrits par les mêmes plumes que ceux qui ont servi à apprendre : **ce n'est pas la qualité "
        "réelle**, seulement un moyen de voir d'une version à l'autre si quelque chose s'est cassé.\n\n"
        + _tableau(["mesure", "résultat", "cas"], lignes)
    )
