"""The articles of one page: title, and 引题 and 副题 where the list shows them apart."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborNode

from syndicator.read.decks import is_kicker, is_subtitle
from syndicator.read.epaper.addresses import day_of, is_article
from syndicator.read.epaper.contents import label
from syndicator.read.epaper.links import Link
from syndicator.read.plain import line

# A printed headline with all its lines has some hundred characters.
MAX_TITLE = 300
# Elements of one entry that are asked whether they are the headline.
_MAX_PARTS = 30

_NO_TITLE = re.compile(
    r"(?:\S{0,6}广告\W?\d{0,3}|广告\S{0,4}|版面导航|标题导航|[上下]一[篇版期]|PDF\S*|返回\S*|放大\W?|缩小\W?|默认|图片\d{0,3}|无标题|\W*|\d+"
    r"|(?:责任编辑|责编|编辑|校对|审核|美编|主编|本版\S{0,4})\s*[:：].*)",
    re.IGNORECASE,
)
_CUT = re.compile(r"(?:…|\.\.\.?)\s*$")


@dataclass(frozen=True, slots=True)
class Headline:
    title: str
    kicker: str = ""
    subtitle: str = ""
    shown: bool = False


def find(links: list[Link], url: str, pages: Container[str]) -> dict[str, Headline]:
    """The headline of each article by URL; a shown one is better than what an image map says. No ads."""
    day = day_of(url)
    found: dict[str, Headline] = {}
    for link in links:
        if link.url == url or link.url in pages or not is_article(link.url):
            continue
        if (theirs := day_of(link.url)) is not None and day is not None and theirs != day:
            continue
        one = _headline(link)
        if label(one.title) is not None:
            continue
        known = found.get(link.url)
        if known is None or (one.shown, len(one.title)) > (known.shown, len(known.title)):
            if known is not None and not known.shown:
                del found[link.url]  # the list's order is the reader's, an image map's is the layout's
            found[link.url] = one
    return {address: one for address, one in found.items() if one.title}


def is_title(text: str) -> bool:
    """Whether a text can be an article's title: no ad, no button, no label of a page."""
    return _NO_TITLE.fullmatch(text) is None and label(text) is None


def _headline(link: Link) -> Headline:
    if link.node is not None and link.node.tag == "a" and link.text:
        parted = _parted(link.node)
        one = replace(parted, title=parted.title or link.text, shown=True)
        if _CUT.search(one.title) and len(link.title) > len(one.title):
            one = replace(one, title=link.title)
    else:
        one = Headline(link.text or link.title, shown=bool(link.text))
    if _NO_TITLE.fullmatch(one.title):
        one = Headline("" if _NO_TITLE.fullmatch(link.title) else link.title)
    return replace(one, title=one.title[:MAX_TITLE])


def _parted(anchor: LexborNode) -> Headline:
    """An entry whose elements say which is the headline, which the 引题 and the 副题."""
    kicker = subtitle = heading = ""
    rest: list[str] = []
    for node in anchor.css("*")[:_MAX_PARTS]:
        text = line((node.text(deep=True, separator=" ") or "")[:MAX_TITLE])
        named = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
        if not text or node.tag == "a":
            continue
        if is_kicker(named):
            kicker = kicker or text
        elif is_subtitle(named):
            subtitle = subtitle or text
        elif re.fullmatch(r"h[1-6]", node.tag or ""):
            heading = heading or text
        elif not node.css_first("*:not(br)"):
            rest.append(text)
    if heading or kicker or subtitle:
        return Headline(heading or " ".join(rest), kicker, subtitle)
    return Headline("")
