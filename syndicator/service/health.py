"""What state a source is in, in words an admin understands: pure decisions from its answers and its rhythm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from statistics import median_low

from syndicator.model import Health, SourceState
from syndicator.service import silence

# A server that usually takes longer than this for one document is called slow …
SLOW = timedelta(seconds=10)
# … until it usually takes less than this, so that one at the border does not come and go.
FAST = timedelta(seconds=7)
# "Usually" is the middle of so many answers, and at least of so many: one slow poll means nothing.
REMEMBERED_TIMES = 5
FEWEST_TIMES = 3
# A source that worked before is a trouble to tell of when it failed so often in a row: hiccups pass unseen.
TELLING_FAILURES = 3


def answered(
    state: SourceState, took: timedelta, came: Sequence[date], now: datetime, today: date, changed: bool
) -> SourceState:
    """After an answer that took `took`, with news of the days `came`; `today` is the day in the office's zone.

    `changed`: where its items were, none are found any more.
    """
    times = (*state.times, took)[-REMEMBERED_TIMES:]
    days = silence.remember(state.news_days, came, today) if came else state.news_days
    if changed:
        health = Health.CHANGED
    elif silence.quiet(days, today):
        health = Health.QUIET
    elif _slow(times, state.health is Health.SLOW):
        health = Health.SLOW
    else:
        health = Health.OK
    return replace(turned(state, health, now), times=times, news_days=days)


def turned(state: SourceState, health: Health, now: datetime) -> SourceState:
    """In this state, since now or since it turned so."""
    return replace(state, health=health, since=state.since if state.health is health and state.since else now)


def troubling(state: SourceState) -> bool:
    """Says whether the admins should be told, beyond a word on the page of the status."""
    if state.health is Health.FAILING:
        return state.failures >= TELLING_FAILURES or state.succeeded is None
    return state.health in (Health.CHANGED, Health.STOPPED, Health.QUIET, Health.SLOW)


def _slow(times: Sequence[timedelta], was: bool) -> bool:
    return len(times) >= FEWEST_TIMES and median_low(times) > (FAST if was else SLOW)
