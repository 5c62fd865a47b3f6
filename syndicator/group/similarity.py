"""An item's fingerprint: the keys by which its likes are found, and what tells how like they are."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from itertools import combinations
from urllib.parse import urlsplit

from syndicator.group import signature
from syndicator.model import Fingerprint, Image, Item
from syndicator.refine.fold import compared
from syndicator.refine.items import NO_TITLE
from syndicator.refine.text import body, comparable_title
from syndicator.refine.urls import canonical, is_article

# A title shorter than this is a rubric ("图片新闻") and finds half the archive.
SHORTEST_TITLE = 8
# Lists cut titles anywhere; a cut one shares at least the first of these beginnings with the whole one.
PREFIXES = (10, 16, 24)
# Anchors of the whole text (`signature.MAX_ANCHORS`) find what has a third of it in common; those of its lead find its
# briefs. Twice as many found no more in the labelled set of the bench.
LEAD_ANCHORS = 8
# Letters from an anchor on that make a key: so many in a row are seldom met twice by chance.
ANCHOR_LETTERS = 12
# A sentence everybody writes is no text.
SHORTEST_TEXT = 40

_PRIME = 2**63 - 25
_PICTURE_ENDS = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp")


def fingerprint(item: Item) -> Fingerprint:
    """At most 36 keys, a signature of at most 1,364 bytes, and the hash of all that a reader would call a change."""
    plain = body(item.text)
    text = compared(plain)
    title = comparable_title(item.title)
    original = _original(item)
    taken = signature.take(text, plain, original)
    found = dict.fromkeys((*named(item.url, item.title), *([original] if original else ())))
    if len(text) >= SHORTEST_TEXT:
        found.update(dict.fromkeys(_anchored(taken)))
        found.update(dict.fromkeys(a << 31 ^ b for a, b in combinations(sorted(taken.telling), 2)))
    return Fingerprint(keys=tuple(found), signature=taken.signature, content=_content(title, text, item.images))


def picture(url: str) -> str:
    """A picture's identity: its address without the query that image servers sign anew each day."""
    address = canonical(url)
    parts = urlsplit(address)
    if parts.path.lower().endswith(_PICTURE_ENDS) or (parts.hostname or "").endswith(".qpic.cn"):
        return f"{parts.netloc}{parts.path}"
    return address


def address_key(address: str) -> int:
    """The key that items at this canonical URL share."""
    return _key(b"u", address.encode("utf-8", "replace"))


def named(url: str | None, title: str) -> Iterable[int]:
    """The keys of an address and of a title; none of a title that we gave to what has none."""
    address = canonical(url) if url else ""
    title = "" if title.startswith(NO_TITLE) else comparable_title(title)
    if address and is_article(address):
        yield address_key(address)
    if len(title) >= SHORTEST_TITLE:
        yield _key(b"t", title.encode())
    for length in PREFIXES:
        if len(title) >= length:
            yield _key(b"p%d" % length, title[:length].encode())


def _original(item: Item) -> int:
    """The key of the page that the item is said to be a copy of; 0 where that is none, or no article's."""
    address = canonical(item.original) if item.original else ""
    return address_key(address) if address and is_article(address) else 0


def _anchored(taken: signature.Taken) -> list[int]:
    """A key for each anchor: the letters from there on, as a number by a prime."""
    unit, length = taken.unit, ANCHOR_LETTERS * 2
    starts = taken.anchors + taken.lead_anchors[:LEAD_ANCHORS]
    return [int.from_bytes(taken.data[at * unit : at * unit + length] + b"a", "little") % _PRIME for at in starts]


def _key(kind: bytes, value: bytes) -> int:
    return int.from_bytes(blake2b(value, digest_size=8, person=kind).digest(), "little", signed=True)


def _content(title: str, text: str, images: Iterable[Image]) -> bytes:
    pictures = sorted({picture(image.url) for image in images})
    return blake2b("\n".join((title, text, *pictures)).encode("utf-8", "replace"), digest_size=16).digest()
