"""The nouns. Frozen values that every station passes on; nothing here does I/O.

All datetimes are aware. `None` means "the source did not say", never "something went wrong".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

# --- what the admin declares (config.toml) -------------------------------------------------


class Rights(StrEnum):
    """How much of an item may be shown to everybody."""

    FULL = "full"
    SUMMARY = "summary"
    HEADLINE = "headline"
    NONE = "none"


class Kind(StrEnum):
    """What a source's URL leads to. AUTO: found out from the bytes."""

    AUTO = "auto"
    FEED = "feed"
    LIST = "list"
    EPAPER = "epaper"
    SITEMAP = "sitemap"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Selectors:
    """CSS selectors that override the automatic reading; an empty string means automatic.

    `item` is one block of a list page; `link`, `title`, `date`, `summary`, `image` are looked up inside it.
    `body` and `article_title`, `article_date`, `origin` are looked up on an article page.
    `items` is the dotted path to the array of a JSON list (`data.list`).
    """

    item: str = ""
    link: str = ""
    title: str = ""
    date: str = ""
    summary: str = ""
    image: str = ""
    body: str = ""
    article_title: str = ""
    article_date: str = ""
    origin: str = ""
    items: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One feed, list page, e-paper, sitemap or JSON list of one publisher.

    It is asked at the interval `every`; with a `seldom`, at its own pace between the two.
    """

    id: str
    name: str
    url: str
    kind: Kind = Kind.AUTO
    every: timedelta = timedelta(minutes=15)
    seldom: timedelta | None = None
    rights: Rights = Rights.SUMMARY
    sections: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    priority: int = 0
    full_text: bool = False
    allow_private: bool = False
    selectors: Selectors = Selectors()
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Rule:
    """Places a story in a section when every non-empty field matches; a field matches when any value does."""

    source: tuple[str, ...] = ()
    breadcrumb: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    keyword: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    pictures: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    name: str
    match: tuple[Rule, ...] = ()
    fallback: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A county. `names` are what it is called in texts (崇阳县, 崇阳, its townships); the first is shown."""

    id: str
    name: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """A block of N headlines, and its timed editions in the office's zone."""

    id: str
    name: str
    size: int = 5
    editions: tuple[time, ...] = ()
    sections: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """The office. `base_url` has no trailing slash; `domain` goes into story ids at birth."""

    title: str
    base_url: str
    domain: str
    timezone: ZoneInfo
    language: str = "zh-CN"
    description: str = ""
    contact: str = ""
    window: int = 50
    backfill: timedelta = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Gathering:
    """How the service behaves towards other people's servers."""

    pause: timedelta = timedelta(seconds=2)
    timeout: timedelta = timedelta(seconds=30)
    max_bytes: int = 8 * 1024 * 1024
    concurrency: int = 64
    pages_per_run: int = 30


@dataclass(frozen=True, slots=True)
class Settings:
    """config.toml, checked. `data` holds the embedded database and `public/`.

    `by_id` finds a source: there may be a hundred thousand, too many to look through for each of what is done.
    """

    site: Site
    sources: tuple[Source, ...]
    sections: tuple[Section, ...]
    places: tuple[Place, ...]
    digests: tuple[Digest, ...]
    gathering: Gathering
    data: Path
    database: str
    listen: tuple[str, int]
    by_id: Mapping[str, Source] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {source.id: source for source in self.sources})

    @property
    def public(self) -> Path:
        return self.data / "public"


# --- what the web says ----------------------------------------------------------------------


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
    url: str
    caption: str = ""
    credit: str = ""
    type: str = ""
    width: int | None = None
    height: int | None = None


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

    `key` is the feed's own id; `url` the page it leads to. At least one of title, html, summary is not empty.
    `kicker` (引题) stands above a printed headline, `subtitle` (副题) below it; neither is part of the title.
    """

    title: str = ""
    url: str | None = None
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


@dataclass(frozen=True, slots=True)
class Article:
    """What an article page holds. `html` is the body alone, not yet sanitised; `text` has one line a paragraph."""

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
    original_title: str | None = None
    next_url: str | None = None
    kicker: str = ""
    subtitle: str = ""


# --- what we keep and tell ------------------------------------------------------------------


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
    """One feed and its page. `id` is also its path below public/: `all`, `sections/yaowen`, `digest/xinmeiti`."""

    id: str
    title: str
    description: str = ""


class Health(StrEnum):
    """A source's state in words an admin understands."""

    NEW = "new"
    OK = "ok"
    SLOW = "slow"
    QUIET = "quiet"
    CHANGED = "changed"
    FAILING = "failing"
    STOPPED = "stopped"


