"""Alembic's entry: runs the migrations on the engine that `bot.store.schema.migrer` hands over."""

from alembic import context

from bot.store.tables import metadata

moteur = context.config.attributes["moteur"]

with moteur.connect() as connexion:
    context.configure(connection=connexion, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    connexion.commit()
