"""Whether a source has been silent for longer than its own rhythm says. Pure.

What is remembered of a source are the last days on which it brought something: a few bytes that a poll reads and
writes with its row. Days, not hours: every source sleeps at night. Holidays count for none, weekends for those alone
that work on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from syndicator.service.holidays import is_holiday, working_days

# Enough for the gaps of a month of workdays; with more, a source that has changed its habits is judged by old ones.
REMEMBERED_DAYS = 32
# A gap that began longer ago tells of another time.
OLDEST = timedelta(days=730)
# The gap that nineteen in twenty do not exceed: one lost month among many weeks does not make a month usual.
USUAL = 0.95
# The usual gap may double, and a restless source (whose usual gap lies far above its middle one) may take longer.
# If news came by pure chance, at one rate, so long a gap would come once in ten thousand.
RESTLESS = 3
# Few gaps say little: with four, the limit is doubled; with none, a season is allowed.
FEW = 4
UNKNOWN = 90
# One day more than was ever missed is no silence yet, up to so many days.
LEAST = 4
# Nothing for so many working days is worth a look, whatever was usual.
LONGEST = 400
# A source works on weekends when it brought something on at least so many of those days, in fifths.
WEEKEND_SHARE = 0.2
FEWEST_WEEKENDS = 4


def remember(days: Sequence[date], came: Sequence[date], today: date) -> tuple[date, ...]:
    """The last days with news, ascending, after `came` joined `days`; none from the future, none too old to matter."""
    if days and days[-1] <= today and set(came) <= {days[-1]}:
        return tuple(days)  # one more thing on a day that brought something already, as most are
    found = {day for day in (*days, *came) if today - OLDEST <= day <= today}
    if not found:  # however long ago: it is what the silence is measured from
        found = set(sorted(day for day in (*days, *came) if day <= today)[-1:])
    return tuple(sorted(found)[-REMEMBERED_DAYS:])


def silent(days: Sequence[date], today: date) -> int:
    """How many whole working days nothing has come, today not among them, for it is not over. 0 without `days`."""
    if not days or today <= days[-1]:
        return 0
    return working_days(days[-1], today - timedelta(days=1), weekends=_works_on_weekends(days))


def limit(days: Sequence[date]) -> int:
    """How many whole working days of silence this source may keep before it is worth a look; at least two."""
    weekends = _works_on_weekends(days)
    # What came on a day off (a gap of 0) came on the next step all the same.
    gaps = sorted(max(working_days(a, b, weekends=weekends), 1) for a, b in pairwise(days))
    if not gaps:
        return UNKNOWN
    usual, middle = gaps[int((len(gaps) - 1) * USUAL + 0.999)], gaps[len(gaps) // 2]
    longest = (2 * usual + RESTLESS * max(usual - middle, 0)) * (1 + FEW / len(gaps))
    return min(max(int(longest), min(gaps[-1] + 1, LEAST)), LONGEST)


def quiet(days: Sequence[date], today: date) -> bool:
    """Says whether this silence is longer than the source's rhythm explains."""
    # Most sources brought something lately; they need no closer look.
    return bool(days) and (today - days[-1]).days > 2 and silent(days, today) >= limit(days)


def _works_on_weekends(days: Sequence[date]) -> bool:
    """Whether Saturdays and Sundays are working days here; not, while too few of them were seen."""
    if len(days) < 2:
        return False
    span = (days[-1] - days[0]).days
    seen = span // 7 * 2
    worked = sum(day.weekday() >= 5 and not is_holiday(day) for day in days)
    return seen >= FEWEST_WEEKENDS and worked >= WEEKEND_SHARE * seen
