"""How well and how fast list pages are read, ours beside the others in one run: headlines found, false ones, dates.

    .venv/bin/python tests/bench/lists.py [--json] [--pages] [FOLDER]

FOLDER holds NAME.html beside NAME.json (default: tests/data/lists). The others are gne's ListPageExtractor, which has to be
told where the first headline stands (it is told the right place); courlan, which picks links for trafilatura; and the plain
idea of taking the element with the most children that hold a long link. Milliseconds are of one core, the best of `ROUNDS`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from time import process_time
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import courlan
from gne import ListPageExtractor
from lxml import html

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from syndicator.read.charset import decode
from syndicator.read.listing import listing
from syndicator.read.listing.shown import only, parse, within

LISTS = Path(__file__).resolve().parents[1] / "data" / "lists"
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 12, tzinfo=ZONE)
ROUNDS = 3
# A link with less text is a menu's.
LONG = 8

Truth = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader makes of a page: title and ISO date by URL (None: it has no word for it), and the next page."""

    titles: dict[str, str | None]
    dates: dict[str, str | None]
    next_url: str | None = None


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


def ours(body: bytes, truth: Truth) -> Answer:
    reading = listing(body, truth["url"], content_type=truth["content_type"], now=NOW, zone=ZONE)
    shown = {one.url or "": one.published.date().isoformat() if one.published else None for one in reading.drafts}
    return Answer({one.url or "": one.title for one in reading.drafts}, shown, reading.next_url)


def by_gne(body: bytes, truth: Truth) -> Answer:
    text = decode(body, truth["content_type"])[0]
    with redirect_stdout(StringIO()):  # it prints when the place it is told is empty
        found = ListPageExtractor().extract(text, truth["gne"]) if truth["gne"] else []
    return Answer({urljoin(truth["url"], one.get("url", "")): one["title"] for one in found}, {})


def by_courlan(body: bytes, truth: Truth) -> Answer:
    text = decode(body, truth["content_type"])[0]
    return Answer(dict.fromkeys(courlan.extract_links(text, truth["url"], strict=False)), {})


def by_largest(body: bytes, truth: Truth) -> Answer:
    tree = parsed(body, truth)
    counts: dict[Any, list[Any]] = {}
    for link in tree.iter("a"):
        if len(link.text_content().strip()) >= LONG and link.get("href") and (row := link.getparent()) is not None:
            while row.tag in ("h3", "h4", "span", "td", "p", "dt") and row.getparent() is not None:
                row = row.getparent()
            counts.setdefault(row.getparent() if row.getparent() is not None else row, []).append((link, row))
    rows = max(counts.values(), key=len, default=[])
    answer = Answer({}, {})
    for link, row in rows:
        url = urljoin(truth["url"], link.get("href"))
        words = (text.strip() for text in row.itertext())
        when = next((parse(day, None, NOW, ZONE) for text in words if (day := only(text) or within(text))), None)
        answer.titles[url] = (link.get("title") or link.text_content()).strip()
        answer.dates[url] = when.date().isoformat() if when else None
    return answer


def parsed(body: bytes, truth: Truth) -> Any:
    text = decode(body, truth["content_type"])[0]
    return html.fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))


READERS: dict[str, Callable[[bytes, Truth], Answer]] = {
    "ours": ours,
    "gne, told where": by_gne,
    "courlan": by_courlan,
    "largest list": by_largest,
}


def load(page: Path) -> tuple[bytes, Truth]:
    """A page's bytes and its expectation, with the place of the first headline for gne."""
    body, truth = page.read_bytes(), json.loads(page.with_suffix(".json").read_text("utf-8"))
    tree = parsed(body, truth)
    wanted = {one["url"] for one in truth["headlines"]}
    first = [node for node in tree.iter("a") if urljoin(truth["url"], node.get("href") or "") in wanted]
    first.sort(key=lambda node: not node.text_content().strip())
    return body, truth | {"gne": first[0].getroottree().getpath(first[0]) if first else ""}


def measure(page: Path, reader: Callable[[bytes, Truth], Answer]) -> Result:
    """What `reader` makes of `page`, against its expectation."""
    body, truth = load(page)
    times = []
    for _ in range(ROUNDS):
        start = process_time()
        got = reader(body, truth)
        times.append((process_time() - start) * 1_000)
    wanted = {one["url"]: one for one in truth["headlines"]}
    right = wanted.keys() & got.titles.keys()
    return Result(
        page=page.stem,
        expected=len(wanted),
        found=len(right),
        false=len(got.titles.keys() - wanted.keys()),
        titles=sum(got.titles[url] == wanted[url]["title"] for url in right),
        dates=sum(url in got.dates and got.dates[url] == wanted[url]["date"] for url in right),
        next_page=got.next_url == truth["next_url"],
        milliseconds=min(times),
    )


def total(results: list[Result]) -> dict[str, Any]:
    """The sums of all pages; `whole` counts the pages whose headlines are all found and none false."""
    sums = {
        name: sum(getattr(one, name) for one in results) for name in ("expected", "found", "false", "titles", "dates")
    }
    return {
        "pages": len(results),
        "whole": sum(one.found == one.expected and not one.false for one in results),
        **sums,
        "next_pages": sum(one.next_page for one in results),
        "milliseconds_median": round(statistics.median(one.milliseconds for one in results), 2),
    }


def main() -> None:
    """Prints one line a reader (and, with --pages, one a page of ours), or one JSON object."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", nargs="?", type=Path, default=LISTS)
    arguments.add_argument("--json", action="store_true")
    arguments.add_argument("--pages", action="store_true")
    options = arguments.parse_args()
    pages = sorted(options.folder.glob("*.html"))
    results = {name: [measure(page, reader) for page in pages] for name, reader in READERS.items()}
    sums = {name: total(some) for name, some in results.items()}
    if options.json:
        print(json.dumps({**sums["ours"], "beside": sums, "each": [asdict(one) for one in results["ours"]]}))
        return
    print(f"{'':26}{'found':>9}{'false':>7}{'titles':>8}{'dates':>7}{'next':>6}{'ms':>8}{'whole pages':>14}")
    for one in results["ours"] if options.pages else ():
        numbers = f"{one.false:>7}{one.titles:>8}{one.dates:>7}{'ok' if one.next_page else 'wrong':>6}{one.milliseconds:>8.1f}"
        print(f"{one.page:26}{f'{one.found}/{one.expected}':>9}{numbers}")
    for name, one_sum in sums.items():
        numbers = f"{one_sum['false']:>7}{one_sum['titles']:>8}{one_sum['dates']:>7}"
        numbers += f"{one_sum['next_pages'] if name == 'ours' else '-':>6}"
        share = f"{one_sum['found']}/{one_sum['expected']}"
        whole = f"{one_sum['whole']}/{one_sum['pages']}"
        print(f"{name:26}{share:>9}{numbers}{one_sum['milliseconds_median']:>8.1f}{whole:>14}")


if __name__ == "__main__":
    main()
