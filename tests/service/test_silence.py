"""A silence is noticed when it is longer than a source's own rhythm says; nobody cries wolf over a weekend."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.service.holidays import is_holiday, working_days
from syndicator.service.silence import LONGEST, REMEMBERED_DAYS, limit, quiet, remember, silent

DAY = timedelta(days=1)
START = date(2025, 1, 6)
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
HISTORIES = st.lists(DAYS, max_size=60).map(lambda days: tuple(sorted(set(days))[-REMEMBERED_DAYS:]))
Publishes = Callable[[date], bool]


def alarms(publishes: Publishes, days: int) -> tuple[list[date], tuple[date, ...]]:
    """Every day on which the source was called silent, and what is remembered of it at the end."""
    known: tuple[date, ...] = ()
    found = []
    for day in (START + DAY * n for n in range(days)):
        if publishes(day):
            known = remember(known, [day], day)
        if quiet(known, day):
            found.append(day)
    return found, known


def noticed_after(known: tuple[date, ...]) -> int:
    """In how many days from its last news a silence without end is noticed."""
    return next(n for n in range(2_000) if quiet(known, known[-1] + DAY * n))


def at_random(share: float, seed: int = 1) -> Publishes:
    chance = random.Random(seed)
    return lambda _: chance.random() < share


@pytest.mark.parametrize(
    ("publishes", "within"),
    [
        pytest.param(lambda _: True, 8, id="every day"),
        pytest.param(lambda day: not is_holiday(day), 8, id="every day but the holidays"),
        pytest.param(lambda day: day.weekday() < 5, 9, id="on workdays"),
        pytest.param(lambda day: day.weekday() < 5 and not is_holiday(day), 9, id="on workdays but the holidays"),
        pytest.param(lambda day: day.weekday() == 3, 40, id="on Thursdays"),
        pytest.param(lambda day: day.day == 5, 130, id="on the fifth of the month"),
        pytest.param(at_random(0.9), 16, id="on nine days of ten"),
        pytest.param(at_random(0.5), 60, id="on every other day by chance"),
        pytest.param(at_random(0.1), 200, id="on one day of ten by chance"),
    ],
)
def test_no_wolf_is_cried_for_years_and_then_the_end_is_noticed(publishes: Publishes, within: int) -> None:
    cried, known = alarms(publishes, 1_400)
    assert cried == []
    assert noticed_after(known) <= within


def test_seven_days_of_spring_festival_are_no_silence() -> None:
    festival = date(2027, 2, 6)
    closed = {festival + DAY * n for n in range(-1, 7)}
    for publishes in (lambda day: day not in closed, lambda day: day not in closed and day.weekday() < 5):
        cried, _ = alarms(publishes, (festival - START).days + 60)
        assert cried == []


def test_a_week_in_march_is_one() -> None:
    dead = date(2027, 3, 8)
    cried, _ = alarms(lambda day: day < dead, (dead - START).days + 7)
    assert cried
    assert cried[0] <= dead + DAY * 3


def test_a_source_with_few_items_needs_longer() -> None:
    week = [tuple(START + DAY * 7 * n for n in range(count)) for count in (1, 2, 3, 6, 20)]
    limits = [limit(days) for days in week]
    assert limits == sorted(limits, reverse=True)
    assert len(set(limits)) == len(limits)


def test_one_lost_month_does_not_make_a_month_usual() -> None:
    before = [START + DAY * n for n in range(15)]
    after = [before[-1] + DAY * (30 + n) for n in range(15)]
    assert noticed_after((*before, *after)) < 20


@pytest.mark.parametrize(
    "festival",
    [date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26), date(2033, 1, 31), date(2034, 2, 19), date(2040, 2, 12)]
    + [date(2025, 5, 31), date(2026, 6, 19), date(2028, 5, 28), date(2025, 10, 6), date(2027, 9, 15)]
    + [date(2026, 10, 1), date(2027, 5, 1), date(2028, 4, 4), date(2029, 1, 1)],
)
def test_the_festivals_are_known_without_a_table(festival: date) -> None:
    assert is_holiday(festival)
    assert sum(is_holiday(date(festival.year, 1, 1) + DAY * n) for n in range(365)) < 40


@given(HISTORIES, DAYS, st.integers(0, 900))
def test_a_longer_silence_is_never_less_of_one(known: tuple[date, ...], today: date, more: int) -> None:
    assert silent(known, today) <= silent(known, today + DAY * more)
    assert not (quiet(known, today) and not quiet(known, today + DAY * more))


@given(HISTORIES.filter(bool))
def test_every_source_has_a_limit_that_is_reached_at_last(known: tuple[date, ...]) -> None:
    assert 2 <= limit(known) <= LONGEST
    assert not quiet(known, known[-1] + DAY * 2)
    assert quiet(known, known[-1] + DAY * 2 * LONGEST)


@given(HISTORIES, st.lists(DAYS), DAYS)
def test_memory_is_short_ordered_and_knows_no_future(known: tuple[date, ...], came: list[date], today: date) -> None:
    kept = remember(known, came, today)
    assert len(kept) <= REMEMBERED_DAYS
    assert list(kept) == sorted(set(kept))
    assert set(kept) <= {*known, *came}
    past = [day for day in (*known, *came) if day <= today]
    assert (kept[-1] if kept else None) == max(past, default=None)
    assert remember(kept, [], today) == kept


@given(DAYS, st.integers(0, 800), st.booleans())
def test_working_days_add_up_day_by_day(first: date, length: int, weekends: bool) -> None:
    days = [first + DAY * n for n in range(1, length + 1)]
    worked = sum(not is_holiday(day) and (weekends or day.weekday() < 5) for day in days)
    assert working_days(first, first + DAY * length, weekends=weekends) == worked
