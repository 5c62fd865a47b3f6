"""One headline's row on a list page: its title, its date, its summary and its thumbnail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from selectolax.lexbor import LexborNode

from syndicator.model import Draft, Image
from syndicator.read.links import web
from syndicator.read.listing import shown
from syndicator.read.listing.anchors import Anchors, Link, Place, width
from syndicator.read.listing.titles import date_in, headline, texts, title_node
from syndicator.read.plain import line

MAX_SUMMARY = 1_000
# A row is a headline with its furniture; what has more texts than this is no row.
_MAX_TEXTS = 60
_MAX_SIBLINGS = 12
# Headlines of one day under a heading with its date.
_MAX_DAY = 60

# What stands between the parts of a line like: 生活 • 某某 • 3 小时前 • 12 回复
_SEPARATORS = re.compile(r"\s*[•·|｜丨/]\s*|\s{2,}")
_MAX_META = 200
_MORE = re.compile(r"[\[【(（]?\s*(?:查看|阅读)?\s*(?:全文|详情|详细|更多|原文)\s*[\]】)）]?\s*[>»›.]*$")
_LABEL_ONLY = re.compile(
    r"^(?:来源|作者|编辑|浏览|点击|阅读|责编|评论|分类|标签|栏目|发布机构|索引号|文号)\S{0,3}\s*[:：]|^\d+$|^\[.{1,10}\]$|^【.{1,8}】$"
)
_NO_PICTURE = re.compile(
    r"(?:icon|ico|arrow|dot|bullet|new|hot|spacer|blank|loading|line|bg|button|btn|attach|logo)[\w-]{0,12}\.(?:gif|png|svg)|\.gif$|/static/image/",
    re.I,
)
_PAINTED = re.compile(r"""background(?:-image)?\s*:[^;]{0,80}?url\(\s*['"]?([^'"()\s]{3,500})""", re.IGNORECASE)
_DAY_HEADINGS = ("dt", "h2", "h3", "h4", "h5")
_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-url", "src")


@dataclass(frozen=True, slots=True)
class Row:
    """The elements that tell of one headline: the one around its link, and siblings up to the next headline."""

    link: Link
    nodes: tuple[LexborNode, ...]
    container: Place | None


def row(link: Link, found: Anchors, dates_before: bool = False) -> Row:
    """The row of `link`: as far up as it is the only headline, and beside it as far as the next one."""
    top, container = top_of(link)
    nodes = [top]
    if container is not None:
        following = list(_siblings(top, found, backwards=dates_before))
        nodes = [*reversed(following), top] if dates_before else [top, *following]
    return Row(link, tuple(nodes), container)


def top_of(link: Link) -> tuple[LexborNode, Place | None]:
    """The highest element that holds no other headline, and the place that holds several."""
    top, place = link.node, link.place
    above: Place | None = place
    while above is not None and above.links <= 1 and above.parent is not None:
        top, above = above.node, above.parent
    return top, above


def _siblings(top: LexborNode, found: Anchors, backwards: bool) -> Iterator[LexborNode]:
    step = top.prev if backwards else top.next
    for _ in range(_MAX_SIBLINGS):
        if step is None:
            return
        place = found.places.get(step.mem_id)
        if (place is not None and place.links) or step.tag in ("a", "h1", "hr"):
            return
        if step.tag in _DAY_HEADINGS and not backwards:
            return
        yield step
        step = step.prev if backwards else step.next


def published(of: Row, title: LexborNode, now: datetime, zone: tzinfo) -> tuple[datetime | None, bool]:
    """The date of a row, and whether the page shows it (else its URL told it)."""
    day = shown.in_url(of.link.url, zone)
    stated = _stated(of)
    if stated and (when := shown.parse(stated, day, now, zone)) is not None:
        return when, True
    parts = _texts(of, title)
    for text in parts:
        if (found := shown.only(text)) is not None and (when := shown.parse(found, day, now, zone)) is not None:
            return when, True
    for size in (2, 3):
        for at in range(len(parts) - size + 1):
            joined = " ".join(parts[at : at + size])
            if (when := shown.split(joined, zone)) is not None:
                return when, True
            if (found := shown.pair(joined)) is not None and (when := shown.parse(found, day, now, zone)) is not None:
                return when, True
    for text in parts:
        if (found := shown.within(text)) is not None and (when := shown.parse(found, day, now, zone)) is not None:
            return when, True
    for text in parts:
        pieces = _SEPARATORS.split(text[:_MAX_META]) if "前" in text or "天" in text or "日" in text else ()
        for piece in pieces:
            if (found := shown.only(piece)) is not None and (when := shown.parse(found, day, now, zone)) is not None:
                return when, True
    if (found := date_in(of.link.text) or date_in(of.link.tooltip) or shown.within(of.link.tooltip)) is not None and (
        when := shown.parse(found, day, now, zone)
    ) is not None:
        return when, True
    for text in parts:
        if (when := shown.clock(text, day)) is not None:
            return when, True
    if day is None and (heading := _day_heading(of)) is not None:
        return shown.parse(heading, None, now, zone), True
    return day, False


def _day_heading(of: Row) -> str | None:
    """The date in the `<dt>` or `<h4>` over a day's headlines, which are its following siblings."""
    step = of.nodes[0].prev
    for _ in range(_MAX_DAY):
        if step is None:
            return None
        if step.tag in _DAY_HEADINGS:
            return shown.only(line(step.text(deep=True) or "")[:80])
        step = step.prev
    return None


def _stated(of: Row) -> str:
    """What a `<time datetime>` says (HTML, 4.5.14)."""
    for node in of.nodes:
        marked = node.css_first("time[datetime]") if node.tag not in ("-text", "-comment") else None
        if marked is not None:
            return (marked.attributes.get("datetime") or "")[:40]
    return ""


def draft(of: Row, base: str, now: datetime, zone: tzinfo) -> Draft:
    """What a row tells."""
    node = title_node(of.link)
    when, _ = published(of, node, now, zone)
    title = headline(of.link, node)
    thumbnail = picture(of, base)
    return Draft(
        title=title,
        url=of.link.url,
        published=when,
        summary=_summary(of, node, title),
        images=(Image(url=thumbnail),) if thumbnail is not None else (),
    )


def picture(of: Row, base: str) -> str | None:
    """The URL of the row's thumbnail; None when it has none worth showing."""
    for node in of.nodes:
        if node.tag in ("-text", "-comment"):
            continue
        for image in ([node] if node.tag == "img" else node.css("img"))[:3]:
            attributes = image.attributes
            small = any(
                (attributes.get(side) or "").rstrip("px").isdigit()
                and int((attributes[side] or "0").rstrip("px")[:6]) <= 40
                for side in ("width", "height")
            )
            for name in _SOURCES:
                source = attributes.get(name)
                url = web(source, base) if source and not source.startswith("data:") else None
                if url is not None and not small and not _NO_PICTURE.search(url):
                    return url
        for painted in [node, *node.css("[style*=background]")[:3]]:
            match = _PAINTED.search((painted.attributes.get("style") or "")[:2_000])
            url = web(match[1], base) if match is not None else None
            if url is not None and not _NO_PICTURE.search(url):
                return url
    return None


def _texts(of: Row, title: LexborNode) -> list[str]:
    found: list[str] = []
    for node in of.nodes:
        for text in texts(node, title):
            found.append(text)
            if len(found) >= _MAX_TEXTS:
                return found
    return found


def _summary(of: Row, node: LexborNode, title: str) -> str:
    best = ""
    for text in _texts(of, node):
        if shown.only(text) or _LABEL_ONLY.match(text):
            continue
        text = _MORE.sub("", text).strip()
        if len(text) > len(best) and width(text) >= 12 and text != title and not title.startswith(text[:60]):
            best = text
    return best[:MAX_SUMMARY]
