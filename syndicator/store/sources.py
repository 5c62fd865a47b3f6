"""Sources: what is declared, when each is due, what its server last said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.engine import Row

from syndicator.model import Floors, Health, Kind, Move, Source, SourceState, Validators
from syndicator.store.bulk import chunks
from syndicator.store.schema import item, source

# What an old server said that is nothing to the new one.
_FORGOTTEN = (
    "etag",
    "last_modified",
    "validated",
    "error",
    "max_age",
    "ttl",
    "moved_to",
    "moved_since",
    "moved_checked",
)


def declare(connection: Connection, sources: Iterable[Source], due: Mapping[str, datetime]) -> None:
    """Makes the table say what config.toml says. State survives; a changed URL drops what its old server said, but
    one that follows where the old URL permanently redirects to drops nothing.

    `due` gives the first poll of sources that are new or have moved. Sources no longer declared sleep.
    """
    known = {
        row.id: row
        for row in connection.execute(
            select(source.c.id, source.c.name, source.c.url, source.c.active, source.c.moved_to)
        )
    }
    declared = {one.id: one for one in sources}
    fresh, renamed, moved, followed, woken = [], [], [], [], []
    for one in declared.values():
        row = known.get(one.id)
        if row is None:
            fresh.append(_first_values(one, due[one.id]))
        elif row.url != one.url and row.moved_to == one.url:
            followed.append({"b_id": one.id, "name": one.name, "url": one.url, "active": True})
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
        forget = dict.fromkeys(_FORGOTTEN) | {
            "skip_hours": 0,
            "skip_days": 0,
            "rhythm": b"",
            "moved_polls": 0,
            "body_hash": b"",
            "seen": b"",
            "failures": 0,
            "health": str(Health.NEW),
            "kind": str(Kind.AUTO),
            "active": True,
        }
        connection.execute(update(source).where(source.c.id == bindparam("b_id")).values(forget), moved)
    if followed:
        stays = {"moved_to": None, "moved_polls": 0, "moved_since": None, "moved_checked": None}
        connection.execute(update(source).where(source.c.id == bindparam("b_id")).values(stays), followed)
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
                "validated": state.validated,
                "rhythm": state.rhythm,
                **_floor_values(state.floors),
                **_move_values(state.move),
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
        move=_move(row),
        validated=row.validated,
        floors=Floors(_duration(row.max_age), _duration(row.ttl), _numbers(row.skip_hours), _numbers(row.skip_days)),
        rhythm=bytes(row.rhythm),
    )


def _floor_values(floors: Floors) -> dict[str, Any]:
    """Durations in seconds, hours and days as bits."""
    return {
        "max_age": None if floors.max_age is None else round(floors.max_age.total_seconds()),
        "ttl": None if floors.ttl is None else round(floors.ttl.total_seconds()),
        "skip_hours": sum(1 << hour for hour in set(floors.skip_hours)),
        "skip_days": sum(1 << day for day in set(floors.skip_days)),
    }


def _duration(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def _numbers(bits: int) -> tuple[int, ...]:
    return tuple(n for n in range(bits.bit_length()) if bits >> n & 1) if bits else ()


def _move_values(move: Move | None) -> dict[str, Any]:
    return {
        "moved_to": move.to if move else None,
        "moved_polls": move.polls if move else 0,
        "moved_since": move.since if move else None,
        "moved_checked": move.checked if move else None,
    }


def _move(row: Row[Any]) -> Move | None:
    return Move(row.moved_to, row.moved_polls, row.moved_since, row.moved_checked) if row.moved_to else None
