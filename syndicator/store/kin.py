"""Kin: which items were found to be one article, and all that hangs together with some of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from syndicator.store.bulk import chunks
from syndicator.store.engine import upsert
from syndicator.store.schema import item, kin, story

# A story of more items is one that a source tells over and over; it is not looked through again.
MOST_TOLD = 48
# How far stories that are told apart, though some of their items are kin, are followed.
MOST_STEPS = 8


@dataclass(frozen=True, slots=True)
class Near:
    """A stored item, as far as it is compared. What its source did not date is as old as our knowledge of it.

    `withdrawn`: its story is.
    """

    id: int
    story: int
    source: str
    key: str
    title: str
    url: str | None
    published: datetime
    signature: bytes
    compiled: bool
    first_seen: datetime
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """All items that hang together with some, by kinship or by being in one story, and the pairs that are kin.

    `full` are stories too large to be looked through: their items are left out.
    """

    items: dict[int, Near]
    pairs: set[tuple[int, int]]
    full: set[int]


def add(connection: Connection, pairs: Iterable[tuple[int, int]]) -> None:
    """Remembers pairs of items that were found to be one article."""
    rows = sorted({way for a, b in pairs for way in ((a, b), (b, a))})
    if rows:
        query = upsert(connection, kin).on_conflict_do_nothing()
        connection.execute(query, [{"item": one, "other": other} for one, other in rows])


def around(connection: Connection, ids: Collection[int]) -> Neighbourhood:
    """The neighbourhood of these items. A few queries, however many they are."""
    found = Neighbourhood({}, set(), set())
    counted: set[int] = set()
    met, wanted = set(ids), sorted(ids)
    for _ in range(MOST_STEPS):
        if not wanted:
            break
        fresh = _load(connection, wanted)
        homes = {one.story for one in fresh} - counted
        found.full.update(_full(connection, homes))
        counted |= homes
        fresh = [one for one in fresh if one.story not in found.full]
        found.items.update((one.id, one) for one in fresh)
        links = _links(connection, [one.id for one in fresh])
        found.pairs.update(links)
        others = {other for _, other in links} | _members(connection, homes - found.full)
        wanted = sorted(others - met)
        met |= others
    return found


def _load(connection: Connection, ids: Collection[int]) -> list[Near]:
    columns: Any = (
        item.c.id, item.c.story, item.c.source, item.c.key, item.c.title, item.c.url,
        func.coalesce(item.c.published, item.c.first_seen, type_=item.c.published.type),
        item.c.signature, item.c.compiled, item.c.first_seen, story.c.withdrawn.is_not(None),
    )  # fmt: skip
    rows = [
        row
        for chunk in chunks(list(ids))
        for row in connection.execute(select(*columns).join_from(item, story).where(item.c.id.in_(chunk))).all()
    ]
    return [Near(*row) for row in rows]


def _full(connection: Connection, stories: Collection[int]) -> set[int]:
    found: set[int] = set()
    for chunk in chunks(list(stories)):
        query = select(item.c.story).where(item.c.story.in_(chunk)).group_by(item.c.story)
        found.update(connection.execute(query.having(func.count() > MOST_TOLD)).scalars())
    return found


def _links(connection: Connection, ids: Collection[int]) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for chunk in chunks(list(ids)):
        query = select(kin.c.item, kin.c.other).where(kin.c.item.in_(chunk))
        found.update((row.item, row.other) for row in connection.execute(query))
    return found


def _members(connection: Connection, stories: Collection[int]) -> set[int]:
    found: set[int] = set()
    for chunk in chunks(list(stories)):
        found.update(connection.execute(select(item.c.id).where(item.c.story.in_(chunk))).scalars())
    return found
