"""Accounts of the staff: making, finding, changing them, and proving who somebody is. Nobody is ever deleted."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.equipe import (
    ADMIN,
    Compte,
    CompteInvalide,
    identifiant_propre,
    nom_propre,
    role_propre,
    territoires_propres,
)
from bot.privacy import mots_de_passe
from bot.privacy.vault import Cle
from bot.store import sessions
from bot.store.session import Base, retenir_cles
from bot.store.tables_equipe import comptes

ID = re.compile(r"[0-9a-f]{32}\Z")
_PUBLIC = [c for c in comptes.c if c.name not in ("mot_de_passe", "cle", "totp", "totp_pas")]


def creer(
    base: Base, identifiant: str, nom: str, role: str, territoires: tuple[str, ...], mot_de_passe: str
) -> tuple[str, str]:
    """Add a person; return (account id, TOTP secret), the secret being shown once to its owner.

    Raise CompteInvalide (`pris` when the identifier is used already) or MotDePasseRefuse.
    """
    propre = identifiant_propre(identifiant)
    mots_de_passe.refuser_faible(mot_de_passe, propre)
    compte, secret = secrets.token_hex(16), mots_de_passe.secret_totp()
    valeurs: dict[str, Any] = {
        "id": compte,
        "identifiant": propre,
        "nom": nom_propre(nom),
        "role": role_propre(role),
        "territoires": ",".join(territoires_propres(territoires)),
        "mot_de_passe": mots_de_passe.hacher(mot_de_passe),
        "totp_pas": 0,
        "actif": True,
        "cree_le": base.horloge(),
    }
    with base.transaction() as connexion:
        retenir_cles(connexion, comptes)
        enveloppee = base.coffre.nouvelle(compte)
        totp = _sceller(base.coffre.cle(enveloppee, compte), compte, secret)
        try:
            connexion.execute(comptes.insert().values(cle=enveloppee, totp=totp, **valeurs))
        except sa.exc.IntegrityError as erreur:
            raise CompteInvalide("pris") from erreur
    return compte, secret


def aucun(base: Base) -> bool:
    """Tell whether the console has no account at all, and is therefore closed."""
    with base.lecture() as connexion:
        return connexion.execute(sa.select(comptes.c.id).limit(1)).first() is None


def tous(base: Base) -> list[Compte]:
    """Return everybody, those who may enter first, by name."""
    with base.lecture() as connexion:
        lignes = connexion.execute(sa.select(*_PUBLIC).order_by(comptes.c.actif.desc(), comptes.c.nom, comptes.c.id))
        return [_depuis(ligne) for ligne in lignes]


def trouver(base: Base, compte: str) -> Compte | None:
    """Return the account of this id, or None."""
    # PostgreSQL refuses some characters that an address or a form may hold: only what may be ours is looked for.
    if not ID.match(compte):
        return None
    with base.lecture() as connexion:
        return _trouver(connexion, comptes.c.id == compte)


def par_identifiant(base: Base, identifiant: str) -> Compte | None:
    """Return the account of this identifier, or None."""
    with base.lecture() as connexion:
        return _trouver(connexion, comptes.c.identifiant == _cherche(identifiant))


def de_session(base: Base, jeton: str, touche: bool = True) -> Compte | None:
    """Return who holds this session, or None when it ended; `touche` says that the person is there."""
    heure = base.horloge()
    with base.lecture() as connexion:
        vue = sessions.compte_de(connexion, jeton, heure)
        compte = _trouver(connexion, comptes.c.id == vue[0]) if vue else None
    if vue is None or compte is None or not compte.actif:
        return None
    if touche and heure - vue[1] >= sessions.TOUCHER:
        sessions.toucher(base, jeton)
    return compte


def reconnaitre(base: Base, identifiant: str, mot_de_passe: str, code: str) -> Compte | None:
    """Return who this is when password and code are theirs, else None, without saying what was wrong.

    An account that does not exist takes as long as a wrong password. A code serves once.
    """
    with base.lecture() as connexion:
        ligne = connexion.execute(
            sa.select(comptes.c.id, comptes.c.mot_de_passe).where(
                comptes.c.identifiant == _cherche(identifiant), comptes.c.actif
            )
        ).first()
    if not mots_de_passe.correspond(mot_de_passe, None if ligne is None else str(ligne.mot_de_passe)) or ligne is None:
        return None
    valeurs: dict[str, Any] = {}
    if mots_de_passe.a_rehacher(str(ligne.mot_de_passe)):
        valeurs["mot_de_passe"] = mots_de_passe.hacher(mot_de_passe)
    with base.transaction() as connexion:
        retenir_cles(connexion, comptes)
        garde = connexion.execute(
            sa.select(comptes.c.cle, comptes.c.totp, comptes.c.totp_pas).where(comptes.c.id == ligne.id)
        ).one()
        secret = base.coffre.cle(bytes(garde.cle), ligne.id).ouvrir(bytes(garde.totp), f"totp:{ligne.id}").decode()
        pas = mots_de_passe.pas_accepte(secret, code, base.horloge(), int(garde.totp_pas))
        if pas is None:
            return None
        # Nothing may have changed since the reading: the same code sent twice at once enters once.
        pris = connexion.execute(
            comptes.update()
            .where(
                comptes.c.id == ligne.id,
                comptes.c.actif,
                comptes.c.totp_pas < pas,
                comptes.c.mot_de_passe == ligne.mot_de_passe,
            )
            .values(totp_pas=pas, **valeurs)
        ).rowcount
        return _trouver(connexion, comptes.c.id == ligne.id) if pris else None


def modifier(base: Base, compte: str, nom: str, role: str, territoires: tuple[str, ...]) -> bool:
    """Change who a person is; their sessions end when the role or the territories change. Tell whether they exist.

    Raise CompteInvalide (`dernier_admin` when nobody else could manage the accounts).
    """
    valeurs = {
        "nom": nom_propre(nom),
        "role": role_propre(role),
        "territoires": ",".join(territoires_propres(territoires)),
    }
    with base.transaction() as connexion:
        avant = _tenir(connexion, compte)
        if avant is None:
            return False
        if valeurs["role"] != ADMIN:
            _garder_un_admin(connexion, avant)
        connexion.execute(comptes.update().where(comptes.c.id == compte).values(**valeurs))
        if (avant.role, ",".join(avant.territoires)) != (valeurs["role"], valeurs["territoires"]):
            sessions.finir(connexion, compte)
    return True


def activer(base: Base, compte: str, actif: bool) -> bool:
    """Let a person in or keep them out, at once; tell whether they exist. Raise CompteInvalide (`dernier_admin`)."""
    with base.transaction() as connexion:
        avant = _tenir(connexion, compte)
        if avant is None:
            return False
        if not actif:
            _garder_un_admin(connexion, avant)
            sessions.finir(connexion, compte)
        connexion.execute(comptes.update().where(comptes.c.id == compte).values(actif=actif))
    return True


def changer_mot_de_passe(base: Base, compte: str, mot_de_passe: str, sauf: str | None = None) -> bool:
    """Give a person a new password and end their sessions, except `sauf`; tell whether they exist.

    Raise MotDePasseRefuse.
    """
    connu = trouver(base, compte)
    if connu is None:
        return False
    mots_de_passe.refuser_faible(mot_de_passe, connu.identifiant)
    empreinte = mots_de_passe.hacher(mot_de_passe)
    with base.transaction() as connexion:
        connexion.execute(comptes.update().where(comptes.c.id == compte).values(mot_de_passe=empreinte))
        sessions.finir(connexion, compte, sauf)
    return True


def mot_de_passe_juste(base: Base, compte: str, mot_de_passe: str) -> bool:
    """Tell whether this is the person's password, before they change it themselves."""
    with base.lecture() as connexion:
        empreinte = connexion.execute(sa.select(comptes.c.mot_de_passe).where(comptes.c.id == compte)).scalar()
    return mots_de_passe.correspond(mot_de_passe, None if empreinte is None else str(empreinte))


