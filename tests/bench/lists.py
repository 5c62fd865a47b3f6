"""How well and how fast list pages are read: headlines found, false ones, dates right, milliseconds a page.

    .venv/bin/python tests/bench/lists.py [--json] [FOLDER]

FOLDER holds NAME.html beside NAME.json (default: tests/data/lists).
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from syndicator.read.listing import listing

LISTS = Path(__file__).resolve().parents[1] / "data" / "lists"
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 12, tzinfo=ZONE)
_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Result:
    """One page. `titles` and `dates` count the right ones among `found`; `next_page` whether it is right."""

    page: str
    expected: int
    found: int
    false: int
    titles: int
    dates: int
    next_page: bool
    milliseconds: float


def measure(page: Path) -> Result:
    """The result of reading `page` against its expectation file."""
    expected: dict[str, Any] = json.loads(page.with_suffix(".json").read_text("utf-8"))
    body = page.read_bytes()
    times = []
    for _ in range(_ROUNDS):
        start = perf_counter()
        reading = listing(body, expected["url"], content_type=expected["content_type"], now=NOW, zone=ZONE)
        times.append((perf_counter() - start) * 1_000)
    wanted = {one["url"]: one for one in expected["headlines"]}
    got = {draft.url: draft for draft in reading.drafts}
    right = wanted.keys() & got.keys()
    dates = sum(
        (got[url].published.date().isoformat() if got[url].published else None) == wanted[url]["date"] for url in right
    )
    return Result(
        page=page.stem,
        expected=len(wanted),
        found=len(right),
        false=len(got.keys() - wanted.keys()),
        titles=sum(got[url].title == wanted[url]["title"] for url in right),
        dates=dates,
        next_page=reading.next_url == expected["next_url"],
        milliseconds=statistics.median(times),
    )


def main() -> None:
    """Prints one line a page and the sums, or one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path, default=LISTS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    results = [measure(page) for page in sorted(options.folder.glob("*.html"))]
    expected = sum(result.expected for result in results)
    total = {
        "pages": len(results),
        "expected": expected,
        "found": sum(result.found for result in results),
        "false": sum(result.false for result in results),
        "titles": sum(result.titles for result in results),
        "dates": sum(result.dates for result in results),
        "next_pages": sum(result.next_page for result in results),
        "milliseconds_median": round(statistics.median(result.milliseconds for result in results), 2),
    }
    if options.json:
        print(json.dumps({**total, "each": [asdict(result) for result in results]}, ensure_ascii=False))
        return
    print(f"{'page':24}{'found':>9}{'false':>7}{'titles':>8}{'dates':>7}{'next':>6}{'ms':>8}")
    for one in results:
        found = f"{one.found}/{one.expected}"
        following = "ok" if one.next_page else "wrong"
        print(
            f"{one.page:24}{found:>9}{one.false:>7}{one.titles:>8}{one.dates:>7}{following:>6}{one.milliseconds:>8.1f}"
        )
    found = f"{total['found']}/{expected}"
    print(
        f"{'all':24}{found:>9}{total['false']:>7}{total['titles']:>8}{total['dates']:>7}{total['next_pages']:>6}"
        f"{total['milliseconds_median']:>8.1f}"
    )


if __name__ == "__main__":
    sys.exit(main())
