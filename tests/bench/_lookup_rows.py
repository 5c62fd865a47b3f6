"""Probes of many made-up stories, and how they get into a database quickly."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy

from syndicator.store.probes import MOST_HOLDERS

# As `group.similarity` gives a report of 1,000 letters: address, title, its beginnings, anchors.
KEYS = 27
SIGNATURE = 1_100
REPRINTS = 0.2
SHARED = 20
# Stock sentences and standing headlines, each held by as many as the store keeps.
HOT = 2_000
_CHUNK = 200_000
_DAY = 1_795_000_000_000

Numbers = Any  # numpy's arrays of int64


@dataclass(frozen=True)
class Made:
    """Pairs of key and item, in order; and each story's own keys."""

    keys: Numbers
    items: Numbers
    own: Numbers
    hot: Numbers

    def questions(self, count: int) -> dict[str, list[list[int]]]:
        """Keys of stories that come in: new ones, reprints, and ones with nothing but what thousands hold."""
        random = numpy.random.default_rng(7)
        new = _fresh(random, (count, KEYS))
        stock = new.copy()
        stock[:, :3] = random.choice(self.hot, (count, 3))
        reprints = new.copy()
        reprints[:, :SHARED] = self.own[random.integers(0, len(self.own), count), :SHARED]
        hot = random.choice(self.hot, (count, KEYS))
        return {
            "new": new.tolist(),
            "new, with stock sentences": stock.tolist(),
            "reprint": reprints.tolist(),
            "stock sentences alone": hot.tolist(),
        }


def made(stories: int) -> Made:
    random = numpy.random.default_rng(1)
    own = _fresh(random, (stories, KEYS))
    reprints = numpy.flatnonzero(random.random(stories) < REPRINTS)
    reprints = reprints[reprints > 0]
    own[reprints, :SHARED] = own[(random.random(len(reprints)) * reprints).astype(numpy.int64), :SHARED]
    hot = _fresh(random, (HOT,))
    holders = random.integers(1, stories + 1, (HOT, MOST_HOLDERS))
    keys = numpy.concatenate([own.ravel(), numpy.repeat(hot, MOST_HOLDERS)])
    items = numpy.concatenate([numpy.repeat(numpy.arange(1, stories + 1), KEYS), holders.ravel()])
    order = numpy.lexsort((items, keys))
    keys, items = keys[order], items[order]
    first = numpy.ones(len(keys), bool)
    first[1:] = (keys[1:] != keys[:-1]) | (items[1:] != items[:-1])
    return Made(keys[first], items[first], own, hot)


def into_sqlite(made: Made, path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA synchronous=OFF; PRAGMA cache_size=-262144; DROP INDEX ix_probe_item")
    connection.execute("BEGIN")
    stories = range(1, len(made.own) + 1)
    connection.executemany(
        "INSERT INTO story (id, public_id, updated, revision, sections, places) VALUES (?, 'tag:' || ?, 0, 0, '[]', '[]')",
        ((n, n) for n in stories),
    )
    connection.executemany(
        "INSERT INTO item (id, source, key, story, url, title, html, text, summary, published, facts, rights, content,"
        " signature, first_seen, revision) VALUES (?, 's' || (? % 300), ?, ?, 'http://example.cn/' || ?, '咸宁标题' || ?,"
        f" '', '', '', {_DAY}, '{{}}', 'full', zeroblob(16), ?, {_DAY}, 0)",
        ((n, n, n, n, n, n, os.urandom(SIGNATURE)) for n in stories),
    )
    for at in range(0, len(made.keys), _CHUNK):
        pairs = zip(made.keys[at : at + _CHUNK].tolist(), made.items[at : at + _CHUNK].tolist(), strict=True)
        connection.executemany("INSERT INTO probe (key, item) VALUES (?, ?)", pairs)
    connection.execute("COMMIT")
    connection.executescript("CREATE INDEX ix_probe_item ON probe (item); PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def into_postgresql(made: Made, url: str) -> None:
    import psycopg

    stories = len(made.own)
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in (
            "SET maintenance_work_mem = '512MB'",
            "SET synchronous_commit = off",
            "ALTER TABLE probe DROP CONSTRAINT pk_probe",
            "DROP INDEX ix_probe_item",
            "ALTER TABLE item DROP CONSTRAINT fk_item_story",
            "INSERT INTO story (id, public_id, updated, revision, sections, places)"
            f" SELECT n, 'tag:' || n, 0, 0, '[]', '[]' FROM generate_series(1, {stories}) n",
            "INSERT INTO item (id, source, key, story, url, title, html, text, summary, published, facts, rights,"
            " content, signature, first_seen, revision) SELECT n, 's' || n % 300, n, n, 'http://example.cn/' || n,"
            f" '咸宁标题' || n, '', '', '', {_DAY}, '{{}}', 'full', '', decode(repeat(md5(n::text), {SIGNATURE // 16}),"
            f" 'hex'), {_DAY}, 0 FROM generate_series(1, {stories}) n",
        ):
            connection.execute(statement)
        with connection.cursor().copy("COPY probe (key, item) FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
            for at in range(0, len(made.keys), _CHUNK):
                copy.write(_binary(made.keys[at : at + _CHUNK], made.items[at : at + _CHUNK]))
            copy.write(b"\xff\xff")
        connection.execute("ALTER TABLE probe ADD CONSTRAINT pk_probe PRIMARY KEY (key, item)")
        connection.execute("CREATE INDEX ix_probe_item ON probe (item)")
        connection.execute("ANALYZE probe, item")


def _binary(keys: Numbers, items: Numbers) -> bytes:
    """Rows of two bigints as PostgreSQL's binary COPY wants them."""
    layout = numpy.dtype([("fields", ">i2"), ("a", ">i4"), ("key", ">i8"), ("b", ">i4"), ("item", ">i8")])
    found = numpy.empty(len(keys), layout)
    found["fields"], found["a"], found["b"], found["key"], found["item"] = 2, 8, 8, keys, items
    return found.tobytes()


def _fresh(random: numpy.random.Generator, shape: tuple[int, ...]) -> Numbers:
    return random.integers(-(2**63), 2**63, shape, dtype=numpy.int64, endpoint=False)
