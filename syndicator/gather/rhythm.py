"""When a source usually brings something new: one that publishes at 08:00 is asked at 08:01. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# What lies further back tells of another season.
REMEMBERED_DAYS = 28
# Fewer comparable days are no rhythm.
FEWEST_DAYS = 3
# A poll is worth its cost once half a batch may be expected since the last one: an even chance to find something.
WORTH = 0.5
# After the usual minute, time to upload the rest.
PATIENCE = timedelta(minutes=1)
LEAP = timedelta(hours=3)


def next_due(
    times: Sequence[datetime], every_min: timedelta, every_max: timedelta, now: datetime, zone: ZoneInfo
) -> datetime:
    """The next time it is worth asking, at least `every_min` and at most `every_max` (up to a day) from now.

    `times` say when the source's items came, in any order. What came within one minute counts once. Workdays,
    Saturdays and Sundays are learned apart. While too little is known, it is `every_max` from now.
    """
    latest = now + max(min(every_max, timedelta(days=1)), every_min)
    today = now.astimezone(zone).date()
    batches = _batches(times, today, zone)
    if not batches:
        return latest
    observed = _observed(min(day for day, _ in batches), today)
    minutes = Counter((_kind(day), minute) for day, minute in batches)
    expected = 0.0
    for moment, kind in _ahead(minutes, now, latest, zone):
        if observed[kind] >= FEWEST_DAYS:
            expected += minutes[kind, moment.astimezone(zone).time()] / observed[kind]
        if expected >= WORTH:
            return min(max(moment + PATIENCE, now + every_min), latest)
    return latest


def _batches(times: Iterable[datetime], today: date, zone: ZoneInfo) -> set[tuple[date, time]]:
    """Day and minute of what came; today is left out, for it is not over."""
    oldest = today - timedelta(days=REMEMBERED_DAYS)
    local = (one.astimezone(zone) for one in times)
    return {
        (one.date(), one.time().replace(second=0, microsecond=0, fold=0))
        for one in local
        if oldest <= one.date() < today
    }


def _observed(first: date, today: date) -> Counter[int]:
    """How many whole days of each kind lie between the first batch and today."""
    return Counter(_kind(first + timedelta(days=n)) for n in range((today - first).days))


def _kind(day: date) -> int:
    """Workday 4, Saturday 5, Sunday 6."""
    return max(day.weekday(), 4)


def _ahead(
    minutes: Counter[tuple[int, time]], now: datetime, latest: datetime, zone: ZoneInfo
) -> list[tuple[datetime, int]]:
    """The usual minutes after `now` up to `latest`, in order, with the kind of their day."""
    start = now.astimezone(zone).date()
    # What clocks show now and at the end, give or take what any zone ever put them forward: most minutes lie outside.
    early, late = now.astimezone(zone).replace(tzinfo=None) - LEAP, latest.astimezone(zone).replace(tzinfo=None) + LEAP
    found = []
    for day in (start, start + timedelta(days=1)):
        for kind, minute in minutes:
            if kind == _kind(day) and early <= (shown := datetime.combine(day, minute)) <= late:
                moment = shown.replace(tzinfo=zone).astimezone(UTC)
                if now < moment + PATIENCE and moment <= latest:
                    found.append((moment, kind))
    return sorted(found)
