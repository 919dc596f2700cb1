"""The access log, for the administration: who read, searched, exported or erased what, and when. No story in it."""

from __future__ import annotations

from urllib.parse import urlencode

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from bot.console.acces import page
from bot.console.rendu import rendre
from bot.equipe import ADMIN, Compte
from bot.store import acces, comptes

PAR_PAGE = 50


@page("/journal", roles=(ADMIN,), menu="journal")
async def journal(requete: Request, qui: Compte) -> Response:
    """The lines, the last ones first, by person and by action."""
    await run_sync(acces.noter, requete.app.state.base, qui.id, "journal_lu")
    return await _montrer(requete, qui, None)


@page("/journal/verifier", methods=("POST",), roles=(ADMIN,))
async def verifier(requete: Request, qui: Compte) -> Response:
    """Read the whole chain, and say whether every line still fits."""
    base = requete.app.state.base
    verification = await run_sync(acces.verifier, base)
    await run_sync(acces.noter, base, qui.id, "journal_verifie")
    return await _montrer(requete, qui, verification)


async def _montrer(requete: Request, qui: Compte, verification: acces.Verification | None) -> Response:
    base, demande = requete.app.state.base, requete.query_params
    avant = demande.get("avant", "")
    filtres = {nom: demande[nom] for nom in ("compte", "action") if demande.get(nom)}
    lignes = await run_sync(
        acces.lire,
        base,
        int(avant) if avant.isascii() and avant.isdigit() and len(avant) < 10 else None,
        filtres.get("compte"),
        filtres.get("action"),
        PAR_PAGE + 1,
    )
    personnes = {p.id: p for p in await run_sync(comptes.tous, base)}
    suite = {**filtres, "avant": str(lignes[PAR_PAGE - 1].rang)} if len(lignes) > PAR_PAGE else None
    return rendre(
        requete,
        "journal.html",
        qui=qui,
        lignes=lignes[:PAR_PAGE],
        personnes=personnes,
        actions=await run_sync(acces.actions, base),
        filtres=filtres,
        suite=urlencode(suite) if suite else None,
        premiere=not avant,
        verification=verification,
    )
