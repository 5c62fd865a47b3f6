"""The laws of when a source is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from syndicator.gather import pace
from syndicator.gather.headers import max_age, retry_after
from syndicator.model import Floors

NOW = datetime(2026, 11, 25, tzinfo=UTC)
DAY = timedelta(days=1)
EVERY = st.timedeltas(timedelta(minutes=1), timedelta(days=7))
FLOOR = st.none() | st.timedeltas(timedelta(0), timedelta(days=30))
ID = st.text(max_size=9)
WHEN = st.timedeltas(timedelta(0), timedelta(days=5000)).map(NOW.__add__)


HOURS, DAYS = st.lists(st.integers(0, 23)).map(tuple), st.lists(st.integers(0, 6)).map(tuple)
FLOORS = st.builds(Floors, FLOOR, FLOOR, HOURS, DAYS)


@given(EVERY, WHEN, ID)
def test_a_fixed_interval_is_kept_and_drifts_a_little(every: timedelta, now: datetime, id: str) -> None:
    due = pace.regular(every, now, id)
    assert now + every <= due <= now + every * 1.1
    assert due == pace.regular(every, now, id)


@given(st.timedeltas(timedelta(0), DAY), st.timedeltas(timedelta(minutes=2), DAY), WHEN, ID)
def test_a_pace_of_its_own_is_never_slower_than_its_bound(
    wait: timedelta, seldom: timedelta, now: datetime, id: str
) -> None:
    due = pace.adaptive(now + wait, seldom, now, id)
    assert now + min(wait, seldom * 0.9) <= due <= now + min(wait + timedelta(minutes=1), seldom)


@given(FLOORS, st.timedeltas(timedelta(0), DAY), WHEN, ID)
def test_floors_hold_and_never_bring_it_sooner(floors: Floors, wait: timedelta, now: datetime, id: str) -> None:
    due = pace.floored(now + wait, floors, now, id)
    waits = [min(one, DAY) for one in (floors.max_age, floors.ttl) if one is not None]
    assert due >= now + max([wait, *waits])
    assert due <= now + max([wait, *waits]) + timedelta(days=7, minutes=5)
    if len(set(floors.skip_hours)) < 24 and len(set(floors.skip_days)) < 7:
        assert due.hour not in floors.skip_hours
        assert due.weekday() not in floors.skip_days


@given(FLOORS, st.timedeltas(timedelta(0), timedelta(days=2)), ID)
def test_a_higher_floor_never_brings_it_back_sooner(floors: Floors, more: timedelta, id: str) -> None:
    higher = replace(floors, max_age=(floors.max_age or timedelta(0)) + more)
    low, high = pace.floored(NOW, floors, NOW, id), pace.floored(NOW, higher, NOW, id)
    assert high >= low - pace.AFTER_SKIPPED


def test_floors_that_leave_no_time_are_none() -> None:
    assert pace.floored(NOW, Floors(skip_hours=tuple(range(24))), NOW, "a") == NOW
    assert pace.floored(NOW, Floors(skip_days=tuple(range(7))), NOW, "a") == NOW


@given(EVERY, st.integers(0, 10_000), FLOOR, WHEN, ID)
def test_failures_back_off_to_a_day_and_obey_retry_after(
    every: timedelta, failures: int, wait: timedelta | None, now: datetime, id: str
) -> None:
    due = pace.after_failure(every, failures, now, wait, id)
    assert due >= now + min(wait or timedelta(0), DAY)
    assert due <= now + max(DAY, every)
    assert due >= now + min(every, pace.FIRST_BACKOFF) * 0.89
    assert pace.after_failure(every, failures + 1, now, wait, id) >= due


@given(EVERY, st.integers(20, 10_000), ID)
def test_a_source_that_fails_for_ever_is_asked_about_once_a_day(every: timedelta, failures: int, id: str) -> None:
    assert pace.after_failure(every, failures, NOW, None, id) >= NOW + DAY * 0.89


@given(st.timedeltas(timedelta(minutes=30), timedelta(days=7)), ID)
def test_one_hiccup_does_not_cost_a_daily_paper_its_day(every: timedelta, id: str) -> None:
    assert pace.after_failure(every, 1, NOW, None, id) <= NOW + pace.FIRST_BACKOFF


def test_a_thousand_new_sources_do_not_come_at_once() -> None:
    times = sorted(pace.spread(f"s{n}", timedelta(minutes=15), NOW, among=1000) for n in range(1000))
    seconds = [int((time - NOW).total_seconds()) for time in times]
    assert max(seconds.count(second) for second in set(seconds)) < 2 * pace.FIRST_A_SECOND
    assert times[-1] < NOW + timedelta(seconds=20)


@given(ID, EVERY, st.integers(1, 10**7))
def test_a_new_source_is_due_soon_however_many_come(id: str, every: timedelta, among: int) -> None:
    due = pace.spread(id, every, NOW, among)
    assert NOW <= due <= NOW + min(pace.FIRST_SPREAD, every)
    assert pace.spread(id, every, NOW) < NOW + timedelta(seconds=1)


def test_sources_with_one_interval_drift_apart() -> None:
    due = {pace.regular(timedelta(hours=1), NOW, f"s{n}") for n in range(100)}
    assert len(due) > 90
    assert max(due) - min(due) > timedelta(minutes=4)


@given(st.text(max_size=60) | st.from_regex(r"(max-age|s-maxage|no-cache)=\"?[0-9]{0,30}\"?(, *max-age=[0-9]*)?"))
def test_any_cache_control_is_a_floor_within_a_day_or_nothing(said: str) -> None:
    found = max_age(said, said)
    assert found is None or timedelta(0) <= found <= DAY


@given(st.text(max_size=60) | st.datetimes().map(lambda at: at.strftime("%a, %d %b %Y %H:%M:%S GMT")))
def test_any_retry_after_is_a_wait_within_a_day_or_nothing(said: str) -> None:
    found = retry_after(said, NOW)
    assert found is None or timedelta(0) <= found <= DAY
