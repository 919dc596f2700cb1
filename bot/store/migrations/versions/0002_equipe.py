"""The staff and what it works on: accounts, sessions, access log, transfers, masked copies, examples, return codes, figures."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "acces",
        sa.Column("rang", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fait_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("compte", sa.String(length=32), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("objet", sa.String(length=80), nullable=False),
        sa.Column("empreinte", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("rang", name=op.f("pk_acces")),
    )
    op.create_table(
        "chiffres",
        sa.Column("mois", sa.String(length=7), nullable=False),
        sa.Column("mesure", sa.String(length=20), nullable=False),
        sa.Column("canal", sa.String(length=20), nullable=False),
        sa.Column("departement", sa.String(length=2), nullable=False),
        sa.Column("intercommunalite", sa.String(length=9), nullable=False),
        sa.Column("critere", sa.String(length=40), nullable=False),
        sa.Column("domaine", sa.String(length=40), nullable=False),
        sa.Column("valeur", sa.String(length=40), nullable=False),
        sa.Column("nombre", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "mois",
            "mesure",
            "canal",
            "departement",
            "intercommunalite",
            "critere",
            "domaine",
            "valeur",
            name=op.f("pk_chiffres"),
        ),
    )
    op.create_table(
        "comptes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("identifiant", sa.String(length=80), nullable=False),
        sa.Column("nom", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("territoires", sa.String(length=40), nullable=False),
        sa.Column("mot_de_passe", sa.String(length=200), nullable=False),
        sa.Column("cle", sa.LargeBinary(), nullable=False),
        sa.Column("totp", sa.LargeBinary(), nullable=False),
        sa.Column("totp_pas", sa.Integer(), nullable=False),
        sa.Column("actif", sa.Boolean(), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comptes")),
        sa.UniqueConstraint("identifiant", name=op.f("uq_comptes_identifiant")),
    )
    op.create_table(
        "codes",
        sa.Column("conversation", sa.String(length=32), nullable=False),
        sa.Column("empreinte", sa.LargeBinary(), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name=op.f("fk_codes_conversation"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation", name=op.f("pk_codes")),
        sa.UniqueConstraint("empreinte", name=op.f("uq_codes_empreinte")),
    )
    op.create_table(
        "copies",
        sa.Column("conversation", sa.String(length=32), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("relu_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("relu_par", sa.String(length=32), nullable=True),
        sa.Column("contenu", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name=op.f("fk_copies_conversation"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["relu_par"], ["comptes.id"], name=op.f("fk_copies_relu_par")),
        sa.PrimaryKeyConstraint("conversation", "rang", name=op.f("pk_copies")),
    )
    with op.batch_alter_table("copies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_copies_cree_le"), ["cree_le"], unique=False)

    op.create_table(
        "exemples",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("propose_par", sa.String(length=32), nullable=False),
        sa.Column("decide_par", sa.String(length=32), nullable=True),
        sa.Column("etat", sa.String(length=10), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cle", sa.LargeBinary(), nullable=False),
        sa.Column("contenu", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["decide_par"], ["comptes.id"], name=op.f("fk_exemples_decide_par")),
        sa.ForeignKeyConstraint(["propose_par"], ["comptes.id"], name=op.f("fk_exemples_propose_par")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemples")),
    )
    with op.batch_alter_table("exemples", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exemples_etat"), ["etat"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("empreinte", sa.LargeBinary(), nullable=False),
        sa.Column("compte", sa.String(length=32), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vu_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["compte"], ["comptes.id"], name=op.f("fk_sessions_compte"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("empreinte", name=op.f("pk_sessions")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_compte"), ["compte"], unique=False)

    op.create_table(
        "transferts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation", sa.String(length=32), nullable=False),
        sa.Column("demande_id", sa.String(length=64), nullable=False),
        sa.Column("etat", sa.String(length=10), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("departement", sa.String(length=2), nullable=True),
        sa.Column("juriste", sa.String(length=32), nullable=True),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("promis_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vu_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clos_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issue", sa.String(length=20), nullable=True),
        sa.Column("contenu", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name=op.f("fk_transferts_conversation"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["juriste"], ["comptes.id"], name=op.f("fk_transferts_juriste")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transferts")),
        sa.UniqueConstraint("conversation", "demande_id", name="uq_transferts_demande"),
    )
    with op.batch_alter_table("transferts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transferts_conversation"), ["conversation"], unique=False)
        batch_op.create_index(batch_op.f("ix_transferts_etat"), ["etat"], unique=False)

    op.create_table(
        "mouvements",
        sa.Column("transfert", sa.String(length=32), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("de", sa.String(length=10), nullable=True),
        sa.Column("vers", sa.String(length=10), nullable=False),
        sa.Column("par", sa.String(length=32), nullable=False),
        sa.Column("fait_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["transfert"], ["transferts.id"], name=op.f("fk_mouvements_transfert"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("transfert", "rang", name=op.f("pk_mouvements")),
    )
    op.create_table(
        "notes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("transfert", sa.String(length=32), nullable=False),
        sa.Column("compte", sa.String(length=32), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contenu", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["compte"], ["comptes.id"], name=op.f("fk_notes_compte")),
        sa.ForeignKeyConstraint(["transfert"], ["transferts.id"], name=op.f("fk_notes_transfert"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    with op.batch_alter_table("notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notes_transfert"), ["transfert"], unique=False)


def downgrade() -> None:

    with op.batch_alter_table("notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notes_transfert"))

    op.drop_table("notes")
    op.drop_table("mouvements")
    with op.batch_alter_table("transferts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transferts_etat"))
        batch_op.drop_index(batch_op.f("ix_transferts_conversation"))

    op.drop_table("transferts")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sessions_compte"))

    op.drop_table("sessions")
    with op.batch_alter_table("exemples", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exemples_etat"))

    op.drop_table("exemples")
    with op.batch_alter_table("copies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_copies_cree_le"))

    op.drop_table("copies")
    op.drop_table("codes")
    op.drop_table("comptes")
    op.drop_table("chiffres")
    op.drop_table("acces")