# A permanent redirect is believed after so many polls in a row that gave it, the last this long after the first.
BELIEVED_POLLS = 3
BELIEVED_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Move:
    """A permanent redirect of a source's URL: how many polls in a row gave it, since when, and when the last did."""

    to: str
    polls: int
    since: datetime
    checked: datetime

    @property
    def believed(self) -> bool:
        return self.polls >= BELIEVED_POLLS and self.checked - self.since >= BELIEVED_AFTER


@dataclass(frozen=True, slots=True)
class SourceState:
    """What the store remembers of a source between two polls. `kind` is what its document was found to be.

    Until `leased`, its hub tells us of news by itself, and has shown that it does.
    `validated` is the URL whose 200 gave the validators. `rhythm` holds when its items came (gather/arrivals.py).
    """

    id: str
    name: str = ""
    url: str = ""
    kind: Kind = Kind.AUTO
    validators: Validators = Validators()
    due: datetime | None = None
    failures: int = 0
    health: Health = Health.NEW
    since: datetime | None = None
    error: str | None = None
    polled: datetime | None = None
    succeeded: datetime | None = None
    body_hash: bytes = b""
    seen: bytes = b""
    size: int = 0
    items: int = 0
    move: Move | None = None
    validated: str | None = None
    floors: Floors = Floors()
    rhythm: bytes = b""
    leased: datetime | None = None
    # The last days, in the office's zone, on which it brought something, ascending; and how long its last answers took.
    news_days: tuple[date, ...] = ()
    times: tuple[timedelta, ...] = ()

    @property
    def moved_to(self) -> str | None:
        """What the admin should write as the source's URL; None when it is right as it is."""
        return self.move.to if self.move and self.move.believed else None


@dataclass(frozen=True, slots=True)
class Subscription:
    """That a hub tells us when a source's feed has news (W3C WebSub). `token` ends the callback's URL.

    `expires` is the end of the confirmed lease, `due` when the hub is to be asked (again), `pushed` the last push.
    """

    source: str
    hub: str
    topic: str
    token: str
    secret: str
    expires: datetime | None = None
    due: datetime | None = None
    failures: int = 0
    pushed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """A source's trouble, told to the admins: (`source`, `since`) names it. `ended` is None while it lasts.

    `updated` moves when its nature changes or it ends, not at every failed poll. `became` is the state that ended it,
    `due` the next try.
    """

    source: str
    name: str
    url: str
    since: datetime
    health: Health
    error: str | None
    updated: datetime
    ended: datetime | None = None
    became: Health | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which sources a status shows: of these states (none: all), with this in id, name or URL, a page of `most`."""

    states: tuple[Health, ...] = ()
    text: str = ""
    start: int = 0
    most: int = 200


@dataclass(frozen=True, slots=True)
class Status:
    """The whole service at one moment, for `/status` and `syndicator status`. `waiting` counts pages not yet read.

    `sources` are those that were selected, what needs a look first, `matching` how many there would be without the
    page's bound; `counts` is over all. `polled` is when any source last was, `due` when the most overdue should have
    been. `trouble` says in words what keeps the service from keeping what it gathers. The last three name the office.
    """

    now: datetime
    sources: tuple[SourceState, ...] = ()
    items: int = 0
    stories: int = 0
    waiting: int = 0
    unpublished: int = 0
    config_problems: tuple[str, ...] = ()
    counts: tuple[tuple[Health, int], ...] = ()
    matching: int = 0
    polled: datetime | None = None
    due: datetime | None = None
    incidents: tuple[Incident, ...] = ()
    trouble: str = ""
    title: str = ""
    base_url: str = ""
    domain: str = ""

    @property
    def declared(self) -> int:
        return sum(count for _, count in self.counts)
