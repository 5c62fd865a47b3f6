"""The page of one story that several sources tell or that was corrected: who tells it, and what was changed when."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import TypeVar

from markupsafe import Markup

from syndicator.model import Item, Revision, Settings, Story
from syndicator.publish import body
from syndicator.publish.addresses import page_url, story_path, uri
from syndicator.publish.characters import block, line
from syndicator.publish.document import Document
from syndicator.publish.entry import EARLIEST, Entry, Names, entry, title
from syndicator.publish.page import render

T = TypeVar("T")

# A wire copy stands on dozens of sites; the page names so many of them, the lead first.
MOST_TELLERS = 30
# Bytes for the text, the tellers and the changes on a page that stays below 50 KB with frame and style sheet; a text
# that is longer is read at its source.
_TEXT, _TELLERS, _CHANGES = 10_000, 11_000, 6_000
# Bytes of markup around a teller and a change.
_LINE = 330
# A title of more characters is a text; the page's heading and its window's title must stay readable.
_LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Telling:
    """One source's copy as it may be shown, and when we saw it first."""

    item: Item
    name: str
    seen: datetime
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Teller:
    """A line of the list of who tells it. `origin` is named only where it is somebody else."""

    name: str
    title: str
    url: str | None
    at: datetime
    origin: str
    lead: bool


def story_documents(story: Story, tellings: Sequence[Telling], settings: Settings) -> list[Document]:
    """Returns the page of a story in both languages; none when its id gives it no address.

    `tellings` and the story's revisions hold only what may be shown. Equal arguments give equal bytes.
    """
    folder = story_path(story.id)
    if folder is None:
        return []
    zone = settings.site.timezone
    told = entry(story, settings, Names(settings), page_url(settings.site, folder))
    everybody = [_teller(one, settings) for one in sorted(tellings, key=lambda one: (not one.lead, one.seen))]
    # An address stands here and among the linked data.
    tellers = _within(
        everybody[:MOST_TELLERS], _TELLERS, lambda one: f"{one.name}{one.title}{one.origin}{one.url}{one.url}"
    )
    revisions = [_readable(one, zone) for one in story.revisions]
    heading = _short(told.title)
    return render(
        "story.html",
        settings,
        folder,
        heading,
        told.summary[:150],
        (),
        story=told,
        via=line(story.lead_name),
        text=_text(story.lead, told),
        tellers=tellers,
        unnamed=len(everybody) - len(tellers),
        revisions=_within(revisions, _CHANGES, _words),
        linked_data=_linked_data(told, tellers, page_url(settings.site, folder), settings),
    )


def _teller(one: Telling, settings: Settings) -> Teller:
    item, name = one.item, _short(line(one.name)) or one.item.source
    origin = line(item.origin or "")
    at = min(item.published or one.seen, one.seen)
    return Teller(
        name,
        _short(title(item)),
        uri(item.url),
        (at if at >= EARLIEST else one.seen).astimezone(settings.site.timezone),
        origin if origin != name else "",
        one.lead,
    )


def _readable(one: Revision, zone: tzinfo) -> Revision:
    """A revision in the office's time, its words cleaned and cut to a length that a line of a list can have."""
    change = one.change

    def pair(names: tuple[str, str] | None) -> tuple[str, str] | None:
        return (_short(line(names[0])), _short(line(names[1]))) if names else None

    shown = replace(
        change,
        title=pair(change.title),
        added=tuple(map(line, change.added)),
        removed=tuple(map(line, change.removed)),
    )
    return replace(one, when=one.when.astimezone(zone), change=shown, lead=pair(one.lead))


def _words(one: Revision) -> str:
    change = one.change
    return "".join((*change.removed, *change.added, *(change.title or ()), *(one.lead or ())))


def _text(item: Item, told: Entry) -> Markup:
    """What may be shown of the text, and the first picture where the text has none."""
    whole = body.clean(item.html) if item.html else ""
    if not whole or len(whole.encode()) > _TEXT:
        whole = body.paragraphs(block(item.summary)[: _TEXT // 8])
    pictures = "" if "<img" in whole else body.figures(told.images[:1])
    return Markup(pictures + whole)


def _linked_data(told: Entry, tellers: Sequence[Teller], page: str, settings: Settings) -> Markup:
    """The story as schema.org's NewsArticle, based on the copies it was put together from."""
    office = line(settings.site.title) or settings.site.domain
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": page,
        "url": page,
        "headline": _short(told.title),
        "inLanguage": settings.site.language,
        "datePublished": told.published.isoformat(timespec="seconds"),
        "dateModified": told.updated.isoformat(timespec="seconds"),
        "author": {"@type": "Organization", "name": told.origin},
        "publisher": {"@type": "Organization", "name": office, "url": f"{settings.site.base_url}/"},
        "image": [one.url for one in told.images[:1]],
        "isBasedOn": list(dict.fromkeys(one.url for one in tellers if one.url)),
    }
    text = json.dumps({name: value for name, value in data.items() if value}, ensure_ascii=False)
    # Inside <script> only "<" could end it; the escape is JSON's own.
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def _within(listed: Sequence[T], most: int, text: Callable[[T], str]) -> list[T]:
    """Returns as many of the first as so many bytes hold, and the very first in any case."""
    kept: list[T] = []
    for one in listed:
        most -= _LINE + len(text(one).encode())
        if most < 0 and kept:
            break
        kept.append(one)
    return kept


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_TITLE else f"{text[: _LONGEST_TITLE - 1]}…"
