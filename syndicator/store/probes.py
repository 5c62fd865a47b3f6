"""Finding an item's likes among all that is stored, by the keys of its fingerprint."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from itertools import chain

from sqlalchemy import Connection, text

from syndicator.model import Candidate
from syndicator.store.schema import item

# A key that this many items share (a standing headline, a stock sentence) tells little; no more are kept, so that a
# lookup never meets more than these for each of its keys, however often they recur.
MOST_HOLDERS = 32
MOST_LIKES = 24
# The weight of a key that one item holds; a whole number, so that sums are equal in any order.
_WHOLE = 1_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """The likes of each item asked about, best first; and how many items hold each of the keys, where any does."""

    likes: list[list[Candidate]]
    held: dict[int, int]


# One parameter for all keys: an IN list of a thousand costs more to write than to answer. One row a key: a template's
# keys are held by hundreds, and a row of its own for each takes longer to bring than to find.
_HOLDERS = {
    "sqlite": text(
        "SELECT key, json_group_array(item) FROM probe WHERE key IN (SELECT value FROM json_each(:keys)) GROUP BY key"
    ),
    "postgresql": text("SELECT key, array_agg(item) FROM probe WHERE key = ANY(:keys) GROUP BY key"),
}
_INSERT = {
    "sqlite": "INSERT INTO probe (key, item) VALUES (?, ?)",
    "postgresql": "INSERT INTO probe (key, item) VALUES (%s, %s)",
}


_COUNTED = "SELECT key, count(*) AS holders FROM probe WHERE key"
_HELD = {
    "sqlite": text(f"{_COUNTED} IN (SELECT value FROM json_each(:keys)) GROUP BY key"),
    "postgresql": text(f"{_COUNTED} = ANY(:keys) GROUP BY key"),
}


def add(connection: Connection, rows: Iterable[tuple[int, int]], held: Mapping[int, int]) -> None:
    """Stores (key, item) pairs, each once, but for keys that `MOST_HOLDERS` hold; `held` is how many held each before.

    There are dozens an item: they go to the driver as they are.
    """
    holders, kept = dict(held), []
    for row in rows:
        if (count := holders.get(row[0], 0)) < MOST_HOLDERS:
            holders[row[0]] = count + 1
            kept.append(row)
    if kept:
        connection.exec_driver_sql(_INSERT[connection.dialect.name], kept)


def held(connection: Connection, keys: Iterable[int]) -> dict[int, int]:
    """How many items hold each key, where any does."""
    wanted = {"keys": listed(connection, sorted(set(keys)))}
    return {row.key: row.holders for row in connection.execute(_HELD[connection.dialect.name], wanted)}


def holders(connection: Connection, keys: Iterable[int]) -> dict[int, list[int]]:
    """The items that hold each key, where any does."""
    wanted = {"keys": listed(connection, sorted(set(keys)))}
    rows = connection.execute(_HOLDERS[connection.dialect.name], wanted)
    return {key: json.loads(ids) if isinstance(ids, str) else ids for key, ids in rows}


def likes(connection: Connection, fingerprints: Sequence[Sequence[int]]) -> Found:
    """For each list of keys, the stored items that share the most telling of them. Two queries in all."""
    found = holders(connection, {key for keys in fingerprints for key in keys})
    if not found:
        return Found([[] for _ in fingerprints], {})
    best = [_best([found[key] for key in found.keys() & set(keys)], len(set(keys))) for keys in fingerprints]
    stored = _load(connection, sorted({holder for one in best for holder, _ in one}))
    return Found(
        [[Candidate(*stored[holder], shared) for holder, shared in one] for one in best],
        {key: len(ids) for key, ids in found.items()},
    )


def _best(held_by: Sequence[Sequence[int]], asked: int) -> list[tuple[int, int]]:
    """Of the holders of each key the best few, with how many keys each holds. `asked` counts the keys asked for.

    What few hold says more: else the oldest editions of a daily note, which hold its stock sentences, would leave no
    room for today's, of which only the figures are kept. Of several keys one stock sentence alone says nothing, while
    reading the first items that hold it would be most of the cost of a lookup.
    """
    shared = Counter(chain.from_iterable(held_by))
    weight = dict.fromkeys(shared, 0)
    for found in held_by:
        telling = _WHOLE // len(found)
        for holder in found:
            weight[holder] += telling
    least = _WHOLE // MOST_HOLDERS if asked > 1 else 0
    ranked = [(found, holder) for holder, found in weight.items() if found > least]
    return [(holder, shared[holder]) for _, holder in nlargest(MOST_LIKES, ranked)]


Row = tuple[int, int, str, str, str | None, datetime | None, bytes]
# What its source did not date is as old as our knowledge of it.
_COLUMNS = (
    "SELECT story, id, source, title, url, coalesce(published, first_seen) AS published, signature FROM item WHERE"
)
_ITEMS = {
    "sqlite": text(f"{_COLUMNS} id IN (SELECT value FROM json_each(:ids))").columns(published=item.c.published.type),
    "postgresql": text(f"{_COLUMNS} id = ANY(:ids)").columns(published=item.c.published.type),
}


def _load(connection: Connection, ids: Sequence[int]) -> dict[int, Row]:
    found = connection.execute(_ITEMS[connection.dialect.name], {"ids": listed(connection, ids)}).all()
    return {row[1]: tuple(row) for row in found}


def listed(connection: Connection, values: Sequence[int | str]) -> str | list[int | str]:
    """Many values as one parameter, in the connection's dialect."""
    return json.dumps(values) if connection.dialect.name == "sqlite" else list(values)
