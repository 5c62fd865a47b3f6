"""The page that an article says it is a copy of."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborHTMLParser

from syndicator.read.links import web
from syndicator.refine.urls import canonical, is_article

# 来源：<span><a href="…">荆楚网</a></span>, 原文链接：https://…
_SAID = re.compile(
    r"(?:来源|稿源|出处|转自|转载自|原文)(?:链接|地址|网址)?\s{0,9}[:：]?\s{0,9}(?:<(?!a\b)[^<>]{0,200}>\s{0,9}){0,4}"
    r"(?:<a\b[^<>]{0,300}?\bhref\s{0,3}=\s{0,3}[\"']?)?(?P<address>https?://[^\s\"'<>]{8,1000})",
    re.IGNORECASE,
)
# A list of what was reprinted elsewhere is not this article's origin.
_MOST = 4


def find(tree: LexborHTMLParser, source: str, url: str) -> str | None:
    """The address of another page that holds this article first: the canonical one (RFC 6596), or where the words 来源
    and 原文链接 lead. None where the page names no article, or itself.
    """
    own = canonical(url)
    for address in _named(tree, source):
        found = web(address, url)
        if found and is_article(canonical(found)) and canonical(found) != own:
            return found
    return None


def _named(tree: LexborHTMLParser, source: str) -> Iterator[str]:
    link = tree.css_first('link[rel="canonical" i]')
    if link is not None and (address := link.attributes.get("href")):
        yield address
    for said in islice(_SAID.finditer(source), _MOST):
        yield html.unescape(said["address"])
