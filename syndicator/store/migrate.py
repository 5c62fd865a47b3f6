"""Bringing a database to the schema of this version, by Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from syndicator.errors import StoreError

# Any fixed number: services that start together on one PostgreSQL take turns.
ADVISORY_LOCK = 0x53594E44


def upgrade(engine: Engine, to: str = "head") -> None:
    """Runs what migrations are missing, in one transaction. Raises StoreError for a database from the future."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    script = ScriptDirectory.from_config(settings)
    with engine.execution_options(write=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": ADVISORY_LOCK})
        current = _revision(connection)
        if current is not None and current not in {known.revision for known in script.walk_revisions()}:
            raise StoreError(f"数据库由更新版本的 syndicator 写成(结构版本 {current})。请升级程序,或恢复旧的备份。")
        settings.attributes["connection"] = connection
        command.upgrade(settings, to)


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
