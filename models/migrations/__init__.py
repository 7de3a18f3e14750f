"""Alembic migrations of our own tables; Prefect keeps its own in its own database."""
