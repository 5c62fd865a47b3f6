"""Which stories' pages must be looked at again, and what their tellers said before. A mark is a counter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from syndicator.store.bulk import chunks
from syndicator.store.engine import upsert
from syndicator.store.schema import changed_story, item, revision, story


@dataclass(frozen=True, slots=True)
class Marked:
    """A changed story; `marks` goes back to `done` when its page stands."""

    id: int
    public_id: str
    marks: int


@dataclass(frozen=True, slots=True)
class Former:
    """What an item's title was until then; what it said beside it may have changed too."""

    item: int
    title: str
    until: datetime


def mark(connection: Connection, ids: Sequence[int]) -> None:
    """Marks stories, in the transaction that changed them."""
    rows = [{"story": id, "marks": 1} for id in sorted(set(ids))]
    if rows:
        statement = upsert(connection, changed_story).on_conflict_do_update(
            index_elements=["story"], set_={"marks": changed_story.c.marks + 1}
        )
        connection.execute(statement, rows)


def marked(connection: Connection, most: int) -> list[Marked]:
    """The changed stories, the youngest first."""
    query = (
        select(changed_story.c.story, story.c.public_id, changed_story.c.marks)
        .join(story, story.c.id == changed_story.c.story)
        .order_by(changed_story.c.story.desc())
        .limit(most)
    )
    return [Marked(row.story, row.public_id, row.marks) for row in connection.execute(query)]


def done(connection: Connection, pages: Sequence[Marked]) -> None:
    """Takes marks off, unless a newer one was made meanwhile."""
    for one in pages:
        still = (changed_story.c.story == one.id, changed_story.c.marks == one.marks)
        connection.execute(delete(changed_story).where(*still))


def count(connection: Connection) -> int:
    """How many stories are marked."""
    return connection.execute(select(func.count()).select_from(changed_story)).scalar_one()


def formerly(connection: Connection, stories: Sequence[int]) -> dict[int, list[Former]]:
    """What the items of these stories said before, by story, in the order in which it was replaced."""
    found: dict[int, list[Former]] = {}
    for chunk in chunks(stories):
        query = (
            select(item.c.story, revision.c.item, revision.c.title, revision.c.replaced)
            .join(item, item.c.id == revision.c.item)
            .where(item.c.story.in_(chunk))
            .order_by(revision.c.replaced, revision.c.number)
        )
        for row in connection.execute(query):
            found.setdefault(row.story, []).append(Former(row.item, row.title, row.replaced))
    return found
