"""Which schema a database has."""

from __future__ import annotations

from sqlalchemy import Engine, inspect, text

# The newest revision in migrations/; a test says so.
NEWEST = "0002"


def revision(engine: Engine) -> str | None:
    """The revision of the schema that a database has; None for an empty one."""
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return found
