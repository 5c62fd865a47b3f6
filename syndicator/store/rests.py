"""Hosts that asked to be left alone: a restart must not make us forget it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select

from syndicator.store.engine import upsert
from syndicator.store.schema import rest


def put(connection: Connection, until: Mapping[str, datetime], now: datetime) -> None:
    """Keeps until when each of these hosts is to be left alone, and forgets those whose time is over."""
    connection.execute(delete(rest).where(rest.c.until <= now))
    if until:
        statement = upsert(connection, rest)
        statement = statement.on_conflict_do_update(index_elements=["host"], set_={"until": statement.excluded.until})
        connection.execute(statement, [{"host": host, "until": moment} for host, moment in until.items()])


def all(connection: Connection, now: datetime) -> dict[str, datetime]:
    """The hosts to be left alone now, and until when."""
    rows = connection.execute(select(rest).where(rest.c.until > now))
    return {row.host: row.until for row in rows}
