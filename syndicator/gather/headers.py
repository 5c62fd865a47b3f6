"""What response headers say, in our terms. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import quote, urldefrag, urljoin

# A server that wants to be asked more rarely than once a day is asked once a day all the same.
LONGEST_FLOOR = timedelta(days=1)
# A validator is kept with every source and sent with every poll.
LONGEST_VALIDATOR = 1_024
LONGEST_TEXT = 200
# Blogs announce a dozen; a hub and a self are all we want.
LONGEST_LINKS = 8_192

LINK = re.compile(r"<([^<>]*)>([^<]*)")
RELATION = re.compile(r""";\s*rel\s*=\s*("[^"]*"|[^\s;,"]+)""", re.IGNORECASE)


def max_age(cache_control: str | None, age: str | None = None) -> timedelta | None:
    """How long the answer stays fresh (RFC 9111, 4.2 and 5.2.2.1), at most a day; None when the server does not say.

    `age` is how long a cache on the way has held it already.
    """
    for directive in (cache_control or "").lower().split(","):
        name, _, value = directive.strip().partition("=")
        fresh = _seconds(value.strip('" '))
        if name == "max-age" and fresh is not None:
            return max(fresh - (_seconds(age or "") or timedelta(0)), timedelta(0))
    return None


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """How long to stay away (RFC 9110, 10.2.3: seconds or a date), at most a day."""
    if not value:
        return None
    if (wait := _seconds(value.strip())) is not None:
        return wait
    try:
        wait = parsedate_to_datetime(value) - now
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wait, timedelta(0)), LONGEST_FLOOR)


def validator(value: str | None) -> str | None:
    """An ETag or Last-Modified that can be stored and sent back exactly as received; None when it cannot."""
    return value if value and len(value) <= LONGEST_VALIDATOR and value.isprintable() else None


def text(value: str | None) -> str | None:
    """A header for people and parsers: bounded, and without what no database stores."""
    return "".join(filter(str.isprintable, value[:LONGEST_TEXT])) if value else None


def location(value: str) -> str:
    """Where a redirect leads, without its fragment. Bytes in no known encoding are escaped as they are."""
    target = urldefrag(value.strip()).url
    return target if target.isprintable() else quote(target, safe="!$%&'()*+,/:;=?@[]~", errors="surrogateescape")


def links(values: Iterable[str], base: str) -> dict[str, str]:
    """Where Link headers lead, absolute, by relation (RFC 8288, 3); the first of a relation counts."""
    found: dict[str, str] = {}
    for link in LINK.finditer(",".join(values)[:LONGEST_LINKS]):
        relation = RELATION.search(link[2])
        for name in relation[1].strip('"').lower().split() if relation else ():
            with suppress(ValueError):  # http://[ is no address
                found.setdefault(name, location(urljoin(base, link[1].strip())))
    return found


def _seconds(value: str) -> timedelta | None:
    return min(timedelta(seconds=int(value[:9])), LONGEST_FLOOR) if value.isascii() and value.isdecimal() else None
