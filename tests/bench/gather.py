"""`./run bench gather`: end to end over 300 loopback feeds of 20 Chinese items, beside the package `reader`.

First gathering, then all unchanged (304), then one new item each. Both fetch, parse and store; ours also groups.
CPU is that of the process and its workers, the server's is not counted.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import feedparser_sgmllib
import psutil
from reader import make_reader
from rich.console import Console
from rich.table import Table

from syndicator.model import Gathering, Rights, Settings, Site, Source
from syndicator.service import journal, loop
from syndicator.service.station import Station, clock, opened
from syndicator.store import items, sources
from tests.bench._feeds import Feeds

# The copy of feedparser inside `reader` looks for the module under its old name.
sys.modules.setdefault("sgmllib", feedparser_sgmllib)

FEEDS = 300
PHASES = ("first", "unchanged", "one new item")


@dataclass(frozen=True)
class Figure:
    feeds_per_second: float
    cpu_ms_per_feed: float
    items: int


def cpu_seconds() -> float:
    """CPU time of this process and its living descendants but the feed server, which is excluded by the caller."""
    process = psutil.Process()
    total = 0.0
    for one in [process, *process.children(recursive=True)]:
        if one.pid != SERVER:
            times = one.cpu_times()
            total += times.user + times.system
    return total


SERVER = 0


async def measured(work: Callable[[], Awaitable[int]], polls: int) -> Figure:
    cpu, started = cpu_seconds(), time.perf_counter()
    stored = await work()
    took, used = time.perf_counter() - started, cpu_seconds() - cpu
    return Figure(round(polls / took, 1), round(used / polls * 1000, 2), stored)


async def ours(feeds: Feeds, data: Path) -> dict[str, Figure]:
    declared = tuple(
        Source(id=f"f{n}", name=f"源{n}", url=url, allow_private=True, rights=Rights.FULL)
        for n, url in enumerate(feeds.urls())
    )
    settings = Settings(
        site=Site(title="测量", base_url="http://127.0.0.1", domain="example.cn", timezone=ZoneInfo("Asia/Shanghai")),
        sources=declared,
        sections=(),
        places=(),
        digests=(),
        gathering=Gathering(pause=timedelta(0), concurrency=64),
        data=data,
        database=f"sqlite:///{data}/syndicator.db",
        listen=("127.0.0.1", 0),
    )
    figures = {}
    async with opened(settings) as station:
        for phase in PHASES:
            feeds.phase.value = int(phase == "one new item")

            async def work() -> int:
                wake(station)
                await station.gatherer.drain()
                with station.store.read() as connection:
                    return items.count(connection)

            if phase == "first":
                figures[phase] = await measured(work, feeds.count)
                continue
            rounds = 10 if phase == "unchanged" else 1  # 304s are too quick to time once

            async def repeated(times: int = rounds) -> int:
                return [await work() for _ in range(times)][-1]

            figures[phase] = await measured(repeated, feeds.count * rounds)
    return figures


def wake(station: Station) -> None:
    with station.store.write() as connection:
        sources.wake(connection, clock(), [source.id for source in station.settings.sources])


async def theirs(feeds: Feeds, data: Path) -> dict[str, Figure]:
    reader = make_reader(str(data / "reader.db"))
    for url in feeds.urls():
        reader.add_feed(url)
    figures = {}
    for phase in PHASES:
        feeds.phase.value = int(phase == "one new item")

        async def work() -> int:
            reader.update_feeds(scheduled=False, workers=2)
            return int(reader.get_entry_counts().total or 0)

        figures[phase] = await measured(work, feeds.count)
    reader.close()
    return figures


def main() -> None:
    global SERVER
    journal.open_journal()
    results: dict[str, dict[str, Figure]] = {}
    feeds = Feeds(FEEDS)
    with feeds.running(), tempfile.TemporaryDirectory() as folder:
        SERVER = feeds._process.pid or 0
        for name, contender in (("syndicator", ours), ("reader", theirs)):
            data = Path(folder) / name
            data.mkdir()
            feeds.phase.value = 0
            results[name] = loop.run(contender(feeds, data))
    if "--json" in sys.argv:
        print(json.dumps({name: {p: f.__dict__ for p, f in one.items()} for name, one in results.items()}))
        return
    table = Table("", "feeds/s", "CPU ms/feed", "reader feeds/s", "reader CPU ms/feed", "rate ×", title="gather")
    for phase in PHASES:
        mine, peer = results["syndicator"][phase], results["reader"][phase]
        table.add_row(
            phase,
            f"{mine.feeds_per_second}",
            f"{mine.cpu_ms_per_feed}",
            f"{peer.feeds_per_second}",
            f"{peer.cpu_ms_per_feed}",
            f"{mine.feeds_per_second / peer.feeds_per_second:.1f}",
        )
    Console().print(table)
    counts = {name: [one[phase].items for phase in PHASES] for name, one in results.items()}
    Console().print(f"items stored: {counts}")


if __name__ == "__main__":
    main()
