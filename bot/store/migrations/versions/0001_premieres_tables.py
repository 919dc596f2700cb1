"""First tables: conversations, journal, choices, trackers, ideas."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "conversations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("canal", sa.String(length=20), nullable=False),
        sa.Column("interlocuteur", sa.String(length=10), nullable=False),
        sa.Column("cle", sa.LargeBinary(), nullable=False),
        sa.Column("dernier_rang", sa.Integer(), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vu_le", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    op.create_table(
        "idees",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("mois", sa.String(length=7), nullable=False),
        sa.Column("departement", sa.String(length=2), nullable=True),
        sa.Column("intercommunalite", sa.String(length=9), nullable=True),
        sa.Column("cle", sa.LargeBinary(), nullable=False),
        sa.Column("contenu", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idees")),
    )
    op.create_table(
        "choix",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation", sa.String(length=32), nullable=False),
        sa.Column("tour", sa.Integer(), nullable=False),
        sa.Column("contenu", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name=op.f("fk_choix_conversation"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choix")),
    )
    with op.batch_alter_table("choix", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_choix_conversation"), ["conversation"], unique=False)

    op.create_table(
        "journal",
        sa.Column("conversation", sa.String(length=32), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("de", sa.String(length=10), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=True),
        sa.Column("etat", sa.String(length=10), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contenu", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name=op.f("fk_journal_conversation"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation", "rang", name=op.f("pk_journal")),
        sa.UniqueConstraint("conversation", "message_id", name="uq_journal_message_id"),
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index("ix_journal_etat", ["etat"], unique=False)

    op.create_table(
        "suivis",
        sa.Column("conversation", sa.String(length=32), nullable=False),
        sa.Column("maj_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contenu", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name=op.f("fk_suivis_conversation"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation", name=op.f("pk_suivis")),
    )


def downgrade() -> None:

    op.drop_table("suivis")
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.drop_index("ix_journal_etat")

    op.drop_table("journal")
    with op.batch_alter_table("choix", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_choix_conversation"))

    op.drop_table("choix")
    op.drop_table("idees")
    op.drop_table("conversations")
