"""What a poll means for its source: pure decisions from what was known and what came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo
from hashlib import blake2b

from syndicator.gather import pace
from syndicator.model import Fetched, Health, Kind, Source, SourceState, Validators
from syndicator.service import health
from syndicator.service.harvest import Harvest

# How often a source is asked all the same while its hub tells us of its news: a push may get lost.
PUSHED_EVERY = timedelta(hours=3)
# A list of this many headlines that shows a fifth of them, or fewer, has lost its shape rather than its news.
LONG = 10
SHRUNK = 5


def digest(body: bytes) -> bytes:
    """A short hash that tells an unchanged body under a changed validator."""
    return blake2b(body, digest_size=16).digest()


def unchanged(
    state: SourceState, source: Source, fetched: Fetched, took: timedelta, now: datetime, zone: tzinfo
) -> SourceState:
    """After a 304, or a body that is byte for byte the last one."""
    emptied = state.health is Health.CHANGED
    judged = health.answered(state, took, (), now, now.astimezone(zone).date(), emptied)
    # What was said of a body is still true of it.
    return _answered(judged, source, fetched, now, changed=False, error=state.error if state.failures == 0 else None)


def harvested(
    state: SourceState,
    source: Source,
    fetched: Fetched,
    harvest: Harvest,
    took: timedelta,
    now: datetime,
    zone: tzinfo,
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
    judged = health.answered(state, took, _came(state, harvest, today, zone), now, today, emptied or shrunk)
    answered = _answered(judged, source, fetched, now, changed=True, error=error, ttl=harvest.ttl)
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
    state: SourceState, source: Source, error: str, now: datetime, retry_after: timedelta | None = None
) -> SourceState:
    """After no answer, an error status, or a document that cannot be read. What it told before stays."""
    failures = state.failures + 1
    return replace(
        health.turned(state, Health.FAILING, now),
        due=pace.after_failure(source.every, failures, now, retry_after, source.id),
        failures=failures,
        error=error,
        polled=now,
    )


def gone(state: SourceState, error: str, now: datetime) -> SourceState:
    """After a 410: the server asks never to be asked again."""
    return replace(health.turned(state, Health.STOPPED, now), due=None, error=error, polled=now)


def _answered(
    state: SourceState,
    source: Source,
    fetched: Fetched,
    now: datetime,
    *,
    changed: bool,
    error: str | None,
    ttl: timedelta | None = None,
) -> SourceState:
    due = pace.after_success(
        source.every, changed=changed, max_age=fetched.max_age, ttl=ttl, now=now, source_id=source.id
    )
    if state.leased is not None and now < state.leased:
        due = max(due, min(now + PUSHED_EVERY, state.leased))
    return replace(
        state,
        validators=fetched.validators,
        due=due,
        failures=0,
        error=error,
        polled=now,
        succeeded=now,
        moved_to=fetched.moved_to,
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
