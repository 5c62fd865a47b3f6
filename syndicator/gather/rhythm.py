"""When a source usually brings something new: one that publishes at 08:00 is asked at 08:01. Pure.

Waiting has a price, the minutes that an unread item waits, and so has a request. A source is asked as soon as what
probably lies there unread has waited WORTH minutes together, or when it has just come and nothing more is near. For
news that comes at random at the rate r this is every sqrt(2 * WORTH / r) minutes, which is the cheapest interval.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from math import sqrt
from zoneinfo import ZoneInfo

from syndicator.gather.arrivals import MINUTE, REMEMBERED, Arrivals

# How many minutes one item may wait for one request more.
WORTH = 1.0
# A probable item that has just come is fetched at once when at most this part of it may follow while we waited.
PROBABLE = 0.3
STRAGGLERS = 0.3
# What happened eight days ago counts half.
HALVED = 0.5 ** (1 / 8)
# How many days' evidence make a weekday, a kind of day, and the hours of the day believed as much as what is more
# common: the kind of day, all days, a steady drizzle.
WEEKDAY_DAYS = 0.7
KIND_DAYS = 0.5
HOURS_DAYS = 0.5
# Until something is known: as if one item had come in three hours.
FIRST_COUNT, FIRST_DAYS = 1.0, 1 / 8
# What is published within a minute is there when it is over.
PATIENCE = 1
DAY = 24 * 60
LONGEST_LOOK = timedelta(days=1)
# Beyond what is remembered a memory can only be broken.
MOST_DAYS = 60


def next_due(arrivals: Arrivals, every: timedelta, seldom: timedelta, now: datetime, zone: ZoneInfo) -> datetime:
    """The next time it is worth asking, at least `every` and at most `seldom` (up to a day) from now.

    Each weekday is learned by itself as far as it shows, else from its like (workdays), else from all days.
    """
    latest = max(min(seldom, LONGEST_LOOK), every)
    start = now.timestamp() / 60
    steady, expected = _expected(arrivals, now, now + latest, zone)
    wait = _worth_asking(steady, [(at - start, mass) for at, mass in expected], latest / MINUTE)
    return now + max(every, min(latest, timedelta(minutes=wait)))


def _worth_asking(steady: float, expected: Sequence[tuple[float, float]], latest: float) -> float:
    """Minutes to wait, when `steady` items a minute come at any time and `mass` of one at each expected time."""
    waited = unread = at = 0.0
    for n, (moment, mass) in enumerate([*expected, (latest, 0.0)]):
        span = max(moment - at, 0.0)
        grown = waited + unread * span + steady * span * span / 2
        if grown >= WORTH:
            return at + _until(WORTH - waited, unread, steady)
        waited, unread, at = grown, unread + steady * span + mass, at + span
        if unread >= PROBABLE and mass:
            end = at + (WORTH - waited) / unread
            more = 0.0
            for later, follows in expected[n + 1 :]:
                if later > end or more > STRAGGLERS * unread:
                    break
                more += follows
            if more <= STRAGGLERS * unread:
                return at
    return latest


def _until(missing: float, unread: float, steady: float) -> float:
    """When `unread` items and `steady` more a minute will have waited `missing` minutes together."""
    if steady <= 0:
        return missing / unread
    return (sqrt(unread * unread + 2 * steady * missing) - unread) / steady


def _fading(days: int) -> float:
    """How much a day so long ago still counts."""
    return HALVED ** min(max(days, 0), MOST_DAYS)


def _expected(
    arrivals: Arrivals, now: datetime, until: datetime, zone: ZoneInfo
) -> tuple[float, list[tuple[float, float]]]:
    """Items a minute at any time, and (minute since 1970, items) when more of them are usual, in order."""
    local = _local(arrivals, now, zone)
    today = now.astimezone(zone).date().toordinal()
    days = Counter(minute // DAY for minute in local)
    fading = {day: _fading(today - day) for day in days}
    span = _age(arrivals, now)
    # Today is not over: its hours would seem quieter than they are.
    # Nor is the first day whole, unless most of it was seen.
    begun = round(_local(replace(arrivals, minutes=(arrivals.since,)), now, zone)[0] / DAY) if arrivals.since else today
    seen = {day: _fading(today - day) for day in range(max(begun, today - MOST_DAYS), today)}
    of_weekday: defaultdict[int, float] = defaultdict(float)
    of_kind: defaultdict[int, float] = defaultdict(float)
    for day, weight in seen.items():
        of_weekday[day % 7] += weight
        of_kind[_kind(day)] += weight
    everywhen = sum(seen.values())
    exposed = sum(HALVED**age for age in range(int(span))) + span % 1 * HALVED**span
    came = arrivals.weight * sum(count * fading[day] for day, count in days.items())
    rate = (came + FIRST_COUNT) / (exposed + FIRST_DAYS) / DAY
    first, last = now.timestamp() / 60, until.timestamp() / 60
    steady = 0.0
    found: list[tuple[float, float]] = []
    for target in range(today, until.astimezone(zone).date().toordinal() + 1):
        by_weekday = 1 / (of_weekday[target % 7] + WEEKDAY_DAYS)
        by_kind = WEEKDAY_DAYS * by_weekday / (of_kind[_kind(target)] + KIND_DAYS)
        by_day = KIND_DAYS * by_kind / (everywhen + HOURS_DAYS)
        steady = HOURS_DAYS * by_day * rate
        mass = {
            day: arrivals.weight
            * fading[day]
            * (by_day + by_kind * (_kind(day) == _kind(target)) + by_weekday * (day % 7 == target % 7))
            for day in days
            if day != today
        }
        midnight = datetime.combine(date.fromordinal(target), time(), zone)
        base = midnight.timestamp() / 60 + PATIENCE
        # What clocks may be put forward or back on that day: minutes well outside need no closer look.
        leap = abs((midnight + timedelta(days=1)).timestamp() / 60 + PATIENCE - base - DAY)
        early, late = first - base - leap, last - base + leap
        for minute in local:
            clock = minute % DAY
            if early < clock <= late and (day := minute // DAY) in mass:
                at = (midnight + timedelta(minutes=clock)).timestamp() / 60 + PATIENCE if leap else base + clock
                if first < at <= last:
                    found.append((at, mass[day]))
    found.sort()
    return steady, found


def _age(arrivals: Arrivals, now: datetime) -> float:
    """For how many days arrivals are known."""
    since = now.timestamp() / 60 if arrivals.since is None else arrivals.since
    return min(max((now.timestamp() / 60 - since) / DAY, 0.0), REMEMBERED / timedelta(days=1))


def _local(arrivals: Arrivals, now: datetime, zone: ZoneInfo) -> list[int]:
    """The minutes as the office's clocks showed them, counted from the first of January of the year 1."""
    epoch = date(1970, 1, 1).toordinal() * DAY
    if not arrivals.minutes:
        return []
    ends = {_offset(minute, zone) for minute in (arrivals.minutes[0], int(now.timestamp()) // 60)}
    if len(ends) == 1:
        shift = epoch + ends.pop()
        return [minute + shift for minute in arrivals.minutes]
    return [minute + epoch + _offset(minute, zone) for minute in arrivals.minutes]


def _offset(minute: int, zone: ZoneInfo) -> int:
    shown = datetime.fromtimestamp(minute * 60, zone).utcoffset() or timedelta(0)
    return shown // MINUTE


def _kind(ordinal: int) -> int:
    """Workday 4, Saturday 5, Sunday 6. The first of January of the year 1 was a Monday, with the ordinal 1."""
    return max((ordinal - 1) % 7, 4)
