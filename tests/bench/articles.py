"""Our article reader beside the general extractors, in one run: python tests/bench/articles.py [--json]

For each page: milliseconds of one core from bytes to article (the best of `ROUNDS`), and whether each field is what a person
found (tests/data/articles).
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.read.expectations import Case, cases
from tests.read.extractors import FIELDS, READERS, Read, attempt, judge, totals

ROUNDS = 5


def measure(reader: str, pages: list[Case]) -> dict[str, Any]:
    """The row of one reader: median milliseconds a page, and how many pages it got right, field by field."""
    milliseconds: list[float] = []
    judged: list[dict[str, bool]] = []
    for case in pages:
        best = float("inf")
        found = Read()
        for _ in range(ROUNDS if reader == "syndicator" else 1):
            started = time.process_time()
            found = attempt(reader, case)
            best = min(best, time.process_time() - started)
        milliseconds.append(best * 1000)
        judged.append(judge(found, case))
    return {"reader": reader, "ms": round(statistics.median(milliseconds), 2), "pages": len(pages), **totals(judged)}


def main() -> None:
    pages = [case for case in cases() if case.path.exists()]
    rows = [measure(reader, pages) for reader in READERS]
    if "--json" in sys.argv:
        print(json.dumps({"articles": rows}, ensure_ascii=False))
        return
    columns = ("reader", "ms", *FIELDS, "body")
    table = Table(*columns, title=f"{len(pages)} article pages: ms of CPU a page, right fields")
    for row in rows:
        table.add_row(*(str(row[key]) for key in columns))
    Console().print(table)


if __name__ == "__main__":
    main()
