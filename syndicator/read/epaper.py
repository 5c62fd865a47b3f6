"""数字报: one page (版) of an edition, as Founder's and its relatives' systems publish it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo

from selectolax.lexbor import LexborHTMLParser

from syndicator.model import Draft, Kind, Reading
from syndicator.read import charset, page
from syndicator.read.links import web
from syndicator.read.listing import listing, shown
from syndicator.read.plain import line, plain

# Articles on one page, and links looked at.
MAX_ARTICLES = 200
_MAX_LINKS = 3_000
# After a longer absence a paper's archive is for people.
MAX_MISSED_DAYS = 7

_PAGE_URL = re.compile(
    r"/20\d\d[-/]?\d\d[-/]?\d\d/(?:\w+/)?(?:node_\w+|layout_?\w*|page_?\d+)\.s?html?$|/node_\d+\.html?$|/nbs\.D\w+\.html?$",
    re.IGNORECASE,
)
_PAGE_LINK = re.compile(r"(?:node_[\w-]+|nbs\.\w+|layout_?\w+|page_?\d+)\.s?html?$", re.IGNORECASE)
_ARTICLE = re.compile(
    r"(?:content_[\w-]+|nw\.\w+|con-?\d+|c\d{5,}|article_?[\w-]*\d|art_[\w-]*\d|con_\d+|\w{0,10}\d{5,}(?:_\d+)?)\.s?html?$",
    re.IGNORECASE,
)
_DAY = re.compile(r"/(20\d\d)([-/]?)(\d\d)([-/]?)(\d\d)(?=/)")
_NEXT = re.compile(r"\W{0,3}下\s*一?\s*版\W{0,3}")
_NAME = re.compile(
    r"第?\s*[A-Z]?\d{1,3}\s*版\s*[：:·]?\s*[\u4e00-\u9fff·A-Za-z]{2,12}|[A-Z]\d{2}\s*[：:]\s*[\u4e00-\u9fff·]{2,12}"
)
_NO_TITLE = re.compile(r"(?:广告|公益广告|版面导航|标题导航|上一篇|下一篇|PDF.*|返回.*|放大|缩小|默认|图片|\W*)")


def is_edition(url: str) -> bool:
    """Whether a URL is a page of a dated edition: …/html/2026-11/25/node_1.htm, …/layout/202611/25/node_01.html."""
    return _PAGE_URL.search(url) is not None


def earlier_editions(url: str, since: datetime, zone: tzinfo) -> list[str]:
    """The URLs of the editions after the day of `since` and before that of `url`, oldest first; the last few at most.

    They are spelled as `url` is; whether a paper was printed on each day, only its server knows.
    """
    match = _DAY.search(url)
    if match is None:
        return []
    try:
        today = date(int(match[1]), int(match[3]), int(match[5]))
    except ValueError:
        return []
    first = max(since.astimezone(zone).date() + timedelta(days=1), today - timedelta(days=MAX_MISSED_DAYS))
    days = [first + timedelta(days=number) for number in range((today - first).days)]
    return [f"{url[: match.start()]}/{day:%Y}{match[2]}{day:%m}{match[4]}{day:%d}{url[match.end(5) :]}" for day in days]


def epaper(body: bytes, url: str, *, content_type: str | None, now: datetime, zone: tzinfo) -> Reading:
    """The articles of one page of an edition, dated by the edition; their breadcrumb is the page's name.

    `next_url` is the following page. A page without articles is read as a plain list. Raises ReadError like `listing`.
    """
    text = charset.decode(body, content_type)[0]
    tree = page.parse(text)
    day = shown.in_url(url, zone) or _edition_day(url, zone)
    name = _name(tree, url)
    titles = _titles(tree, url)
    if not titles:
        reading = listing(body, url, content_type=content_type, now=now, zone=zone)
        following = _next(tree, url)
        drafts = tuple(
            replace(draft, published=draft.published or day, breadcrumb=(name,) if name else ())
            for draft in reading.drafts
        )
        return replace(reading, kind=Kind.EPAPER, drafts=drafts, next_url=following)
    drafts = tuple(
        Draft(
            title=title, url=address, published=shown.in_url(address, zone) or day, breadcrumb=(name,) if name else ()
        )
        for address, title in list(titles.items())[:MAX_ARTICLES]
        if title
    )
    head = tree.css_first("title")
    problems = () if drafts else ("这一版里没有找到带标题的文章",)
    return Reading(
        Kind.EPAPER,
        drafts,
        title=line((head.text() or "")[:1_000]) if head is not None else "",
        problems=problems,
        next_url=_next(tree, url),
    )


def _titles(tree: LexborHTMLParser, url: str) -> dict[str, str]:
    """The longest title for each article's URL: text links, image-map areas, and 引题 and 副题 around it."""
    found: dict[str, str] = {}
    for node in tree.css("a[href], area[href]")[:_MAX_LINKS]:
        attributes = node.attributes
        address = web((attributes.get("href") or "").partition("#")[0], url)
        if address is None or not _ARTICLE.search(address) or _PAGE_LINK.search(address) or address == url:
            continue
        words = (node.text(deep=True, separator=" ") or "")[:1_000] if node.tag == "a" else ""
        title = line(words) or plain((attributes.get("title") or attributes.get("alt") or "")[:1_000])
        title = "" if _NO_TITLE.fullmatch(title) else title[:300]
        if len(title) > len(found.get(address, "")) or address not in found:
            found[address] = title
    return {address: title for address, title in found.items() if title}


def _edition_day(url: str, zone: tzinfo) -> datetime | None:
    match = re.search(r"/(20\d\d)-?(\d\d)/(\d\d)/", url)
    try:
        return datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=zone) if match else None
    except ValueError:
        return None


def _name(tree: LexborHTMLParser, url: str) -> str:
    for node in tree.css("a[href]")[:_MAX_LINKS]:
        if web((node.attributes.get("href") or "").partition("#")[0], url) == url:
            text = line((node.text(deep=True) or "")[:200])
            if (match := _NAME.search(text)) is not None:
                return line(match[0])
    body = tree.body
    match = _NAME.search(line((body.text(deep=True, separator=" ") or "")[:200_000])) if body is not None else None
    return line(match[0]) if match else ""


def _next(tree: LexborHTMLParser, url: str) -> str | None:
    pages: dict[str, None] = {}
    for node in tree.css("a[href]")[:_MAX_LINKS]:
        address = web((node.attributes.get("href") or "").partition("#")[0], url)
        if address is None:
            continue
        if _NEXT.fullmatch(line((node.text(deep=True) or "")[:50])) and address != url:
            return address
        if _PAGE_LINK.search(address) and address.rpartition("/")[0] == url.rpartition("/")[0]:
            pages[address] = None
    order = list(pages)
    if url in pages and (at := order.index(url) + 1) < len(order):
        return order[at]
    return None
