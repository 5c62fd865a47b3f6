"""Finding an item's likes among all that is stored, by the keys of its fingerprint."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, text

from syndicator.model import Candidate
from syndicator.store.bulk import chunks
from syndicator.store.schema import item

# A key that this many items share (a standing headline, a stock sentence) tells nothing; no more are kept, so that
# looking one up stays cheap however often it recurs.
MOST_HOLDERS = 200
MOST_LIKES = 24


@dataclass(frozen=True, slots=True)
class Found:
    """The likes of each item asked about, best first; and which of the keys are too common to be stored again."""

    likes: list[list[Candidate]]
    common: frozenset[int]


# One parameter for all keys: an IN list of a thousand costs more to write than to answer.
_HOLDERS = {
    "sqlite": text("SELECT key, item FROM probe WHERE key IN (SELECT value FROM json_each(:keys))"),
    "postgresql": text("SELECT key, item FROM probe WHERE key = ANY(:keys)"),
}
_INSERT = {
    "sqlite": "INSERT INTO probe (key, item) VALUES (?, ?)",
    "postgresql": "INSERT INTO probe (key, item) VALUES (%s, %s)",
}


def add(connection: Connection, rows: list[tuple[int, int]]) -> None:
    """Stores (key, item) pairs, each once. There are dozens an item: they go to the driver as they are."""
    if rows:
        connection.exec_driver_sql(_INSERT[connection.dialect.name], rows)


def likes(connection: Connection, fingerprints: Sequence[Sequence[int]]) -> Found:
    """For each list of keys, the stored items that share the most of them. Two queries in all."""
    wanted = sorted({key for keys in fingerprints for key in keys})
    holders: dict[int, list[int]] = {}
    for key, holder in connection.execute(_HOLDERS[connection.dialect.name], {"keys": _listed(connection, wanted)}):
        holders.setdefault(key, []).append(holder)
    if not holders:
        return Found([[] for _ in fingerprints], frozenset())
    best = [
        Counter(holder for key in set(keys) for holder in holders.get(key, ())).most_common(MOST_LIKES)
        for keys in fingerprints
    ]
    stored = _load(connection, sorted({holder for one in best for holder, _ in one}))
    common = frozenset(key for key, found in holders.items() if len(found) >= MOST_HOLDERS)
    return Found([[Candidate(*stored[holder], shared) for holder, shared in one] for one in best], common)


Row = tuple[int, int, str, str, str | None, datetime | None, bytes]


def _load(connection: Connection, ids: Sequence[int]) -> dict[int, Row]:
    columns = (
        item.c.story,
        item.c.id,
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
