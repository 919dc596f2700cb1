"""The tables. Whatever people wrote sits in columns named `contenu`, always sealed by the vault."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_CONVERSATION = "conversations.id"

conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("canal", sa.String(20), nullable=False),
    sa.Column("interlocuteur", sa.String(10), nullable=False),
    sa.Column("cle", sa.LargeBinary, nullable=False),
    sa.Column("dernier_rang", sa.Integer, nullable=False),
    sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
    sa.Column("vu_le", sa.DateTime(timezone=True), nullable=False),
)

journal = sa.Table(
    "journal",
    metadata,
    sa.Column("conversation", sa.String(32), sa.ForeignKey(_CONVERSATION, ondelete="CASCADE"), primary_key=True),
    sa.Column("rang", sa.Integer, primary_key=True),
    sa.Column("de", sa.String(10), nullable=False),
    sa.Column("message_id", sa.String(64), nullable=True),
    sa.Column("etat", sa.String(10), nullable=False),
    sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
    sa.Column("contenu", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("conversation", "message_id", name="uq_journal_message_id"),
    sa.Index("ix_journal_etat", "etat"),
)

choix = sa.Table(
    "choix",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column(
        "conversation", sa.String(32), sa.ForeignKey(_CONVERSATION, ondelete="CASCADE"), nullable=False, index=True
    ),
    sa.Column("tour", sa.Integer, nullable=False),
    sa.Column("contenu", sa.LargeBinary, nullable=False),
)

suivis = sa.Table(
    "suivis",
    metadata,
    sa.Column("conversation", sa.String(32), sa.ForeignKey(_CONVERSATION, ondelete="CASCADE"), primary_key=True),
    sa.Column("maj_le", sa.DateTime(timezone=True), nullable=False),
    sa.Column("contenu", sa.LargeBinary, nullable=False),
)

idees = sa.Table(
    "idees",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("mois", sa.String(7), nullable=False),
    sa.Column("departement", sa.String(2), nullable=True),
    sa.Column("intercommunalite", sa.String(9), nullable=True),
    sa.Column("cle", sa.LargeBinary, nullable=False),
    sa.Column("contenu", sa.LargeBinary, nullable=False),
)
