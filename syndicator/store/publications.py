"""Which publications must be built anew. A mark is a counter, so that one made while building is not lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select, update

from syndicator.store.engine import upsert
from syndicator.store.schema import publication


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


def forget(connection: Connection, ids: Sequence[str]) -> None:
    connection.execute(delete(publication).where(publication.c.id.in_(ids)))


def unpublished(connection: Connection) -> int:
    query = select(func.count()).select_from(publication).where(publication.c.wanted > publication.c.built)
    return connection.execute(query).scalar_one()
