"""`./run bench past`: what one new story costs among 1,000 publications that have archives of 24 months.

Publications and bytes touched, CPU and clock, for a story in four publications, for one that closes a volume, and for
a withdrawal from the middle of the archive. With `--small`, twenty publications.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from rich.console import Console
from rich.table import Table

from syndicator.model import Item, Rule, Section, Settings
from syndicator.service import publisher, station, withdrawing
from syndicator.store import Store, open_store
from tests.service.past import an_item, an_office, tell

PUBLICATIONS = 20 if "--small" in sys.argv else 1_000
MONTHS = 24
WINDOW = 50
START = datetime(2024, 11, 1, 4, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Figure:
    files: int
    bytes: int
    feeds: int
    cpu_ms: float
    ms: float


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with tempfile.TemporaryDirectory() as folder:
        office = declared(Path(folder))
        store = open_store(office.database)
        station.adopt(store, office, START)
        for month in range(MONTHS):
            now = START + timedelta(days=30.4 * month)
            for first in range(0, PUBLICATIONS, 200):
                numbers = range(month * PUBLICATIONS + first, month * PUBLICATIONS + min(first + 200, PUBLICATIONS))
                tell(store, office, now, *(placed(number) for number in numbers))
        results = {"first start: all archives": measured(lambda: settle(store, office), office)}
        now = START + timedelta(days=30.4 * MONTHS)
        tell(store, office, now, *(placed(100_000 + number) for number in range(3)))
        settle(store, office)
        tell(store, office, now, placed(200_000))
        results["one new story"] = measured(lambda: publisher.publish(store, office), office)
        results["nothing new"] = measured(lambda: publisher.publish(store, office), office)
        tell(store, office, now + timedelta(days=40), placed(300_000))
        results["one new story, a month is over"] = measured(lambda: publisher.publish(store, office), office)
        url = str(placed(PUBLICATIONS * 3 + 7).url)
        take = lambda: withdrawing.withdraw(store, office, url, "x", "x", now)  # noqa: E731
        results["withdraw an old story"] = measured(take, office)
        store.close()
    if "--json" in sys.argv:
        print(json.dumps({name: asdict(one) for name, one in results.items()}))
        return
    title = f"{PUBLICATIONS} publications, {MONTHS} months, {MONTHS * PUBLICATIONS:,} stories"
    table = Table("", "files", "bytes", "Atom feeds", "CPU ms", "ms", title=title)
    for name, one in results.items():
        table.add_row(
            name, f"{one.files:,}", f"{one.bytes:,}", f"{one.feeds:,}", f"{one.cpu_ms:,.0f}", f"{one.ms:,.0f}"
        )
    Console().print(table)


def declared(data: Path) -> Settings:
    """An office with so many sections; a story names its own in its breadcrumb."""
    made = an_office(data, WINDOW)
    sections = tuple(Section(f"s{n}", f"栏目{n}", (Rule(breadcrumb=(f"栏目{n}号",)),)) for n in range(PUBLICATIONS - 1))
    return replace(made, sections=sections)


def placed(number: int) -> Item:
    return an_item(number, breadcrumb=(f"栏目{number % (PUBLICATIONS - 1)}号",))


def settle(store: Store, office: Settings) -> None:
    publisher.publish(store, office, archive_seconds=None)


def measured(work: Callable[[], object], office: Settings) -> Figure:
    """Runs it; what lies below public/ with a later time than before it was written."""
    before = time.time_ns()
    cpu, clock = time.process_time(), time.perf_counter()
    work()
    cpu, clock = time.process_time() - cpu, time.perf_counter() - clock
    written = [one for one in office.public.rglob("*") if one.is_file() and one.stat().st_mtime_ns >= before]
    feeds = sum(1 for one in written if one.suffix == ".atom")
    size = sum(one.stat().st_size for one in written)
    return Figure(len(written), size, feeds, round(cpu * 1000, 1), round(clock * 1000, 1))


if __name__ == "__main__":
    main()
