"""Finding stories by what people call them: an id, the end of one, an address, an item's number, words of a title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from syndicator.store.schema import item, probe, story

# Titles among which the nearest is sought when no title holds all the words.
NEWEST_TITLES = 20_000


@dataclass(frozen=True, slots=True)
class Sought:
    """A stored item as someone looks for it."""

    item: int
    story: int
    source: str
    title: str
    url: str | None
    public_id: str


_COLUMNS = (
    item.c.id.label("item"),
    item.c.story,
    item.c.source,
    item.c.title,
    item.c.url,
    story.c.public_id,
)
_QUERY = select(*_COLUMNS).select_from(item.join(story, story.c.id == item.c.story))


def by_ending(connection: Connection, ending: str) -> list[int]:
    """Rows of the stories whose public id ends so."""
    query = select(story.c.id).where(story.c.public_id.endswith(ending, autoescape=True)).order_by(story.c.id)
    return list(connection.execute(query).scalars())


def by_number(connection: Connection, number: int) -> list[Sought]:
    """The item of a number, if there is one."""
    return _all(connection, _QUERY.where(item.c.id == number))


def by_probe(connection: Connection, key: int) -> list[Sought]:
    """Items whose fingerprint holds a key."""
    held = select(probe.c.item).where(probe.c.key == key)
    return _all(connection, _QUERY.where(item.c.id.in_(held)).order_by(item.c.id))


def by_address(connection: Connection, addresses: Sequence[str]) -> list[Sought]:
    """Items with one of these addresses, or with one of them as their source's key. Reads all items: for people."""
    named = or_(item.c.url.in_(addresses), item.c.key.in_(addresses))
    return _all(connection, _QUERY.where(named).order_by(item.c.id))


def by_words(connection: Connection, words: Sequence[str], limit: int) -> list[Sought]:
    """The newest leads whose titles hold all these words, or that stand at an address that does."""
    query = _QUERY.where(story.c.lead == item.c.id)
    for word in words:
        within = (item.c.title.icontains(word, autoescape=True), item.c.url.contains(word, autoescape=True))
        query = query.where(or_(*within))
    return _all(connection, query.order_by(item.c.id.desc()).limit(limit))


def newest(connection: Connection) -> list[Sought]:
    """The newest leads."""
    query = _QUERY.where(story.c.lead == item.c.id).order_by(item.c.id.desc()).limit(NEWEST_TITLES)
    return _all(connection, query)


def _all(connection: Connection, query: Select[Any]) -> list[Sought]:
    return [
        Sought(row.item, row.story, row.source, row.title, row.url, row.public_id)
        for row in connection.execute(query).all()
    ]
