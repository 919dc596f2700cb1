"""Ideas that residents leave for the local plan of their territory: stored apart, tied to no conversation."""

from __future__ import annotations

import secrets

import sqlalchemy as sa

from bot.store.session import Base, retenir_cles
from bot.store.tables import idees


def deposer(base: Base, texte: str, departement: str | None, intercommunalite: str | None) -> None:
    """Keep one idea, sealed, with its territory and its month: nothing that leads back to a person."""
    identifiant = secrets.token_hex(16)
    with base.transaction() as connexion:
        retenir_cles(connexion, idees)
        cle = base.coffre.nouvelle(identifiant)
        scelle = base.coffre.cle(cle, identifiant).sceller(texte.encode("utf-8", "replace"), f"idee:{identifiant}")
        connexion.execute(
            idees.insert().values(
                id=identifiant,
                mois=base.horloge().strftime("%Y-%m"),
                departement=departement,
                intercommunalite=intercommunalite,
                cle=cle,
                contenu=scelle,
            )
        )


def compter(base: Base, avant: str) -> list[tuple[str, str, int]]:
    """Return (month, department, how many) for every month before `avant`: no idea is opened."""
    colonnes = (idees.c.mois, sa.func.coalesce(idees.c.departement, ""))
    with base.lecture() as connexion:
        lignes = connexion.execute(
            sa.select(*colonnes, sa.func.count()).where(idees.c.mois < avant).group_by(*colonnes)
        ).all()
    return [(str(mois), str(departement), int(nombre)) for mois, departement, nombre in lignes]


def toutes(base: Base) -> list[tuple[str, str | None, str | None, str]]:
    """Return (month, department, EPCI, text) of every idea, for the observatory."""
    # Opened within the transaction: a rotation of the master key waits for its end to destroy the old one.
    with base.transaction() as connexion:
        lignes = connexion.execute(sa.select(idees).order_by(idees.c.mois, idees.c.id)).all()
        return [
            (
                str(ligne.mois),
                ligne.departement,
                ligne.intercommunalite,
                base.coffre.cle(bytes(ligne.cle), ligne.id).ouvrir(bytes(ligne.contenu), f"idee:{ligne.id}").decode(),
            )
            for ligne in lignes
        ]
