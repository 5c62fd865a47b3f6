"""Opening the database: SQLite in WAL mode, or PostgreSQL by URL; migrated before it is used."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from syndicator.errors import StoreAway, StoreError
from syndicator.store.version import NEWEST, revision

# Longer than any transaction of ours; another process holding the file longer than this is a fault to report.
BUSY_SECONDS = 30


# What SQLite says when it cannot write, and what helps.
_CURES = {
    "locked": "被别的程序占用,请关闭占用它的程序",
    "full": "磁盘已满,请腾出空间",
    "disk I/O": "磁盘写不进去,请检查空间、配额和硬盘",
    "readonly": "没有写的权限,请检查文件的属主和权限",
    "unable to open": "打不开,请检查目录是否存在、有没有权限",
}

# Any fixed number.
WRITER_LOCK = 0x53594E57


class Store:
    """An opened, migrated database. `read()` and `write()` give connections inside one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with _told(self._engine), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Commits at the end of the block, rolls back when it raises.

        There is one writer at a time on both databases: how a story stands is decided from what is read first.
        """
        writer = self._engine.execution_options(write=True)
        with _told(self._engine), writer.connect() as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
            yield connection

    def close(self) -> None:
        self._engine.dispose()


def open_store(url: str) -> Store:
    """The store at an SQLAlchemy URL, brought to the newest schema; an SQLite file's folder is made.

    Raises StoreError when it cannot be reached, is locked, or was written by a newer version.
    """
    location = make_url(url)
    if location.get_backend_name() == "sqlite" and location.database not in (None, "", ":memory:"):
        Path(str(location.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, pool_pre_ping=location.get_backend_name() != "sqlite")
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    with _told(engine):
        if revision(engine) != NEWEST:
            from syndicator.store.migrate import upgrade  # Alembic: a tenth of a second that is seldom needed

            upgrade(engine)
    return Store(engine)


def upsert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, in the connection's dialect."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


@contextmanager
def _told(engine: Engine) -> Iterator[None]:
    """Driver errors as StoreError, naming the database without its password."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        where = engine.url.render_as_string(hide_password=True)
        raise StoreAway(f"数据库 {where}:{_cure(str(error.orig))}({error.orig})") from error
    except DBAPIError as error:
        where = engine.url.render_as_string(hide_password=True)
        raise StoreError(f"数据库 {where}:{error.orig}") from error
    except SQLAlchemyError as error:
        where = engine.url.render_as_string(hide_password=True)
        raise StoreError(f"数据库 {where}:{error}") from error


def _cure(said: str) -> str:
    return next((words for sign, words in _CURES.items() if sign in said), "现在用不了,请看数据库是否还在运行")


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # transactions are ours, not the driver's
    # WAL with NORMAL survives a killed process; after a power cut the last commits may be gone, but
    # validators and items go together, so they are simply fetched again.
    for pragma in (
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "cache_size=-65536",
        "wal_autocheckpoint=4000",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    mode = "IMMEDIATE" if connection.get_execution_options().get("write") else "DEFERRED"
    connection.exec_driver_sql(f"BEGIN {mode}")
