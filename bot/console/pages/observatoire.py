"""The observatory: figures tied to nobody, small ones kept secret. Exports are written in the access log first."""

from __future__ import annotations

from urllib.parse import urlencode

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from bot.console.acces import Introuvable, page
from bot.console.rendu import rendre
from bot.equipe import ADMIN, JURISTE, OBSERVATOIRE, Compte
from bot.observatoire import graphique, periodes
from bot.observatoire.compter import CANAUX
from bot.observatoire.produire import Dossier, produire, publication
from bot.observatoire.publication import REGION
from bot.observatoire.tableaux import nom_demande, nom_periode, nom_territoire, territoires
from bot.store import acces

LECTEURS = (JURISTE, OBSERVATOIRE, ADMIN)
# Each with its type and its name in the access log.
EXPORTS = {"csv": ("text/csv; charset=utf-8", "observatoire_csv"), "pdf": ("application/pdf", "observatoire_pdf")}
PAR_DEFAUT = 4


@page("/observatoire", roles=LECTEURS, menu="observatoire")
async def observatoire(requete: Request, qui: Compte) -> Response:
    """The tables of a territory, a period and a channel."""
    base, faits = requete.app.state.base, requete.app.state.faits
    await run_sync(acces.noter, base, qui.id, "observatoire_lu")
    publiee = await run_sync(publication, base)
    choix = _choix(requete, publiee.trimestres, qui.territoires[0] if len(qui.territoires) == 1 else REGION)
    dossier = await run_sync(_dossier, requete, choix) if choix else None
    return rendre(
        requete,
        "observatoire.html",
        qui=qui,
        dossier=dossier,
        choix=choix,
        requete_export=urlencode(choix or {}),
        periode=nom_demande(dossier.demande) if dossier else "",
        ou=nom_territoire(dossier.demande.territoire, faits) if dossier else "",
        trimestres=[(t, nom_periode(t)) for t in publiee.trimestres],
        territoires=[(t, nom_territoire(t, faits), "/" in t) for t in territoires(publiee)],
        canaux=CANAUX,
        graphiques={t.axe for t in dossier.tableaux if len(t.colonnes) == 2 and graphique.barres(t)}
        if dossier
        else set(),
    )


@page("/observatoire/graphique/{axe}", roles=LECTEURS)
async def dessin(requete: Request, _qui: Compte) -> Response:
    """The bars of one table, as an image."""
    dossier = await _demande(requete)
    vu = next((t for t in dossier.tableaux if t.axe == requete.path_params["axe"]), None)
    svg = graphique.barres(vu) if vu else None
    if svg is None:
        raise Introuvable
    return Response(svg, media_type="image/svg+xml")


@page("/observatoire/export/{format}", roles=LECTEURS)
async def exporter(requete: Request, qui: Compte) -> Response:
    """The tables as a file for spreadsheets, or as a report to print."""
    sorte = requete.path_params["format"]
    if sorte not in EXPORTS:
        raise Introuvable
    sorte_de_fichier, action = EXPORTS[sorte]
    dossier = await _demande(requete)
    demande = dossier.demande
    objet = f"{demande.territoire}:{demande.trimestres[0]}:{demande.trimestres[-1]}"
    await run_sync(acces.noter, requete.app.state.base, qui.id, action, objet)
    contenu = await run_sync(dossier.csv if sorte == "csv" else dossier.pdf)
    nom = f"observatoire-{objet.replace('/', '-').replace(':', '-')}.{sorte}"
    return Response(
        contenu, media_type=sorte_de_fichier, headers={"Content-Disposition": f'attachment; filename="{nom}"'}
    )


async def _demande(requete: Request) -> Dossier:
    publiee = await run_sync(publication, requete.app.state.base)
    choix = _choix(requete, publiee.trimestres)
    if not choix:
        raise Introuvable
    return await run_sync(_dossier, requete, choix)


def _dossier(requete: Request, choix: dict[str, str]) -> Dossier:
    departement, _, siren = choix["territoire"].partition("/")
    try:
        return produire(
            requete.app.state.base,
            periodes.mois_de(choix["de"])[0],
            periodes.mois_de(choix["a"])[-1],
            None if departement == REGION else departement,
            siren or None,
            choix["canal"] or None,
        )
    except periodes.PeriodeInvalide as erreur:
        raise Introuvable from erreur


def _choix(requete: Request, trimestres: tuple[str, ...], sien: str = REGION) -> dict[str, str] | None:
    # What is not a published quarter is replaced by one; nobody sees an error for a filter.
    if not trimestres:
        return None
    demande = requete.query_params
    a = demande.get("a", "") if demande.get("a") in trimestres else trimestres[-1]
    possibles = [t for t in trimestres if t <= a]
    de = demande.get("de", "") if demande.get("de") in possibles else possibles[-PAR_DEFAUT:][0]
    canal = demande.get("canal", "")
    territoire = demande.get("territoire") or sien
    # Labels are crossed with the channel over the whole region only.
    return {
        "de": de,
        "a": a,
        "territoire": territoire,
        "canal": canal if canal in CANAUX and territoire == REGION else "",
    }
