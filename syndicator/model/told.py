"""What we keep and tell: items, stories, editions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from syndicator.model.declared import Rights
from syndicator.model.said import Image, PaperPage


@dataclass(frozen=True, slots=True)
class Item:
    """What one source says, cleaned. Identity is (source, key).

    `html` is sanitised, `text` its plain text with one line a paragraph, `published` is never in the future.
    """

    source: str
    key: str
    title: str
    url: str | None
    html: str
    text: str
    summary: str
    published: datetime | None = None
    origin: str | None = None
    author: str | None = None
    editor: str | None = None
    photographer: str | None = None
    breadcrumb: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    rights: Rights = Rights.SUMMARY
    kicker: str = ""
    subtitle: str = ""
    paper: PaperPage | None = None


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """How an item is found again among a million: equal `keys` make two items candidates, `signature` compares them.

    `keys` are signed 64-bit integers of different strength: canonical URL, title, text bands, sentences. `content`
    is 16 bytes over all that a reader would call a change: title, text, pictures.
    """

    keys: tuple[int, ...]
    signature: bytes
    content: bytes


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known item that shares `shared` keys with the one to be decided on. A negative id: not stored yet."""

    story: int
    item_id: int
    source: str
    title: str
    url: str | None
    published: datetime | None
    signature: bytes
    shared: int


@dataclass(frozen=True, slots=True)
class Credit:
    """Another source that carries a story."""

    source: str
    name: str
    title: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Story:
    """One article that items tell. `id` never changes; `told`, when we first published it, orders them."""

    id: str
    lead: Item
    lead_name: str
    told: datetime
    updated: datetime
    revision: int = 0
    sections: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    also: tuple[Credit, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """One issue of a digest: story ids in order, fixed when it was made."""

    id: str
    digest: str
    at: datetime
    made: datetime
    stories: tuple[Story, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """One feed and its page. `id` is also its path below public/: `all`, `sections/yaowen`, `digest/xinmeiti`.

    `parent` is the publication that holds all that it holds, and more.
    """

    id: str
    title: str
    description: str = ""
    parent: str | None = None
