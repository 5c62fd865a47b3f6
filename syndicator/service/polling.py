"""What a poll means for its source: pure decisions from what was known and what came back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

from syndicator.gather import arrivals, moves, pace, rhythm
from syndicator.model import Fetched, Floors, Health, Source, SourceState
from syndicator.service.harvest import Harvest

# A server that takes longer than this for one document is called slow.
SLOW = timedelta(seconds=10)
# The first back-off of a source with a pace of its own.
FIRST_RETRY = timedelta(minutes=15)


def digest(body: bytes) -> bytes:
    """A short hash that tells an unchanged body under a changed validator."""
    return blake2b(body, digest_size=16).digest()


def unchanged(state: SourceState, source: Source, fetched: Fetched, now: datetime, zone: ZoneInfo) -> SourceState:
    """After a 304, or a body that is byte for byte the last one."""
    health = state.health if state.health is Health.CHANGED else _speed(fetched.took)
    error = state.error if health is Health.CHANGED else None
    # What a 304 does not say again still holds (RFC 9111, 4.3.4).
    fresh = fetched.max_age if fetched.max_age is not None or not fetched.unchanged else state.floors.max_age
    floors = replace(state.floors, max_age=fresh)
    return _answered(state, source, fetched, now, zone, floors, health=health, error=error)


def harvested(
    state: SourceState, source: Source, fetched: Fetched, harvest: Harvest, now: datetime, zone: ZoneInfo
) -> SourceState:
    """After a document was read."""
    emptied = harvest.entries == 0 and state.size > 0
    error: str | None
    if emptied:
        health = Health.CHANGED
        said = f"上次有 {state.size} 条,这次一条也没有读出,可能是改版了。已发布的内容保持不变。"
        error = said + "".join(harvest.problems)
    else:
        health = _speed(fetched.took)
        error = ";".join(harvest.problems) or None
    floors = Floors(fetched.max_age, harvest.ttl, harvest.skip_hours, harvest.skip_days)
    answered = _answered(state, source, fetched, now, zone, floors, health=health, error=error)
    return replace(
        answered,
        kind=state.kind if emptied else harvest.kind,
        body_hash=digest(fetched.body),
        seen=state.seen if emptied else harvest.seen,
        size=state.size if emptied else harvest.entries,
    )


def failed(
    state: SourceState,
    source: Source,
    error: str,
    now: datetime,
    retry_after: timedelta | None = None,
    *,
    asked: str | None = None,
    gone: bool = False,
) -> SourceState:
    """After no answer, an error status, or a document that cannot be read. What it told before stays.

    `asked` is the URL that failed, when it is another than the source's own; `gone` says that it is no more.
    """
    failures = state.failures + 1
    # One that is asked every two minutes when news is near need not be asked so often when it is down.
    first = source.every if source.seldom is None else max(source.every, min(source.seldom, FIRST_RETRY))
    due = pace.after_failure(first, failures, now, retry_after, source.id)
    return replace(
        _health(state, Health.FAILING, now),
        due=pace.floored(due, replace(state.floors, max_age=None, ttl=None), now, source.id),
        failures=failures,
        error=error,
        polled=now,
        move=moves.failed(state.move, asked or source.url, source.url, failures, now, gone=gone),
    )


def postponed(state: SourceState, until: datetime, now: datetime) -> SourceState:
    """Its host asked to be left alone, or our own network is down: it was not asked, and is not to blame."""
    wait = max(until - now, timedelta(0))
    return replace(state, due=pace.soon(now, state.id, wait))


def gone(state: SourceState, error: str, now: datetime) -> SourceState:
    """After a 410: the server asks never to be asked again."""
    return replace(_health(state, Health.STOPPED, now), due=None, error=error, polled=now)


def taught(state: SourceState, before: SourceState, came: Iterable[datetime | None], now: datetime) -> SourceState:
    """With what a poll that brought new entries teaches: for each, when it was published, if that is known."""
    times = {arrivals.came(one, before.succeeded, now) for one in came}
    return replace(state, rhythm=arrivals.learn(state.rhythm, (one for one in times if one is not None), now))


def _answered(
    state: SourceState,
    source: Source,
    fetched: Fetched,
    now: datetime,
    zone: ZoneInfo,
    floors: Floors,
    *,
    health: Health,
    error: str | None,
) -> SourceState:
    if source.seldom is None:
        due = pace.regular(source.every, now, source.id)
    else:
        usual = rhythm.next_due(arrivals.recall(state.rhythm), source.every, source.seldom, now, zone)
        due = pace.adaptive(usual, source.seldom, now, source.id)
    return replace(
        _health(state, health, now),
        validators=fetched.validators,
        validated=fetched.final_url,
        due=pace.floored(due, floors, now, source.id),
        failures=0,
        error=error,
        polled=now,
        succeeded=now,
        move=moves.answered(state.move, fetched.url, source.url, fetched.moved_to, now),
        floors=floors,
    )


def _health(state: SourceState, health: Health, now: datetime) -> SourceState:
    return replace(state, health=health, since=state.since if state.health is health else now)


def _speed(took: timedelta) -> Health:
    return Health.SLOW if took > SLOW else Health.OK
