"""Only the entries that a reader lacks (RFC 3229 with the `feed` instance manipulation). Pure.

Nothing is kept between requests: the ETag that such a reader is given names the entries of the version it stands for,
`"HASH.MARKS"`, four bytes an entry, so that any server can say, even after a restart, what that version did not hold.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise

from syndicator.serve.negotiation import members, qualities

# Bytes of an entry's mark: two of a feed's versions take each other's for the same once in four milliards.
_MARK = 4
# An ETag is no longer than what proxies take for a header; feeds of more entries are always sent whole.
MOST_ENTRIES = 128
_ENTRY = re.compile(rb"[ \t\n]*<(entry|item)>.*?</\1>", re.DOTALL)
# These ask because feedparser does so for them, and take the 226 that comes for an error.
_ASKING_UNAWARE = (b"rss2email",)
# Between the hash and the marks; neither holds one.
_DOT = b"."


@dataclass(frozen=True, slots=True)
class Parts:
    """A feed cut into its entries, with what stands before and behind them. `marks` has one for each entry."""

    head: bytes
    entries: tuple[bytes, ...]
    tail: bytes
    marks: tuple[bytes, ...]


def parts(body: bytes) -> Parts | None:
    """Cuts an Atom or RSS document; None when it holds no entries, or too many, or something between them."""
    found = list(_ENTRY.finditer(body))
    if not 0 < len(found) <= MOST_ENTRIES:
        return None
    if any(one.end() != after.start() for one, after in pairwise(found)):
        return None
    entries = tuple(one[0] for one in found)
    marks = tuple(blake2b(one.strip(), digest_size=_MARK).digest() for one in entries)
    return Parts(body[: found[0].start()], entries, body[found[-1].end() :], marks)


def wants_feed(header: bytes, agent: bytes = b"") -> bool:
    """Whether A-IM (RFC 3229, 10.5.3) asks for the entries that are lacking, on the part of one who knows what to do
    with them."""
    return qualities(header).get("feed", 0.0) > 0 and not agent.startswith(_ASKING_UNAWARE)


def marked(etag: bytes, feed: Parts) -> bytes:
    """The ETag that says which entries its version holds."""
    return etag[:-1] + _DOT + urlsafe_b64encode(b"".join(feed.marks)).rstrip(b"=") + b'"'


def known(if_none_match: bytes | None) -> frozenset[bytes] | None:
    """The marks of the entries that a reader has; None when its validators do not say."""
    for tag in members(if_none_match) if if_none_match else ():
        if found := _marks(tag):
            return found
    return None


def _marks(tag: bytes) -> frozenset[bytes]:
    _, _, encoded = tag.removeprefix(b"W/").strip(b'"').partition(_DOT)
    try:
        marks = urlsafe_b64decode(encoded + b"=" * (-len(encoded) % 4))
    except ValueError:
        return frozenset()
    return frozenset(_each(marks)) if len(marks) % _MARK == 0 else frozenset()


def _each(marks: bytes) -> Iterator[bytes]:
    return (marks[at : at + _MARK] for at in range(0, len(marks), _MARK))


def lacking(feed: Parts, has: Collection[bytes]) -> bytes | None:
    """The feed with only those entries that a reader does not have; None when it has none of them."""
    new = [entry for entry, mark in zip(feed.entries, feed.marks, strict=True) if mark not in has]
    return None if len(new) == len(feed.entries) else b"".join((feed.head, *new, feed.tail))
