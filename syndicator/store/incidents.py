"""Incidents: when a source's trouble began, what it is, when it ended."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from syndicator.model import Health, Incident, SourceState
from syndicator.store.bulk import chunks
from syndicator.store.schema import incident, source

# A feed reader that looks in once a month misses nothing.
KEPT = timedelta(days=30)
# What differs in numbers only (bytes received, seconds waited) is no other trouble.
_NUMBERS = re.compile(r"\d+")


def record(connection: Connection, calm: Sequence[SourceState], troubled: Sequence[SourceState]) -> None:
    """Ends the incidents of those that have just become `calm`; opens, goes on with or replaces those of `troubled`.

    A source has at most one open incident; trouble of another kind ends it and begins another.
    """
    if calm:
        _end(connection, [(one.id, one.polled, one.health) for one in calm])
        oldest = max(one.polled for one in calm if one.polled) - KEPT
        connection.execute(delete(incident).where(incident.c.ended < oldest))
    if not troubled:
        return
    ids = [one.id for one in troubled]
    standing = {
        row.source: row
        for chunk in chunks(ids)
        for row in connection.execute(select(incident).where(incident.c.source.in_(chunk), incident.c.ended.is_(None)))
    }
    known = {one.id for one in troubled if one.id in standing and standing[one.id].health == str(one.health)}
    fresh = [one for one in troubled if one.id not in known]
    _end(connection, [(one.id, one.polled, one.health) for one in fresh if one.id in standing])
    if fresh:
        connection.execute(
            incident.insert(),
            [
                {
                    "source": one.id,
                    "since": one.since,
                    "name": one.name,
                    "health": str(one.health),
                    "error": one.error,
                    "updated": one.polled,
                }
                for one in fresh
            ],
        )
    changed = [one for one in troubled if one.id in known and _nature(one.error) != _nature(standing[one.id].error)]
    if changed:
        connection.execute(
            update(incident)
            .where(incident.c.source == bindparam("b_source"), incident.c.ended.is_(None))
            .values(error=bindparam("b_error"), updated=bindparam("b_updated")),
            [{"b_source": one.id, "b_error": one.error, "b_updated": one.polled} for one in changed],
        )


def latest(connection: Connection, limit: int) -> list[Incident]:
    """The incidents that last began, changed or ended, the newest first; open ones only of sources still declared."""
    query = (
        select(incident, source.c.url, source.c.due)
        .outerjoin(source, (source.c.id == incident.c.source) & source.c.active)
        .where(or_(incident.c.ended.is_not(None), source.c.id.is_not(None)))
        .order_by(incident.c.updated.desc(), incident.c.source)
        .limit(limit)
    )
    return [
        Incident(
            source=row.source,
            name=row.name,
            url=row.url or "",
            since=row.since,
            health=Health(row.health),
            error=row.error,
            updated=row.updated,
            ended=row.ended,
            became=Health(row.became) if row.became else None,
            due=row.due if row.ended is None else None,
        )
        for row in connection.execute(query)
    ]


def _end(connection: Connection, ended: Sequence[tuple[str, datetime | None, Health]]) -> None:
    if ended:
        connection.execute(
            update(incident)
            .where(incident.c.source == bindparam("b_source"), incident.c.ended.is_(None))
            .values(ended=bindparam("b_ended"), updated=bindparam("b_ended"), became=bindparam("b_became")),
            [{"b_source": id, "b_ended": when, "b_became": str(health)} for id, when, health in ended],
        )


def _nature(error: str | None) -> str:
    return _NUMBERS.sub("#", error or "")
