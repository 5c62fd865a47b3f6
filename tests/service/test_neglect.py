"""A source that is never asked because its host always wants a rest does not stay well in the books."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import Source, SourceState
from syndicator.service import polling

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
spans = st.timedeltas(timedelta(minutes=1), timedelta(days=7))


@given(every=spans, since=st.timedeltas(timedelta(0), timedelta(days=60)))
def test_it_is_neglected_after_a_day_and_three_of_its_intervals_not_before(every: timedelta, since: timedelta) -> None:
    source = Source("s", "", "http://example.cn/", every=every, seldom=None)
    state = SourceState("s", succeeded=NOW - since)
    assert polling.neglected(state, source, NOW) == (since > max(timedelta(days=1), 3 * every))


def test_one_that_never_answered_has_its_failures_to_show() -> None:
    assert not polling.neglected(SourceState("s"), Source("s", "", "http://example.cn/"), NOW)
