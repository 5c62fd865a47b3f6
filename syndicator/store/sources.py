"""Sources: what is declared, when each is due, what its server last said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.engine import Row

from syndicator.model import Health, Kind, Source, SourceState, Validators
from syndicator.store.bulk import chunks
from syndicator.store.schema import item, source


def declare(connection: Connection, sources: Iterable[Source], due: Callable[[Source], datetime]) -> None:
    """Makes the table say what config.toml says. State survives; a changed URL drops what its old server said.

    `due` gives the first poll of sources that are new or have moved. Sources no longer declared sleep.
    """
    query = select(source.c.id, source.c.name, source.c.url, source.c.active)
    known = {id: (name, url, active) for id, name, url, active in connection.execute(query)}
    declared = {one.id: one for one in sources}
    fresh, renamed, moved, woken = [], [], [], []
    for one in declared.values():
        if one.id not in known:
            fresh.append(_first_values(one, due(one)))
            continue
        name, url, active = known[one.id]
        if url != one.url:
            moved.append({"b_id": one.id, "name": one.name, "url": one.url, "due": due(one)})
        else:
            if name != one.name:
                renamed.append({"b_id": one.id, "name": one.name})
            if not active:
                woken.append(one.id)
    if fresh:
        connection.execute(source.insert(), fresh)
    if renamed:
        connection.execute(update(source).where(source.c.id == bindparam("b_id")), renamed)
    if moved:
        forget = dict.fromkeys(("etag", "last_modified", "error", "moved_to")) | {
            "body_hash": b"",
            "seen": b"",
            "failures": 0,
            "health": str(Health.NEW),
            "kind": str(Kind.AUTO),
            "active": True,
        }
        connection.execute(update(source).where(source.c.id == bindparam("b_id")).values(forget), moved)
    for chunk in chunks(woken):
        connection.execute(update(source).where(source.c.id.in_(chunk)).values(active=True))
    for chunk in chunks([id for id, (_, _, active) in known.items() if active and id not in declared]):
        connection.execute(update(source).where(source.c.id.in_(chunk)).values(active=False))


def due(connection: Connection, now: datetime, limit: int, busy: Sequence[str] = ()) -> list[SourceState]:
    """Sources whose time has come, the longest overdue first; those in `busy` are left out."""
    query = select(source.c.id).where(source.c.active, source.c.due <= now).order_by(source.c.due)
    skip = set(busy)
    # Those under way stand first and are still due: nothing but their ids is read.
    ids = [id for id in connection.execute(query.limit(limit + len(busy))).scalars() if id not in skip][:limit]
    found: list[SourceState] = []
    for chunk in chunks(ids):
        found += map(_state, connection.execute(select(source).where(source.c.id.in_(chunk)).order_by(source.c.due)))
    return found


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
            }
            for state in polled
        ],
    )


def urls(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """The address of each of these sources that is active."""
    found: dict[str, str] = {}
    for chunk in chunks(sorted(set(ids))):
        query = select(source.c.id, source.c.url).where(source.c.id.in_(chunk), source.c.active)
        found |= {row.id: row.url for row in connection.execute(query)}
    return found


def all_polled(connection: Connection) -> bool:
    """Has every active source been asked at least once?"""
    query = select(source.c.id).where(source.c.active, source.c.polled.is_(None)).limit(1)
    return connection.execute(query).first() is None


def wake(connection: Connection, now: datetime, ids: Sequence[str]) -> None:
    """Makes these sources due now, on an admin's word."""
    for chunk in chunks(ids):
        connection.execute(update(source).where(source.c.id.in_(chunk), source.c.active).values(due=now))


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
    )
