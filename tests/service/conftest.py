from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from syndicator.model import Digest, Gathering, Place, Rights, Section, Settings, Site, Source, Story
from syndicator.service import publisher, station
from syndicator.service.gatherer import Tally
from syndicator.service.status import status
from syndicator.store import Store, open_store, sources, stories

SITE = Site(
    title="崇阳新闻",
    base_url="http://127.0.0.1:8080",
    domain="feeds.example.cn",
    timezone=ZoneInfo("Asia/Shanghai"),
    backfill=timedelta(days=20_000),
)


@dataclass
class Office:
    """A small office on its own data folder: gathers, publishes and looks at what it has."""

    settings: Settings

    def with_sources(self, *declared: Source, **changes: object) -> Office:
        return Office(replace(self.settings, **({"sources": declared} | changes)))  # type: ignore[arg-type]

    def gather(self) -> Tally:
        self.wake()
        return asyncio.run(station.gather(self.settings, clock=lambda: station.clock()))

    def wake(self) -> None:
        """Makes every known source due, as time would."""
        with self.open() as store, store.write() as connection:
            sources.wake(connection, station.clock(), [one.id for one in self.settings.sources])

    def publish(self) -> list[str]:
        with self.open() as store:
            publisher.make_editions(store, self.settings, station.clock())
            return publisher.publish(store, self.settings)

    def stories(self, publication: str = "all") -> list[Story]:
        with self.open() as store, store.read() as connection:
            return stories.window(connection, publication, 10_000)

    def state(self, id: str) -> str:
        with self.open() as store:
            found = next(one for one in status(store, station.clock()).sources if one.id == id)
        return f"{found.health}:{found.error or ''}"

    def open(self) -> _Opened:
        return _Opened(self.settings.database)


class _Opened:
    def __init__(self, url: str) -> None:
        self.url = url

    def __enter__(self) -> Store:
        self.store = open_store(self.url)
        return self.store

    def __exit__(self, *_: object) -> None:
        self.store.close()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(a_settings(tmp_path))


def a_settings(data: Path) -> Settings:
    return Settings(
        site=SITE,
        sources=(),
        sections=(Section("yaowen", "要闻", fallback=True),),
        places=(Place("chongyang", "崇阳县", ("崇阳县", "崇阳")),),
        digests=(Digest("xinmeiti", "新媒体"),),
        gathering=Gathering(pause=timedelta(0), timeout=timedelta(seconds=3), max_bytes=1_000_000),
        data=data,
        database=f"sqlite:///{data}/syndicator.db",
        listen=("127.0.0.1", 0),
    )


def a_source(id: str, url: str, **changes: object) -> Source:
    values: dict[str, object] = {"id": id, "name": id, "url": url, "allow_private": True, "rights": Rights.FULL}
    return Source(**(values | changes))  # type: ignore[arg-type]


def rss(*entries: str, title: str = "源") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{title}</title>'
        f"<link>http://example.cn/</link><description>d</description>{''.join(entries)}</channel></rss>"
    )


def entry(key: str, title: str, text: str, when: datetime | None = None) -> str:
    date = f"<pubDate>{when:%a, %d %b %Y %H:%M:%S +0800}</pubDate>" if when else ""
    return (
        f"<item><title>{title}</title><link>http://example.cn/{key}.html</link><guid>{key}</guid>{date}"
        f"<description>&lt;p&gt;{text}&lt;/p&gt;</description></item>"
    )
