"""One's own account: a new password, and an end to one's other sessions."""

from __future__ import annotations

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from bot.console.acces import nom_cookie, page
from bot.console.pages.connexion import HACHAGES, PAR_COMPTE_ET_RESEAU
from bot.console.rendu import rediriger, rendre
from bot.equipe import ROLES_EQUIPE, Compte
from bot.privacy.mots_de_passe import MotDePasseRefuse
from bot.store import acces, comptes, sessions


@page("/compte", roles=ROLES_EQUIPE)
async def compte(requete: Request, qui: Compte) -> Response:
    """Who the console thinks one is, and the form to change one's password."""
    return rendre(requete, "compte.html", qui=qui, probleme=None)


@page("/compte", methods=("POST",), roles=ROLES_EQUIPE)
async def changer_mot_de_passe(requete: Request, qui: Compte) -> Response:
    """Change one's password, with the one in use; the other sessions end."""
    base = requete.app.state.base
    formulaire = await requete.form()
    actuel, neuf = str(formulaire.get("actuel", "")), str(formulaire.get("neuf", ""))
    # An open session that somebody else found must not become a way to try passwords.
    if not requete.app.state.limiteur.admet("mot_de_passe", qui.id, PAR_COMPTE_ET_RESEAU):
        return rendre(requete, "compte.html", qui=qui, statut=429, probleme="trop_d_essais")
    if not await run_sync(comptes.mot_de_passe_juste, base, qui.id, actuel, limiter=HACHAGES):
        return rendre(requete, "compte.html", qui=qui, statut=422, probleme="mot_inexact")
    if neuf != str(formulaire.get("encore", "")):
        return rendre(requete, "compte.html", qui=qui, statut=422, probleme="mot_different")
    try:
        jeton = requete.cookies[nom_cookie(requete)]
        await run_sync(comptes.changer_mot_de_passe, base, qui.id, neuf, jeton, limiter=HACHAGES)
    except MotDePasseRefuse as refus:
        return rendre(requete, "compte.html", qui=qui, statut=422, probleme=str(refus))
    await run_sync(acces.noter, base, qui.id, "mot_de_passe_change", qui.id)
    return rediriger(requete, "/compte", "equipe.mot_change")


@page("/compte/deconnecter", methods=("POST",), roles=ROLES_EQUIPE)
async def fermer_les_autres(requete: Request, qui: Compte) -> Response:
    """End one's sessions everywhere else."""
    base = requete.app.state.base
    await run_sync(sessions.fermer_partout, base, qui.id, requete.cookies[nom_cookie(requete)])
    await run_sync(acces.noter, base, qui.id, "compte_sessions", qui.id)
    return rediriger(requete, "/compte", "equipe.autres_fermees")
