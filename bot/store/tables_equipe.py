"""The tables of the staff: accounts, sessions, access log, examples under review, and figures tied to nobody."""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.metadonnees import metadata

# `territoires` lists departments, separated by commas; empty = all of them. `totp` is sealed, as ideas are.
comptes = sa.Table(
    "comptes",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("identifiant", sa.String(80), nullable=False, unique=True),
    sa.Column("nom", sa.String(80), nullable=False),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("territoires", sa.String(40), nullable=False),
    sa.Column("mot_de_passe", sa.String(200), nullable=False),
    sa.Column("cle", sa.LargeBinary, nullable=False),
    sa.Column("totp", sa.LargeBinary, nullable=False),
    # The last step of time whose code was accepted: a code serves once.
    sa.Column("totp_pas", sa.Integer, nullable=False),
    sa.Column("actif", sa.Boolean, nullable=False),
    sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
)

# A session is known by the hash of its cookie.
sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("empreinte", sa.LargeBinary, primary_key=True),
    sa.Column("compte", sa.String(32), sa.ForeignKey(comptes.c.id, ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
    sa.Column("vu_le", sa.DateTime(timezone=True), nullable=False),
)

# Who read, searched, exported or erased what, and when; each line holds the hash of the one before. No story in it.
acces = sa.Table(
    "acces",
    metadata,
    sa.Column("rang", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("fait_le", sa.DateTime(timezone=True), nullable=False),
    sa.Column("compte", sa.String(32), nullable=False),
    sa.Column("action", sa.String(40), nullable=False),
    sa.Column("objet", sa.String(80), nullable=False),
    sa.Column("empreinte", sa.LargeBinary, nullable=False),
)

# A masked and reworded sentence on its way to the training data: one person proposes, another accepts.
exemples = sa.Table(
    "exemples",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("propose_par", sa.String(32), sa.ForeignKey(comptes.c.id), nullable=False),
    sa.Column("decide_par", sa.String(32), sa.ForeignKey(comptes.c.id), nullable=True),
    sa.Column("etat", sa.String(10), nullable=False, index=True),
    sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
    sa.Column("cle", sa.LargeBinary, nullable=False),
    sa.Column("contenu", sa.LargeBinary, nullable=False),
)

# Figures of the observatory: how many times each combination was seen. No conversation, no day: nothing leads to a person.
chiffres = sa.Table(
    "chiffres",
    metadata,
    sa.Column("mois", sa.String(7), primary_key=True),
    sa.Column("mesure", sa.String(20), primary_key=True),
    sa.Column("canal", sa.String(20), primary_key=True),
    sa.Column("departement", sa.String(2), primary_key=True),
    sa.Column("intercommunalite", sa.String(9), primary_key=True),
    sa.Column("critere", sa.String(40), primary_key=True),
    sa.Column("domaine", sa.String(40), primary_key=True),
    sa.Column("valeur", sa.String(40), primary_key=True),
    sa.Column("nombre", sa.Integer, nullable=False),
)
