"""What Alembic runs for a migration: it uses the connection it is handed, and reads no settings."""

from alembic import context

from workspace.persistence.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
