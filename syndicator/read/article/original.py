"""The page that an article says it is a copy of."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborHTMLParser

from syndicator.read.links import web
from syndicator.refine.urls import canonical, is_article

# 来源：<span><a href="…">荆楚网</a></span>, 原文链接：https://…; but not 图片来源, 数据来源, 政策原文.
_SAID = re.compile(
    r"(?<![片据料策件])(?:来源|稿源|转自|转载自|原文)(?:链接|地址|网址)?\s{0,9}[:：]?\s{0,9}(?:<(?!a\b)[^<>]{0,200}>\s{0,9}){0,4}"
    r"(?:<a\b[^<>]{0,300}?\bhref\s{0,3}=\s{0,3}[\"']?(?P<link>[^\s\"'<>]{2,1000})"
    r"|(?P<bare>https?://[^\s\"'<>，。；）】、]{8,1000}))",
    re.IGNORECASE,
)
_UNSEEN = re.compile(r"<!--.*?-->|<(script|style|template)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
# A page whose foot is a list of sources says nothing of this article.
_MOST = 8
# Credits stand so near before and after the article, in characters of HTML; further down are comments and other news.
BEFORE, AFTER = 4_000, 1_500
# So many letters are found again where they stand.
_LETTERS = 8


def find(tree: LexborHTMLParser, source: str, base: str, url: str, text: str) -> str | None:
    """The address of another page that holds this article first: the canonical one (RFC 6596), or where the words 来源
    and 原文链接 near the article's `text` lead. None where the page names no article, or itself.
    """
    own = canonical(url)
    for address in _named(tree, source, text):
        found = web(html.unescape(address), base)
        if found and is_article(canonical(found)) and canonical(found) != own:
            return found
    return None


def _named(tree: LexborHTMLParser, source: str, text: str) -> Iterator[str]:
    link = tree.css_first('link[rel="canonical" i]')
    if link is not None and (address := link.attributes.get("href")):
        yield address
    for said in islice(_SAID.finditer(_around(_UNSEEN.sub("", source), text)), _MOST):
        yield said["link"] or said["bare"]


def _around(source: str, text: str) -> str:
    """The part of a page's source in which its article stands; all of it where the text's letters are not found."""
    first, last = source.find(text[:_LETTERS]), source.rfind(text[-_LETTERS:])
    return source[max(first - BEFORE, 0) : last + AFTER] if 0 <= first <= last else source
