"""Sources: what is declared, when each is due, what its server last said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.engine import Row

from syndicator.model import Health, Kind, Source, SourceState, Validators
from syndicator.store.bulk import chunks
from syndicator.store.packing import days_of, packed_days, packed_times, times_of
from syndicator.store.schema import item, source


def declare(connection: Connection, sources: Iterable[Source], due: Mapping[str, datetime]) -> None:
    """Makes the table say what config.toml says. State survives; a changed URL drops what its old server said.

    `due` gives the first poll of sources that are new or have moved. Sources no longer declared sleep.
    """
    known = {
        row.id: row for row in connection.execute(select(source.c.id, source.c.name, source.c.url, source.c.active))
    }
    declared = {one.id: one for one in sources}
    fresh, renamed, moved, woken = [], [], [], []
    for one in declared.values():
        row = known.get(one.id)
        if row is None:
            fresh.append(_first_values(one, due[one.id]))
        elif row.url != one.url:
            moved.append({"b_id": one.id, "name": one.name, "url": one.url, "due": due[one.id]})
        else:
            if row.name != one.name:
                renamed.append({"b_id": one.id, "name": one.name})
            if not row.active:
                woken.append(one.id)
    if fresh:
        connection.execute(source.insert(), fresh)
    if renamed:
        connection.execute(update(source).where(source.c.id == bindparam("b_id")), renamed)
    if moved:
        forget = dict.fromkeys(("etag", "last_modified", "error", "moved_to", "since")) | {
            "body_hash": b"",
            "seen": b"",
            "news_days": b"",
            "times": b"",
            "failures": 0,
            "health": str(Health.NEW),
            "kind": str(Kind.AUTO),
            "active": True,
        }
        connection.execute(update(source).where(source.c.id == bindparam("b_id")).values(forget), moved)
    if woken:
        connection.execute(update(source).where(source.c.id.in_(woken)).values(active=True))
    for chunk in chunks([id for id in known if id not in declared]):
        connection.execute(update(source).where(source.c.id.in_(chunk)).values(active=False))


def due(connection: Connection, now: datetime, limit: int, busy: Sequence[str] = ()) -> list[SourceState]:
    """Sources whose time has come, the longest overdue first; those in `busy` are left out."""
    query = select(source).where(source.c.active, source.c.due <= now).order_by(source.c.due).limit(limit + len(busy))
    skip = set(busy)
    return [_state(row) for row in connection.execute(query) if row.id not in skip][:limit]


def states(connection: Connection) -> list[SourceState]:
    """Every active source, with the number of its items, in order of id."""
    counts: dict[str, int] = dict(connection.execute(select(item.c.source, func.count()).group_by(item.c.source)).all())
    query = select(source).where(source.c.active).order_by(source.c.id)
    return [_state(row, counts.get(row.id, 0)) for row in connection.execute(query)]


def record(connection: Connection, polled: Sequence[SourceState]) -> None:
    """Writes back what polls found out, all in one statement."""
    if not polled:
        return
    connection.execute(
        update(source).where(source.c.id == bindparam("b_id")),
        [
            {
                "b_id": state.id,
                "kind": str(state.kind),
                "etag": state.validators.etag,
                "last_modified": state.validators.last_modified,
                "due": state.due,
                "failures": state.failures,
                "health": str(state.health),
                "since": state.since,
                "error": state.error,
                "polled": state.polled,
                "succeeded": state.succeeded,
                "body_hash": state.body_hash,
                "seen": state.seen,
                "size": state.size,
                "moved_to": state.moved_to,
                "news_days": packed_days(state.news_days),
                "times": packed_times(state.times),
            }
            for state in polled
        ],
    )


def urls(connection: Connection) -> dict[str, str]:
    """The address of each active source."""
    query = select(source.c.id, source.c.url).where(source.c.active)
    return {row.id: row.url for row in connection.execute(query)}


def wake(connection: Connection, now: datetime, ids: Sequence[str]) -> None:
    """Makes these sources due now, on an admin's word."""
    connection.execute(update(source).where(source.c.id.in_(ids), source.c.active).values(due=now))


def _first_values(one: Source, due: datetime) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "url": one.url,
        "active": True,
        "due": due,
        "kind": str(Kind.AUTO),
        "health": str(Health.NEW),
    }


def _state(row: Row[Any], items: int = 0) -> SourceState:
    return SourceState(
        id=row.id,
        name=row.name,
        url=row.url,
        kind=Kind(row.kind),
        validators=Validators(row.etag, row.last_modified),
        due=row.due,
        failures=row.failures,
        health=Health(row.health),
        since=row.since,
        error=row.error,
        polled=row.polled,
        succeeded=row.succeeded,
        body_hash=row.body_hash,
        seen=row.seen,
        size=row.size,
        items=items,
        moved_to=row.moved_to,
        news_days=days_of(row.news_days),
        times=times_of(row.times),
    )
