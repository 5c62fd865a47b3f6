"""The addresses of a 数字报: dated editions, their pages (版), their articles."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo

# After a longer absence a paper's archive is for people.
MAX_MISSED_DAYS = 7

_DAY = re.compile(r"(?:/|[?&]\w{1,12}=)(20\d\d)([-/]?)(\d\d)([-/]?)(\d\d)(?=/|&|$)")
_PAGE = re.compile(
    r"(?:/|[?&]\w{1,12}=)(?:node_[\w-]+|nbs\.[\w.-]+|layout_?\w+|page_?[A-Z]?\d+\w{0,3}|col_?[A-Z]{0,2}\d{1,4}|v[A-Z]?\d{1,3}|bm_?\d+)"
    r"(?:\.(?:s?html?|aspx?|jsp|php))?$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"/(?:content_[\w-]+|nw\.[\w.-]+|con-?\d+|c\d{5,}|article_?[\w-]*\d|art_[\w-]*\d|con_\d+|story_?\d+"
    r"|\w{0,10}\d{5,}(?:_\d+)?)\.s?html?$|[?&]\w{0,12}id=\d{3,}(?:&|$)|/a?id/\d{3,}(?:\.html)?$",
    re.IGNORECASE,
)
# What such papers' hosts and folders are called.
_PAPER = re.compile(
    r"(?:^|[./])(?:szb|sz|dzb|szbz|epaper|e-paper|digital|digitalpaper|paper|newspaper|bz)\d?[./]", re.IGNORECASE
)


def is_edition(url: str) -> bool:
    """Whether a URL is a page of a dated edition: …/html/2026-11/25/node_1.htm, …/layout/202611/25/node_01.html."""
    return is_page(url) and (day_of(url) is not None or "/nbs.D" in url)


def is_page(url: str) -> bool:
    """Whether a URL's last part is named as pages (版) are."""
    return _PAGE.search(url) is not None


def is_article(url: str) -> bool:
    """Whether a URL's last part is named as articles are."""
    path = url.partition("?")[0]
    return (_ARTICLE.search(path) or _ARTICLE.search(url)) is not None and not is_page(path)


def is_paper(url: str) -> bool:
    """Whether a host or a folder is named as papers' are: szb.example.cn, www.example.cn/epaper/."""
    return _PAPER.search(url.partition("://")[2]) is not None


def day_of(url: str) -> date | None:
    """The day that a URL names as the edition's."""
    match = _DAY.search(url)
    try:
        return date(int(match[1]), int(match[3]), int(match[5])) if match else None
    except ValueError:
        return None


def midnight(url: str, zone: tzinfo) -> datetime | None:
    """The beginning of the edition's day in `zone`."""
    day = day_of(url)
    return datetime(day.year, day.month, day.day, tzinfo=zone) if day else None


def on_day(url: str, day: date) -> str:
    """The same page of the edition of another day; `url` itself when it names none."""
    own = day_of(url)
    if own is None:
        return url
    written = rf"(?<!\d){own:%Y}([-/_.]?){own:%m}([-/_.]?){own:%d}"
    return re.sub(written, lambda found: f"{day:%Y}{found[1]}{day:%m}{found[2]}{day:%d}", url)


def earlier_editions(url: str, since: datetime, zone: tzinfo) -> list[str]:
    """The URLs of the editions from the day of `since` on and before that of `url`, oldest first; a week's at most.

    The day of `since` counts: its edition may have come out later that day. They are spelled as `url` is; whether a
    paper was printed on each day, only its server knows.
    """
    own = day_of(url)
    if own is None:
        return []
    first = max(since.astimezone(zone).date(), own - timedelta(days=MAX_MISSED_DAYS))
    return [on_day(url, first + timedelta(days=number)) for number in range((own - first).days)]
