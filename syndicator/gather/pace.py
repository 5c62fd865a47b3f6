"""When a source is due next. Pure: the time comes in, and chance is a hash of the source's id."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import blake2b

DAY = timedelta(days=1)
# Polls of sources with the same interval drift apart by up to this part of it.
JITTER = 0.1
# New sources are first asked within this time, so that a hundred thousand do not come at once …
FIRST_SPREAD = timedelta(minutes=5)
# … and no faster than this, however few they are.
FIRST_A_SECOND = 50
# The first back-off is the interval, but no more than this: one hiccup shall not cost a daily paper its day.
FIRST_BACKOFF = timedelta(minutes=30)
SHORTEST_BACKOFF = timedelta(minutes=1)
# Enough to reach a day from a minute; each further failure changes nothing.
MOST_DOUBLINGS = 11
BIRTH = datetime.fromtimestamp(0, UTC)


def after_success(
    every: timedelta,
    *,
    changed: bool,  # noqa: ARG001
    max_age: timedelta | None,
    ttl: timedelta | None,
    now: datetime,
    source_id: str,
) -> datetime:
    """Next time after an answer: `every`, but not sooner than the server's max-age or the feed's ttl, up to a day.

    Up to a tenth of the interval later, by chance.
    """
    floor = max((min(one, DAY) for one in (max_age, ttl) if one is not None), default=timedelta(0))
    return now + max(every + every * JITTER * _chance(source_id, now), floor)


def after_failure(
    every: timedelta, failures: int, now: datetime, retry_after: timedelta | None, source_id: str
) -> datetime:
    """Next time after the `failures`th failure in a row: doubling up to a day (or `every`, when that is longer).

    Up to a tenth sooner, by chance, but never sooner than the server's Retry-After, which counts up to a day.
    """
    first = min(max(every, SHORTEST_BACKOFF), FIRST_BACKOFF)
    doubled: timedelta = first * 2 ** min(max(failures - 1, 0), MOST_DOUBLINGS)
    wait = min(doubled, max(DAY, every))
    wait -= wait * JITTER * _chance(source_id, now)
    return now + max(wait, min(retry_after or timedelta(0), DAY))


def spread(source_id: str, every: timedelta, now: datetime, among: int = 1) -> datetime:
    """First time for a new source, one of `among`: a handful at once, many over some minutes."""
    window = min(FIRST_SPREAD, every, timedelta(seconds=among / FIRST_A_SECOND))
    return now + window * _chance(source_id, BIRTH)


def _chance(source_id: str, now: datetime) -> float:
    """A number in [0, 1) that differs between sources and polls, and is the same when asked again."""
    digest = blake2b(f"{source_id} {now.timestamp():.0f}".encode("utf-8", "replace"), digest_size=4).digest()
    return int.from_bytes(digest) / 2**32
