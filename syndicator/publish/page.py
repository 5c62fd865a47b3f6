"""Pages for people: Jinja templates that need no JavaScript, in two languages, plain files like the feeds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import blake2b
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from syndicator.model import Publication, Settings
from syndicator.publish.addresses import FORMATS, feed_path, root
from syndicator.publish.characters import block, line
from syndicator.publish.document import Document
from syndicator.publish.entry import Entry
from syndicator.publish.history import NO_HISTORY, History
from syndicator.publish.words import CHINESE, ENGLISH, LANGUAGES, Language

TEMPLATES = Path(__file__).with_name("templates")
# Keep a page below 50 KB without pictures, frame and style sheet and all; the feed holds more.
STORIES = 36
_BUDGET = 27_000
# Bytes of markup around a story and a category.
_STORY, _CATEGORY = 760, 95
# Characters of a summary on a page, and of a title: a longer one is a text by mistake.
TEASER = 90
_TITLE = 400
# Sections and counties that every page leads to; the home page lists the others too.
MOST_TABS = 30


@dataclass(frozen=True, slots=True)
class Link:
    """A named place of ours."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed address for people to copy."""

    format: str
    type: str
    href: str
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Day:
    """The stories told on one day of the office's calendar."""

    date: datetime
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page needs around its content. `folder` is its path below public/, "" for the home page.

    A `hidden` page is not to be found by search engines and has no translation beside it.
    """

    settings: Settings
    language: Language
    folder: str
    title: str
    description: str
    feeds: tuple[FeedLink, ...] = ()
    hidden: bool = False

    @property
    def root(self) -> str:
        return root(self.settings.site)

    @property
    def office(self) -> str:
        return line(self.settings.site.title) or self.settings.site.domain

    @property
    def chinese(self) -> Markup:
        """The attribute for what stays Chinese in every language: titles, names, texts."""
        return Markup("" if self.language is CHINESE else f' lang="{CHINESE.code}"')

    @property
    def other(self) -> Language:
        return ENGLISH if self.language is CHINESE else CHINESE

    def to(self, folder: str) -> str:
        """The address of a page in the language of this one. Chinese is what the folder itself shows."""
        page = "" if self.language is CHINESE else self.language.index
        return f"{self.root}/{quote(folder)}/{page}" if folder else f"{self.root}/{page}"

    def absolute(self, language: Language) -> str:
        folder = f"{quote(self.folder)}/" if self.folder else ""
        return f"{self.settings.site.base_url}/{folder}{'' if language is CHINESE else language.index}"

    def asset(self, name: str) -> str:
        """The address of an asset, changing with its bytes so that it may be kept for ever."""
        return f"{self.root}/assets/{name}?v={_fingerprint(name)}"


def story_pages(
    publication: Publication, entries: Sequence[Entry], settings: Settings, history: History = NO_HISTORY
) -> list[Document]:
    """Returns a publication's page in both languages."""
    shown = sorted(_fitting(entries[:STORIES]), key=lambda one: one.published, reverse=True)
    days = [Day(moment, tuple(group)) for moment, group in _by_day(shown)]
    return render(
        "stories.html",
        settings,
        publication.id,
        line(publication.title) or publication.id,
        line(publication.description),
        feed_links(publication, settings),
        days=days,
        archive=f"archive/{publication.id}" if history.before else None,
    )


def render(
    template: str,
    settings: Settings,
    folder: str,
    title: str,
    description: str,
    feeds: tuple[FeedLink, ...],
    **values: object,
) -> list[Document]:
    """Returns a template's page in both languages, as the index of a folder below public/."""
    made = []
    for language in LANGUAGES:
        frame = Frame(settings, language, folder, title, description, feeds)
        text = (
            environment()
            .get_template(template)
            .render(page=frame, t=language.words, site=settings.site, nav=navigation(settings), **values)
        )
        made.append(Document(f"{folder}/{language.index}" if folder else language.index, encode(text)))
    return made


def feed_links(publication: Publication, settings: Settings) -> tuple[FeedLink, ...]:
    """Returns a publication's feeds in all formats."""
    base, below = settings.site.base_url, root(settings.site)
    title = line(publication.title) or publication.id
    return tuple(
        FeedLink(form.name, form.type, f"{below}/{path}", f"{base}/{path}", title)
        for form in FORMATS
        if (path := quote(feed_path(publication.id, form)))
    )


def navigation(settings: Settings) -> dict[str, list[Link]]:
    """Returns where one can go from every page. A digest that is called as a section is told apart from it."""
    taken = {line(one.name) for one in settings.sections}
    digests = [(line(one.name) or one.id, f"digest/{one.id}") for one in settings.digests[:MOST_TABS]]
    return {
        "digests": [Link(f"{name}摘要" if name in taken else name, path) for name, path in digests],
        "sections": [Link(line(one.name) or one.id, f"sections/{one.id}") for one in settings.sections[:MOST_TABS]],
        "places": [Link(line(one.name) or one.id, f"places/{one.id}") for one in settings.places[:MOST_TABS]],
    }


@cache
def environment() -> Environment:
    """Returns the Jinja environment, with autoescape for everything."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(TEASER=TEASER)
    made.filters["short"] = _short
    return made


def encode(text: str) -> bytes:
    """Returns a page's bytes; blank lines that templates leave are dropped."""
    return "\n".join(stripped for one in block(text).split("\n") if (stripped := one.strip())).encode() + b"\n"


def _fitting(entries: Sequence[Entry]) -> list[Entry]:
    """Returns as many of the first stories as the budget allows."""
    room, fitting = _BUDGET, []
    for one in entries:
        texts = (
            _short(one.title),
            one.summary[:TEASER],
            one.origin,
            one.url,
            one.url,
            one.images[0].url if one.images else "",
        )
        room -= len("".join(texts).encode())
        room -= _STORY + _CATEGORY * len(one.categories)
        if room < 0:
            break
        fitting.append(one)
    return fitting


def _short(text: str) -> str:
    return text if len(text) <= _TITLE else f"{text[: _TITLE - 1]}…"


def _by_day(entries: Iterable[Entry]) -> Iterable[tuple[datetime, Iterable[Entry]]]:
    for _, group in groupby(entries, key=lambda one: one.published.date()):
        listed = list(group)
        yield listed[0].published, listed


@cache
def _fingerprint(name: str) -> str:
    return blake2b((TEMPLATES / name).read_bytes(), digest_size=4).hexdigest()
