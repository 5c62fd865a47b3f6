"""What we keep and tell: items, stories, editions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from syndicator.model.declared import Rights
from syndicator.model.said import Image, PaperPage


@dataclass(frozen=True, slots=True)
class Item:
    """What one source says, cleaned. Identity is (source, key).

    `html` is sanitised, `text` its plain text with one line a paragraph, `published` is never in the future. `original`
    is the page that this one is said to be a copy of.
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
    original: str | None = None


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
class Prepared:
    """An item with all that grouping needs to know of it."""

    item: Item
    fingerprint: Fingerprint


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
class Change:
    """What a reader of one version of a text finds changed in another. Nothing set: nothing that a reader would see.

    `title` is (before, after). `added` and `removed` are sentences, shortened and only a few; `more` counts those left
    out. `rearranged`: the same sentences in another order. Pictures are counted.
    """

    title: tuple[str, str] | None = None
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    more: int = 0
    rearranged: bool = False
    pictures_added: int = 0
    pictures_removed: int = 0

    def __bool__(self) -> bool:
        return self != Change()


@dataclass(frozen=True, slots=True)
class Revision:
    """A change that readers of a story were told of. `lead` are the sources' names when another copy took the lead."""

    number: int
    when: datetime
    change: Change
    lead: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One article that items tell. `id` never changes; `told`, when we first published it, orders them.

    `revisions` are the newest few, newest first; `formerly` the ids of stories that an editor joined to it.
    """

    id: str
    lead: Item
    lead_name: str
    told: datetime
    updated: datetime
    revision: int = 0
    sections: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    also: tuple[Credit, ...] = ()
    revisions: tuple[Revision, ...] = ()
    formerly: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tombstone:
    """Where a story was that is shown no more (RFC 6721)."""

    story: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """One issue of a digest: stories in order. Only pins and bans change it, while it is the latest.

    `updated` is when that happened last, `revision` how often; `updated` None: it is as it was made.
    """

    id: str
    digest: str
    at: datetime
    made: datetime
    stories: tuple[Story, ...]
    name: str = ""
    revision: int = 0
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """One feed and its page. `id` is also its path below public/: `all`, `sections/yaowen`, `digest/xinmeiti`.

    `former` are the ids it had, the first one first. `parent` is the publication that holds all that it holds, and
    more.
    """

    id: str
    title: str
    description: str = ""
    former: tuple[str, ...] = ()
    parent: str | None = None
