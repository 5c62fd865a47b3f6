"""What a site offers to be gathered: its feeds, its news sitemap, the list pages that its navigation names."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from syndicator.errors import ReadError, SyndicatorError
from syndicator.gather.http import Client
from syndicator.group.columns import place_of, section_of
from syndicator.model import Fetched, Kind, Reading, Settings, Source
from syndicator.read import opml
from syndicator.read.discover import Found, discover
from syndicator.read.document import document
from syndicator.read.elsewhere import elsewhere
from syndicator.read.naming import named, site_and_column
from syndicator.refine.urls import canonical
from syndicator.service.clock import clock
from syndicator.service.inspect import client, load

# A page with fewer headlines than this is a home page's corner rather than a list.
LEAST_HEADLINES = 4
# Front doors that may follow one another: http, https, /index.html.
MOST_FRONT_DOORS = 3
# Links that say RSS are looked behind: half of them lead to a page about feeds.
MOST_FEED_PAGES = 4
# Sitemaps asked for at one site, those that an index names among them.
MOST_SITEMAPS = 4
# What the site does not link to is asked for no longer than this; a slow site still gets its offers.
SECONDS_BEYOND = 20
# Where feeds stand that nothing links to; asked for only when a home page links to none.
WELL_KNOWN = ("/rss.xml", "/feed")

_HOME = re.compile(r"(?:/(?:index|default|home|main)\.\w{2,5})?/?", re.IGNORECASE)
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S{1,1000})", re.IGNORECASE | re.MULTILINE)
_FEED_FILE = re.compile(r"\.(?:xml|rss|atom|rdf|json)$", re.IGNORECASE)
_FEED_TAIL = re.compile(r"\s*[»|_–·-]\s*(?:RSS|Feed|Atom)\S*(?:\s*2\.0)?$", re.IGNORECASE)
_COMMENTS = re.compile(r"评论|comments?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be gathered: what it is called, and where its stories belong by that name.

    `known` is the id of the source in config.toml that gathers it already.
    """

    url: str
    kind: Kind
    title: str
    section: str | None = None
    place: str | None = None
    known: str | None = None


async def offers(url: str, settings: Settings) -> list[Offer]:
    """What can be gathered at a URL: itself when it is a feed or a list, then what it leads to.

    Raises SyndicatorError when nothing can be fetched, ReadError when there is nothing to gather.
    """
    async with client() as asking:
        fetched = await _arrive(asking, url)
        reading, said = _reading(fetched, settings)
        address = fetched.moved_to or (url if fetched.url == url else fetched.final_url)
        if reading is not None and reading.kind not in (Kind.LIST, Kind.SITEMAP):
            return [_offer(address, reading.kind, reading.title, "", settings)]
        if reading is not None and reading.kind is Kind.SITEMAP:
            found = [Found(one, Kind.SITEMAP, "") for one in await _sitemaps(asking, [address], settings)]
            if not found:
                raise ReadError(f"{url}:这份网站地图没有新闻标题。{said}请给出列表页的网址")
            return [_offer(one.url, one.kind, "网站地图", "", settings) for one in found]
        site, column = site_and_column(reading.title or "" if reading is not None else "")
        found = list(
            discover(fetched.body, fetched.final_url, content_type=fetched.content_type, names=_words(settings))
        )
        home = _HOME.fullmatch(urlsplit(address).path) is not None
        if reading is None:
            # A page that says it is for sale, or gone, leads nowhere; one that asks for a password may name its feeds.
            found = [one for one in found if one.kind is Kind.FEED]
        found = await _verified(asking, found, settings)
        if reading is None and not found:
            raise ReadError(said.rstrip("。"))
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_BEYOND):
                found += await _beyond(asking, address, found, home, settings)
    ways = [_offer(one.url, one.kind, one.title, site, settings) for one in found]
    if reading is not None and len(reading.drafts) >= LEAST_HEADLINES:
        itself = _offer(address, Kind.LIST, column, site, settings)
        ways = [*ways, itself] if home and ways else [itself, *ways]
    if not ways:
        raise ReadError(f"{url}:没有找到订阅源,也没有找到新闻列表。{said}请给出列表页的网址,如「县域新闻」栏目页")
    unique: dict[str, Offer] = {}
    for one in ways:
        unique.setdefault(canonical(one.url), one)
    return list(unique.values())


async def trial(offer: Offer, settings: Settings) -> Reading:
    """What an offer would give now. Raises SyndicatorError or ReadError when it gives nothing."""
    async with client() as asking:
        fetched = await _arrive(asking, offer.url)
    reading = document(fetched, _source(offer.url), now=clock(), zone=settings.site.timezone)
    if not reading.drafts:
        raise ReadError(f"{offer.url}:一条也没有读出。{''.join(reading.problems)}")
    return reading


def numbers(answer: str, most: int) -> list[int]:
    """The numbers in 「1 3」, 「1,3」, 「2-5」 or all; none in 0. Raises SyndicatorError when not 1 to `most`."""
    words = re.split(r"[\s,\uff0c、]+", re.sub(r"\s*[-–~\uff5e到至]\s*", "-", answer).strip())
    if words in (["all"], ["全部"], ["*"]):
        return list(range(1, most + 1))
    found: dict[int, None] = {}
    for word in words:
        match = re.fullmatch(r"(\d{1,4})(?:-(\d{1,4}))?", word)
        first, last = (int(match[1]), int(match[2] or match[1])) if match is not None else (-1, -1)
        if (first, last) == (0, 0):
            continue
        if not 1 <= first <= last <= most:
            raise SyndicatorError(f"「{word}」不是 1 到 {most} 之间的编号,请重写")
        found |= dict.fromkeys(range(first, last + 1))
    return list(found)


