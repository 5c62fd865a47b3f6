"""The laws of a learned rhythm, and what it is for."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.gather.arrivals import MOST_KEPT, REMEMBERED, came, learn, recall
from syndicator.gather.rhythm import next_due

ZONE = ZoneInfo("Asia/Shanghai")
# A Wednesday.
NOW = datetime(2026, 11, 25, 7, 50, tzinfo=ZONE)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MIN, MAX = 5 * MINUTE, 3 * HOUR

TIMES = st.lists(st.timedeltas(-40 * DAY, 2 * DAY).map(NOW.__add__), max_size=60)
BOUNDS = st.tuples(st.timedeltas(MINUTE, HOUR), st.timedeltas(MINUTE, 2 * DAY))
ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])


def due(
    times: list[datetime],
    least: timedelta = MIN,
    most: timedelta = MAX,
    now: datetime = NOW,
    zone: ZoneInfo = ZONE,
    known_for: timedelta = timedelta(0),
) -> datetime:
    memory = learn(b"", [], now - known_for) if known_for else b""
    return next_due(recall(learn(memory, times, now)), least, most, now, zone)


def at(hour: int, minute: int = 0, days: int = 21, weekdays: str = "0123456") -> list[datetime]:
    """A batch at this time on each of the days before today."""
    past = [NOW.replace(hour=hour, minute=minute) - n * DAY for n in range(1, days + 1)]
    return [one for one in past if str(one.weekday()) in weekdays]


def test_a_source_that_publishes_at_eight_is_asked_at_one_past_eight() -> None:
    assert due(at(8)) == NOW.replace(hour=8, minute=1)
    assert due(at(8), now=NOW.replace(hour=5, minute=30)) == NOW.replace(hour=8, minute=1)


def test_it_is_left_alone_when_nothing_is_usual() -> None:
    assert due(at(8), now=NOW.replace(hour=8, minute=1)) > NOW.replace(hour=10)
    assert due(at(8) + at(9, 30), now=NOW.replace(hour=8, minute=1)) == NOW.replace(hour=9, minute=31)


def test_a_time_of_workdays_says_little_about_sunday() -> None:
    workdays, sunday = at(8, weekdays="01234"), NOW + 4 * DAY
    assert due(workdays, now=sunday) > sunday + 25 * MINUTE
    assert due(workdays, now=sunday + DAY) == (sunday + DAY).replace(hour=8, minute=1)


def test_the_day_of_a_weekly_notice_is_learned() -> None:
    weekly = at(8, days=28, weekdays="2")
    waits = [due(weekly, now=NOW + n * DAY, known_for=28 * DAY) - (NOW + n * DAY) for n in range(7)]
    assert waits[0] == 11 * MINUTE
    assert min(waits[1:]) > 2 * waits[0]


def test_what_came_once_is_no_habit() -> None:
    once = due(at(8, days=1) + at(20))
    assert once > NOW.replace(hour=8, minute=10)


def test_around_an_inexact_hour_it_waits_for_most() -> None:
    ragged = [one + n % 5 * 10 * MINUTE for n, one in enumerate(at(8))]
    assert NOW.replace(hour=8, minute=3) <= due(ragged) <= NOW.replace(hour=8, minute=31)


def test_a_busy_source_is_asked_often_by_day_and_seldom_by_night() -> None:
    busy = [time for hour in range(8, 20) for minute in range(0, 60, 10) for time in at(hour, minute)]
    noon, night = NOW.replace(hour=12, minute=1), NOW.replace(hour=22)
    assert due(busy, now=noon) <= noon + 11 * MINUTE
    assert due(busy, now=night) >= night + HOUR


def at_random(per_day: int) -> list[datetime]:
    chance = random.Random(1)
    return [NOW - chance.uniform(0, 20) * DAY for _ in range(20 * per_day)]


@pytest.mark.parametrize("per_day", [1, 4, 24, 96])
def test_news_at_random_is_asked_for_by_its_rate(per_day: int) -> None:
    times = at_random(per_day)
    wait = due(times, MINUTE, DAY) - NOW
    ideal = (2 * DAY / per_day / MINUTE) ** 0.5 * MINUTE
    assert ideal / 3 < wait < ideal * 3


def test_more_news_is_asked_for_sooner() -> None:
    hours = [NOW + n * HOUR for n in range(24)]
    memories = [recall(learn(b"", at_random(rate), NOW)) for rate in (1, 4, 16, 64)]
    waits = [sum((next_due(one, MINUTE, DAY, now, ZONE) - now) / HOUR for now in hours) for one in memories]
    assert waits == sorted(waits, reverse=True)


def test_the_longer_nothing_comes_the_seldomer_it_is_asked() -> None:
    waits = [due([], MINUTE, DAY, known_for=n * DAY) - NOW for n in range(0, 28, 3)]
    assert waits == sorted(waits)
    assert waits[0] < 30 * MINUTE
    assert waits[-1] > 3 * HOUR


def test_a_new_time_of_day_is_learned_within_days() -> None:
    old = [NOW.replace(hour=8, minute=0) - n * DAY for n in range(4, 28)]
    new = [NOW.replace(hour=17, minute=30) - n * DAY for n in range(1, 4)]
    asked = due(old + new, now=NOW.replace(hour=17, minute=0))
    assert NOW.replace(hour=17, minute=31) <= asked <= NOW.replace(hour=17, minute=45)


def test_over_midnight_tomorrow_is_another_day() -> None:
    friday = (NOW + 2 * DAY).replace(hour=23, minute=30)
    workdays = at(0, 10, weekdays="01234")
    assert due(workdays, now=friday - DAY) == (friday - DAY) + 41 * MINUTE
    assert due(workdays, now=friday) > friday + 50 * MINUTE


@pytest.mark.parametrize(("month", "day", "year"), [(10, 25, 2026), (3, 28, 2027)])
def test_when_the_clocks_change_eight_is_eight_by_the_new_clock(month: int, day: int, year: int) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    now = datetime(year, month, day, 7, 50, tzinfo=berlin)
    past = [(now - n * DAY).replace(hour=8, minute=0) for n in range(1, 25)]
    assert due(past, now=now, zone=berlin) == datetime(year, month, day, 8, 1, tzinfo=berlin)


@given(TIMES, BOUNDS, ZONES, st.timedeltas(timedelta(0), 400 * DAY))
def test_it_keeps_within_its_bounds(
    times: list[datetime], bounds: tuple[timedelta, timedelta], zone: str, later: timedelta
) -> None:
    least, most = bounds
    now = NOW + later
    asked = due(times, least, most, now, ZoneInfo(zone))
    assert now + least <= asked <= now + max(least, min(most, DAY))


@given(TIMES, BOUNDS, st.timedeltas(timedelta(0), DAY))
def test_more_patience_never_asks_sooner(
    times: list[datetime], bounds: tuple[timedelta, timedelta], more: timedelta
) -> None:
    least, most = bounds
    asked = due(times, least, most)
    assert due(times, least, most + more) >= asked
    assert due(times, least + more, most) >= asked


@given(TIMES, st.timedeltas(timedelta(0), HOUR))
def test_while_it_waits_the_time_it_waits_for_never_comes_nearer_than_it_was(
    times: list[datetime], passed: timedelta
) -> None:
    known = recall(learn(b"", times, NOW))
    asked = next_due(known, MINUTE, DAY, NOW, ZONE)
    later = NOW + min(passed, asked - NOW - MINUTE)
    assert next_due(known, MINUTE, DAY, later, ZONE) >= asked - MINUTE


@given(TIMES, st.randoms(use_true_random=False), st.integers(-3, 3))
def test_neither_order_nor_repetition_nor_whole_weeks_matter(
    times: list[datetime], chance: random.Random, weeks: int
) -> None:
    shuffled = times * 2
    chance.shuffle(shuffled)
    shift = weeks * 7 * DAY
    moved = due([one.astimezone(UTC) + shift for one in shuffled], now=NOW + shift)
    assert abs(moved - due(times) - shift) < timedelta(milliseconds=1)


@given(TIMES, st.lists(TIMES, max_size=4))
def test_the_memory_is_small_and_keeps_what_it_is_told(times: list[datetime], more: list[list[datetime]]) -> None:
    memory = learn(b"", times, NOW)
    for one in more:
        memory = learn(memory, one, NOW)
    known = recall(memory)
    lately = {int(one.timestamp()) // 60 for one in sum(more, times) if NOW - REMEMBERED + MINUTE < one <= NOW}
    assert lately <= set(known.minutes)
    assert learn(memory, times, NOW) == memory
    assert len(memory) == 5 + 2 * len(known.minutes)
    assert list(known.minutes) == sorted(set(known.minutes))


@pytest.mark.parametrize("gap", [1, 3, 7])
def test_the_busiest_source_needs_a_kilobyte_and_its_rate_stays_known(gap: int) -> None:
    count = int(REMEMBERED / MINUTE) // gap - 1
    memory = b""
    for week in range(4):
        now = NOW - (3 - week) * 7 * DAY
        times = [NOW - n * gap * MINUTE for n in range(count)]
        memory = learn(memory, [one for one in times if now - 7 * DAY < one <= now], now)
    known = recall(memory)
    assert len(memory) <= 5 + 2 * MOST_KEPT
    assert 0.7 < known.weight * len(known.minutes) / count < 1.4


def test_a_source_that_falls_silent_is_forgotten_after_a_month() -> None:
    memory = learn(learn(b"", at(8), NOW), [], NOW + REMEMBERED + DAY)
    assert recall(memory).minutes == ()


@given(st.binary(max_size=60))
def test_a_memory_of_other_bytes_is_none_and_harms_nothing(memory: bytes) -> None:
    assert NOW < next_due(recall(memory), MIN, MAX, NOW, ZONE) <= NOW + MAX
    learn(memory, at(8), NOW)


def test_an_item_came_when_it_says_or_between_two_polls() -> None:
    polled = NOW - HOUR
    assert came(NOW - 9 * MINUTE, polled, NOW) == NOW - 9 * MINUTE
    assert came(None, polled, NOW) == NOW - 30 * MINUTE
    assert came(NOW - 5 * HOUR, polled, NOW) == NOW - 30 * MINUTE  # it says an hour at which it was not there
    assert came(NOW + HOUR, polled, NOW) == NOW - 30 * MINUTE
    assert came(NOW - 5 * DAY, None, NOW) == NOW - 5 * DAY
    assert came(None, None, NOW) is None
    assert came(None, NOW - DAY, NOW) is None
