"""One transaction for a batch of polls: validators are kept together with the items they vouch for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from syndicator.gather.robots import Learned
from syndicator.model import Health, Prepared, Settings, SourceState
from syndicator.service import health, polling, retracting
from syndicator.service.harvest import Harvest
from syndicator.service.settling import settled
from syndicator.service.telling import Arrival, Told, absorb
from syndicator.service.websub import SOONEST, token
from syndicator.store import incidents, items, pages, rests, robots, sources, subscriptions
from syndicator.store.items import Identity
from syndicator.store.pages import Page


@dataclass(frozen=True, slots=True)
class Polled:
    """A poll of a source has ended; `harvest` is None when there was nothing new to read, or nothing readable.

    `before` is the state from before the poll, for when what it brought cannot be kept. It `began` when it was asked:
    what a hub pushes after that may be newer.
    """

    state: SourceState
    harvest: Harvest | None = None
    backlog: bool = False
    before: SourceState | None = None
    began: datetime | None = None


@dataclass(frozen=True, slots=True)
class PageRead:
    """An article page has ended: with an item, or to be tried again at `retry`, or given up (neither).

    One that is not `tried` could not even be asked for.
    """

    page: Page
    prepared: Prepared | None = None
    retry: datetime | None = None
    tried: bool = True


@dataclass(frozen=True, slots=True)
class Rested:
    """A host asked to be left alone until then."""

    host: str
    until: datetime


Outcome = Polled | PageRead | Rested | Learned
# Of each source that is active its address, and when it is due.
Standing = Mapping[str, tuple[str, datetime | None]]


def source_of(outcome: Polled | PageRead) -> str:
    """The id of the source that an outcome speaks of."""
    return outcome.state.id if isinstance(outcome, Polled) else outcome.page.source


def commit(connection: Connection, outcomes: Sequence[Outcome], settings: Settings, now: datetime) -> Told:
    """Writes all that these outcomes say."""
    # What was asked before an edit of config.toml says nothing of the source's new address, or of no source at all.
    stand = sources.standing(connection, (source_of(one) for one in outcomes if isinstance(one, Polled | PageRead)))
    polls = [_in_time(one, now) for one in outcomes if isinstance(one, Polled) and _stands(one.state, stand)]
    reads = [one for one in outcomes if isinstance(one, PageRead) and one.page.source in stand]
    polls, reads = _settled(connection, polls, reads)
    rests.put(connection, {one.host: one.until for one in outcomes if isinstance(one, Rested)}, now)
    robots.put(connection, [(one.origin, one.text, one.until) for one in outcomes if isinstance(one, Learned)])
    listed = {(poll.state.id, key) for poll in polls if poll.harvest for key in _keys(poll.harvest)}
    known = items.known(connection, listed) if listed else {}
    led = {(poll.state.id, key) for poll in polls if poll.harvest for key, _ in poll.harvest.pages}
    waiting = pages.known(connection, led - known.keys())
    sources.record(connection, [_taught(poll, known.keys() | waiting) for poll in polls])
    sources.wake(connection, now, [poll.state.id for poll in polls if _woken(poll, stand)])
    offered = [(poll.state.id, h.hub, h.topic) for poll in polls if (h := poll.harvest) and h.hub and h.topic]
    subscriptions.offer(connection, offered, now, token)
    _hear_pushes(connection, polls, now)
    _note_incidents(connection, [poll.state for poll in polls])
    for poll in polls:
        source, found = poll.state.id, poll.harvest.pages if poll.harvest else ()
        fresh = [(key, draft) for key, draft in found if (source, key) not in known]
        pages.add(connection, source, fresh, now, poll.backlog)
    pages.done(connection, [read.page.id for read in reads if read.retry is None])
    for tried in (True, False):
        later = [(one.page.id, one.retry) for one in reads if one.retry is not None and one.tried is tried]
        pages.postpone(connection, later, tried=tried)
    arrivals = [
        *(Arrival(one, poll.backlog) for poll in polls if poll.harvest for one in poll.harvest.prepared),
        *(Arrival(read.prepared, read.page.backlog) for read in reads if read.prepared),
    ]
    told = absorb(connection, arrivals, settings, now) if arrivals else Told()
    taken_back = [(poll.state.id, key) for poll in polls if poll.harvest for key in poll.harvest.deleted]
    retracting.heed(connection, taken_back, settings, now)
    return told


def _stands(state: SourceState, stand: Standing) -> bool:
    return state.id in stand and stand[state.id][0] == state.url


def _woken(poll: Polled, stand: Standing) -> bool:
    """Whether an admin has made the source due anew while it was being asked."""
    before, due = poll.before.due if poll.before else None, stand[poll.state.id][1]
    return before is not None and due is not None and due > before


def _in_time(poll: Polled, now: datetime) -> Polled:
    """A poll by a clock that was put back before its outcome could be written, as one of this moment."""
    if poll.state.polled is None or poll.state.polled <= now:
        return poll
    return replace(poll, state=polling.set_back(poll.state, now))


def _settled(
    connection: Connection, polls: Sequence[Polled], reads: Sequence[PageRead]
) -> tuple[list[Polled], list[PageRead]]:
    """The same outcomes, with what they brought under the keys by which the store knows it."""
    brought = [(poll.state.id, poll.harvest) for poll in polls if poll.harvest]
    harvests, articles = settled(connection, brought, [read.prepared for read in reads if read.prepared])
    known, written = iter(harvests), iter(articles)
    return (
        [replace(poll, harvest=next(known)) if poll.harvest else poll for poll in polls],
        [replace(read, prepared=next(written)) if read.prepared else read for read in reads],
    )


def _hear_pushes(connection: Connection, polls: Sequence[Polled], now: datetime) -> None:
    """Whose hub spoke while they were being asked are asked once more: the answer may have been from before."""
    leased = {poll.state.id: poll.began for poll in polls if poll.began and poll.state.leased}
    for source, pushed in subscriptions.pushed(connection, list(leased)).items():
        if pushed > leased[source]:
            sources.hurry(connection, source, now, SOONEST)


def _note_incidents(connection: Connection, states: Sequence[SourceState]) -> None:
    """Those that have just turned well end their incidents; almost all others are well and were so before."""
    calm = [one for one in states if one.health is Health.OK and one.since == one.polled]
    incidents.record(connection, calm, [one for one in states if health.troubling(one)])


def _keys(harvest: Harvest) -> Iterator[str]:
    """Of all entries that were read."""
    yield from (key for key, _ in harvest.pages)
    yield from (one.item.key for one in harvest.prepared)


def _taught(poll: Polled, known: Collection[Identity]) -> SourceState:
    """The source's state with when its new entries came. What is known already was edited, which is no arrival."""
    if poll.harvest is None or poll.before is None or poll.state.succeeded is None:
        return poll.state
    fresh = {key for key in _keys(poll.harvest) if (poll.state.id, key) not in known}
    exact = poll.harvest.exact
    return polling.taught(poll.state, poll.before, [exact.get(key) for key in fresh], poll.state.succeeded)
