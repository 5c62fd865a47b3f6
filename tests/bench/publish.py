"""`./run bench publish`: a publication of fifty stories, built and written, beside what a feed script usually does.

Ours makes three formats and two pages, compresses them three ways, and writes what changed. The peer is plain feedgen
building Atom and RSS anew for every request, as a small web application would: it costs that each time it is asked.
CPU, not the clock, for the machine may be busy.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from feedgen.feed import FeedGenerator
from rich.console import Console
from rich.table import Table

from syndicator.model import Publication, Story
from syndicator.publish import files
from syndicator.publish.body import clean
from syndicator.publish.documents import documents
from tests.publish.samples import office, stories

STORIES = 50
ROUNDS = 20
OFFICE = office()
ALL = Publication("all", "全部")


@dataclass(frozen=True)
class Figure:
    cpu_ms: float
    bytes: int

    @property
    def per_second(self) -> float:
        return round(1000 / self.cpu_ms, 1)


def main() -> None:
    told = stories(STORIES)
    with tempfile.TemporaryDirectory() as folder:
        public = Path(folder)
        results = {
            "build, stories never seen": measured(lambda: build(told, fresh=True)),
            "build, stories of another feed": measured(lambda: build(told)),
            "build and write all": measured(lambda: rewrite(public, told)),
            "build, nothing changed": measured(lambda: write(public, told)),
            "plain feedgen, Atom and RSS": measured(lambda: plain(told)),
        }
    if "--json" in sys.argv:
        print(json.dumps({name: {**one.__dict__, "per_second": one.per_second} for name, one in results.items()}))
        return
    table = Table("", "CPU ms", "per CPU second", "bytes", title=f"publish {STORIES} stories")
    for name, one in results.items():
        table.add_row(name, f"{one.cpu_ms}", f"{one.per_second}", f"{one.bytes:,}")
    Console().print(table)


def measured(work: Callable[[], int]) -> Figure:
    size, best = work(), float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        size = work()
        best = min(best, time.process_time() - started)
    return Figure(round(best * 1000, 2), size)


def build(told: list[Story], fresh: bool = False) -> int:
    if fresh:
        clean.cache_clear()
    return sum(len(one.body) for one in documents(ALL, told, OFFICE, updated=told[0].updated))


def rewrite(public: Path, told: list[Story]) -> int:
    files.remove(public, files.paths_of("all"))
    return write(public, told)


def write(public: Path, told: list[Story]) -> int:
    made = documents(ALL, told, OFFICE, updated=told[0].updated)
    files.write(public, made)
    return sum(path.stat().st_size for path in public.rglob("*") if path.is_file())


def plain(told: list[Story]) -> int:
    feed = FeedGenerator()
    feed.id("https://feeds.example.cn/all.atom")
    feed.title("全部")
    feed.description("全部")
    feed.link(href="https://feeds.example.cn/", rel="alternate")
    for story in told:
        entry = feed.add_entry(order="append")
        entry.id(story.id)
        entry.title(story.lead.title)
        entry.link(href=story.lead.url)
        entry.updated(story.updated)
        entry.published(story.told)
        entry.content(story.lead.html, type="html")
    return len(feed.atom_str()) + len(feed.rss_str())


if __name__ == "__main__":
    main()
