"""The laws of when a source is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from syndicator.gather import pace
from syndicator.gather.headers import max_age, retry_after

NOW = datetime(2026, 11, 25, tzinfo=UTC)
DAY = timedelta(days=1)
EVERY = st.timedeltas(timedelta(minutes=1), timedelta(days=7))
FLOOR = st.none() | st.timedeltas(timedelta(0), timedelta(days=30))
ID = st.text(max_size=9)
WHEN = st.timedeltas(timedelta(0), timedelta(days=5000)).map(NOW.__add__)


@given(EVERY, st.booleans(), FLOOR, FLOOR, WHEN, ID)
def test_a_success_never_brings_a_source_back_too_soon_or_too_late(
    every: timedelta, changed: bool, fresh: timedelta | None, ttl: timedelta | None, now: datetime, id: str
) -> None:
    due = pace.after_success(every, changed=changed, max_age=fresh, ttl=ttl, now=now, source_id=id)
    floors = [min(one, DAY) for one in (fresh, ttl) if one is not None]
    assert due >= now + max([every, *floors])
    assert due <= now + max([every * 1.1, *floors])
    assert due == pace.after_success(every, changed=changed, max_age=fresh, ttl=ttl, now=now, source_id=id)


@given(EVERY, FLOOR, FLOOR, st.timedeltas(timedelta(0), timedelta(days=2)), ID)
def test_a_higher_floor_never_brings_it_back_sooner(
    every: timedelta, fresh: timedelta | None, ttl: timedelta | None, more: timedelta, id: str
) -> None:
    low = pace.after_success(every, changed=True, max_age=fresh, ttl=ttl, now=NOW, source_id=id)
    higher = (fresh or timedelta(0)) + more
    assert pace.after_success(every, changed=True, max_age=higher, ttl=ttl, now=NOW, source_id=id) >= low


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
    due = {
        pace.after_success(timedelta(hours=1), changed=False, max_age=None, ttl=None, now=NOW, source_id=f"s{n}")
        for n in range(100)
    }
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
