"""Which stories' pages must be looked at again. A mark is a counter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select

from syndicator.store.engine import upsert
from syndicator.store.schema import changed_story, story


@dataclass(frozen=True, slots=True)
class Marked:
    """A changed story; `marks` goes back to `done` when its page stands."""

    id: int
    public_id: str
    marks: int


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
