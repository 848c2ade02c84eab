"""What alembic runs: the steps, on the connection and in the transaction that it is given."""

from alembic import context

from h5kit.store.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