def listed(body: bytes, settings: Settings) -> list[Offer]:
    """The feeds of an OPML file as offers; a folder named like a section fills it in. Raises ReadError."""
    return [_offer(one.xml_url, Kind.FEED, one.title, "", settings, one.folder) for one in opml.read(body)]


async def _arrive(asking: Client, url: str) -> Fetched:
    """The document at a URL, through the doors that only send their visitors on."""
    fetched = await load(url if "://" in url else f"http://{url}", None, asking)
    for _ in range(MOST_FRONT_DOORS):
        behind = elsewhere(fetched)
        if behind is None:
            return fetched
        fetched = await load(behind, None, asking)
    raise ReadError(f"{url}:网页一再转向,没有到达内容")


def _reading(fetched: Fetched, settings: Settings) -> tuple[Reading | None, str]:
    """What the page would give, and what is wrong with it."""
    try:
        reading = document(fetched, _source(fetched.url), now=clock(), zone=settings.site.timezone)
    except ReadError as error:
        return None, f"{error}。"
    return reading, "".join(f"{problem}。" for problem in reading.problems)


async def _verified(asking: Client, found: list[Found], settings: Settings) -> list[Found]:
    """Without feeds of comments; a page about feeds gives way to the feeds it names."""
    kept: list[Found] = []
    looked = 0
    for one in found:
        if one.kind is not Kind.FEED or _FEED_FILE.search(urlsplit(one.url).path):
            kept.append(one)
        elif not _COMMENTS.search(f"{one.title} {one.url}") and looked < MOST_FEED_PAGES:
            looked += 1
            with suppress(SyndicatorError):
                kept += await _behind(asking, one, settings)
    return kept


async def _behind(asking: Client, one: Found, settings: Settings) -> list[Found]:
    fetched = await load(one.url, None, asking)
    reading, _ = _reading(fetched, settings)
    if reading is not None and reading.kind is Kind.FEED:
        return [one]
    inside = discover(fetched.body, fetched.final_url, content_type=fetched.content_type)
    return [feed for feed in inside if feed.kind is Kind.FEED and _FEED_FILE.search(urlsplit(feed.url).path)]


async def _beyond(asking: Client, url: str, found: list[Found], home: bool, settings: Settings) -> list[Found]:
    """The news sitemaps that robots.txt names, and feeds at their usual places when a home page links to none."""
    more: list[Found] = []
    with suppress(SyndicatorError):
        robots = await load(urljoin(url, "/robots.txt"), None, asking)
        named_there = _SITEMAP_LINE.findall(robots.body[:500_000].decode("utf-8", "replace"))
        wanted = [urljoin(url, address) for address in named_there]
        more += [Found(one, Kind.SITEMAP, "网站地图") for one in await _sitemaps(asking, wanted, settings)]
    if home and not any(one.kind is Kind.FEED for one in found):
        for path in WELL_KNOWN:
            with suppress(SyndicatorError):
                fetched = await load(urljoin(url, path), None, asking)
                reading, _ = _reading(fetched, settings)
                if reading is not None and reading.kind is Kind.FEED and reading.drafts:
                    return [Found(fetched.final_url, Kind.FEED, reading.title or ""), *more]
    return more


async def _sitemaps(asking: Client, wanted: list[str], settings: Settings) -> list[str]:
    """Those of these sitemaps, and of those they name, that tell of news with titles."""
    queue = sorted(dict.fromkeys(wanted), key=lambda address: "news" not in address.lower())
    news: list[str] = []
    for _ in range(MOST_SITEMAPS):
        if not queue:
            break
        address = queue.pop(0)
        with suppress(SyndicatorError):
            reading, _said = _reading(await load(address, None, asking), settings)
            if reading is None or reading.kind is not Kind.SITEMAP:
                continue
            if any(draft.title for draft in reading.drafts):
                news.append(address)
            elif not reading.drafts and reading.next_url and reading.next_url not in wanted:
                queue.insert(0, reading.next_url)
    return news


def _offer(url: str, kind: Kind, column: str, site: str, settings: Settings, folder: str = "") -> Offer:
    words = f"{folder} {column}"
    place = place_of(words, settings.places) or place_of(site, settings.places)
    section = section_of(words, settings.sections, place_of(words, settings.places))
    at = canonical(url)
    return Offer(
        url,
        kind,
        _FEED_TAIL.sub("", named(site, column))[:60] or _host(url),
        section.id if section is not None else None,
        place.id if place is not None else None,
        next((source.id for source in settings.sources if canonical(source.url) == at), None),
    )


def _words(settings: Settings) -> frozenset[str]:
    """What the office calls its sections and counties: a link of this name is a column."""
    return frozenset(
        [*(one.name for one in settings.sections), *(name for place in settings.places for name in place.names)]
    )


def _source(url: str) -> Source:
    return Source("trial", "trial", url)


def _host(url: str) -> str:
    return urlsplit(url).hostname or url
