"""Finding an item's likes among all that is stored, by the keys of its fingerprint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from syndicator.store.bulk import chunks
from syndicator.store.schema import item, probe

# A key that more items than this share (a standing headline, a stock sentence) tells nothing; what it finds
# beyond is left out, oldest first.
MOST_ROWS_A_QUERY = 20_000
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


def likes(connection: Connection, fingerprints: Sequence[Sequence[int]]) -> list[list[Like]]:
    """For each list of keys, the stored items that share the most of them, best first. Two queries in all."""
    wanted = sorted({key for keys in fingerprints for key in keys})
    holders: dict[int, list[int]] = {}
    for chunk in chunks(wanted):
        query = (
            select(probe.c.key, probe.c.item)
            .where(probe.c.key.in_(chunk))
            .order_by(probe.c.key, probe.c.item.desc())
            .limit(MOST_ROWS_A_QUERY)
        )
        for key, holder in connection.execute(query):
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
