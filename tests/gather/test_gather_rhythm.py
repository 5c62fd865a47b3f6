"""The laws of a learned rhythm, and what it is for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.gather.rhythm import next_due

ZONE = ZoneInfo("Asia/Shanghai")
# A Wednesday.
NOW = datetime(2026, 11, 25, 7, 50, tzinfo=ZONE)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MIN, MAX = 5 * MINUTE, 2 * HOUR

TIMES = st.lists(st.timedeltas(-40 * DAY, 2 * DAY).map(NOW.__add__), max_size=60)
BOUNDS = st.tuples(st.timedeltas(MINUTE, HOUR), st.timedeltas(MINUTE, 2 * DAY))


def at(hour: int, minute: int = 0, days: int = 14, weekdays: str = "0123456") -> list[datetime]:
    """A batch at this time on each of the days before today."""
    past = [NOW.replace(hour=hour, minute=minute) - n * DAY for n in range(1, days + 1)]
    return [one for one in past if str(one.weekday()) in weekdays]


def test_a_source_that_publishes_at_eight_is_asked_at_one_past_eight() -> None:
    assert next_due(at(8), MIN, MAX, NOW, ZONE) == NOW.replace(hour=8, minute=1)


def test_it_is_asked_again_only_when_something_else_is_usual() -> None:
    assert next_due(at(8), MIN, MAX, NOW.replace(hour=8, minute=1), ZONE) == NOW.replace(hour=10, minute=1)
    assert next_due(at(8) + at(9, 30), MIN, MAX, NOW.replace(hour=8, minute=1), ZONE) == NOW.replace(hour=9, minute=31)


def test_a_time_of_workdays_says_nothing_about_sunday() -> None:
    sunday = NOW + 4 * DAY
    assert next_due(at(8, weekdays="01234"), MIN, MAX, sunday, ZONE) == sunday + MAX
    assert next_due(at(8, weekdays="01234"), MIN, MAX, sunday + DAY, ZONE) == (sunday + DAY).replace(hour=8, minute=1)


def test_what_comes_on_most_days_counts_and_what_came_once_does_not() -> None:
    thrice_a_week = at(8, weekdays="024")
    assert next_due(thrice_a_week, MIN, MAX, NOW, ZONE) == NOW.replace(hour=8, minute=1)
    assert next_due(at(8, days=1) + at(20), MIN, MAX, NOW, ZONE) == NOW + MAX


def test_around_an_inexact_hour_the_even_chance_decides() -> None:
    ragged = [one + n % 5 * 10 * MINUTE for n, one in enumerate(at(8))]
    due = next_due(ragged, MIN, MAX, NOW, ZONE)
    assert NOW.replace(hour=8, minute=11) <= due <= NOW.replace(hour=8, minute=31)


def test_a_busy_source_is_asked_often_by_day_and_seldom_by_night() -> None:
    busy = [time for hour in range(8, 20) for minute in range(0, 60, 10) for time in at(hour, minute)]
    assert next_due(busy, MIN, MAX, NOW.replace(hour=12, minute=1), ZONE) == NOW.replace(hour=12, minute=11)
    assert next_due(busy, MIN, MAX, NOW.replace(hour=22), ZONE) == NOW.replace(hour=22) + MAX


def test_over_midnight_tomorrow_is_another_day() -> None:
    friday = (NOW + 2 * DAY).replace(hour=23, minute=30)
    workdays = at(0, 10, weekdays="01234")
    assert next_due(workdays, MIN, MAX, friday - DAY, ZONE) == (friday - DAY) + 41 * MINUTE
    assert next_due(workdays, MIN, MAX, friday, ZONE) == friday + MAX


@pytest.mark.parametrize("days", [0, 1, 2])
def test_too_little_history_is_no_rhythm(days: int) -> None:
    assert next_due(at(8, days=days), MIN, MAX, NOW, ZONE) == NOW + MAX


def test_a_changed_clock_in_another_country_is_no_matter() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    now = datetime(2026, 10, 25, 7, 50, tzinfo=berlin)  # the day the clock goes back
    past = [datetime(2026, 10, day, 8, 0, tzinfo=berlin) for day in range(1, 25)]
    assert next_due(past, MIN, MAX, now, berlin) == datetime(2026, 10, 25, 8, 1, tzinfo=berlin)


@given(TIMES, BOUNDS)
def test_it_keeps_within_its_bounds(times: list[datetime], bounds: tuple[timedelta, timedelta]) -> None:
    least, most = bounds
    due = next_due(times, least, most, NOW, ZONE)
    assert NOW + least <= due <= NOW + max(least, min(most, DAY))


@given(TIMES, BOUNDS, st.timedeltas(timedelta(0), DAY))
def test_more_patience_never_asks_sooner(
    times: list[datetime], bounds: tuple[timedelta, timedelta], more: timedelta
) -> None:
    least, most = bounds
    due = next_due(times, least, most, NOW, ZONE)
    assert next_due(times, least, most + more, NOW, ZONE) >= due
    assert next_due(times, least + more, most, NOW, ZONE) >= due


@given(TIMES, st.randoms(use_true_random=False), st.integers(-3, 3))
def test_neither_order_nor_repetition_nor_whole_weeks_matter(times: list[datetime], random: object, weeks: int) -> None:
    due = next_due(times, MIN, MAX, NOW, ZONE)
    shuffled = times * 2
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    shift = weeks * 7 * DAY
    assert next_due([one.astimezone(UTC) + shift for one in shuffled], MIN, MAX, NOW + shift, ZONE) == due + shift


@given(TIMES)
def test_today_and_the_future_teach_nothing(times: list[datetime]) -> None:
    past = [one for one in times if one.date() < NOW.date()]
    assert next_due(times, MIN, MAX, NOW, ZONE) == next_due(past, MIN, MAX, NOW, ZONE)
