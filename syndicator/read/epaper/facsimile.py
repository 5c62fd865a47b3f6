"""The picture of a printed page (版面图) and its PDF."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from syndicator.read.epaper.links import Link
from syndicator.read.links import web

# Pictures that are looked at, and how far above one its box may say what it is.
MAX_PICTURES = 300
_ABOVE = 3

_NAMED = re.compile(
    r"page_?(?:image|img|pic|map)|paper[-_]?(?:image|img|pic|map|box)|ban_?mian|bm_?(?:t|img|pic)\b|layout[-_]?(?:image|img|pic)|ed-map|pagepic|newspaper",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif)(?:[?!]|$)", re.IGNORECASE)
_PDF = re.compile(r"\.pdf(?:\?|$)", re.IGNORECASE)
_SOURCES = ("data-src", "data-original", "src")


def image(tree: LexborHTMLParser, url: str) -> str | None:
    """The picture that carries the page's image map, else the one whose name or box says that it is the page."""
    pictures = tree.css("img")[:MAX_PICTURES]
    for picture in pictures:
        if picture.attributes.get("usemap") and (found := _source(picture, url)):
            return found
    for picture in pictures:
        if _says_so(picture) and (found := _source(picture, url)):
            return found
    return None


def pdf(links: list[Link], own: str, number: str) -> str | None:
    """The PDF that stands beside the page's own entry in the list, or names its number, or is the only one."""
    files: dict[str, None] = {}
    before = ""
    for link in links:
        if _PDF.search(link.url):
            if before == own:
                return link.url
            files[link.url] = None
        elif link.text:
            before = link.url
    if len(files) > 1 and number:
        named = [one for one in files if re.search(rf"(?<![A-Z]){re.escape(number)}\D{{0,12}}$", one[: -len(".pdf")])]
        return named[0] if len(named) == 1 else None
    return next(iter(files), None) if len(files) == 1 else None


def _source(picture: LexborNode, url: str) -> str | None:
    for name in _SOURCES:
        found = web(picture.attributes.get(name), url)
        if found is not None and _PICTURE.search(found):
            return found
    return None


def _says_so(picture: LexborNode) -> bool:
    node: LexborNode | None = picture
    for _ in range(_ABOVE):
        if node is None:
            return False
        attributes = node.attributes
        if _NAMED.search(f"{attributes.get('id') or ''} {attributes.get('class') or ''}"):
            return True
        node = node.parent
    return False
