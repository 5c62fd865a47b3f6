"""Items: what each source says, by (source, key), with what it said before."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection, bindparam, func, select, text, update

from syndicator.model import Fingerprint, Item
from syndicator.store import probes, revisions
from syndicator.store.bulk import chunks
from syndicator.store.rows import item_of, item_values
from syndicator.store.schema import item, probe

# Who says it, and its key there.
Identity = tuple[str, str]

_COLUMNS = "item.source, item.key, item.id, item.story, item.content, item.revision"
_KNOWN = {
    "sqlite": text(
        f"SELECT {_COLUMNS} FROM json_each(:pairs) AS pair JOIN item "
        "ON item.source = json_extract(pair.value, '$[0]') AND item.key = json_extract(pair.value, '$[1]')"
    ),
    "postgresql": text(
        f"SELECT {_COLUMNS} FROM json_array_elements(CAST(:pairs AS json)) AS pair JOIN item "
        "ON item.source = pair ->> 0 AND item.key = pair ->> 1"
    ),
}


@dataclass(frozen=True, slots=True)
class Known:
    """An item that is already stored: enough to see whether it changed."""

    id: int
    story: int
    content: bytes
    revision: int


@dataclass(frozen=True, slots=True)
class Member:
    """A stored item with what choosing a lead, and telling why it is a member, needs."""

    id: int
    story: int
    item: Item
    first_seen: datetime
    signature: bytes = b""
    revision: int = 0
    compiled: bool = False
    withdrawn: datetime | None = None
    terms: str = ""


def known(connection: Connection, identities: Collection[Identity]) -> dict[Identity, Known]:
    """Which of these (source, key) pairs were told before. One query for all."""
    if not identities:
        return {}
    pairs = json.dumps(list(identities), ensure_ascii=False)
    rows = connection.execute(_KNOWN[connection.dialect.name], {"pairs": pairs})
    return {(row.source, row.key): Known(row.id, row.story, bytes(row.content), row.revision) for row in rows}


def add(
    connection: Connection,
    items: Sequence[tuple[Item, Fingerprint, int]],
    now: datetime,
    held: Mapping[int, int] = MappingProxyType({}),
) -> list[int]:
    """Stores new items with their stories' ids, and their probes; returns their ids in order.

    `held` is how many items hold each key already.
    """
    if not items:
        return []
    rows = [
        {
            **item_values(one),
            "story": story,
            "content": fingerprint.content,
            "signature": fingerprint.signature,
            "first_seen": now,
            "revision": 0,
            "compiled": False,
        }
        for one, fingerprint, story in items
    ]
    ids = list(connection.execute(item.insert().returning(item.c.id, sort_by_parameter_order=True), rows).scalars())
    probes.add(
        connection,
        [(key, id) for id, (_, fingerprint, _) in zip(ids, items, strict=True) for key in set(fingerprint.keys)],
        held,
    )
    return ids


def revise(connection: Connection, id: int, number: int, one: Item, fingerprint: Fingerprint, now: datetime) -> None:
    """Puts the new version in place and keeps the old one as revision `number` (store/revisions.py)."""
    revisions.keep(connection, id, number, now)
    connection.execute(
        update(item)
        .where(item.c.id == id)
        .values(
            **item_values(one),
            content=fingerprint.content,
            signature=fingerprint.signature,
            revision=number + 1,
        )
    )
    connection.execute(probe.delete().where(probe.c.item == id))
    keys = set(fingerprint.keys)
    probes.add(connection, [(key, id) for key in keys], probes.held(connection, keys))


@dataclass(frozen=True, slots=True)
class Held:
    """Terms that items of one source with one 来源 are stored under."""

    source: str
    origin: str | None
    terms: str


def held(connection: Connection) -> list[Held]:
    """Which terms there are. Read off an index alone."""
    columns = (item.c.source, item.c.origin, item.c.terms)
    return [Held(*row) for row in connection.execute(select(*columns).distinct())]


def under(connection: Connection, terms: Iterable[Held]) -> set[int]:
    """The stories with an item that is stored under one of these terms."""
    found: set[int] = set()
    for one in terms:
        such = (item.c.source == one.source, item.c.origin.is_not_distinct_from(one.origin), item.c.terms == one.terms)
        found.update(connection.execute(select(item.c.story).where(*such).distinct()).scalars())
    return found


def grant(connection: Connection, granted: Sequence[tuple[int, str, str]]) -> None:
    """Writes what may now be shown of items (id, rights), and the terms by which."""
    if granted:
        rows = [{"b_id": id, "rights": rights, "terms": terms} for id, rights, terms in granted]
        connection.execute(update(item).where(item.c.id == bindparam("b_id")), rows)


def get(connection: Connection, id: int) -> Item:
    return item_of(connection.execute(select(item).where(item.c.id == id)).mappings().one())


def find(connection: Connection, id: int) -> Item | None:
    """The item, if it is still kept."""
    row = connection.execute(select(item).where(item.c.id == id)).mappings().one_or_none()
    return None if row is None else item_of(row)


def members(connection: Connection, stories: Sequence[int]) -> dict[int, list[Member]]:
    """All items of these stories, in the order they were first seen."""
    found: dict[int, list[Member]] = {story: [] for story in stories}
    for chunk in chunks(list(found)):
        query = select(item).where(item.c.story.in_(chunk)).order_by(item.c.id)
        for row in connection.execute(query).mappings():
            rest = row["first_seen"], bytes(row["signature"]), row["revision"], row["compiled"], row["withdrawn"]
            found[row["story"]].append(Member(row["id"], row["story"], item_of(row), *rest, row["terms"]))
    return found


def move(connection: Connection, homes: Mapping[int, int]) -> None:
    """Puts items (by id) into other stories."""
    if homes:
        query = update(item).where(item.c.id == bindparam("b_id")).values(story=bindparam("b_story"))
        connection.execute(query, [{"b_id": id, "b_story": story} for id, story in homes.items()])


def mark_compiled(connection: Connection, marks: Mapping[int, bool]) -> None:
    """Says of items (by id) whether they are made up from several stories."""
    for compiled in (True, False):
        for chunk in chunks([id for id, mark in marks.items() if mark is compiled]):
            connection.execute(update(item).where(item.c.id.in_(chunk)).values(compiled=compiled))


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(item)).scalar_one()
