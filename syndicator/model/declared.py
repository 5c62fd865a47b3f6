"""What the admin declares in config.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo


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
    by_id: Mapping[str, Source] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {source.id: source for source in self.sources})

    @property
    def public(self) -> Path:
        return self.data / "public"
