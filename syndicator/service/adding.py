"""Finding what a site offers, and writing the admin's choice into config.toml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from syndicator import config
from syndicator.config import edit
from syndicator.errors import ReadError
from syndicator.model import Kind, Reading, Settings, Source
from syndicator.read import opml
from syndicator.read.discover import discover
from syndicator.read.document import document
from syndicator.refine.urls import canonical
from syndicator.service.inspect import load
from syndicator.service.station import clock

# A page with fewer headlines than this is a home page's corner rather than a list.
LEAST_HEADLINES = 4
# What a host's name begins with when it says nothing.
DULL_LABELS = frozenset({"www", "m", "wap", "news", "com", "net", "org", "gov", "cn", "edu", "index", "html"})
LONGEST_ID = 40
BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be gathered: what it is called, and where its stories belong by that name."""

    url: str
    kind: Kind
    title: str
    section: str | None = None
    place: str | None = None


async def offers(url: str, settings: Settings) -> list[Offer]:
    """What can be gathered at a URL: itself when it is a feed or a list, then what it leads to.

    Raises SyndicatorError when nothing can be fetched, ReadError when there is nothing to gather.
    """
    fetched = await load(url, None)
    reading = _reading(url, settings, fetched)
    itself = reading is not None and (reading.kind is not Kind.LIST or len(reading.drafts) >= LEAST_HEADLINES)
    if reading is not None and reading.kind is not Kind.LIST:
        return [_offer(url, reading.kind, reading.title or _host(url), settings)]
    found = [
        _offer(one.url, one.kind, one.title or _host(one.url), settings)
        for one in discover(fetched.body, fetched.final_url, content_type=fetched.content_type)
    ]
    is_home = urlsplit(fetched.final_url).path.strip("/") in ("", "index.html", "index.htm", "index.shtml")
    if itself and reading is not None:
        page = _offer(url, Kind.LIST, reading.title or _host(url), settings)
        found = [*found, page] if is_home and found else [page, *found]
    if not found:
        raise ReadError(f"{url}:没有找到订阅源,也没有找到新闻列表。请给出列表页的网址,如「县域新闻」栏目页")
    unique = {canonical(one.url): one for one in reversed(found)}
    return list(reversed(unique.values()))


async def trial(offer: Offer, settings: Settings) -> Reading:
    """What an offer would give now. Raises SyndicatorError or ReadError when it gives nothing."""
    fetched = await load(offer.url, None)
    reading = document(fetched, Source("trial", "trial", offer.url), now=clock(), zone=settings.site.timezone)
    if not reading.drafts:
        raise ReadError(f"{offer.url}:一条也没有读出。{''.join(reading.problems)}")
    return reading


def write(path: Path, chosen: Sequence[Offer], settings: Settings, data: Path | None = None) -> list[str]:
    """Adds the offers that are not in the file yet; returns their ids. The result is checked before it is saved."""
    raw = path.read_bytes().decode("utf-8")  # as it is: line ends and a byte order mark are the admin's
    text = raw.removeprefix(BYTE_ORDER_MARK)
    known = {canonical(source.url) for source in settings.sources}
    taken = {source.id for source in settings.sources}
    tables: list[dict[str, Any]] = []
    for offer in chosen:
        if canonical(offer.url) in known:
            continue
        id = _free(suggested_id(offer.url), taken)
        known.add(canonical(offer.url))
        taken.add(id)
        table: dict[str, Any] = {"id": id, "name": offer.title, "url": offer.url}
        if offer.section:
            table["section"] = offer.section
        if offer.place:
            table["place"] = offer.place
        tables.append(table)
    edited = edit.add_sources(text, tables)
    config.parse(edited, str(path), path.resolve().parent, data)
    edit.save(path, raw[: len(raw) - len(text)] + edited)
    return [str(table["id"]) for table in tables]


def listed(body: bytes, settings: Settings) -> list[Offer]:
    """The feeds of an OPML file as offers; a folder named like a section fills it in. Raises ReadError."""
    return [
        _offer(one.xml_url, Kind.FEED, one.title or _host(one.xml_url), settings, one.folder) for one in opml.read(body)
    ]


def suggested_id(url: str) -> str:
    """An id from the telling parts of a URL: http://www.xnnews.com.cn/xyxw/cyxw/ is xnnews-cyxw."""
    parts = urlsplit(url)
    labels = [label for label in (parts.hostname or "").split(".") if label not in DULL_LABELS]
    host = max(labels, key=len, default="source") if labels else "source"
    path = [part for part in re.split(r"[/._]", parts.path) if part and part.lower() not in DULL_LABELS]
    words = [host, *(path[-1:] if path else [])]
    return re.sub(r"[^a-z0-9]+", "-", "-".join(words).lower()).strip("-")[:LONGEST_ID].strip("-") or "source"


def _free(id: str, taken: set[str]) -> str:
    number = 2
    name = id
    while name in taken:
        name = f"{id}-{number}"
        number += 1
    return name


def _offer(url: str, kind: Kind, title: str, settings: Settings, folder: str = "") -> Offer:
    words = f"{folder} {title}"
    section = next((one.id for one in settings.sections if one.name in words), None)
    place = next((one.id for one in settings.places if any(name in words for name in one.names)), None)
    if section is None and place is not None:
        section = next((one.id for one in settings.sections if one.name == "县域"), None)
    return Offer(url, kind, title[:60], section, place)


def _reading(url: str, settings: Settings, fetched: Any) -> Reading | None:
    try:
        return document(fetched, Source("trial", "trial", url), now=clock(), zone=settings.site.timezone)
    except ReadError:
        return None


def _host(url: str) -> str:
    return urlsplit(url).hostname or url
