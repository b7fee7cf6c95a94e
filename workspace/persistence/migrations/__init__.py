"""Alembic's migrations, run by `workspace.persistence.migrate` from inside the package."""
