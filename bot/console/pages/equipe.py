"""The people: who may enter, with what role and territories. For the administration, which reads no story."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from anyio.to_thread import run_sync
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bot import qr
from bot.console.acces import Introuvable, page
from bot.console.rendu import rediriger, rendre
from bot.equipe import ADMIN, ROLES_EQUIPE, Compte, CompteInvalide
from bot.labels import DEPARTEMENTS
from bot.privacy import mots_de_passe
from bot.store import acces, comptes, sessions
from bot.store.session import Base


@page("/equipe", roles=(ADMIN,), menu="equipe")
async def equipe(requete: Request, qui: Compte) -> Response:
    """Everybody, and the form to add somebody."""
    return await _liste(requete, qui)


@page("/equipe", methods=("POST",), roles=(ADMIN,))
async def ajouter(requete: Request, qui: Compte) -> Response:
    """Add somebody; their password and second factor are shown once."""
    formulaire = await requete.form()
    base = requete.app.state.base
    mot = mots_de_passe.mot_de_passe_neuf()
    champs = _champs(formulaire)
    identifiant = str(formulaire.get("identifiant", ""))
    try:
        compte, secret = await run_sync(
            comptes.creer, base, identifiant, champs["nom"], champs["role"], champs["territoires"], mot
        )
    except (CompteInvalide, mots_de_passe.MotDePasseRefuse) as refus:
        return await _liste(requete, qui, 422, probleme=str(refus), saisie={"identifiant": identifiant, **champs})
    await run_sync(acces.noter, base, qui.id, "compte_ajoute", compte)
    return _secrets(requete, qui, await _personne(base, compte), mot, secret)


@page("/equipe/{compte}", roles=(ADMIN,))
async def fiche(requete: Request, qui: Compte) -> Response:
    """One person: change, renew, close."""
    return await _fiche(requete, qui)


@page("/equipe/{compte}", methods=("POST",), roles=(ADMIN,))
async def modifier(requete: Request, qui: Compte) -> Response:
    """Change the name, role and territories of somebody."""
    base, vise = requete.app.state.base, await _visee(requete)
    champs = _champs(await requete.form())
    if vise.id == qui.id and champs["role"] != qui.role:
        return await _fiche(requete, qui, 422, probleme="soi_meme", saisie=champs)
    try:
        await run_sync(comptes.modifier, base, vise.id, champs["nom"], champs["role"], champs["territoires"])
    except CompteInvalide as refus:
        return await _fiche(requete, qui, 422, probleme=str(refus), saisie=champs)
    await run_sync(acces.noter, base, qui.id, "compte_modifie", vise.id)
    return rediriger(requete, f"/equipe/{vise.id}", "equipe.modifie")


@page("/equipe/{compte}/desactiver", methods=("POST",), roles=(ADMIN,))
async def desactiver(requete: Request, qui: Compte) -> Response:
    """Keep somebody out, at once."""
    base, vise = requete.app.state.base, await _visee(requete)
    if vise.id == qui.id:
        return await _fiche(requete, qui, 422, probleme="soi_meme")
    try:
        await run_sync(comptes.activer, base, vise.id, False)
    except CompteInvalide as refus:
        return await _fiche(requete, qui, 422, probleme=str(refus))
    await run_sync(acces.noter, base, qui.id, "compte_desactive", vise.id)
    return rediriger(requete, f"/equipe/{vise.id}", "equipe.desactive")


@page("/equipe/{compte}/reactiver", methods=("POST",), roles=(ADMIN,))
async def reactiver(requete: Request, qui: Compte) -> Response:
    """Let somebody in again."""
    base, vise = requete.app.state.base, await _visee(requete)
    await run_sync(comptes.activer, base, vise.id, True)
    await run_sync(acces.noter, base, qui.id, "compte_reactive", vise.id)
    return rediriger(requete, f"/equipe/{vise.id}", "equipe.reactive")


@page("/equipe/{compte}/deconnecter", methods=("POST",), roles=(ADMIN,))
async def deconnecter(requete: Request, qui: Compte) -> Response:
    """End every session of somebody (a tablet lost, a computer left open)."""
    base, vise = requete.app.state.base, await _visee(requete)
    await run_sync(sessions.fermer_partout, base, vise.id)
    await run_sync(acces.noter, base, qui.id, "compte_sessions", vise.id)
    return rediriger(requete, f"/equipe/{vise.id}", "equipe.deconnecte")


@page("/equipe/{compte}/mot-de-passe", methods=("POST",), roles=(ADMIN,))
async def renouveler_mot_de_passe(requete: Request, qui: Compte) -> Response:
    """Give somebody a new password, shown once."""
    base, vise = requete.app.state.base, await _visee(requete)
    mot = mots_de_passe.mot_de_passe_neuf()
    await run_sync(comptes.changer_mot_de_passe, base, vise.id, mot)
    await run_sync(acces.noter, base, qui.id, "compte_mot_de_passe", vise.id)
    return _secrets(requete, qui, vise, mot, None)


@page("/equipe/{compte}/totp", methods=("POST",), roles=(ADMIN,))
async def renouveler_totp(requete: Request, qui: Compte) -> Response:
    """Give somebody a new second factor (their phone is lost), shown once."""
    base, vise = requete.app.state.base, await _visee(requete)
    secret = await run_sync(comptes.changer_totp, base, vise.id)
    await run_sync(acces.noter, base, qui.id, "compte_totp", vise.id)
    return _secrets(requete, qui, vise, None, secret)


def _champs(formulaire: FormData) -> dict[str, Any]:
    return {
        "nom": str(formulaire.get("nom", "")),
        "role": str(formulaire.get("role", "")),
        "territoires": tuple(str(t) for t in formulaire.getlist("territoires")),
    }


async def _personne(base: Base, identifiant: str) -> Compte:
    trouvee = await run_sync(comptes.trouver, base, identifiant)
    if trouvee is None:
        raise Introuvable
    return trouvee


async def _visee(requete: Request) -> Compte:
    return await _personne(requete.app.state.base, requete.path_params["compte"])


async def _liste(
    requete: Request, qui: Compte, statut: int = 200, probleme: str | None = None, saisie: dict[str, Any] | None = None
) -> Response:
    base = requete.app.state.base
    return rendre(
        requete,
        "equipe.html",
        qui=qui,
        statut=statut,
        personnes=await run_sync(comptes.tous, base),
        ouvertes=await run_sync(sessions.ouvertes, base),
        roles=ROLES_EQUIPE,
        departements=DEPARTEMENTS,
        probleme=probleme,
        saisie=saisie or {"identifiant": "", "nom": "", "role": "", "territoires": ()},
    )


async def _fiche(
    requete: Request, qui: Compte, statut: int = 200, probleme: str | None = None, saisie: dict[str, Any] | None = None
) -> Response:
    vise = await _visee(requete)
    vues = await run_sync(sessions.ouvertes, requete.app.state.base)
    return rendre(
        requete,
        "equipe_fiche.html",
        qui=qui,
        statut=statut,
        personne=vise,
        vu_le=vues.get(vise.id),
        roles=ROLES_EQUIPE,
        departements=DEPARTEMENTS,
        probleme=probleme,
        saisie=saisie or {"nom": vise.nom, "role": vise.role, "territoires": vise.territoires},
    )


def _secrets(requete: Request, qui: Compte, personne: Compte, mot: str | None, secret: str | None) -> Response:
    cle = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)) if secret else None
    adresse = mots_de_passe.adresse_totp(secret, personne.identifiant) if secret else None
    dessin = "data:image/svg+xml;base64," + b64encode(qr.en_svg(adresse).encode()).decode() if adresse else None
    return rendre(requete, "equipe_secrets.html", qui=qui, personne=personne, mot=mot, cle=cle, dessin=dessin)
