"""Our article reader beside the general extractors, in one run: python tests/bench/articles.py [--json]

For each page: milliseconds of one core from bytes to article (the best of `ROUNDS`), and whether title, date, origin, the first and
the last words are what a person found (tests/data/articles).
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import gne
import trafilatura
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from syndicator.read import dates
from syndicator.read.article import article
from syndicator.read.charset import decode
from tests.read.expectations import NOW, ZONE, Case, cases, minute

ROUNDS = 5
FIELDS = ("title", "date", "origin", "begins", "ends")


class Read(NamedTuple):
    """What every extractor is asked for; an empty string where it has no answer."""

    title: str
    date: str
    origin: str
    text: str


def ours(body: bytes, url: str) -> Read:
    found = article(body, url, now=NOW, zone=ZONE)
    return Read(found.title, minute(found.published) or "", found.origin or "", found.text)


def by_gne(body: bytes, url: str) -> Read:
    found = gne.GeneralNewsExtractor().extract(decode(body, None)[0], host=url)
    date = minute(dates.parse(found["publish_time"] or "", NOW, ZONE)) or ""
    return Read(found["title"], date, "", found["content"])


def by_trafilatura(body: bytes, url: str) -> Read:
    found = trafilatura.bare_extraction(body, url=url, with_metadata=True)
    if found is None:
        return Read("", "", "", "")
    date = minute(dates.parse(found.date or "", NOW, ZONE)) or ""
    return Read(found.title or "", date, found.sitename or "", found.text or "")


PEERS: dict[str, Callable[[bytes, str], Read]] = {"syndicator": ours, "gne": by_gne, "trafilatura": by_trafilatura}


def judge(found: Read, case: Case) -> dict[str, bool]:
    """Field -> right; the words are compared without white space, so that nobody is blamed for spacing."""

    def squeezed(text: str) -> str:
        return "".join(text.split())

    expected = case.expected
    text = squeezed(found.text)
    begins = expected["begins"] if isinstance(expected["begins"], list) else [expected["begins"]]
    ends = expected["ends"] if isinstance(expected["ends"], list) else [expected["ends"]]
    return {
        "title": squeezed(found.title) == squeezed(expected["title"]),
        "date": "published" not in expected or found.date == (expected["published"] or ""),
        "origin": "origin" not in expected or found.origin == (expected["origin"] or ""),
        "begins": any(text.startswith(squeezed(words)) for words in begins),
        "ends": any(text.endswith(squeezed(words)) for words in ends),
    }


def measure(name: str, pages: list[Case]) -> dict[str, float | int | str]:
    """The row of one extractor: median milliseconds a page and how many pages it got right, field by field."""
    read = PEERS[name]
    milliseconds: list[float] = []
    right = dict.fromkeys(FIELDS, 0)
    for case in pages:
        body = case.body
        best = float("inf")
        found = Read("", "", "", "")
        for _ in range(ROUNDS if name == "syndicator" else 1):
            started = time.process_time()
            try:
                found = read(body, case.expected["url"])
            except Exception as error:
                print(f"{name}: {case.name}: {error}", file=sys.stderr)
            best = min(best, time.process_time() - started)
        milliseconds.append(best * 1000)
        for field, is_right in judge(found, case).items():
            right[field] += is_right
    return {"reader": name, "ms": round(statistics.median(milliseconds), 2), "pages": len(pages), **right}


def main() -> None:
    pages = [case for case in cases() if case.path.exists()]
    rows = [measure(name, pages) for name in PEERS]
    if "--json" in sys.argv:
        print(json.dumps({"articles": rows}, ensure_ascii=False))
        return
    table = Table("reader", "ms CPU a page", *FIELDS, title=f"{len(pages)} article pages, right fields")
    for row in rows:
        table.add_row(*(str(row[key]) for key in ("reader", "ms", *FIELDS)))
    Console().print(table)


if __name__ == "__main__":
    main()
