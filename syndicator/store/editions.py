"""Editions of digests: fixed when made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from syndicator.model import Edition
from syndicator.store import stories
from syndicator.store.engine import upsert
from syndicator.store.schema import edition


def add(connection: Connection, id: str, digest: str, at: datetime, made: datetime, story_ids: Sequence[str]) -> None:
    """Keeps an edition; one that exists stays as it was made."""
    statement = upsert(connection, edition).on_conflict_do_nothing()
    connection.execute(statement, {"id": id, "digest": digest, "at": at, "made": made, "stories": list(story_ids)})


def last(connection: Connection, digest: str) -> datetime | None:
    """The scheduled time of the newest edition."""
    query = select(func.max(edition.c.at, type_=edition.c.at.type)).where(edition.c.digest == digest)
    newest: datetime | None = connection.execute(query).scalar_one()
    return newest


def latest(connection: Connection, digest: str, limit: int) -> list[Edition]:
    """The newest editions, newest first, with the stories that can still be shown."""
    query = select(edition).where(edition.c.digest == digest).order_by(edition.c.at.desc()).limit(limit)
    return [
        Edition(row.id, digest, row.at, row.made, tuple(stories.by_public_id(connection, row.stories)))
        for row in connection.execute(query).all()
    ]
