"""Choices: opaque ids, each valid for one conversation and for its latest question."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.store import conversations as conv
from bot.store.session import Base
from bot.store.tables import choix

IDENTIFIANT = re.compile(r"[0-9a-f]{24}\Z")


@dataclass(frozen=True)
class Choix:
    """What a choice shows (`titre`) and what it means to Rasa (`payload`, never sent to a person)."""

    id: str
    titre: str
    payload: str


def offrir(
    base: Base, connexion: Connection, conversation: str, tour: int, offres: Sequence[tuple[str, str]]
) -> list[Choix]:
    """Store the (titre, payload) pairs of one turn and return them with their new opaque ids."""
    trouvee = conv.trouver(base, connexion, conversation)
    if trouvee is None:
        return []
    faits = []
    for titre, payload in offres:
        identifiant = secrets.token_hex(12)
        contenu = json.dumps([titre, payload], ensure_ascii=False).encode()
        connexion.execute(
            choix.insert().values(
                id=identifiant,
                conversation=conversation,
                tour=tour,
                contenu=trouvee.cle.sceller(contenu, f"choix:{conversation}:{identifiant}"),
            )
        )
        faits.append(Choix(identifiant, titre, payload))
    return faits


def retrouver(base: Base, connexion: Connection, conversation: str, identifiant: str) -> Choix | None:
    """Return the choice if it is of this conversation and of its latest question, else None."""
    if not IDENTIFIANT.match(identifiant):
        return None  # some texts (NUL, half characters) cannot even be asked to a database
    dernier = sa.select(sa.func.max(choix.c.tour)).where(choix.c.conversation == conversation).scalar_subquery()
    ligne = connexion.execute(
        sa.select(choix).where(choix.c.id == identifiant, choix.c.conversation == conversation, choix.c.tour == dernier)
    ).first()
    trouvee = conv.trouver(base, connexion, conversation)
    if ligne is None or trouvee is None:
        return None
    clair = trouvee.cle.ouvrir(bytes(ligne.contenu), f"choix:{conversation}:{identifiant}")
    titre, payload = json.loads(clair)
    return Choix(identifiant, str(titre), str(payload))
