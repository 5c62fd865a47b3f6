"""Finding an item's likes among all that is stored, by the keys of its fingerprint."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, text

from syndicator.store.bulk import chunks
from syndicator.store.schema import item

# A key that this many items share (a standing headline, a stock sentence) tells nothing; no more are kept, so that
# looking one up stays cheap however often it recurs.
MOST_HOLDERS = 200
MOST_LIKES = 24


@dataclass(frozen=True, slots=True)
class Like:
    """A stored item that shares `shared` keys with the one asked about."""

    id: int
    story: int
    source: str
    title: str
    url: str | None
    published: datetime | None
    signature: bytes
    shared: int


# One parameter for all keys: an IN list of a thousand costs more to write than to answer.
_HOLDERS = {
    "sqlite": text("SELECT key, item FROM probe WHERE key IN (SELECT value FROM json_each(:keys))"),
    "postgresql": text("SELECT key, item FROM probe WHERE key = ANY(:keys)"),
}
_UNLESS_COMMON = (
    f"(SELECT count(*) FROM (SELECT 1 FROM probe WHERE key = {{0}} LIMIT {MOST_HOLDERS}) AS held) < {MOST_HOLDERS}"
)
_INSERT = {
    "sqlite": f"INSERT INTO probe (key, item) SELECT ?, ? WHERE {_UNLESS_COMMON.format('?')}",
    "postgresql": f"INSERT INTO probe (key, item) SELECT %s::bigint, %s::bigint WHERE {_UNLESS_COMMON.format('%s')}",
}


def add(connection: Connection, rows: Sequence[tuple[int, int]]) -> None:
    """Stores (key, item) pairs but for keys too common to tell. Dozens an item: they go to the driver as they are."""
    if rows:
        connection.exec_driver_sql(_INSERT[connection.dialect.name], [(key, holder, key) for key, holder in rows])


def likes(connection: Connection, fingerprints: Sequence[Sequence[int]]) -> list[list[Like]]:
    """For each list of keys, the stored items that share the most of them, best first. Two queries in all."""
    wanted = sorted({key for keys in fingerprints for key in keys})
    holders: dict[int, list[int]] = {}
    for key, holder in connection.execute(_HOLDERS[connection.dialect.name], {"keys": _listed(connection, wanted)}):
        holders.setdefault(key, []).append(holder)
    if not holders:
        return [[] for _ in fingerprints]
    best = [
        Counter(holder for key in set(keys) for holder in holders.get(key, ())).most_common(MOST_LIKES)
        for keys in fingerprints
    ]
    stored = _load(connection, sorted({holder for one in best for holder, _ in one}))
    return [[Like(*stored[holder], shared) for holder, shared in one] for one in best]


Row = tuple[int, int, str, str, str | None, datetime | None, bytes]


def _load(connection: Connection, ids: Sequence[int]) -> dict[int, Row]:
    columns = (
        item.c.id,
        item.c.story,
        item.c.source,
        item.c.title,
        item.c.url,
        item.c.published,
        item.c.signature,
    )
    found: dict[int, Row] = {}
    for chunk in chunks(ids):
        for row in connection.execute(select(*columns).where(item.c.id.in_(chunk))):
            found[row.id] = tuple(row)
    return found


def _listed(connection: Connection, keys: Sequence[int]) -> str | list[int]:
    return json.dumps(keys) if connection.dialect.name == "sqlite" else list(keys)
