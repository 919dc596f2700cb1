"""Replacing the master key while people talk: every wrapped key is wrapped anew, then the old master key is destroyed.

The key file holds the new key, then the old one, for as long as a row may need the old one; every service reads both.
Killed anywhere, the file and the rows still go together, and the same command takes up where it stopped.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from bot.privacy.vault import (
    Coffre,
    CoffreIllisible,
    ajouter_cle_maitre,
    cle_des_jetons,
    cles_maitres,
    retirer_anciennes,
)
from bot.settings import Settings
from bot.store.schema import verifier
from bot.store.session import Base, base_de
from bot.store.tables import conversations, idees
from bot.store.tables_equipe import comptes, exemples

LOT = 200
PASSES_MAX = 10
# Each table whose rows hold a key wrapped by the master key.
TABLES = (conversations, idees, comptes, exemples)

APRES = (
    "Les sauvegardes de la base faites avant ne se lisent plus sans l'ancienne clé : faites-en une nouvelle, et "
    "détruisez les copies de l'ancienne clé."
)
DE_L_ENVIRONNEMENT = """La clé maîtresse vient de BOUSSOLE_CLE_MAITRE : cette commande ne peut pas la remplacer. Pour la changer :
  1. Créez une clé : python3 -c "import base64, os; print(base64.b64encode(os.urandom(32)).decode())"
  2. Arrêtez tous les services, écrivez partout BOUSSOLE_CLE_MAITRE=nouvelle,ancienne et redémarrez-les.
  3. Relancez python -m bot rotate-key avec ce même réglage : elle dira quand l'ancienne peut être retirée."""

Avance = Callable[[int, int], None]
Faire = Callable[[Connection, sa.Table, str, bytes], bool]


def _sans_rien_dire(_faites: int, _total: int) -> None:
    pass


class RotationRefusee(Exception):
    """The rotation cannot start or end; the text says in French why and what to do. Nothing became unreadable."""


@dataclass(frozen=True)
class Bilan:
    """What a rotation did: the keys it wrapped anew, and whether the old master key is left to its owner to remove."""

    cles: int
    a_retirer: bool

    def phrase(self) -> str:
        """Return what to tell the operator."""
        fait = f"{self.cles} clé(s) renouvelée(s)."
        if self.a_retirer:
            return (
                f"{fait} Ne laissez plus que la nouvelle clé dans BOUSSOLE_CLE_MAITRE, redémarrez tous les services, "
                "puis détruisez l'ancienne. "
            ) + APRES
        return f"{fait} L'ancienne clé est retirée du fichier. {APRES}"


def changer(reglages: Settings, avance: Avance = _sans_rien_dire) -> Bilan:
    """Change the master key of the settings, or finish changing it; `avance` is told (rows seen, rows to see).

    Raise RotationRefusee when the environment gives one key only, another rotation runs, a row opens with no key, or
    somebody holds the database; SchemaAncien when the database is not migrated; OSError when the file is out of reach.
    """
    cles = cles_maitres(reglages.cle_maitre, reglages.fichier_cle_maitre)
    base = base_de(reglages)
    try:
        verifier(base.moteur)
        # Made from the master key on first use: after the change it would be too late for the tokens given so far.
        cle_des_jetons(reglages.cle_maitre, reglages.fichier_cle_maitre)
        if reglages.cle_maitre is None:
            return _tourner(base, reglages.fichier_cle_maitre, avance)
        if len(cles) == 1:
            raise RotationRefusee(DE_L_ENVIRONNEMENT)
        return _reenvelopper(base, cles, avance)
    finally:
        base.moteur.dispose()


def _tourner(base: Base, fichier: Path, avance: Avance) -> Bilan:
    with _seul(fichier):
        cles = cles_maitres(None, fichier)
        _refuser_illisibles(_avec(base, cles))
        if len(cles) == 1:
            ajouter_cle_maitre(fichier)
        faites = _terminer(
            _avec(base, cles_maitres(None, fichier)), avance, detruire=lambda: retirer_anciennes(fichier)
        )
        return Bilan(faites, a_retirer=False)


def _reenvelopper(base: Base, cles: Sequence[bytes], avance: Avance) -> Bilan:
    # The environment gives the keys: its owner removes the old ones once nothing needs them.
    base = _avec(base, cles)
    _refuser_illisibles(base)
    return Bilan(_terminer(base, avance, detruire=lambda: None), a_retirer=True)


def _avec(base: Base, cles: Sequence[bytes]) -> Base:
    # Fixed keys, whatever vault the caller has: with one that missed the new key, every row would look up to date.
    return Base(base.moteur, Coffre(*cles), base.horloge)


