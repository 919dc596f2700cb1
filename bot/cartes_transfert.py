"""The card by which a person asks for a juriste: a fiche filled with what they said, to change and to agree to."""

from __future__ import annotations

from typing import Any

from bot.knowledge import Faits
from bot.labels import DEPARTEMENTS
from bot.lieux import commune
from bot.situation import Situation
from bot.textes import texte
from bot.transfert import LIGNE_MAX, LIGNES


def demande(s: Situation, recit: str, faits: Faits) -> dict[str, Any]:
    """Return the card `transfert` with its fiche; `recit` is what the person wrote, in their words."""
    dites = {
        "role": texte(f"transfert.role_{s.role}") if s.role else "",
        "recit": _court(recit),
        "lieu": _lieu(s),
        "criteres": ", ".join(faits.criteres[c.id].nom for c in s.criteres),
        "domaine": faits.domaines[s.domaine.id].nom if s.domaine else "",
    }
    return {
        "type": "transfert",
        "titre": texte("transfert.carte_titre"),
        "texte": texte("transfert.carte_texte"),
        "fiche": {
            "lignes": [{"cle": c, "titre": texte(f"transfert.ligne_{c}"), "texte": dites.get(c, "")} for c in LIGNES],
            "departement": s.departement,
        },
    }


def _court(recit: str) -> str:
    # Cut between two words, and said: the person sees that the end is missing, and may join the conversation.
    if len(recit) <= LIGNE_MAX:
        return recit
    suite = texte("transfert.recit_coupe")
    debut = recit[: LIGNE_MAX - len(suite) - 1]
    return f"{debut.rsplit(None, 1)[0] if len(debut.split()) > 1 else debut} {suite}"


def _lieu(s: Situation) -> str:
    trouvee = commune(s.commune) if s.commune else None
    if trouvee is not None:
        return trouvee.nom
    return DEPARTEMENTS.get(s.departement or "", "")
