"""Sentences proposed for the training data: whoever proposed one does not decide on it."""

from __future__ import annotations

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from bot.console.acces import Introuvable, page
from bot.console.rendu import rediriger, rendre
from bot.equipe import RELECTEUR, Compte
from bot.store import acces, comptes
from bot.store import exemples as phrases


@page("/exemples", roles=(RELECTEUR,), menu="exemples")
async def exemples(requete: Request, qui: Compte) -> Response:
    """Those to decide on first, then what became of the others."""
    base = requete.app.state.base
    await run_sync(acces.noter, base, qui.id, "exemples_lus")
    toutes = await run_sync(phrases.lister, base)
    noms = {c.id: c.nom for c in await run_sync(comptes.tous, base)}
    return rendre(requete, "exemples.html", qui=qui, etats=_par_etat(toutes), noms=noms)


@page("/exemples/{exemple}/decider", methods=("POST",), roles=(RELECTEUR,))
async def decider(requete: Request, qui: Compte) -> Response:
    """Accept or refuse a sentence that somebody else proposed."""
    base, exemple = requete.app.state.base, await _lu(requete)
    accepte = (await requete.form()).get("decision") == "oui"
    try:
        await run_sync(phrases.decider, base, qui.id, exemple.id, accepte)
    except phrases.MemePersonne:
        return rediriger(requete, "/exemples", "relire.meme_personne")
    except phrases.ExempleInconnu:
        return rediriger(requete, "/exemples", "relire.trop_tard")
    await run_sync(acces.noter, base, qui.id, "exemple_accepte" if accepte else "exemple_refuse", exemple.id)
    return rediriger(requete, "/exemples", "relire.decide_oui" if accepte else "relire.decide_non")


@page("/exemples/{exemple}/retirer", methods=("POST",), roles=(RELECTEUR,))
async def retirer(requete: Request, qui: Compte) -> Response:
    """Withdraw a sentence of one's own, as long as it was not exported."""
    base, exemple = requete.app.state.base, await _lu(requete)
    try:
        await run_sync(phrases.annuler, base, qui.id, exemple.id)
    except phrases.ExempleInconnu:
        return rediriger(requete, "/exemples", "relire.trop_tard")
    await run_sync(acces.noter, base, qui.id, "exemple_retire", exemple.id)
    return rediriger(requete, "/exemples", "relire.retiree")


async def _lu(requete: Request) -> phrases.Exemple:
    trouve = await run_sync(phrases.lire, requete.app.state.base, requete.path_params["exemple"])
    if trouve is None:
        raise Introuvable
    return trouve


def _par_etat(toutes: list[phrases.Exemple]) -> list[tuple[str, list[phrases.Exemple]]]:
    rangees: dict[str, list[phrases.Exemple]] = {etat: [] for etat in phrases.ETATS}
    for exemple in toutes:
        rangees[exemple.etat].append(exemple)
    return list(rangees.items())