def _terminer(base: Base, avance: Avance, detruire: Callable[[], None]) -> int:
    def renouveler(connexion: Connection, table: sa.Table, identifiant: str, enveloppee: bytes) -> bool:
        neuve = base.coffre.reenvelopper(enveloppee, identifiant)
        if neuve is not None:
            connexion.execute(table.update().where(table.c.id == identifiant).values(cle=neuve))
        return neuve is not None

    faites = 0
    try:
        for _ in range(PASSES_MAX):
            faites += _parcourir(base, renouveler, avance)
            if _conclure(base, detruire):
                base.tasser()
                return faites
    except OperationalError as erreur:
        raise RotationRefusee(
            "La base de données est occupée ou ne répond plus (une sauvegarde en cours ?). L'ancienne et la nouvelle "
            "clé sont gardées : relancez la même commande plus tard."
        ) from erreur
    raise RotationRefusee(
        "Un service écrit encore avec l'ancienne clé, ou garde une conversation ouverte. Les deux clés sont gardées : "
        "redémarrez tous les services, puis relancez la même commande."
    )


def _parcourir(base: Base, faire: Faire, avance: Avance = _sans_rien_dire) -> int:
    # Count the rows for which `faire` is true, one transaction a batch.
    with base.transaction() as connexion:
        comptes = [connexion.execute(sa.select(sa.func.count()).select_from(t)).scalar_one() for t in TABLES]
    total = sum(comptes)
    vrais = vues = 0
    for table in TABLES:
        lot: list[tuple[str, bytes]] = [("", b"")]
        while lot:
            with base.transaction() as connexion:
                lot = _lot(connexion, table, lot[-1][0])
                vrais += sum(faire(connexion, table, identifiant, enveloppee) for identifiant, enveloppee in lot)
            vues += len(lot)
            avance(min(vues, total), total)
    return vrais


def _lot(connexion: Connection, table: sa.Table, apres: str) -> list[tuple[str, bytes]]:
    # Rows that somebody holds are left for the next pass: nobody waits for anybody else than for one batch.
    demande = sa.select(table.c.id, table.c.cle).where(table.c.id > apres).order_by(table.c.id).limit(LOT)
    lignes = connexion.execute(demande.with_for_update(skip_locked=True))
    return [(str(ligne.id), bytes(ligne.cle)) for ligne in lignes]


def _conclure(base: Base, detruire: Callable[[], None]) -> bool:
    # Under a lock that waits for whoever has read or wrapped a key and lets nobody else do it. Nothing is wrapped anew
    # here: the old key is destroyed before this transaction ends, and it could still be rolled back.
    with base.transaction() as connexion:
        if connexion.dialect.name == "postgresql":
            # A backup holds its tables for long, and people would wait behind us.
            connexion.exec_driver_sql("SET LOCAL lock_timeout = '2s'")
            noms = ", ".join(table.name for table in TABLES)
            connexion.exec_driver_sql(f"LOCK TABLE {noms} IN ACCESS EXCLUSIVE MODE")
        for table in TABLES:
            for ligne in connexion.execute(sa.select(table.c.id, table.c.cle)):
                if base.coffre.reenvelopper(bytes(ligne.cle), str(ligne.id)) is not None:
                    return False
        detruire()
        return True


def _refuser_illisibles(base: Base) -> None:
    # A key file and a database that do not go together: destroying the old key would lose another database for good.
    def illisible(_connexion: Connection, _table: sa.Table, identifiant: str, enveloppee: bytes) -> bool:
        try:
            base.coffre.cle(enveloppee, identifiant)
        except CoffreIllisible:
            return True
        return False

    perdues = _parcourir(base, illisible)
    if perdues:
        raise RotationRefusee(
            f"{perdues} clé(s) de la base ne s'ouvrent avec aucune clé maîtresse connue. La base (DATABASE_URL) et la "
            "clé (BOUSSOLE_DONNEES ou BOUSSOLE_CLE_MAITRE) ne vont sans doute pas ensemble : rien n'a été changé."
        )


@contextmanager
def _seul(fichier: Path) -> Iterator[None]:
    # Two rotations at once would each put a new key in the file, and one would be lost with what it wraps. The lock
    # goes with its process, however it ends; its file stays, for removing it would let two processes hold « it ».
    verrou = fichier.resolve().with_name("rotation.verrou")
    descripteur = os.open(verrou, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descripteur, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as erreur:
            raise RotationRefusee("Un changement de clé est déjà en cours.") from erreur
        yield
    finally:
        os.close(descripteur)
