"""The title that a headline's link or card shows: whole, and without what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC

from selectolax.lexbor import LexborNode

from syndicator.read.listing import shown
from syndicator.read.listing.anchors import Link, width
from syndicator.read.plain import line

_MAX_DEPTH = 40
_CUT = re.compile(r"\s*(?:…+|\.{2,}|。。+|⋯+)\s*$")
_BULLET = re.compile(r"^(?:[·•▪■□●○◆◇►▶»>›※☆★\-–—]+\s*|\d{1,2}[、.]\s+)+")
_TAIL = re.compile(r"\s*(?:\bNEW!?|\[?new\]?|【详细】|\[详细\]|\[查看全文\])$", re.IGNORECASE)
_DATE_AT_END = re.compile(
    r"\s*[\[\(（【]?\s*((?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?)\s*[\]\)）】]?$"
)
_DATE_AT_START = re.compile(r"^[\[\(（【]?\s*((?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?)\s*[\]\)）】]?\s*(?=\S)")
_SHORT_AT_END = re.compile(r"\s*[\[\(（【]\s*(\d{1,2}(?:[-/.]\d{1,2}|月\d{1,2}日))\s*[\]\)）】]$")
# Marks in a box of their own before a headline.
_MARKS = re.compile(
    r"[\[【]?(?:原创|独家|置顶|推荐|图文|组图|图集|视频|热[点门]?|最?新|顶|荐|图|精华?|头条|转载|HOT|NEW|TOP)[\]】]?"
)
_TOOLTIP_TITLE = re.compile(
    r"(?:文章)?标\s*题\s*[:：]\s*(.+?)(?:\s*(?:作\s*者|发布时间|更新时间|点击数?|发表时间|时\s*间)\s*[:：]|$)"
)
_TITLE_LIKE = "h1,h2,h3,h4,h5,h6,[class*=tit],[class*=Tit],[class*=TIT],dt,.bt"
_BLOCKS = "p,div,h1,h2,h3,h4,h5,dl,ul,span,em,i,time"
_CELLS = ("td", "div", "span", "p", "h3", "h4", "b", "strong")
MAX_TITLE = 500
_INLINE = ("b", "strong", "font", "em", "span", "u")
# Fewer characters before a box are a mark or a number rather than the title.
_LEAST_OWN = 6
_UNREAD = frozenset({"script", "style", "noscript", "template", "iframe", "select", "option"})


def title_node(link: Link) -> LexborNode:
    """The link, or its heading or fullest part when a whole card or row is the link."""
    if link.node.tag in ("a", "area"):
        if link.picture or len(link.text) < 8 or link.node.css_first(_BLOCKS) is None:
            return link.node
        heading = link.node.css_first(_TITLE_LIKE)
        if heading is not None and heading.mem_id != link.node.mem_id and width(line(heading.text() or "")) >= 4:
            return heading
    return _fullest(link.node)


def _fullest(node: LexborNode) -> LexborNode:
    """The part of a card with the most text, when it is made of parts and has no text of its own."""
    for _ in range(_MAX_DEPTH):
        parts = [child for child in node.iter(include_text=True) if line(child.text(deep=True) or "")]
        if not parts or any(part.tag not in _CELLS for part in parts):
            return node
        if len(parts) > 1:
            return max(parts, key=lambda part: width(line(part.text(deep=True) or "")))
        node = parts[0]
    return node


def headline(link: Link, node: LexborNode) -> str:
    """The whole title, from the tooltip when the text is cut short."""
    if node.mem_id == link.node.mem_id:
        parts = [text for text in texts(node) if shown.only(text) is None and not shown.split(text, UTC)]
        if len(parts) > 1 and _MARKS.fullmatch(parts[0]):
            return _whole(" ".join(parts[1:]), link)
        if parts and (own := _leading(node)):
            return _whole(own, link)
        blocks = node.tag not in ("a", "area") or node.css_first("p,div") is not None
        text = line(max(parts, key=len) if blocks and parts and len(parts) > 1 else " ".join(_joined(node, parts)))
        text = text or link.text
    else:
        text = line(node.text(deep=True, separator=" ") or "")
    return _whole(text, link, node)


def _whole(text: str, link: Link, node: LexborNode | None = None) -> str:
    """A shown title without furniture, or the tooltip that it is the beginning of."""
    text = without_furniture(text)
    tooltip = link.tooltip or _inner_tooltip(link.node, node or link.node, cut=is_cut(text))
    if (match := _TOOLTIP_TITLE.match(tooltip)) is not None:
        tooltip = match[1]
    stem = _CUT.sub("", text)
    tooltip = without_furniture(line(tooltip))
    plain_stem, plain_tip = stem.replace(" ", ""), tooltip.replace(" ", "")
    longer = len(plain_tip) >= len(plain_stem)
    if tooltip and longer and (plain_tip.startswith(plain_stem) or (stem != text and plain_stem[:6] in plain_tip)):
        return tooltip[:MAX_TITLE]
    return text[:MAX_TITLE]


def _leading(node: LexborNode) -> str:
    """A link's own words when boxes follow them, shown on hovering perhaps; empty when there are no such boxes."""
    words: list[str] = []
    for child in node.iter(include_text=True):
        if child.tag in ("div", "p", "ul", "dl", "table"):
            own = line(" ".join(words))
            return own if width(own) >= _LEAST_OWN else ""
        if (child.tag == "-text" or child.tag in _INLINE) and (text := line(child.text(deep=True) or "")):
            words.append(text)
    return ""


def _inner_tooltip(link: LexborNode, node: LexborNode, *, cut: bool) -> str:
    """The whole title from the heading inside a card, or what the card's picture is called."""
    if not cut:
        return ""
    image = link.css_first("img[alt]")
    return node.attributes.get("title") or (image.attributes.get("alt") if image is not None else "") or ""


def _joined(node: LexborNode, parts: list[str]) -> list[str]:
    # <em>-marked words inside a Chinese title are not words of their own.
    whole = line(node.text(deep=True, separator="") or "")
    joined = "".join(parts)
    return [whole] if joined.replace(" ", "") == whole.replace(" ", "") else parts


def without_furniture(title: str) -> str:
    """A title without bullet, NEW mark and the date that some pages write into the link."""
    title = _TAIL.sub("", _BULLET.sub("", title))
    for pattern in (_DATE_AT_START, _DATE_AT_END, _SHORT_AT_END):
        shorter = pattern.sub("", title).strip()
        title = shorter if width(shorter) >= 4 else title
    return title.strip()


def date_in(title: str) -> str | None:
    """The date that some pages write into the link, before the title or behind it."""
    found = (pattern.search(title) for pattern in (_DATE_AT_START, _DATE_AT_END, _SHORT_AT_END))
    return next((match[1] for match in found if match is not None), None)


def is_cut(title: str) -> bool:
    """Whether a title ends in an ellipsis."""
    return _CUT.search(title) is not None


def texts(node: LexborNode, without: LexborNode | None = None, depth: int = 0) -> Iterator[str]:
    """The texts in `node`, one for each run of inline words, none from `without`, scripts and the like."""
    if node.tag == "-text":
        if text := line(node.text_content or ""):
            yield text
        return
    if (without is not None and node.mem_id == without.mem_id) or node.tag in _UNREAD or depth > _MAX_DEPTH:
        return
    for child in node.iter(include_text=True):
        yield from texts(child, without, depth + 1)
