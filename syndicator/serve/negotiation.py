"""Pure decisions over request headers (RFC 9110): which coding, which language, whether anything changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

# A header has few members; a hostile one is not worth more of our time.
_MAX_HEADER = 2048
# Distinct Accept-* values seen in the wild are a few hundred.
_REMEMBERED = 512


@lru_cache(maxsize=_REMEMBERED)
def coding(header: bytes | None, available: tuple[str, ...]) -> str:
    """Returns the content coding to use, "identity" for none.

    `available` is in our order of preference. The client's q-values come first (12.5.3): with none given for
    identity, any listed coding is preferred to it.
    """
    if header is None:
        return "identity"
    wanted = qualities(header)
    anything = wanted.get("*", 0.0)
    best, weight = "identity", 0.0
    for name in available:
        quality = wanted.get(name, wanted.get("x-gzip", anything) if name == "gzip" else anything)
        if quality > weight:
            best, weight = name, quality
    return "identity" if wanted.get("identity", 0.0) > weight else best


@lru_cache(maxsize=_REMEMBERED)
def prefers_english(header: bytes | None) -> bool:
    """Says whether a reader wants English more than Chinese (12.5.4). Nothing said means Chinese."""
    if not header:
        return False
    english = chinese = 0.0
    for name, quality in qualities(header).items():
        primary = name.partition("-")[0]
        if primary == "en":
            english = max(english, quality)
        elif primary == "zh":
            chinese = max(chinese, quality)
    return english > chinese


def not_modified(if_none_match: bytes | None, if_modified_since: bytes | None, etag: bytes, modified: float) -> bool:
    """Says whether 304 is the answer (13.2.2): If-None-Match, when sent, is the only one that counts.

    `modified` is in seconds since the epoch.
    """
    if if_none_match is not None:
        return (
            if_none_match == etag
            or any(_opaque(one) == etag for one in members(if_none_match))
            or if_none_match.strip() == b"*"
        )
    if if_modified_since is None:
        return False
    since = _instant(if_modified_since)
    return since is not None and int(modified) <= since


@lru_cache(maxsize=_REMEMBERED)
def _instant(header: bytes) -> int | None:
    try:
        moment = parsedate_to_datetime(header[:_MAX_HEADER].decode("latin-1"))
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return int(aware.timestamp())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _opaque(tag: bytes) -> bytes:
    """Weak comparison (8.8.3.2): the mark of a weak tag does not count; nor do the entries it names (delta.py)."""
    tag = tag.removeprefix(b"W/")
    named = tag.find(b".")
    return tag if named < 0 else tag[:named] + b'"'


def members(header: bytes) -> Iterable[bytes]:
    """The entity tags of an If-None-Match."""
    # A comma inside a tag would split it; ours hold none, so no foreign tag can become one of them.
    return (one.strip() for one in header[:_MAX_HEADER].split(b","))


def qualities(header: bytes) -> dict[str, float]:
    """What a header of q-values (12.4.2) weighs each of its members, in lower case."""
    found: dict[str, float] = {}
    for member in header[:_MAX_HEADER].decode("latin-1").lower().split(","):
        name, *parameters = [part.strip() for part in member.split(";")]
        if name:
            found[name] = _quality(parameters)
    return found


def _quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def http_date(moment: float) -> bytes:
    """Returns an IMF-fixdate (5.6.7)."""
    return datetime.fromtimestamp(int(moment), UTC).strftime("%a, %d %b %Y %H:%M:%S GMT").encode()
