"""The migrations and the tables say the same thing, on both engines; an old database is refused."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine import Engine

from bot.store import schema
from bot.store.tables import metadata


def test_migrations_build_exactly_the_tables(moteur: Engine) -> None:
    with moteur.connect() as connexion:
        contexte = MigrationContext.configure(
            connexion, opts={"compare_type": True, "compare_server_default": True, "render_as_batch": True}
        )
        assert compare_metadata(contexte, metadata) == []


def test_constraints_and_cascades_are_in_the_database(moteur: Engine) -> None:
    vu = sa.inspect(moteur)
    for table in ("journal", "choix", "suivis"):
        cles = vu.get_foreign_keys(table)
        assert [(c["referred_table"], c["options"].get("ondelete")) for c in cles] == [("conversations", "CASCADE")]
    uniques = {tuple(u["column_names"]) for u in vu.get_unique_constraints("journal")}
    assert uniques == {("conversation", "message_id")}


def test_migrating_twice_changes_nothing(moteur: Engine) -> None:
    schema.migrer(moteur)
    schema.verifier(moteur)


def test_what_people_wrote_is_binary_everywhere() -> None:
    colonnes = [c for t in metadata.tables.values() for c in t.columns if c.name in ("contenu", "cle", "totp")]
    assert len(colonnes) == 13
    assert all(isinstance(c.type, sa.LargeBinary) for c in colonnes)


@pytest.mark.parametrize("revision", [None, "0000"])
def test_a_database_at_another_revision_is_refused(moteur: Engine, revision: str | None) -> None:
    with moteur.begin() as connexion:
        connexion.exec_driver_sql("DELETE FROM alembic_version")
        if revision:
            connexion.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{revision}')")
    with pytest.raises(schema.SchemaAncien, match="bot migrate"):
        schema.verifier(moteur)
