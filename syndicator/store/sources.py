"""Sources: what is declared, when each is due, what its server last said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, bindparam, case, func, literal, or_, select, type_coerce, update
from sqlalchemy.engine import Row

from syndicator.model import Floors, Health, Kind, Move, Selection, Source, SourceState, Validators
from syndicator.store.bulk import chunks
from syndicator.store.packing import days_of, packed_days, packed_times, times_of
from syndicator.store.schema import item, source

EVERYTHING = Selection(most=1_000_000)
# All that is shown of a source; the rest is for the gatherer.
_SHOWN = [
    literal(b"").label(column.name) if column.name in ("seen", "body_hash") else column for column in source.columns
]
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
    "leased",
    "since",
)


def declare(connection: Connection, sources: Iterable[Source], due: Callable[[Source], datetime]) -> None:
    """Makes the table say what config.toml says. State survives; a changed URL drops what its old server said, but
    one that follows where the old URL permanently redirects to drops nothing.

    `due` gives the first poll of sources that are new or have moved. Sources no longer declared sleep.
    """
    query = select(source.c.id, source.c.name, source.c.url, source.c.active, source.c.moved_to)
    known = {id: (name, url, active, moved_to) for id, name, url, active, moved_to in connection.execute(query)}
    declared = {one.id: one for one in sources}
    fresh, renamed, moved, followed, woken, stopped = [], [], [], [], [], []
    for one in declared.values():
        if one.id not in known:
            fresh.append(_first_values(one, due(one)))
            continue
        name, url, active, moved_to = known[one.id]
        if url != one.url and moved_to == one.url:
            followed.append({"b_id": one.id, "name": one.name, "url": one.url, "active": True})
            stopped.append({"b_id": one.id, "b_due": due(one)})
        elif url != one.url:
            moved.append({"b_id": one.id, "name": one.name, "url": one.url, "due": due(one)})
        else:
            if name != one.name:
                renamed.append({"b_id": one.id, "name": one.name})
            if not active:
                woken.append({"b_id": one.id, "b_due": due(one)})
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
            "news_days": b"",
            "times": b"",
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
        # The pages that it led to were forgotten when it went: they are to be listed once more.
        again = dict.fromkeys(("etag", "last_modified", "validated")) | {"body_hash": b"", "seen": b"", "active": True}
        connection.execute(update(source).where(source.c.id == bindparam("b_id")).values(again), woken)
    if woken or followed:
        # One that was stopped by a 410 starts anew.
        stood = update(source).where(source.c.id == bindparam("b_id"), source.c.due.is_(None))
        connection.execute(stood.values(due=bindparam("b_due"), health=str(Health.NEW)), [*woken, *stopped])
    for chunk in chunks([id for id, row in known.items() if row[2] and id not in declared]):
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


def states(
    connection: Connection, selection: Selection = EVERYTHING, order: Sequence[Health] = tuple(Health)
) -> list[SourceState]:
    """The selected active sources, in the `order` of their states, with the number of their items.

    What only the gatherer needs (`seen`, `body_hash`) is left out: there may be a hundred thousand.
    """
    rank = case({str(health): place for place, health in enumerate(order)}, value=source.c.health, else_=len(order))
    # The page is chosen by few columns, its rows are fetched whole.
    chosen = _selected(select(source.c.id), selection).order_by(rank, source.c.name, source.c.id)
    ids = list(connection.execute(chosen.offset(selection.start).limit(selection.most)).scalars())
    found: dict[str, SourceState] = {}
    for chunk in chunks(ids):
        counted = select(item.c.source, func.count()).where(item.c.source.in_(chunk)).group_by(item.c.source)
        counts: dict[str, int] = dict(connection.execute(counted).all())
        for row in connection.execute(select(*_SHOWN).where(source.c.id.in_(chunk))):
            found[row.id] = _state(row, counts.get(row.id, 0))
    return [found[id] for id in ids]


def all_polled(connection: Connection) -> bool:
    """Says whether every active source has been asked at least once."""
    unpolled = select(source.c.id).where(source.c.active, source.c.polled.is_(None)).limit(1)
    return connection.execute(unpolled).first() is None


def matching(connection: Connection, selection: Selection) -> int:
    """How many sources are selected, on all pages."""
    return int(connection.execute(_selected(select(func.count()).select_from(source), selection)).scalar_one())


def summary(connection: Connection) -> tuple[dict[Health, int], datetime | None, datetime | None]:
    """How many active sources are in each state, when any was last polled, and when the first is due."""
    grouped = select(source.c.health, func.count(), func.max(source.c.polled)).where(source.c.active)
    rows = connection.execute(grouped.group_by(source.c.health)).all()
    first = select(source.c.due).where(source.c.active, source.c.due.is_not(None)).order_by(source.c.due).limit(1)
    polled = max((row[2] for row in rows if row[2] is not None), default=None)
    return {Health(row[0]): row[1] for row in rows}, polled, connection.execute(first).scalar_one_or_none()


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
                "news_days": packed_days(state.news_days),
                "times": packed_times(state.times),
                "validated": state.validated,
                "rhythm": state.rhythm,
                **_floor_values(state.floors),
                **_move_values(state.move),
            }
            for state in polled
        ],
    )


def ahead(connection: Connection, now: datetime) -> timedelta:
    """How far in the future the last poll lies, because the clock was put back since; zero when it does not."""
    latest: datetime | None = connection.execute(select(func.max(source.c.polled))).scalar_one_or_none()
    return max(latest - now, timedelta(0)) if latest else timedelta(0)


def any_astray(connection: Connection, now: datetime, longest: timedelta) -> bool:
    """Says whether a source is due later than anything can be."""
    return connection.execute(select(source.c.id).where(source.c.due > now + longest).limit(1)).first() is not None


def recall_strays(connection: Connection, now: datetime, longest: timedelta) -> None:
    """Makes due now what is due later than anything can be: a clock that went wrong said so."""
    connection.execute(update(source).where(source.c.due > now + longest).values(due=now))


def set_back(connection: Connection, now: datetime) -> None:
    """Brings back to `now` what was polled in the future; each source keeps its interval."""
    future = source.c.polled > now
    interval = type_coerce(source.c.due, BigInteger) - type_coerce(source.c.polled, BigInteger)
    brought = type_coerce(literal(round(now.timestamp() * 1000), BigInteger) + interval, source.c.due.type)
    connection.execute(update(source).where(future, source.c.since > now).values(since=now))
    connection.execute(update(source).where(future).values(due=brought, polled=now))


def standing(connection: Connection, ids: Iterable[str]) -> dict[str, tuple[str, datetime | None]]:
    """The address of each of these sources that is active, and when it is due."""
    found: dict[str, tuple[str, datetime | None]] = {}
    for chunk in chunks(sorted(set(ids))):
        query = select(source.c.id, source.c.url, source.c.due).where(source.c.id.in_(chunk), source.c.active)
        found |= {row.id: (row.url, row.due) for row in connection.execute(query)}
    return found


def wake(connection: Connection, now: datetime, ids: Sequence[str]) -> None:
    """Makes these sources due now, on an admin's word."""
    for chunk in chunks(ids):
        connection.execute(update(source).where(source.c.id.in_(chunk), source.c.active).values(due=now))


def hurry(connection: Connection, id: str, now: datetime, soonest: timedelta) -> None:
    """Makes a source due now because it is said to have news, but not within `soonest` of its last poll."""
    row = connection.execute(select(source.c.due, source.c.polled).where(source.c.id == id, source.c.active)).first()
    if row is not None and row.due is not None:
        when = max(now, row.polled + soonest) if row.polled else now
        connection.execute(update(source).where(source.c.id == id).values(due=min(row.due, when)))


def lease(connection: Connection, id: str, until: datetime | None) -> None:
    """Keeps until when the hub of a source tells us of its news."""
    connection.execute(update(source).where(source.c.id == id).values(leased=until))


def _selected(query: Select[Any], selection: Selection) -> Select[Any]:
    query = query.where(source.c.active)
    if selection.states:
        query = query.where(source.c.health.in_([str(one) for one in selection.states]))
    if selection.text:
        columns = (source.c.id, source.c.name, source.c.url)
        query = query.where(or_(*(column.icontains(selection.text, autoescape=True) for column in columns)))
    return query


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
        leased=row.leased,
        news_days=days_of(row.news_days),
        times=times_of(row.times),
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
