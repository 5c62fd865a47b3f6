"""When a source is due next. Pure: the time comes in, and chance is a hash of the source's id."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import blake2b

DAY = timedelta(days=1)
# Polls of sources with the same interval drift apart by up to this part of it.
JITTER = 0.1
# New sources are first asked within this time, so that a hundred thousand do not come at once.
FIRST_SPREAD = timedelta(minutes=5)
# The first back-off; each further failure doubles it, up to a day.
FIRST_BACKOFF = timedelta(minutes=1)
MOST_DOUBLINGS = 20


def after_success(
    every: timedelta,
    *,
    changed: bool,  # noqa: ARG001
    max_age: timedelta | None,
    ttl: timedelta | None,
    now: datetime,
    source_id: str,
) -> datetime:
    """Next time after an answer: `every`, but not sooner than the server's max-age or the feed's ttl, up to a day."""
    floor = max((min(one, DAY) for one in (max_age, ttl) if one is not None), default=timedelta(0))
    return now + max(every + every * JITTER * _chance(source_id, now), floor)


def after_failure(
    every: timedelta, failures: int, now: datetime, retry_after: timedelta | None, source_id: str
) -> datetime:
    """Next time after the `failures`th failure in a row: doubling from the interval up to a day, with jitter."""
    base = max(every, FIRST_BACKOFF)
    wait: timedelta = min(base * 2 ** min(max(failures - 1, 0), MOST_DOUBLINGS), max(DAY, every))
    wait -= wait * JITTER * _chance(source_id, now)
    return now + max(wait, min(retry_after or timedelta(0), DAY))


def spread(source_id: str, every: timedelta, now: datetime, among: int = 1) -> datetime:
    """First time for a new source, one of `among`: a handful at once, many over some minutes."""
    window = min(FIRST_SPREAD, every, timedelta(seconds=among / 50))
    return now + window * _chance(source_id, datetime.fromtimestamp(0, now.tzinfo))


def _chance(source_id: str, now: datetime) -> float:
    """A number in [0, 1) that differs between sources and polls, and is the same when asked again."""
    digest = blake2b(f"{source_id} {now.timestamp():.0f}".encode(), digest_size=4).digest()
    return int.from_bytes(digest) / 2**32
