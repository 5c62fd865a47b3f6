"""Editions of digests: fixed when made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from syndicator.model import Edition
from syndicator.store import stories
from syndicator.store.bulk import chunks
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
    return [_edition(connection, row) for row in connection.execute(query).all()]


def load(connection: Connection, digest: str, moments: Sequence[datetime]) -> list[Edition]:
    """The editions of these scheduled times, newest first."""
    found: list[Edition] = []
    for chunk in chunks(moments):
        query = select(edition).where(edition.c.digest == digest, edition.c.at.in_(chunk))
        found += [_edition(connection, row) for row in connection.execute(query).all()]
    return sorted(found, key=lambda one: one.at, reverse=True)


def times(
    connection: Connection, digest: str, low: datetime | None, high: datetime | None, limit: int
) -> list[datetime]:
    """The scheduled times of editions from `low` (inclusive) to `high` (exclusive), oldest first."""
    query = select(edition.c.at).where(edition.c.digest == digest).order_by(edition.c.at).limit(limit)
    if low is not None:
        query = query.where(edition.c.at >= low)
    if high is not None:
        query = query.where(edition.c.at < high)
    return list(connection.execute(query).scalars())


def holding(connection: Connection, public_id: str) -> list[tuple[str, datetime]]:
    """The editions, by digest and scheduled time, that were made with this story."""
    query = select(edition.c.digest, edition.c.at).where(edition.c.stories.contains(f'"{public_id}"', autoescape=True))
    return [(row.digest, row.at) for row in connection.execute(query)]


def change(connection: Connection, digest: str, at: datetime, now: datetime) -> None:
    """Notes that an edition shows something else than when it was made."""
    connection.execute(update(edition).where(edition.c.digest == digest, edition.c.at == at).values(changed=now))


def _edition(connection: Connection, row: Any) -> Edition:
    made = max(row.made, row.changed or row.made)
    return Edition(row.id, row.digest, row.at, made, tuple(stories.by_public_id(connection, row.stories)))
