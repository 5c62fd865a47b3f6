"""Which publications must be built anew. A mark is a counter, so that one made while building is not lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from syndicator.store.engine import upsert
from syndicator.store.schema import edition, placement, publication
from syndicator.store.schema import former as former_


@dataclass(frozen=True, slots=True)
class Dirty:
    """A publication to build; `wanted` goes back to `built` when its files stand."""

    id: str
    wanted: int


def mark(connection: Connection, ids: Iterable[str]) -> None:
    """Marks publications dirty, in the transaction that changed what they show."""
    rows = [{"id": id, "wanted": 1, "built": 0} for id in sorted(set(ids))]
    if rows:
        statement = upsert(connection, publication).on_conflict_do_update(
            index_elements=["id"], set_={"wanted": publication.c.wanted + 1}
        )
        connection.execute(statement, rows)


def dirty(connection: Connection) -> list[Dirty]:
    query = select(publication).where(publication.c.wanted > publication.c.built).order_by(publication.c.id)
    return [Dirty(row.id, row.wanted) for row in connection.execute(query)]


def built(connection: Connection, done: Sequence[Dirty]) -> None:
    """Takes marks off, unless a newer one was made meanwhile."""
    for one in done:
        connection.execute(update(publication).where(publication.c.id == one.id).values(built=one.wanted))


def known(connection: Connection) -> list[str]:
    return list(connection.execute(select(publication.c.id)).scalars())


def forget(connection: Connection, ids: Sequence[str], now: datetime) -> None:
    """Takes publications off the list; `former` remembers that they were on it."""
    connection.execute(delete(publication).where(publication.c.id.in_(ids)))
    if ids:
        rows = [{"id": id, "since": now} for id in ids]
        connection.execute(upsert(connection, former_).on_conflict_do_nothing(), rows)


def former(connection: Connection) -> list[str]:
    """The ids of all that could be subscribed to once, in order; some may be declared again."""
    return list(connection.execute(select(former_.c.id).order_by(former_.c.id)).scalars())


def rename(connection: Connection, old: str, new: str) -> None:
    """Gives a publication's stories to its new name, also those that are too old to be told anew; a digest, its
    editions, which keep their ids."""
    both = select(placement.c.story).where(placement.c.publication == new)
    there = (placement.c.publication == old, placement.c.story.in_(both))
    connection.execute(delete(placement).where(*there))
    connection.execute(update(placement).where(placement.c.publication == old).values(publication=new))
    kind, _, id = old.partition("/")
    if kind == "digest":
        taken = select(edition.c.at).where(edition.c.digest == new.partition("/")[2])
        moved = update(edition).where(edition.c.digest == id, edition.c.at.not_in(taken))
        connection.execute(moved.values(digest=new.partition("/")[2]))


def unpublished(connection: Connection) -> int:
    query = select(func.count()).select_from(publication).where(publication.c.wanted > publication.c.built)
    return connection.execute(query).scalar_one()
