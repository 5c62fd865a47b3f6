"""What each item said before it said what it says now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from syndicator.store.bulk import chunks
from syndicator.store.rows import pictures_of
from syndicator.store.schema import item, revision

# A page with a counter nobody recognises says something else at every poll: the first version and the newest are kept.
MOST_KEPT = 20
# Characters of an old version's markup and of its text; an article has a tenth of that.
LONGEST_KEPT = 100_000


@dataclass(frozen=True, slots=True)
class Version:
    """What an item said until it was `replaced`. Version 0 is what it said first."""

    item: int
    number: int
    replaced: datetime
    title: str
    html: str
    text: str
    pictures: tuple[str, ...]


def keep(connection: Connection, id: int, number: int, now: datetime) -> None:
    """Keeps what the item says now as its version `number`, before something else is put in its place."""
    columns = (item.c.title, item.c.html, item.c.text, item.c.facts)
    old = connection.execute(select(*columns).where(item.c.id == id)).one()
    row = {
        "item": id,
        "number": number,
        "replaced": now,
        "title": old.title,
        "html": old.html[:LONGEST_KEPT],
        "text": old.text[:LONGEST_KEPT],
        "pictures": pictures_of(old.facts),
    }
    connection.execute(revision.insert(), row)
    if number >= MOST_KEPT:
        # 20 in all: the first, and the nineteen newest
        passed = (revision.c.item == id, revision.c.number > 0, revision.c.number <= number - MOST_KEPT + 1)
        connection.execute(delete(revision).where(*passed))


def of(connection: Connection, items: Sequence[int]) -> dict[int, list[Version]]:
    """The kept versions of these items, oldest first."""
    found: dict[int, list[Version]] = {}
    for chunk in chunks(items):
        query = select(revision).where(revision.c.item.in_(chunk)).order_by(revision.c.item, revision.c.number)
        for row in connection.execute(query):
            version = Version(row.item, row.number, row.replaced, row.title, row.html, row.text, tuple(row.pictures))
            found.setdefault(row.item, []).append(version)
    return found
