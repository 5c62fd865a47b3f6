"""What the web says: bytes, drafts, readings, articles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from syndicator.model.declared import Kind


@dataclass(frozen=True, slots=True)
class Validators:
    """A server's own words for "this version", to be sent back exactly as received (RFC 9110, 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Floors:
    """How long and when those who poll are asked to stay away: hours of the day in GMT, days with Monday 0.

    `max_age` is the server's word (Cache-Control), the rest the feed's.
    """

    max_age: timedelta | None = None
    ttl: timedelta | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()


NO_VALIDATORS = Validators()
NO_FLOORS = Floors()


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answered GET. A 304 has an empty body. `moved_to` is where the permanent redirects (301, 308) at the start
    of its way led. `took` counts from the first byte asked to the last received, without waiting for a turn.

    `hub` and `topic` are the Link headers that offer WebSub (W3C WebSub, 4).
    """

    url: str
    final_url: str
    status: int
    body: bytes
    content_type: str | None
    validators: Validators
    max_age: timedelta | None = None
    moved_to: str | None = None
    hub: str | None = None
    topic: str | None = None
    took: timedelta = timedelta(0)

    @property
    def unchanged(self) -> bool:
        return self.status == 304


@dataclass(frozen=True, slots=True)
class Image:
    """A picture. `size` is in bytes, as its source says: we do not fetch it to count them."""

    url: str
    caption: str = ""
    credit: str = ""
    type: str = ""
    width: int | None = None
    height: int | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class PaperPage:
    """One page (版) of a printed edition: 版次 as printed ("01", "A3"), 版名, its picture and its PDF."""

    number: str = ""
    name: str = ""
    image: str | None = None
    pdf: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a parser read, before cleaning: `html` is hostile, URLs are absolute, texts are plain.

    `key` is the feed's own id; `url` the page it leads to, `original` the one that this is said to be a copy of. At
    least one of title, html, summary is not empty.
    `kicker` (引题) stands above a printed headline, `subtitle` (副题) below it; neither is part of the title.
    """

    title: str = ""
    url: str | None = None
    original: str | None = None
    key: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    summary: str = ""
    html: str = ""
    origin: str | None = None
    author: str | None = None
    editor: str | None = None
    photographer: str | None = None
    breadcrumb: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    kicker: str = ""
    subtitle: str = ""
    paper: PaperPage | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one document gave. `seen` holds the 8-byte hashes of all its entries, the next time's "already seen".

    `skipped` counts entries dropped unread because their bytes were seen before. `problems` are sentences for the
    admin: entries that could not be used, an ill-formed document that was read all the same. `shapes` are the places in
    a page's markup that its headlines were found in; `seen` holds their hashes too.
    `deleted` are the ids of entries that the feed has taken back (RFC 6721).
    """

    kind: Kind
    drafts: tuple[Draft, ...]
    title: str = ""
    seen: bytes = b""
    skipped: int = 0
    problems: tuple[str, ...] = ()
    ttl: timedelta | None = None
    hub: str | None = None
    topic: str | None = None
    next_url: str | None = None
    shapes: tuple[str, ...] = ()
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    deleted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """What an article page holds. `html` is the body alone, not yet sanitised; `text` has one line a paragraph.

    `original` is the address of the page that it says it is a copy of.
    """

    title: str
    html: str
    text: str
    charset: str
    published: datetime | None = None
    origin: str | None = None
    author: str | None = None
    editor: str | None = None
    photographer: str | None = None
    breadcrumb: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    original: str | None = None
    original_title: str | None = None
    next_url: str | None = None
    kicker: str = ""
    subtitle: str = ""
