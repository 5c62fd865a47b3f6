"""The long holidays on which Chinese offices and papers fall silent. Pure, and without a table that runs out.

They are generous by a day or two: the moon is reckoned by its mean, and the days off move from year to year.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import lru_cache

# The mean new moon (Meeus, Astronomical Algorithms, 49.1): 2000-01-06 14:20 UTC, here in days of Beijing's clock.
_NEW_MOON = date(2000, 1, 6).toordinal() + (14 + 20 / 60 + 8) / 24
_MONTH = 29.530588861
# Days before and after the festival itself, off work or half at work.
_SPRING_FESTIVAL = (-2, 8)
_SHORT = (-1, 1)
REMEMBERED_YEARS = 256


def working_days(first: date, last: date, *, weekends: bool) -> int:
    """How many days after `first` up to and with `last` are no holiday; Saturdays and Sundays count if `weekends`."""
    if last <= first:
        return 0
    start, end = first.toordinal(), last.toordinal()
    off = sum(_between(_holidays(year, weekends), start, end) for year in range(first.year, last.year + 1))
    return end - start - off - (0 if weekends else _weekend_days(end) - _weekend_days(start))


def is_holiday(day: date) -> bool:
    """Says whether most offices may be closed on this day, weekends apart."""
    return day.toordinal() in _holidays(day.year, True)


@lru_cache(maxsize=REMEMBERED_YEARS)
def _holidays(year: int, weekends: bool) -> tuple[int, ...]:
    """The ordinals of a year's holidays in order; without `weekends` those that are no Saturday or Sunday."""
    # Each lunar month is known by the solar term that it contains (GB/T 33661): 雨水, 夏至, 秋分.
    spring = _lunar_month(date(year, 2, 19))
    dragon_boat = _lunar_month(date(year, 6, 21)) + 4
    mid_autumn = _lunar_month(date(year, 9, 23)) + 14
    days = {
        date(year, 1, 1).toordinal(),
        *range(date(year, 4, 3).toordinal(), date(year, 4, 6).toordinal() + 1),
        *range(date(year, 5, 1).toordinal(), date(year, 5, 5).toordinal() + 1),
        *range(date(year, 10, 1).toordinal(), date(year, 10, 8).toordinal() + 1),
    }
    for festival, (before, after) in ((spring, _SPRING_FESTIVAL), (dragon_boat, _SHORT), (mid_autumn, _SHORT)):
        days.update(range(festival + before, festival + after + 1))
    return tuple(sorted(day for day in days if weekends or date.fromordinal(day).weekday() < 5))


def _lunar_month(term: date) -> int:
    """The ordinal of the first day of the lunar month that contains this day."""
    ends = term.toordinal() + 1 - _NEW_MOON
    return int(_NEW_MOON + ends // _MONTH * _MONTH)


def _between(days: tuple[int, ...], start: int, end: int) -> int:
    return bisect_right(days, end) - bisect_right(days, start)


def _weekend_days(ordinal: int) -> int:
    """How many Saturdays and Sundays there were up to and with this day; ordinal 1 was a Monday."""
    weeks, rest = divmod(ordinal, 7)
    return weeks * 2 + max(rest - 5, 0)
