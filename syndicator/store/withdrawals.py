"""What was withdrawn, by whom and why; the tombstones it leaves (RFC 6721); and finding what is meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, or_, select, update

from syndicator.model import Tombstone
from syndicator.store.archives import Key
from syndicator.store.bulk import chunks
from syndicator.store.engine import upsert
from syndicator.store.schema import item, story, tombstone, withdrawal


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the journal. `source` is None when the whole story is meant; `act` is withdraw or restore."""

    at: datetime
    who: str
    act: str
    story: str
    source: str | None
    title: str
    url: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A stored item, as much of it as tells what is meant."""

    id: int
    source: str
    title: str
    url: str | None
    story: int
    public_id: str
    lead: bool
    withdrawn: bool
    story_withdrawn: bool


def by_story(connection: Connection, public_id: str) -> list[Copy]:
    """The copies of the story of this id."""
    return _copies(connection, story.c.public_id == public_id)


def by_name(connection: Connection, name: str) -> list[Copy]:
    """The copies of stories whose id ends so, as our own addresses of them do."""
    return _copies(connection, story.c.public_id.endswith(f":story/{name}", autoescape=True))


def by_address(connection: Connection, addresses: Sequence[str]) -> list[Copy]:
    """The copies at one of these addresses, or with one of them as their key. Reads through all items."""
    return _copies(connection, or_(item.c.url.in_(addresses), item.c.key.in_(addresses)))


def by_stories(connection: Connection, stories: Sequence[int]) -> list[Copy]:
    return [one for chunk in chunks(stories) for one in _copies(connection, story.c.id.in_(chunk))]


def withdraw_story(connection: Connection, id: int, at: datetime | None) -> None:
    """Withdraws a story, or with None lets it be told again."""
    connection.execute(update(story).where(story.c.id == id).values(withdrawn=at))


def withdrawn_copies(connection: Connection, stories: Sequence[int]) -> set[tuple[int, str]]:
    """Whose copies of these stories are withdrawn, by (story, source)."""
    found: set[tuple[int, str]] = set()
    for chunk in chunks(list(dict.fromkeys(stories))):
        query = select(item.c.story, item.c.source).where(item.c.story.in_(chunk), item.c.withdrawn.is_not(None))
        found |= {(row.story, row.source) for row in connection.execute(query)}
    return found


def withdraw_copies(connection: Connection, story: int, source: str, at: datetime | None) -> None:
    """Withdraws all that a source says of a story, or with None lets it be shown again."""
    query = update(item).where(item.c.story == story, item.c.source == source)
    if at is not None:
        query = query.where(item.c.withdrawn.is_(None))
    connection.execute(query.values(withdrawn=at))


def write_down(connection: Connection, acts: Sequence[Act]) -> None:
    """Adds to the journal."""
    rows = [
        {
            "at": one.at,
            "who": one.who,
            "act": one.act,
            "story": one.story,
            "source": one.source,
            "title": one.title,
            "url": one.url,
            "reason": one.reason,
        }
        for one in acts
    ]
    if rows:
        connection.execute(withdrawal.insert(), rows)


def journal(connection: Connection, limit: int) -> list[Act]:
    """The latest acts, latest first."""
    query = select(withdrawal).order_by(withdrawal.c.id.desc()).limit(limit)
    return [
        Act(row.at, row.who, row.act, row.story, row.source, row.title, row.url, row.reason)
        for row in connection.execute(query)
    ]


def acted(connection: Connection, who: str, story: str) -> bool:
    """Whether this one withdrew or restored something of the story before."""
    query = select(withdrawal.c.id).where(withdrawal.c.who == who, withdrawal.c.story == story).limit(1)
    return connection.execute(query).first() is not None


def withdrawn_stories(connection: Connection) -> list[str]:
    """The public ids of all stories that are withdrawn."""
    query = select(story.c.public_id).where(story.c.withdrawn.is_not(None)).order_by(story.c.public_id)
    return list(connection.execute(query).scalars())


def bury(
    connection: Connection, rows: Iterable[tuple[str, int, datetime]], at: datetime, reasons: Mapping[int, str]
) -> None:
    """Sets tombstones by (publication, story, told)."""
    values = [
        {"publication": publication, "story": id, "told": told, "at": at, "reason": reasons.get(id, "")}
        for publication, id, told in rows
    ]
    if values:
        connection.execute(upsert(connection, tombstone).on_conflict_do_nothing(), values)


def unbury(connection: Connection, stories: Sequence[int]) -> None:
    for chunk in chunks(stories):
        connection.execute(delete(tombstone).where(tombstone.c.story.in_(chunk)))


def tombstones(connection: Connection, publication: str, low: Key, high: Key, limit: int) -> list[Tombstone]:
    """Those of stories told from `low` (inclusive) to `high` (exclusive), the latest told first."""
    c = tombstone.c
    where = (c.publication == publication, c.told >= low[0], c.told <= high[0])
    found = _tombstones(connection, *where, limit=limit)
    return [stone for told, id, stone in found if low <= (told, id) < high]


def recent_tombstones(connection: Connection, publication: str, since: datetime, limit: int) -> list[Tombstone]:
    """Those of stories told or withdrawn since then, the latest told first."""
    c = tombstone.c
    where = (c.publication == publication, or_(c.told >= since, c.at >= since))
    return [stone for _, _, stone in _tombstones(connection, *where, limit=limit)]


def _tombstones(connection: Connection, *where: Any, limit: int) -> list[tuple[datetime, int, Tombstone]]:
    c = tombstone.c
    query = (
        select(c.told, c.story, c.at, c.reason, story.c.public_id)
        .select_from(tombstone.join(story, story.c.id == c.story))
        .where(*where)
        .order_by(c.told.desc(), c.story.desc())
        .limit(limit)
    )
    return [(row.told, row.story, Tombstone(row.public_id, row.at, row.reason)) for row in connection.execute(query)]


def _copies(connection: Connection, where: Any) -> list[Copy]:
    query = (
        select(
            item.c.id,
            item.c.source,
            item.c.title,
            item.c.url,
            item.c.story,
            item.c.withdrawn,
            story.c.public_id,
            story.c.lead,
            story.c.withdrawn.label("story_withdrawn"),
        )
        .select_from(item.join(story, story.c.id == item.c.story))
        .where(where)
        .order_by(item.c.id)
    )
    return [
        Copy(
            row.id,
            row.source,
            row.title,
            row.url,
            row.story,
            row.public_id,
            row.lead == row.id,
            row.withdrawn is not None,
            row.story_withdrawn is not None,
        )
        for row in connection.execute(query)
    ]
