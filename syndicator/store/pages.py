"""Article pages still to be read, each once: what a list page or a short feed entry led to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Connection, bindparam, delete, func, select, type_coerce, update

from syndicator.model import Draft
from syndicator.store import schema
from syndicator.store.bulk import chunks
from syndicator.store.engine import upsert
from syndicator.store.items import Identity
from syndicator.store.rows import draft_of, draft_values
from syndicator.store.schema import page


@dataclass(frozen=True, slots=True)
class Page:
    """One article page that waits. `backlog`: its source was new, so the story is no news."""

    id: int
    source: str
    key: str
    url: str
    draft: Draft
    attempts: int
    backlog: bool


def add(connection: Connection, source: str, drafts: Iterable[tuple[str, Draft]], now: datetime, backlog: bool) -> None:
    """Queues pages by (source, key); those already waiting keep their place and learn what the list says now."""
    rows = [
        {
            "source": source,
            "key": key,
            "url": draft.url,
            "draft": draft_values(draft),
            "due": now,
            "attempts": 0,
            "backlog": backlog,
        }
        for key, draft in drafts
    ]
    if rows:
        statement = upsert(connection, page)
        statement = statement.on_conflict_do_update(
            index_elements=["source", "key"],
            set_={"url": statement.excluded.url, "draft": statement.excluded.draft},
        )
        connection.execute(statement, rows)


def due(connection: Connection, now: datetime, limit: int, most_a_source: int, busy: Sequence[int] = ()) -> list[Page]:
    """Pages whose time has come, oldest first, at most so many a source with those in `busy`, which are left out."""
    place = func.row_number().over(partition_by=page.c.source, order_by=(page.c.due, page.c.id)).label("place")
    ranked = select(page, place).where(page.c.due <= now).subquery()
    query = (
        select(ranked)
        .where(ranked.c.place <= most_a_source)
        .order_by(ranked.c.due, ranked.c.id)
        .limit(limit + len(busy))
    )
    skip = set(busy)
    return [
        Page(row.id, row.source, row.key, row.url, draft_of(row.draft), row.attempts, row.backlog)
        for row in connection.execute(query)
        if row.id not in skip
    ][:limit]


def done(connection: Connection, ids: Sequence[int]) -> None:
    """Takes pages off the queue, in the transaction that stores their items."""
    connection.execute(delete(page).where(page.c.id.in_(ids)))


def known(connection: Connection, identities: Collection[Identity]) -> set[Identity]:
    """Which of these (source, key) pairs wait already."""
    wanted = {source: [key for one, key in identities if one == source] for source in {one for one, _ in identities}}
    found: set[Identity] = set()
    for source, keys in wanted.items():
        for chunk in chunks(keys):
            query = select(page.c.key).where(page.c.source == source, page.c.key.in_(chunk))
            found.update((source, row.key) for row in connection.execute(query))
    return found


def postpone(connection: Connection, later: Sequence[tuple[int, datetime]], *, tried: bool = True) -> None:
    """Tries these pages again at the times given; it counts as an attempt if they were `tried`."""
    if later:
        connection.execute(
            update(page).where(page.c.id == bindparam("b_id")).values(attempts=page.c.attempts + int(tried)),
            [{"b_id": id, "due": due} for id, due in later],
        )


def set_back(connection: Connection, now: datetime, by: timedelta) -> None:
    """Brings the waiting pages along when the clock went back by so much."""
    earlier = type_coerce(type_coerce(page.c.due, BigInteger) - round(by.total_seconds() * 1000), page.c.due.type)
    connection.execute(update(page).where(page.c.due > now).values(due=earlier))


def waiting(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(page)).scalar_one()


def forget(connection: Connection) -> None:
    """Drops the pages of sources that are no longer declared."""
    declared = select(schema.source.c.id).where(schema.source.c.active)
    connection.execute(delete(page).where(page.c.source.not_in(declared)))
