"""One story as every format tells it: cleaned, credited, with our own names for its sections and counties."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from syndicator.model import Image, Item, Kind, Settings, Story
from syndicator.publish import body
from syndicator.publish.addresses import canonical, page_url, story_path, uri
from syndicator.publish.changes import told_changes
from syndicator.publish.characters import block, line, person
from syndicator.refine import rights
from syndicator.refine.characters import shortened

# Before the web; a date below it is a mistake of the source, and validators warn of it.
EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
# Pictures and credits an entry carries: a picture story has some thirty; a wire copy stands on dozens of sites.
MAX_IMAGES = 60
MAX_ALSO = 20
# Names of other carriers in one line of a letter or a message, and characters of each.
NAMED_CARRIERS, LONGEST_CARRIER = 3, 20
_IMAGE_TYPE = re.compile(r"image/[a-z0-9.+-]+")
_TITLE_FROM_TEXT = 40


@dataclass(frozen=True, slots=True)
class Category:
    """A section or county, with the URL that all of its kind share."""

    scheme: str
    term: str
    label: str
    path: str


@dataclass(frozen=True, slots=True)
class Other:
    """Another source that carries the same story."""

    name: str
    title: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Feed:
    """The feed an entry was taken from (RFC 4287, 4.2.11)."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of one story or edition. `html` is never empty; URLs are absolute ASCII; texts are one line.

    `page` is the path of our own page of a story that has one.
    """

    id: str
    title: str
    url: str
    author: str
    origin: str
    summary: str
    html: str
    published: datetime
    updated: datetime
    rights: str = ""
    source: Feed | None = None
    categories: tuple[Category, ...] = ()
    images: tuple[Image, ...] = ()
    also: tuple[Other, ...] = ()
    page: str | None = None
    extension: Mapping[str, object] = field(default_factory=dict)

    @property
    def enclosure(self) -> Image | None:
        """The first picture whose type and length the source told: both must be named, and none may be guessed."""
        return next((one for one in self.images if one.type and one.size and one.size > 0), None)

    @property
    def carriers(self) -> str:
        """Who else tells it, where there is room for a line: 另有报道：甲、乙、丙等. Empty when nobody does."""
        names = [shortened(name, LONGEST_CARRIER) for name in dict.fromkeys(one.name for one in self.also)]
        more = "等" if len(names) > NAMED_CARRIERS else ""
        return f"另有报道：{'、'.join(names[:NAMED_CARRIERS])}{more}" if names else ""


def entries(stories: Iterable[Story], settings: Settings, publication: str) -> list[Entry]:
    """Returns the entries of a feed, in the given order, each id once and no two changed at the same moment.

    Stories without an address of their own link to the publication's page.
    """
    names = Names(settings)
    fallback = page_url(settings.site, publication)
    made = {story.id: entry(story, settings, names, fallback) for story in stories}
    return list(distinct(made.values()))


class Names:
    """What sections, counties and sources are called."""

    __slots__ = ("_declared", "places", "sections")

    def __init__(self, settings: Settings) -> None:
        base = settings.site.base_url
        self.sections = {
            one.id: Category(f"{base}/sections/", one.id, line(one.name) or one.id, f"sections/{one.id}")
            for one in settings.sections
        }
        self.places = {
            one.id: Category(f"{base}/places/", one.id, line(one.name) or one.id, f"places/{one.id}")
            for one in settings.places
        }
        self._declared = settings.by_id

    def feed(self, id: str) -> Feed | None:
        """The feed that a source is, None when it is none, or declared no more."""
        one = self._declared.get(id)
        if one is None or one.kind not in (Kind.AUTO, Kind.FEED) or not (url := canonical(one.url)):
            return None
        return Feed(url, line(one.name) or one.id)

    def of(self, story: Story) -> tuple[Category, ...]:
        found = [self.sections.get(id) for id in story.sections] + [self.places.get(id) for id in story.places]
        return tuple(one for one in found if one)


def entry(story: Story, settings: Settings, names: Names, fallback: str) -> Entry:
    """Returns one story as an entry."""
    item = story.lead
    zone = settings.site.timezone
    via = line(story.lead_name) or item.source
    origin = line(item.origin or "") or via
    also = tuple(Other(line(one.name) or one.source, line(one.title), uri(one.url)) for one in story.also[:MAX_ALSO])
    images = tuple(
        replace(one, url=url, type=one.type if _IMAGE_TYPE.fullmatch(one.type) else "")
        for one in item.images[:MAX_IMAGES]
        if (url := uri(one.url))
    )
    told = max(story.told, EARLIEST)
    published = min(item.published or told, told)
    url = uri(item.url)
    notice = line(rights.notice(item, settings.by_id.get(item.source), settings.rights))
    page = story_path(story.id) if has_page(story) else None
    page_at = page_url(settings.site, page) if page else None
    return Entry(
        id=story.id,
        title=title(item),
        url=url or fallback,
        author=person(item.author or "") or person(origin) or item.source,
        origin=origin,
        summary=line(item.summary),
        html=_html(item, origin, via, url, also, page_at, images) + (body.paragraphs(notice) if notice else ""),
        published=(published if published >= EARLIEST else told).astimezone(zone),
        updated=_moment(max(story.updated, EARLIEST), story.id).astimezone(zone),
        rights=notice or f"版权归{origin}所有",
        source=names.feed(item.source),
        categories=names.of(story),
        images=images,
        also=also,
        page=page,
        extension={
            "origin": origin,
            "source": via,
            "sections": list(story.sections),
            "places": list(story.places),
            "revision": story.revision,
            **told_changes(story, zone),
            "also": [{"name": one.name, "title": one.title, **({"url": one.url} if one.url else {})} for one in also],
            **({"formerly": list(story.formerly)} if story.formerly else {}),
            **({"page": page_at} if page_at else {}),
            **_printed(item),
        },
    )


def has_page(story: Story) -> bool:
    """Whether a story has a page of ours: there is more to say of it than stands at its source."""
    return bool(story.also or story.revisions or story.formerly)


def _printed(item: Item) -> dict[str, object]:
    """What only an e-paper's article has: 引题, 副题, and its page (版) with picture and PDF."""
    paper = item.paper
    place = (
        {
            "number": line(paper.number),
            "name": line(paper.name),
            "image": uri(paper.image),
            "pdf": uri(paper.pdf),
        }
        if paper
        else {}
    )
    values = {
        "kicker": line(item.kicker),
        "subtitle": line(item.subtitle),
        "page": {name: value for name, value in place.items() if value},
    }
    return {name: value for name, value in values.items() if value}


