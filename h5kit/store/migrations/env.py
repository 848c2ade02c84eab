"""Alembic's entry point: run the migrations on the caller's connection and transaction."""

from alembic import context

from h5kit.store.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
