"""Figures of the observatory: counters that only go up, tied to no conversation and to no day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from bot.observatoire.compter import Chiffre
from bot.store.session import Base
from bot.store.tables_equipe import chiffres

CLE = ("mois", "mesure", "canal", "departement", "intercommunalite", "critere", "domaine", "valeur")


def compter(base: Base, vus: Sequence[Chiffre]) -> None:
    """Add one to each of these figures, in the current month (UTC); the same one twice adds two."""
    with base.transaction() as connexion:
        ajouter(connexion, base.horloge().strftime("%Y-%m"), vus)


def ajouter(connexion: Connection, mois: str, vus: Sequence[Chiffre]) -> None:
    """Add one to each of these figures of a month, in a transaction of the caller."""
    inserer = postgresql.insert if connexion.dialect.name == "postgresql" else sqlite.insert
    # Always in the same order: two transactions that count the same figures wait for one another, and never both ways.
    for chiffre, nombre in sorted(Counter(vus).items()):
        ordre = inserer(chiffres).values(mois=mois, nombre=nombre, **chiffre._asdict())
        connexion.execute(
            ordre.on_conflict_do_update(index_elements=CLE, set_={"nombre": chiffres.c.nombre + ordre.excluded.nombre})
        )


def lire(base: Base, avant: str) -> list[tuple[str, Chiffre, int]]:
    """Return (month, figure, how many) of every month before `avant` ("2026-11"), in order."""
    colonnes = [chiffres.c[nom] for nom in CLE]
    with base.lecture() as connexion:
        lignes = connexion.execute(
            sa.select(*colonnes, chiffres.c.nombre).where(chiffres.c.mois < avant).order_by(*colonnes)
        ).all()
    return [(str(mois), Chiffre(*map(str, cle)), int(nombre)) for mois, *cle, nombre in lignes]
