"""HTML pages parsed in bounded time: the parser takes the square of the depth, and of a tag's attributes."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

# Characters of one page, what the fetcher lets through at most.
MAX_TEXT = 8 * 1024 * 1024
# Tags of one page, opening and closing; a list of three thousand headlines has fifty thousand.
_MAX_TAGS = 300_000
# Real pages nest 40 deep; a long list whose author forgot to close something, a few thousand.
_MAX_DEPTH = 2_000
_MAX_FORMATTING = 5_000
_MAX_ATTRIBUTES = 1_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{5000,}")
# They have no content, or end where the next of their kind begins.
_FLAT_NAMES = (
    "area base br col embed hr img input link meta param source wbr p li dt dd td th tr tbody thead tfoot option "
    "script style html head body"
)
_FLAT = frozenset(_FLAT_NAMES.split())
_FORMATTING = frozenset(("a", "b", "big", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"))


def parse(text: str) -> LexborHTMLParser:
    """The tree of a page; what comes after a place too deep or too wild for any reader is left out."""
    text = text[:MAX_TEXT]
    if (tags := text.count("<")) > _MAX_TAGS:
        text = text[: len(text) * _MAX_TAGS // tags]
    end = len(text)
    for tag in _LONG_TAG.finditer(text):
        if tag[0].count("=") > _MAX_ATTRIBUTES or len(tag[0].split(None, _MAX_ATTRIBUTES)) > _MAX_ATTRIBUTES:
            end = tag.start()
            break
    if tags > _MAX_DEPTH:
        end = min(end, _deepest(text))
    return LexborHTMLParser(text[:end])


def _deepest(text: str) -> int:
    """Where the nesting passes what any page has; the text's length when it never does."""
    depth = formatting = 0
    for match in _TAG.finditer(text):
        tag = match[2].lower()
        if tag in _FLAT:
            continue
        step = -1 if match[1] else 1
        if tag in _FORMATTING:
            formatting = max(0, formatting + step)
        else:
            depth = max(0, depth + step)
        if depth > _MAX_DEPTH or formatting > _MAX_FORMATTING:
            return match.start()
    return len(text)
