"""Editions of digests: who stands in them and why. Only pins and bans change one after it was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, update

from syndicator.model import Edition, Outcome, Reason, Weight
from syndicator.store import stories
from syndicator.store.bulk import chunks
from syndicator.store.engine import upsert
from syndicator.store.schema import edition


@dataclass(frozen=True, slots=True)
class Kept:
    """An edition as it is stored. `taste` are the pins and bans, by story id, that it was made with."""

    id: str
    digest: str
    at: datetime
    name: str
    made: datetime
    updated: datetime
    revision: int
    stories: tuple[str, ...]
    reasons: tuple[Reason, ...]
    taste: tuple[tuple[str, ...], tuple[str, ...]]


def add(connection: Connection, one: Kept) -> None:
    """Keeps an edition; one that exists stays as it is."""
    statement = upsert(connection, edition).on_conflict_do_nothing()
    connection.execute(statement, {**_choice(one), "id": one.id, "digest": one.digest, "at": one.at, "made": one.made})


def remake(connection: Connection, one: Kept) -> None:
    """Replaces what an edition holds; its id, time and maker's moment stay."""
    connection.execute(update(edition).where(edition.c.id == one.id).values(_choice(one)))


def last(connection: Connection, digest: str) -> datetime | None:
    """The scheduled time of the newest edition."""
    query = select(func.max(edition.c.at, type_=edition.c.at.type)).where(edition.c.digest == digest)
    newest: datetime | None = connection.execute(query).scalar_one()
    return newest


def kept(connection: Connection, digest: str, limit: int) -> list[Kept]:
    """The newest editions as stored, newest first."""
    return [_kept(row) for row in connection.execute(_newest(digest, limit)).all()]


def latest(connection: Connection, digest: str, limit: int) -> list[Edition]:
    """The newest editions, newest first, with the stories that can still be shown."""
    return [_edition(connection, row) for row in connection.execute(_newest(digest, limit)).all()]


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
    connection.execute(update(edition).where(edition.c.digest == digest, edition.c.at == at).values(updated=now))


def _edition(connection: Connection, row: Any) -> Edition:
    told = tuple(stories.by_public_id(connection, row.stories))
    return Edition(row.id, row.digest, row.at, row.made, told, row.name, row.revision, row.updated)


def _newest(digest: str, limit: int) -> Select[Any]:
    return select(edition).where(edition.c.digest == digest).order_by(edition.c.at.desc()).limit(limit)


def _choice(one: Kept) -> dict[str, Any]:
    return {
        "name": one.name,
        "updated": one.updated,
        "revision": one.revision,
        "stories": list(one.stories),
        "reasons": [asdict(reason) for reason in one.reasons],
        "taste": [list(ids) for ids in one.taste],
    }


def _kept(row: Row[Any]) -> Kept:
    pins, bans = row.taste
    return Kept(
        row.id,
        row.digest,
        row.at,
        row.name,
        row.made,
        row.updated,
        row.revision,
        tuple(row.stories),
        tuple(_reason(one) for one in row.reasons),
        (tuple(pins), tuple(bans)),
    )


def _reason(values: dict[str, Any]) -> Reason:
    return Reason(**{**values, "outcome": Outcome(values["outcome"]), "weight": Weight(**values["weight"])})


def reasons_of(kept: Sequence[Kept]) -> dict[str, tuple[str, Reason]]:
    """The stories that stand in these editions, each with the id of the newest edition that has it, and why."""
    found: dict[str, tuple[str, Reason]] = {}
    for one in kept:
        for reason in one.reasons:
            if reason.story in one.stories:
                found.setdefault(reason.story, (one.id, reason))
    return found
