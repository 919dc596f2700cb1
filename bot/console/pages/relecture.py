"""Review: masked messages to read again, the least sure first; a correction, and the next one, in a few keys."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from anyio.to_thread import run_sync
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console import recherche
from bot.console.acces import Introuvable, page
from bot.console.rendu import rediriger, rendre
from bot.console.surligner import mots_de, segments
from bot.equipe import RELECTEUR, Compte
from bot.labels import CRITERES, DANGERS, DOMAINES, NATURES, ROLES
from bot.relecture import AUCUN, INTENTS, EtiquetteInvalide, Etiquettes
from bot.relecture.etiquettes import RECITS
from bot.store import acces, copies, exemples
from bot.store.copies import Copie
from bot.store.exemples import ExempleRefuse

PAR_PAGE = 40
VOISINES = 20
CHOIX: dict[str, Any] = {
    "intents": INTENTS,
    "natures": NATURES,
    "criteres": CRITERES,
    "domaines": DOMAINES,
    "roles": ROLES,
    "dangers": DANGERS,
    "aucun": AUCUN,
    "recits": RECITS,
}


@page("/relecture", roles=(RELECTEUR,), menu="relecture")
async def relecture(requete: Request, qui: Compte) -> Response:
    """Search among the masked copies, and how many nobody has read."""
    base = requete.app.state.base
    filtres, compris = recherche.lire(requete.query_params, qui.territoires)
    await run_sync(acces.noter, base, qui.id, "relecture_cherchee")
    trouvees = await run_sync(
        copies.chercher, base, filtres, PAR_PAGE, recherche.place(requete.query_params.get("apres", ""))
    )
    suite = urlencode({**compris, "apres": str(trouvees.suite)}) if trouvees.suite else None
    a_relire = await run_sync(copies.nombre_a_relire, base)
    return rendre(
        requete,
        "relecture.html",
        qui=qui,
        page=trouvees,
        compris=compris,
        suite=suite,
        a_relire=a_relire,
        listes=recherche.LISTES,
    )


@page("/relecture/suivante", roles=(RELECTEUR,))
async def suivante(requete: Request, qui: Compte) -> Response:
    """Go to the copy that is most useful to read now."""
    return await _suivante(requete, qui, None)


@page("/relecture/{conversation}/{rang}", roles=(RELECTEUR,))
async def copie(requete: Request, qui: Compte) -> Response:
    """One copy: what was written (masked), what the machine read and why, what to say of it."""
    return await _montrer(requete, qui)


@page("/relecture/{conversation}/{rang}", methods=("POST",), roles=(RELECTEUR,))
async def corriger(requete: Request, qui: Compte) -> Response:
    """Keep a correction (or « right as it is »), and go to the next copy; or take it back."""
    base, lue = requete.app.state.base, await _lue(requete, qui)
    formulaire = await requete.form()
    geste = formulaire.get("geste")
    try:
        correction = {"annuler": None, "juste": Etiquettes()}.get(str(geste), _dites(formulaire, lue))
    except EtiquetteInvalide as invalide:
        return await _montrer(requete, qui, 422, probleme="etiquettes", champ=invalide.champ)
    await run_sync(copies.corriger, base, qui.id, lue.conversation, lue.rang, correction, qui.territoires)
    action = "copie_rouverte" if correction is None else "copie_corrigee"
    await run_sync(acces.noter, base, qui.id, action, f"{lue.conversation}:{lue.rang}")
    if correction is None:
        return rediriger(requete, _chemin(lue), "relire.relue_annulee")
    return await _suivante(requete, qui, "relue_juste" if geste == "juste" else "relue_corrigee")


@page("/relecture/{conversation}/{rang}/exemple", methods=("POST",), roles=(RELECTEUR,))
async def proposer(requete: Request, qui: Compte) -> Response:
    """Propose a reworded sentence, with the labels to believe of this copy, for the training data."""
    base, lue = requete.app.state.base, await _lue(requete, qui)
    phrase = str((await requete.form()).get("phrase", ""))
    d_apres = (lue.conversation, lue.rang)
    try:
        propose = await run_sync(lambda: exemples.proposer(
            base, qui.id, phrase, lue.retenues, d_apres=d_apres, territoires=qui.territoires
        ))  # fmt: skip
    except ExempleRefuse as refus:
        return await _montrer(requete, qui, 422, refus=refus.raison, phrase=phrase)
    except EtiquetteInvalide as invalide:
        return await _montrer(requete, qui, 422, refus="etiquettes", phrase=phrase, champ=invalide.champ)
    await run_sync(acces.noter, base, qui.id, "exemple_propose", propose.id)
    return rediriger(requete, _chemin(lue), "relire.propose")


async def _lue(requete: Request, qui: Compte) -> Copie:
    rang = requete.path_params["rang"]
    if not (rang.isascii() and rang.isdigit() and len(rang) < 10):
        raise Introuvable
    trouvee = await run_sync(
        copies.lire, requete.app.state.base, requete.path_params["conversation"], int(rang), qui.territoires
    )
    if trouvee is None:
        raise Introuvable
    return trouvee


async def _montrer(requete: Request, qui: Compte, statut: int = 200, **dits: Any) -> Response:
    base, lue = requete.app.state.base, await _lue(requete, qui)
    await run_sync(acces.noter, base, qui.id, "copie_lue", f"{lue.conversation}:{lue.rang}")
    voisines = await run_sync(copies.de_la_conversation, base, lue.conversation, VOISINES, qui.territoires)
    valeurs: dict[str, Any] = {"probleme": None, "refus": None, "phrase": "", "champ": None, **dits}
    morceaux = segments(lue.texte, mots_de(dict(lue.analyse)))
    return rendre(
        requete, "copie.html", qui, statut, copie=lue, morceaux=morceaux, voisines=voisines, **CHOIX, **valeurs
    )


async def _suivante(requete: Request, qui: Compte, annonce: str | None) -> Response:
    base = requete.app.state.base
    trouvees = await run_sync(copies.suivantes, base, 1, qui.territoires)
    if not trouvees:
        return rediriger(requete, "/relecture", "relire.rien_a_relire")
    if annonce is None:
        return RedirectResponse(_chemin(trouvees[0]), status_code=303)
    return rediriger(requete, _chemin(trouvees[0]), f"relire.{annonce}")


def _chemin(lue: Copie) -> str:
    return f"/relecture/{lue.conversation}/{lue.rang}"


def _dites(formulaire: FormData, lue: Copie) -> Etiquettes:
    # What the form leaves as the machine read it is not a correction: only what differs is kept as said.
    brut: dict[str, Any] = {c: formulaire.get(c) or None for c in ("intent", "nature", "domaine", "role", "danger")}
    dites = Etiquettes.depuis({**brut, "criteres": [str(c) for c in formulaire.getlist("criteres")]})
    lues = lue.lues
    differe = {c: v for c, v in dites.vers_dict().items() if v != lues.vers_dict().get(c)}
    return Etiquettes.depuis(differe)
