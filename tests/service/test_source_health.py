"""The state of a source follows its rhythm and its usual speed, not one poll."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import Health, SourceState
from syndicator.service.health import REMEMBERED_TIMES, answered, troubling, turned
from tests.loopback import Loopback
from tests.service.conftest import Office, a_source, entry, rss

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)
FAST, SLOW = timedelta(seconds=1), timedelta(seconds=15)
TIMES = st.lists(st.floats(0, 40).map(lambda seconds: timedelta(seconds=seconds)), max_size=30)


def after(*times: timedelta) -> list[Health]:
    state, found = SourceState("a"), []
    for took in times:
        state = answered(state, took, [TODAY], NOW, TODAY, False)
        found.append(state.health)
    return found


def test_one_slow_poll_is_none_and_three_of_five_are() -> None:
    assert set(after(FAST, SLOW, FAST, SLOW, FAST)) == {Health.OK}
    assert after(FAST, FAST, SLOW, SLOW, SLOW)[-1] is Health.SLOW
    assert after(SLOW, SLOW) == [Health.OK] * 2
    assert after(SLOW, SLOW, SLOW, FAST, FAST)[-2:] == [Health.SLOW] * 2
    assert after(SLOW, SLOW, SLOW, FAST, FAST, FAST)[-1] is Health.OK


def test_a_server_at_the_border_does_not_come_and_go() -> None:
    border = [timedelta(seconds=seconds) for seconds in (10.2, 9.8) * 10]
    found = after(*border)
    assert sum(a is not b for a, b in zip(found, found[1:], strict=False)) <= 1


@given(TIMES)
def test_memory_is_short_and_a_state_lasts_since_it_began(times: list[timedelta]) -> None:
    state = SourceState("a")
    for number, took in enumerate(times):
        now = NOW + timedelta(minutes=number)
        before, state = state, answered(state, took, [TODAY], now, TODAY, False)
        assert len(state.times) <= REMEMBERED_TIMES
        assert state.since == (before.since if before.health is state.health else now)


def test_what_is_worse_is_said() -> None:
    silent = SourceState("a", news_days=(date(2026, 1, 5),), times=(SLOW,) * 5)
    assert answered(silent, SLOW, [], NOW, TODAY, True).health is Health.CHANGED
    assert answered(silent, SLOW, [], NOW, TODAY, False).health is Health.QUIET
    assert answered(silent, SLOW, [TODAY], NOW, TODAY, False).health is Health.SLOW


def test_hiccups_are_told_to_nobody_and_what_lasts_is() -> None:
    worked = turned(SourceState("a", succeeded=NOW, failures=2), Health.FAILING, NOW)
    assert not troubling(worked)
    assert troubling(turned(SourceState("a", succeeded=NOW, failures=3), Health.FAILING, NOW))
    assert troubling(turned(SourceState("a", failures=1), Health.FAILING, NOW)), "it never worked: look at its url"
    lasting = {health for health in Health if troubling(SourceState("a", health=health))}
    assert lasting == set(Health) - {Health.OK, Health.NEW}


def test_a_dead_feed_is_quiet_from_its_first_poll_and_well_when_it_speaks(office: Office, web: Loopback) -> None:
    old = [
        entry(f"{n}", f"旧闻第{n}篇说的是去年", "去年的事。" * 9, datetime(2019, 5, n + 1, tzinfo=UTC))
        for n in range(5)
    ]
    office = office.with_sources(a_source("s", web.put("/feed", rss(*old), "application/rss+xml")))
    office.gather()
    assert office.state("s") == "quiet:"
    office.gather()
    assert office.state("s") == "quiet:"
    web.put("/feed", rss(entry("new", "今天的新消息一二三四", "今天的事。" * 9), *old), "application/rss+xml")
    office.gather()
    assert office.state("s") == "ok:"


def test_a_feed_of_last_week_is_well(office: Office, web: Loopback) -> None:
    days = [datetime.now(UTC) - timedelta(days=n) for n in range(1, 8)]
    fresh = [entry(f"{n}", f"第{n}天的消息说的是本周", f"第{n}天。" * 9, day) for n, day in enumerate(days)]
    office = office.with_sources(a_source("s", web.put("/feed", rss(*fresh), "application/rss+xml")))
    office.gather()
    assert office.state("s") == "ok:"
