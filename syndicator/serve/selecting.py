"""Which sources a query asks for: `?state=failing&q=chongyang&page=2`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from syndicator.model import Health, Selection

# Whoever looks for more characters than a URL's beginning is not looking for a source.
LONGEST_TEXT = 100
MOST_PAGES = 10_000


def selection(query: Mapping[str, str], most: int) -> Selection:
    """Returns what a query asks for; what it says wrongly is as good as unsaid."""
    states = tuple(health for health in Health if health.value in query.get("state", "").split(","))
    number = query.get("page", "1")
    page = int(number) if number.isascii() and number.isdecimal() and len(number) <= 5 else 1
    text = "".join(filter(str.isprintable, query.get("q", "")))[:LONGEST_TEXT].strip()
    return Selection(states, text, most * (min(max(page, 1), MOST_PAGES) - 1), most)


def address(path: str, wanted: Selection) -> str:
    """Returns the relative URL that asks for this selection."""
    query = {}
    if wanted.states:
        query["state"] = ",".join(wanted.states)
    if wanted.text:
        query["q"] = wanted.text
    if wanted.start:
        query["page"] = str(wanted.start // wanted.most + 1)
    return f"{path}?{urlencode(query, safe=',')}" if query else path
