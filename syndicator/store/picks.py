"""What editors pinned to a digest and banned from it, and the stories that are meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from syndicator.store.bulk import chunks
from syndicator.store.engine import upsert
from syndicator.store.schema import item, pick, probe, story


@dataclass(frozen=True, slots=True)
class Pick:
    """A story, by its id or the URL of a copy, that is to stand in a digest, or never."""

    target: str
    banned: bool
    since: datetime


def put(connection: Connection, digest: str, one: Pick) -> None:
    """Keeps a pick; it replaces what was said of the same target."""
    values: dict[str, Any] = {"digest": digest, "target": one.target, "banned": one.banned, "since": one.since}
    statement = upsert(connection, pick)
    said = {name: statement.excluded[name] for name in ("banned", "since")}
    connection.execute(
        statement.on_conflict_do_update(index_elements=[pick.c.digest, pick.c.target], set_=said), values
    )


def remove(connection: Connection, digest: str, targets: Iterable[str]) -> None:
    """Forgets what was said of these targets."""
    connection.execute(delete(pick).where(pick.c.digest == digest, pick.c.target.in_(list(targets))))


def of(connection: Connection, digest: str) -> list[Pick]:
    """What was said of a digest, in the order it was said."""
    query = select(pick).where(pick.c.digest == digest).order_by(pick.c.since, pick.c.target)
    return [Pick(row.target, row.banned, row.since) for row in connection.execute(query)]


def copies(connection: Connection, keys: Iterable[int]) -> list[tuple[str, str]]:
    """The copies that hold one of these keys of fingerprints, each as its story's public id and its URL."""
    found: list[tuple[str, str]] = []
    joined = probe.join(item, item.c.id == probe.c.item).join(story, story.c.id == item.c.story)
    for chunk in chunks(list(keys)):
        query = select(story.c.public_id, item.c.url).select_from(joined).where(probe.c.key.in_(chunk))
        found += [(row.public_id, row.url) for row in connection.execute(query.order_by(item.c.id)) if row.url]
    return found


def urls(connection: Connection, public_ids: Iterable[str]) -> list[tuple[str, str]]:
    """The URLs of all copies of these stories, those that may not be shown among them."""
    found: list[tuple[str, str]] = []
    for chunk in chunks(list(public_ids)):
        query = (
            select(story.c.public_id, item.c.url)
            .select_from(story.join(item, item.c.story == story.c.id))
            .where(story.c.public_id.in_(chunk), item.c.url.is_not(None))
            .order_by(item.c.id)
        )
        found += [(row.public_id, row.url) for row in connection.execute(query)]
    return found


def known(connection: Connection, public_ids: Iterable[str]) -> set[str]:
    """Those of these public ids that are stories."""
    found: set[str] = set()
    for chunk in chunks(list(public_ids)):
        found |= set(connection.execute(select(story.c.public_id).where(story.c.public_id.in_(chunk))).scalars())
    return found
