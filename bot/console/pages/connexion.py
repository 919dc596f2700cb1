"""The door: login (identifier, password, code) and logout."""

from __future__ import annotations

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console import acces as portier
from bot.console.acces import page
from bot.console.rendu import rediriger, rendre
from bot.debits import Debit
from bot.equipe import ROLES_EQUIPE, Compte
from bot.store import acces, comptes, sessions

# Somebody who tries the passwords of one account is slowed there, from wherever; their own network sooner, so that
# they do not keep its owner out.
PAR_COMPTE = Debit(rafale=20, par_minute=0.5)
PAR_COMPTE_ET_RESEAU = Debit(rafale=5, par_minute=1)
PAR_RESEAU = Debit(rafale=30, par_minute=10)
# argon2 takes 64 MB each time.
HACHAGES = CapacityLimiter(2)


@page(portier.CHEMIN_CONNEXION, public=True)
async def connexion(requete: Request, qui: Compte | None) -> Response:
    """The login form; somebody who is in already goes on."""
    retour = chemin_sur(requete.query_params.get("retour", ""))
    if qui is not None:
        return RedirectResponse(retour, status_code=303)
    return _formulaire(requete, retour, "session_finie" if "finie" in requete.query_params else None)


@page(portier.CHEMIN_CONNEXION, methods=("POST",), public=True)
async def entrer(requete: Request, _qui: Compte | None) -> Response:
    """Check who this is; one answer for every mistake."""
    formulaire = await requete.form()
    identifiant = str(formulaire.get("identifiant", ""))[:200]
    retour = chemin_sur(str(formulaire.get("retour", "")))
    if not _admis(requete, identifiant):
        return _formulaire(requete, retour, "trop_d_essais", statut=429)
    base = requete.app.state.base
    reconnu = await run_sync(
        comptes.reconnaitre,
        base,
        identifiant,
        str(formulaire.get("mot_de_passe", "")),
        str(formulaire.get("code", ""))[:20],
        limiter=HACHAGES,
    )
    if reconnu is None:
        vise = await run_sync(comptes.par_identifiant, base, identifiant)
        await run_sync(acces.noter, base, vise.id if vise else acces.PERSONNE, "connexion_refusee")
        return _formulaire(requete, retour, "inexact", statut=401)
    await run_sync(acces.noter, base, reconnu.id, "connexion")
    reponse = RedirectResponse(retour, status_code=303)
    portier.poser_cookie(
        requete, reponse, portier.nom_cookie(requete), await run_sync(sessions.creer, base, reconnu.id)
    )
    portier.oter_cookie(requete, reponse, portier.nom_passage(requete))
    return reponse


@page("/deconnexion", methods=("POST",), roles=ROLES_EQUIPE)
async def sortir(requete: Request, qui: Compte) -> Response:
    """End this session, on the server too."""
    base = requete.app.state.base
    await run_sync(sessions.fermer, base, requete.cookies[portier.nom_cookie(requete)])
    await run_sync(acces.noter, base, qui.id, "deconnexion")
    reponse = rediriger(requete, portier.CHEMIN_CONNEXION, "console.deconnecte")
    portier.oter_cookie(requete, reponse, portier.nom_cookie(requete))
    reponse.headers["Clear-Site-Data"] = '"cache", "storage"'
    return reponse


def chemin_sur(brut: str) -> str:
    """Return the page to go on to: one of ours, never another site."""
    ours = brut.startswith("/") and not brut.startswith(("//", "/\\")) and brut.isprintable() and "\\" not in brut
    return brut if ours and len(brut) < 500 else "/"


def _admis(requete: Request, identifiant: str) -> bool:
    limiteur = requete.app.state.limiteur
    reseau = limiteur.reseau(requete.client.host if requete.client else "")
    compte = limiteur.reseau(identifiant.strip().lower())
    return (
        limiteur.admet("reseau", reseau, PAR_RESEAU)
        and limiteur.admet("compte_reseau", f"{compte}{reseau}", PAR_COMPTE_ET_RESEAU)
        and limiteur.admet("compte", compte, PAR_COMPTE)
    )


def _formulaire(requete: Request, retour: str, probleme: str | None, statut: int = 200) -> Response:
    sans_https = portier.est_sur(requete) and requete.url.scheme != "https"
    return rendre(requete, "connexion.html", statut=statut, retour=retour, probleme=probleme, sans_https=sans_https)
