"""A list page read by the admin's selectors."""

from __future__ import annotations

from datetime import datetime, tzinfo

from selectolax.lexbor import LexborHTMLParser, LexborNode

from syndicator.model import Draft, Image, Selectors
from syndicator.read.links import web
from syndicator.read.listing import shown
from syndicator.read.listing.anchors import Link, Place
from syndicator.read.listing.rows import MAX_SUMMARY, Row, draft, picture, published
from syndicator.read.listing.titles import headline
from syndicator.read.plain import line

# Blocks read on one page.
MAX_ITEMS = 2_000


def by_selectors(
    tree: LexborHTMLParser, url: str, selectors: Selectors, now: datetime, zone: tzinfo
) -> tuple[list[Draft], str | None]:
    """The drafts that `selectors` lead to, and what is wrong with the selectors when they lead to none."""
    pattern = selectors.item or selectors.link
    try:
        blocks = tree.css(pattern)[:MAX_ITEMS]
        drafts = [one for block in blocks if (one := _draft(block, url, selectors, now, zone)) is not None]
    except Exception as error:  # lexbor's own error class for a selector it cannot parse is not public in every version
        return [], f"选择器写法有误（{type(error).__name__}）"
    if not blocks:
        return [], f"选择器 {pattern!r} 在网页里找不到任何内容"
    if not drafts:
        return [], f"选择器 {pattern!r} 找到 {len(blocks)} 处，但里面没有带链接的标题"
    return drafts, None


def _draft(block: LexborNode, url: str, selectors: Selectors, now: datetime, zone: tzinfo) -> Draft | None:
    link = _find(block, selectors.link) if selectors.link else None
    if link is None:
        link = block if block.tag == "a" else block.css_first("a[href]")
    target = web(link.attributes.get("href"), url) if link is not None else None
    if link is None or target is None:
        return None
    text = line((link.text(deep=True, separator=" ") or "")[:2_000])
    place = Place(block, None, block.tag or "", 0, "", links=1)
    row = Row(Link(link, target, text, line(link.attributes.get("title") or ""), 1.0, place), (block,), None)
    automatic = draft(row, url, now, zone)
    named = _find(block, selectors.title) if selectors.title else None
    title = line(named.text(deep=True, separator=" ") or "")[:500] if named is not None else headline(row.link, link)
    dated = _find(block, selectors.date) if selectors.date else None
    told = _find(block, selectors.summary) if selectors.summary else None
    shown_by = _find(block, selectors.image) if selectors.image else None
    image = picture(Row(row.link, (shown_by,), None), url) if shown_by is not None else None
    result = Draft(
        title=title or automatic.title,
        url=target,
        published=_date(dated, row, now, zone),
        summary=line(told.text(deep=True, separator=" ") or "")[:MAX_SUMMARY]
        if told is not None
        else automatic.summary,
        images=(Image(url=image),) if image else automatic.images,
    )
    return result if result.title else None


def _find(block: LexborNode, selector: str) -> LexborNode | None:
    return block if block.css_matches(selector) and block.css_first(selector) is None else block.css_first(selector)


def _date(node: LexborNode | None, row: Row, now: datetime, zone: tzinfo) -> datetime | None:
    if node is not None:
        text = line(node.text(deep=True, separator=" ") or "") or line(node.attributes.get("datetime") or "")
        day = shown.in_url(row.link.url, zone)
        found = shown.only(text) or shown.within(text)
        when = shown.split(text, zone) or shown.parse(found or text[:60], day, now, zone)
        if when is not None:
            return when
    return published(row, row.link.node, now, zone)[0]
