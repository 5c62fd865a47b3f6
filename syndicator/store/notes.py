"""Small facts the service keeps about itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from syndicator.store.engine import upsert
from syndicator.store.schema import note


def put(connection: Connection, name: str, value: Any) -> None:
    statement = upsert(connection, note)
    statement = statement.on_conflict_do_update(index_elements=["name"], set_={"value": statement.excluded.value})
    connection.execute(statement, {"name": name, "value": value})


def get(connection: Connection, name: str, default: Any = None) -> Any:
    found = connection.execute(select(note.c.value).where(note.c.name == name)).scalar_one_or_none()
    return default if found is None else found
