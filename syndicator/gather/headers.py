"""What response headers say, in our terms. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

# A server that wants to be asked more rarely than once a day is asked once a day all the same.
LONGEST_FLOOR = timedelta(days=1)


def max_age(cache_control: str | None) -> timedelta | None:
    """How long the answer stays fresh (RFC 9111, 5.2.2.1), at most a day; None when the server does not say."""
    for directive in (cache_control or "").lower().split(","):
        name, _, value = directive.strip().partition("=")
        value = value.strip('" ')
        if name == "max-age" and value.isdecimal():
            return min(timedelta(seconds=int(value[:9])), LONGEST_FLOOR)
    return None


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """How long to stay away (RFC 9110, 10.2.3: seconds or a date), at most a day."""
    if not value:
        return None
    if value.strip().isdecimal():
        return min(timedelta(seconds=int(value.strip()[:9])), LONGEST_FLOOR)
    try:
        wait = parsedate_to_datetime(value) - now
    except (ValueError, TypeError):
        return None
    return min(max(wait, timedelta(0)), LONGEST_FLOOR)
