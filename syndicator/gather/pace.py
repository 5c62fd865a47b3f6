"""When a source is due next. Pure: the time comes in, and chance is a hash of the source's id."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from syndicator.model import Floors

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
# After a night without our own network, or after a host's rest, its sources come back over this time.
SOON = timedelta(minutes=2)
# At the full hour, when all who were asked to skip the hours before may come, and at 08:01, the usual minute.
AFTER_SKIPPED = timedelta(minutes=5)
MOMENT = timedelta(minutes=1)
HOURS_A_WEEK = 7 * 24
BIRTH = datetime.fromtimestamp(0, UTC)


def regular(every: timedelta, now: datetime, source_id: str) -> datetime:
    """Next time at a fixed interval; up to a tenth of it later, by chance."""
    return now + every + every * JITTER * _chance(source_id, now)


def adaptive(usual: datetime, seldom: timedelta, now: datetime, source_id: str) -> datetime:
    """Next time when something may be there at `usual`, at most `seldom` from now.

    Up to a minute later, by chance, for many publish at the full hour; what waits longest comes a little sooner.
    """
    chance = _chance(source_id, now)
    latest = now + seldom - seldom * JITTER * chance
    return min(usual + MOMENT * chance, latest) if usual < now + seldom else latest


def floored(due: datetime, floors: Floors, now: datetime, source_id: str) -> datetime:
    """`due`, or as much later as the server's max-age and the feed's ttl (up to a day), skipHours and skipDays ask.

    Floors that leave no hour of the week are none.
    """
    waits = [min(one, DAY) for one in (floors.max_age, floors.ttl) if one is not None]
    due = max([due, *(now + wait for wait in waits)])
    moment = due.astimezone(UTC)
    for _ in range(HOURS_A_WEEK):
        if moment.hour not in floors.skip_hours and moment.weekday() not in floors.skip_days:
            return max(due, moment + AFTER_SKIPPED * _chance(source_id, now)) if moment > due else due
        moment = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return due


def soon(now: datetime, source_id: str, wait: timedelta = timedelta(0)) -> datetime:
    """Next time when it was not the source's fault: `wait` from now and some minutes, by chance."""
    return now + wait + SOON + SOON * _chance(source_id, now)


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
