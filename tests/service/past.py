"""An office with a past: stories told at chosen moments through the real pipeline, and a reader that walks back."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from lxml import etree

from syndicator.group.similarity import fingerprint
from syndicator.model import Item, Prepared, Rights, Settings
from syndicator.service import publisher, station
from syndicator.service.telling import Arrival, absorb
from syndicator.store import Store, stories
from syndicator.store.editions import Kept
from tests.service.conftest import a_settings, a_source

A = "{http://www.w3.org/2005/Atom}"
FH = "{http://purl.org/syndication/history/1.0}"
AT = "{http://purl.org/atompub/tombstones/1.0}"
LETTERS = (
    "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈剑号巨阙珠称夜光"
)


def an_office(data: Path, window: int = 5, **changes: object) -> Settings:
    made = a_settings(data)
    site = replace(made.site, window=window)
    sources = (a_source("paper", "http://paper.example.cn/feed"), a_source("gov", "http://gov.example.cn/feed"))
    return replace(made, site=site, sources=sources, **changes)  # type: ignore[arg-type]


def an_item(number: int, source: str = "paper", when: datetime | None = None, **changes: object) -> Item:
    """One of many items that have nothing in common."""
    luck = random.Random(number)
    text = "\n".join("".join(luck.choices(LETTERS, k=60)) + "。" for _ in range(3))
    values: dict[str, object] = {
        "source": source,
        "key": f"{source}-{number}",
        "title": "".join(luck.choices(LETTERS, k=16)),
        "url": f"http://{source}.example.cn/2026/t{number}.html",
        "html": "".join(f"<p>{line}</p>" for line in text.split("\n")),
        "text": text,
        "summary": text[:40],
        "published": when,
        "rights": Rights.FULL,
    }
    return Item(**(values | changes))  # type: ignore[arg-type]


def tell(store: Store, settings: Settings, now: datetime, *items: Item, backlog: bool = False) -> None:
    with store.write() as connection:
        arrivals = [Arrival(Prepared(item, fingerprint(item)), backlog) for item in items]
        absorb(connection, arrivals, settings, now)


def an_edition(id: str, at: datetime, told: Sequence[str]) -> Kept:
    """An edition of the digest, made at its time."""
    return Kept(id, "xinmeiti", at, "", at, at, 0, tuple(told), (), ((), ()))


def adopt(store: Store, settings: Settings, now: datetime) -> None:
    station.adopt(store, settings, now)


def settle(store: Store, settings: Settings) -> list[str]:
    """Publishes until nothing is left to do."""
    return publisher.publish(store, settings, archive_seconds=None)


def told(store: Store, publication: str = "all") -> list[str]:
    with store.read() as connection:
        return [one.id for one in stories.window(connection, publication, 100_000)]


@dataclass(frozen=True)
class Page:
    """One Atom document on the way back."""

    path: str
    ids: tuple[str, ...]
    links: dict[str, str]
    archive: bool
    gone: tuple[str, ...]


def read(settings: Settings, path: str) -> Page:
    feed = etree.fromstring((settings.public / path).read_bytes())
    links = {link.get("rel"): link.get("href") for link in feed.iterfind(f"{A}link") if link.get("rel") != "alternate"}
    return Page(
        path,
        tuple(id.text or "" for id in feed.iterfind(f"{A}entry/{A}id")),
        {str(rel): str(href) for rel, href in links.items()},
        feed.find(f"{FH}archive") is not None,
        tuple(str(one.get("ref")) for one in feed.iterfind(f"{AT}deleted-entry")),
    )


def walk(settings: Settings, publication: str = "all") -> Iterator[Page]:
    """The subscription document and all archive documents, as a new subscriber meets them."""
    base = f"{settings.site.base_url}/"
    path: str | None = f"{publication}.atom"
    seen: set[str] = set()
    while path is not None:
        assert path not in seen, "the chain bites its tail"
        seen.add(path)
        page = read(settings, path)
        yield page
        older = page.links.get("prev-archive")
        path = older.removeprefix(base) if older else None


def snapshot(settings: Settings, folder: str = "archive") -> dict[str, bytes]:
    top = settings.public / folder
    return {str(one.relative_to(settings.public)): one.read_bytes() for one in top.rglob("*") if one.is_file()}


def forever(start: datetime, steps: Sequence[tuple[int, int]]) -> Iterator[tuple[datetime, range]]:
    """Moments so many hours apart, each with the numbers of so many new items."""
    now, number = start, 0
    for hours, count in steps:
        now += timedelta(hours=hours)
        yield now, range(number, number + count)
        number += count
