"""What a poll means for its source: pure decisions from what was known and what came back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo
from hashlib import blake2b
from zoneinfo import ZoneInfo

from syndicator.gather import arrivals, moves, pace, rhythm
from syndicator.model import Fetched, Floors, Health, Kind, Source, SourceState, Validators
from syndicator.service import health
from syndicator.service.harvest import Harvest

# The first back-off of a source with a pace of its own.
FIRST_RETRY = timedelta(minutes=15)
# A source that was not asked for a day, and three times as long as is usual, because its host wants no visitors.
NEGLECT = timedelta(days=1)
# How often a source is asked all the same while its hub tells us of its news: a push may get lost.
PUSHED_EVERY = timedelta(hours=3)
# A list of this many headlines that shows a fifth of them, or fewer, has lost its shape rather than its news.
LONG = 10
SHRUNK = 5


def digest(body: bytes) -> bytes:
    """A short hash that tells an unchanged body under a changed validator."""
    return blake2b(body, digest_size=16).digest()


def set_back(state: SourceState, now: datetime) -> SourceState:
    """A state from a clock that was ahead of `now`, with the same interval to the next poll."""
    if state.polled is None:
        return state
    return replace(
        state,
        polled=now,
        due=state.due and now + (state.due - state.polled),
        since=state.since and min(state.since, now),
        succeeded=state.succeeded and min(state.succeeded, now),
    )


def unchanged(state: SourceState, source: Source, fetched: Fetched, now: datetime, zone: ZoneInfo) -> SourceState:
    """After a 304, or a body that is byte for byte the last one."""
    emptied = state.health is Health.CHANGED
    judged = health.answered(state, fetched.took, (), now, now.astimezone(zone).date(), emptied)
    # What a 304 does not say again still holds (RFC 9111, 4.3.4).
    fresh = fetched.max_age if fetched.max_age is not None or not fetched.unchanged else state.floors.max_age
    floors = replace(state.floors, max_age=fresh)
    # What was said of a body is still true of it.
    return _answered(judged, source, fetched, now, zone, floors, error=state.error if state.failures == 0 else None)


def harvested(
    state: SourceState, source: Source, fetched: Fetched, harvest: Harvest, now: datetime, zone: ZoneInfo
) -> SourceState:
    """After a document was read."""
    emptied = harvest.entries == 0 and state.size > 0
    shrunk = harvest.kind is Kind.LIST and state.size >= LONG and harvest.entries * SHRUNK <= state.size
    error = ";".join(harvest.problems) or None
    if emptied or shrunk:
        left = "一条也没有读出" if emptied else f"只读出 {harvest.entries} 条"
        said = f"上次有 {state.size} 条,这次{left},可能是改版了。已发布的内容保持不变,下次照常再找。"
        error = said + ";".join(harvest.problems)
    today = now.astimezone(zone).date()
    judged = health.answered(state, fetched.took, _came(state, harvest, today, zone), now, today, emptied or shrunk)
    floors = Floors(fetched.max_age, harvest.ttl, harvest.skip_hours, harvest.skip_days)
    answered = _answered(judged, source, fetched, now, zone, floors, error=error)
    if emptied:
        # Nothing vouches for such a body: it is asked for whole and looked through again until a list is found.
        return replace(answered, kind=state.kind, validators=Validators(), body_hash=b"")
    return replace(
        answered,
        kind=harvest.kind,
        body_hash=digest(fetched.body),
        seen=harvest.seen,
        size=state.size if shrunk else harvest.entries,
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
        health.turned(state, Health.FAILING, now),
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


def neglected(state: SourceState, source: Source, now: datetime) -> bool:
    """Whether a source has not answered for so long that it is in trouble, whoever's fault that is."""
    longest = max(NEGLECT, 3 * (source.seldom or source.every))
    return state.succeeded is not None and now - state.succeeded > longest


def gone(state: SourceState, error: str, now: datetime) -> SourceState:
    """After a 410: the server asks never to be asked again."""
    return replace(health.turned(state, Health.STOPPED, now), due=None, error=error, polled=now)


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
    error: str | None,
) -> SourceState:
    if source.seldom is None:
        due = pace.regular(source.every, now, source.id)
    else:
        usual = rhythm.next_due(arrivals.recall(state.rhythm), source.every, source.seldom, now, zone)
        due = pace.adaptive(usual, source.seldom, now, source.id)
    if state.leased is not None and now < state.leased:
        due = max(due, min(now + PUSHED_EVERY, state.leased))
    return replace(
        state,
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


def _came(state: SourceState, harvest: Harvest, today: date, zone: tzinfo) -> Sequence[date]:
    """The days on which what was read came: today, unless it is a new source's past, that tells its own days."""
    if not (harvest.prepared or harvest.pages):
        return ()
    if state.succeeded is not None:
        return (today,)
    items = (one.item.published for one in harvest.prepared)
    drafts = (draft.published for _, draft in harvest.pages)
    return [one.astimezone(zone).date() for one in (*items, *drafts) if one] or (today,)
