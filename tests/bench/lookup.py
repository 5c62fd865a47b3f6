"""`./run bench lookup [--stories N] [--json]`: finding a new story's likes among 10,000, 100,000 and N stored ones.

N is 1,000,000 unless said. The stories are made up (`_lookup_rows.py`); what is asked for are the thousand that come in
next, one at a time, with the contents by which they are compared. Beside it: one exact key in the same table, which is
what finding a title costs, and datasketch's LSH in memory, of as many stories as it takes in within half a minute.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy
from rich.console import Console
from rich.table import Table

from syndicator.store import Store, probes
from tests.bench import _lookup_rows as rows
from tests.bench import _lookup_stores as stores

SIZES = (10_000, 100_000)
LOOKUPS = 1_000
# As a poll of a busy source brings them.
BATCH = 20
PEER_STORIES, PEER_SECONDS = 100_000, 30


@dataclass(frozen=True)
class Figure:
    """Milliseconds of one lookup, by the clock; how many likes it found."""

    where: str
    stories: int
    what: str
    median: float
    p99: float
    found: float


def main() -> None:
    most = _stories(sys.argv)
    sizes = [*(size for size in SIZES if size < most), most]
    figures: list[Figure] = []
    disk: list[dict[str, Any]] = []
    held, peer = datasketch(most)
    figures.append(peer)
    made = rows.made(most, LOOKUPS)
    for name, opened in (("SQLite", stores.sqlite), ("PostgreSQL", stores.postgresql)):
        with opened() as grown:
            before = 0
            for size in sizes:
                began = time.perf_counter()
                grown.grow(made, before + 1, size)
                took, before = round(time.perf_counter() - began), size
                figures += measured(grown.store, name, size, made.next)
                whole, own = grown.megabytes()
                disk.append({"where": name, "stories": size, "megabytes": whole, "probes": own, "load_seconds": took})
                print(
                    f"{name}, {size:,}: loaded in {took} s, {figures[-1]}", file=sys.stderr
                )  # the rest takes its time
    if "--json" in sys.argv:
        report = {"bench": "lookup", "figures": [asdict(one) for one in figures], "disk": disk, "datasketch": held}
        print(json.dumps(report, ensure_ascii=False))
        return
    table = Table("", "stories", "what", "median ms", "p99 ms", "likes", title=f"{len(made.keys):,} probes at the end")
    for one in figures:
        table.add_row(
            one.where, f"{one.stories:,}", one.what, f"{one.median:.2f}", f"{one.p99:.2f}", f"{one.found:.1f}"
        )
    Console().print(table)
    for line in disk:
        Console().print(
            f"  {line['where']}, {line['stories']:,}: {line['megabytes']:,} MB on disk, {line['probes']:,} MB of it"
            f" probes and their indexes; loaded in {line['load_seconds']} s"
        )
    Console().print(
        f"  datasketch: {held['kilobytes']:.1f} KB of memory a story, {held['holds']:,} in what is free here"
    )


def measured(store: Store, name: str, size: int, asked: dict[str, list[list[int]]]) -> list[Figure]:
    """As the committer asks; its own transaction is not counted."""
    with store.read() as connection:

        def ask(fingerprints: list[list[int]]) -> int:
            return sum(len(found) for found in probes.likes(connection, fingerprints).likes)

        everything = asked["as they come"]
        batches = [everything[at : at + BATCH] for at in range(0, len(everything), BATCH)]
        return [
            *(Figure(name, size, what, *timed(ask, [[one] for one in keys])) for what, keys in asked.items()),
            Figure(name, size, f"each of {BATCH} at once", *timed(ask, batches, BATCH)),
            Figure(name, size, "one exact key", *timed(ask, [[one[-1:]] for one in asked["new"]])),
        ]


def timed(ask: Callable[[Any], int], questions: list[Any], each: int = 1) -> tuple[float, float, float]:
    """Median and p99 of the milliseconds of one of `each` questions asked at once, and the mean of what was found."""
    for question in questions[:50]:
        ask(question)
    took, found = [], 0
    for question in questions:
        began = time.perf_counter()
        found += ask(question)
        took.append((time.perf_counter() - began) * 1_000 / each)
    p99 = statistics.quantiles(took, n=100)[98]
    return round(statistics.median(took), 3), round(p99, 3), round(found / len(questions) / each, 1)


def datasketch(most: int) -> tuple[dict[str, Any], Figure]:
    from datasketch import MinHash, MinHashLSH

    random = numpy.random.default_rng(2)

    def signature() -> MinHash:
        values = random.integers(0, 2**32, 128, dtype=numpy.uint64)
        return MinHash(num_perm=128, hashvalues=values, scheme="legacy")

    lsh = MinHashLSH(threshold=0.5, num_perm=128)
    before, began, held = _resident(), time.perf_counter(), 0
    while held < min(most, PEER_STORIES) and time.perf_counter() - began < PEER_SECONDS:
        lsh.insert(str(held), signature())
        held += 1
    each = (_resident() - before) / held
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    figure = timed(lambda one: len(lsh.query(one)), [signature() for _ in range(LOOKUPS)])
    said = {"kilobytes": round(each / 1_000, 1), "holds": round(free / each)}
    return said, Figure("datasketch", held, "LSH in memory", *figure)


def _resident() -> int:
    """Bytes of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _stories(argv: list[str]) -> int:
    for at, word in enumerate(argv):
        if word.startswith("--stories"):
            return int(word.partition("=")[2] or argv[at + 1])
    return 1_000_000


if __name__ == "__main__":
    main()