def changer_totp(base: Base, compte: str) -> str | None:
    """Give a person a new second factor and end their sessions; return its secret, None when nobody has this id."""
    secret = mots_de_passe.secret_totp()
    with base.transaction() as connexion:
        retenir_cles(connexion, comptes)
        cle = connexion.execute(sa.select(comptes.c.cle).where(comptes.c.id == compte)).scalar()
        if cle is None:
            return None
        totp = _sceller(base.coffre.cle(bytes(cle), compte), compte, secret)
        connexion.execute(comptes.update().where(comptes.c.id == compte).values(totp=totp, totp_pas=0))
        sessions.finir(connexion, compte)
    return secret


def _cherche(identifiant: str) -> str:
    try:
        return identifiant_propre(identifiant)
    except CompteInvalide:
        return ""


def _sceller(cle: Cle, compte: str, secret: str) -> bytes:
    return cle.sceller(secret.encode(), f"totp:{compte}")


def _trouver(connexion: Connection, condition: Any) -> Compte | None:
    ligne = connexion.execute(sa.select(*_PUBLIC).where(condition)).first()
    return None if ligne is None else _depuis(ligne)


def _tenir(connexion: Connection, compte: str) -> Compte | None:
    # Admins are held together: two of them, each taking the other's role away, would leave nobody.
    connexion.execute(sa.select(comptes.c.id).where(comptes.c.role == ADMIN).order_by(comptes.c.id).with_for_update())
    return _trouver(connexion, comptes.c.id == compte)


def _garder_un_admin(connexion: Connection, compte: Compte) -> None:
    autres = connexion.execute(
        sa.select(comptes.c.id).where(comptes.c.role == ADMIN, comptes.c.actif, comptes.c.id != compte.id).limit(1)
    ).first()
    if compte.role == ADMIN and compte.actif and autres is None:
        raise CompteInvalide("dernier_admin")


def _depuis(ligne: Any) -> Compte:
    cree_le: datetime = ligne.cree_le
    return Compte(
        id=str(ligne.id),
        identifiant=str(ligne.identifiant),
        nom=str(ligne.nom),
        role=str(ligne.role),
        territoires=tuple(t for t in str(ligne.territoires).split(",") if t),
        actif=bool(ligne.actif),
        cree_le=cree_le if cree_le.tzinfo else cree_le.replace(tzinfo=timezone.utc),
    )
