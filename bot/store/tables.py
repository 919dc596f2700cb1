"""The tables of what people entrust. Whatever they wrote sits in columns named `contenu`, always sealed by the vault.

Those of the staff (accounts, sessions, access log, figures) are in `tables_equipe.py`, on the same metadata.
"""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.metadonnees import metadata as metadata
from bot.store.tables_equipe import comptes

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

# Where the person stands with a juriste. `demande_id` makes a request sent twice one; `contenu` is the fiche that they
# agreed to send, with or without the conversation; `issue` says how it ended.
transferts = sa.Table(
    "transferts",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column(
        "conversation", sa.String(32), sa.ForeignKey(_CONVERSATION, ondelete="CASCADE"), nullable=False, index=True
    ),
    sa.Column("demande_id", sa.String(64), nullable=False),
    sa.Column("etat", sa.String(10), nullable=False, index=True),
    sa.Column("urgent", sa.Boolean, nullable=False),
    sa.Column("departement", sa.String(2), nullable=True),
    sa.Column("juriste", sa.String(32), sa.ForeignKey(comptes.c.id), nullable=True),
    sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
    sa.Column("promis_le", sa.DateTime(timezone=True), nullable=False),
    sa.Column("vu_le", sa.DateTime(timezone=True), nullable=False),
    sa.Column("clos_le", sa.DateTime(timezone=True), nullable=True),
    sa.Column("issue", sa.String(20), nullable=True),
    sa.Column("contenu", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("conversation", "demande_id", name="uq_transferts_demande"),
)

# Every move of a transfer: never changed, in order.
mouvements = sa.Table(
    "mouvements",
    metadata,
    sa.Column("transfert", sa.String(32), sa.ForeignKey("transferts.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("rang", sa.Integer, primary_key=True),
    sa.Column("de", sa.String(10), nullable=True),
    sa.Column("vers", sa.String(10), nullable=False),
    sa.Column("par", sa.String(32), nullable=False),
    sa.Column("fait_le", sa.DateTime(timezone=True), nullable=False),
)

# What juristes write for one another about a transfer: the person does not see it, and it goes with the conversation.
notes = sa.Table(
    "notes",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column(
        "transfert", sa.String(32), sa.ForeignKey("transferts.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    sa.Column("compte", sa.String(32), sa.ForeignKey(comptes.c.id), nullable=False),
    sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
    sa.Column("contenu", sa.LargeBinary, nullable=False),
)

# The masked copy of a message, for review: masked text, what the machine understood, and the reviewer's correction.
copies = sa.Table(
    "copies",
    metadata,
    sa.Column("conversation", sa.String(32), sa.ForeignKey(_CONVERSATION, ondelete="CASCADE"), primary_key=True),
    sa.Column("rang", sa.Integer, primary_key=True),
    sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("relu_le", sa.DateTime(timezone=True), nullable=True),
    sa.Column("relu_par", sa.String(32), sa.ForeignKey(comptes.c.id), nullable=True),
    sa.Column("contenu", sa.LargeBinary, nullable=False),
)

# The way back from another device: a keyed hash of the code, never the code.
codes = sa.Table(
    "codes",
    metadata,
    sa.Column("conversation", sa.String(32), sa.ForeignKey(_CONVERSATION, ondelete="CASCADE"), primary_key=True),
    sa.Column("empreinte", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
)
