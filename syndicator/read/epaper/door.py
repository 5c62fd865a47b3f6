"""A paper's front door that leads nowhere by itself: a cover with links to the latest editions, or a script."""

from __future__ import annotations

import re
from datetime import date, timedelta

from selectolax.lexbor import LexborHTMLParser

from syndicator.model import Fetched
from syndicator.read import charset, page
from syndicator.read.epaper.addresses import day_of, is_article, is_edition, is_paper
from syndicator.read.epaper.links import find
from syndicator.read.links import web

# A clock that runs ahead, a Sunday paper put up on Saturday; what is dated later is a mistake.
_AHEAD = timedelta(days=2)
# So many articles of no other edition are the page's own.
_OWN_ARTICLES = 3
_JUMP = re.compile(
    r"location(?:\.href)?\s*(?:=|\.(?:replace|assign)\s*\()\s*((?:[\"'][^\"'\n]{0,200}[\"']|[\w.()]{1,40}|\s*\+\s*){2,40})"
)
_PIECE = re.compile(r"[\"']([^\"'\n]{0,200})[\"']|([\w.()]{1,40})")
# Year, month and day, one variable each.
_PIECES = 3


def door(fetched: Fetched, today: date, *, declared: bool) -> str | None:
    """The latest edition that a paper's cover leads to; None when the page is an edition itself, or no cover.

    `declared`: the source is known to be an e-paper; otherwise its address must say so. A site's home page links to
    the day's paper, too.
    """
    url = fetched.final_url
    if is_edition(url) or not (declared or is_paper(url)):
        return None
    text = charset.decode(fetched.body, fetched.content_type)[0]
    if (built := _built(text, url, today)) is not None:
        return built
    tree = page.parse(text)
    return _newest(tree, url, today)


def _newest(tree: LexborHTMLParser, url: str, today: date) -> str | None:
    editions: dict[str, date] = {}
    later = 0
    links = find(tree, url)
    for link in links:
        day = day_of(link.url)
        if day is not None and is_edition(link.url) and day <= today + _AHEAD and link.url != url:
            editions.setdefault(link.url, day)
    latest = max(editions.values(), default=None)
    if latest is None:
        return None
    for link in links:
        if is_article(link.url) and ((day := day_of(link.url)) is None or day > latest):
            later += 1
    # A page that holds a later paper itself, and names older ones.
    return next((one for one, day in editions.items() if day == latest), None) if later < _OWN_ARTICLES else None


def _built(text: str, url: str, today: date) -> str | None:
    """Where a script goes that puts the day's address together: "html/" + y + "-" + m + "/" + d + "/node_1.htm"."""
    for jump in _JUMP.finditer(text[:20_000]):
        pieces = _PIECE.findall(jump[1])
        variables = [name for _, name in pieces if name]
        if len(variables) != _PIECES:
            continue
        values = iter((f"{today:%Y}", f"{today:%m}", f"{today:%d}"))
        address = web("".join(next(values) if name else literal for literal, name in pieces), url)
        if address is not None and day_of(address) == today:
            return address
    return None