def title(item: Item) -> str:
    """Returns the whole title; the beginning of the text when the source gave none."""
    return line(item.title) or line(item.summary or item.text)[:_TITLE_FROM_TEXT].rstrip() or rights.UNTITLED


def distinct(made: Iterable[Entry]) -> Iterable[Entry]:
    """Yields entries no two of which have the same `updated`, which validators and some readers take for one."""
    seen: set[datetime] = set()
    for one in made:
        moment = one.updated
        while moment in seen:
            moment = moment.replace(microsecond=(moment.microsecond + 1) % 1_000_000)
        seen.add(moment)
        yield one if moment == one.updated else replace(one, updated=moment)


def _moment(updated: datetime, id: str) -> datetime:
    """Stories of one batch changed in the same second; a fraction of their own tells them apart in every feed."""
    return updated.replace(microsecond=zlib.crc32(id.encode("utf-8", "replace")) % 1_000_000)


def _html(
    item: Item,
    origin: str,
    via: str,
    url: str | None,
    also: tuple[Other, ...],
    page: str | None,
    images: tuple[Image, ...],
) -> str:
    told = body.clean(item.html) if item.html else body.paragraphs(block(item.summary))
    pictures = "" if "<img" in told else body.figures(images)
    carried = "" if via == origin else f"（{body.link(via, None)}转载）"
    credit = f"<p>来源：{body.link(origin, url)}{carried}</p>"
    others = "、".join(body.link(one.name, one.url) for one in also)
    if not others:
        return pictures + told + credit + (f"<p>{body.link('本文的修订记录', page)}</p>" if page else "")
    compared = f"（{body.link('对照各家报道', page)}）" if page else ""
    return f"{pictures}{told}{credit}<p>另有报道：{others}{compared}</p>"
