"""What the admin declares in config.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo


class Rights(StrEnum):
    """How much of an item may be shown to everybody."""

    FULL = "full"
    SUMMARY = "summary"
    HEADLINE = "headline"
    NONE = "none"


# How long, or until which time of day in the office's zone, something is held back.
Embargo = timedelta | time


@dataclass(frozen=True, slots=True)
class Regime:
    """What may be shown of items of these sources and with this 来源; where both are empty, of all.

    None leaves it to the source. `notice` is said beside every entry, with {origin} and {source} filled in.
    """

    source: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    show: Rights | None = None
    embargo: Embargo | None = None
    expires: timedelta | None = None
    expired: Rights | None = None
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """Under what an item may be shown: `show` of it, after an embargo, and after `expires` only what `expired` says."""

    show: Rights = Rights.SUMMARY
    embargo: Embargo | None = None
    expires: timedelta | None = None
    expired: Rights = Rights.HEADLINE


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
    embargo: Embargo | None = None
    expires: timedelta | None = None
    expired: Rights = Rights.HEADLINE


@dataclass(frozen=True, slots=True)
class Rule:
    """Places a story in a section when every field that is filled in holds and none of `excluded` does.

    A field holds when any of its values does, but `all` when each of its words stands in the title or the text.
    The rules in `excluded` have none of their own.
    """

    source: tuple[str, ...] = ()
    breadcrumb: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    keyword: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    kind: tuple[Kind, ...] = ()
    origin: tuple[str, ...] = ()
    pictures: int | None = None
    excluded: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A column. What stands in it stands in its `parent`, a section's id, too.

    It takes what was published from `since` on and before `until`; afterwards it stays as it is. `former` are the ids
    it had, the first one first.
    """

    id: str
    name: str
    match: tuple[Rule, ...] = ()
    fallback: bool = False
    parent: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """What makes a place's name another thing than the place, as the national list and a dictionary tell it.

    `before` and `after` are letters that make a word with the first and with the last letter of the short name; those
    before a space are very common. `words` are longer words that hold it. `weak`: it is an everyday word itself.
    `rivals` are what divisions of the same short name lie in, `twins` what those of the same whole name do.
    """

    before: str = ""
    after: str = ""
    words: tuple[str, ...] = ()
    weak: bool = False
    rivals: tuple[str, ...] = ()
    twins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A county, or a township where there are none. `names` are what it is called in texts (崇阳县, 崇阳, 白霓镇).

    `towns` are names of its townships that no other township of the country bears, `shared` those that others do.
    `within` is what it lies in (咸宁, 湖北), nearest first.
    """

    id: str
    name: str
    names: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    doubt: Doubt = Doubt()
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EditionTime:
    """When an edition comes out, in the office's zone. `weekdays` are numbered as date.weekday(); none: every day."""

    at: time
    name: str
    weekdays: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """A block of N headlines, and its timed editions.

    `weights` are factors by section. `pin` and `ban` name stories by id or by the URL of any copy. With `thumbnails`,
    small copies of the pictures are served by ourselves.
    """

    id: str
    name: str
    size: int = 5
    editions: tuple[EditionTime, ...] = ()
    sections: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    weights: tuple[tuple[str, float], ...] = ()
    pin: tuple[str, ...] = ()
    ban: tuple[str, ...] = ()
    thumbnails: bool = False
    former: tuple[str, ...] = ()


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
class Overruled:
    """Articles that config.toml says are one story, or are none of the story that they seem to be."""

    urls: tuple[str, ...]
    reason: str = ""


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
    """config.toml, checked. `data` holds the embedded database and `public/`; `keep` is for what items said before.

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
    keep: timedelta = timedelta(days=400)
    joins: tuple[Overruled, ...] = ()
    splits: tuple[Overruled, ...] = ()
    rights: tuple[Regime, ...] = ()
    by_id: Mapping[str, Source] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {source.id: source for source in self.sources})

    @property
    def public(self) -> Path:
        return self.data / "public"
