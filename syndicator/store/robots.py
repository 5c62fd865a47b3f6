"""Copies of robots.txt: a restart is no reason to ask for one again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from syndicator.store.engine import upsert
from syndicator.store.schema import robots

# One whose time is over still counts while its origin cannot be reached (RFC 9309, 2.4), though not for ever.
KEPT = timedelta(days=30)

# An origin, what its robots.txt said, and until when that counts.
Row = tuple[str, str, datetime]


def put(connection: Connection, rows: Sequence[Row]) -> None:
    if rows:
        statement = upsert(connection, robots)
        new = {"text": statement.excluded.text, "until": statement.excluded.until}
        statement = statement.on_conflict_do_update(index_elements=["origin"], set_=new)
        latest = {origin: {"origin": origin, "text": text, "until": until} for origin, text, until in rows}
        connection.execute(statement, list(latest.values()))


def get(connection: Connection, origin: str) -> Row | None:
    row = connection.execute(select(robots).where(robots.c.origin == origin)).one_or_none()
    return None if row is None else (row.origin, row.text, row.until)


def drop(connection: Connection, now: datetime) -> int:
    """Drops what has been of no use for `KEPT`; returns how many."""
    return connection.execute(delete(robots).where(robots.c.until < now - KEPT)).rowcount
