"""One transaction for a batch of polls: validators are kept together with the items they vouch for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from syndicator.model import Health, Settings, SourceState
from syndicator.service import health
from syndicator.service.harvest import Harvest, Prepared
from syndicator.service.telling import Arrival, Told, absorb
from syndicator.service.websub import token
from syndicator.store import incidents, items, pages, sources, subscriptions
from syndicator.store.pages import Page


@dataclass(frozen=True, slots=True)
class Polled:
    """A poll of a source has ended; `harvest` is None when there was nothing new to read, or nothing readable.

    `before` is the state from before the poll, for when what it brought cannot be kept.
    """

    state: SourceState
    harvest: Harvest | None = None
    backlog: bool = False
    before: SourceState | None = None


@dataclass(frozen=True, slots=True)
class PageRead:
    """An article page has ended: with an item, or to be tried again at `retry`, or given up (neither)."""

    page: Page
    prepared: Prepared | None = None
    retry: datetime | None = None


Outcome = Polled | PageRead


def source_of(outcome: Outcome) -> str:
    """The id of the source that an outcome speaks of."""
    return outcome.state.id if isinstance(outcome, Polled) else outcome.page.source


def commit(connection: Connection, outcomes: Sequence[Outcome], settings: Settings, now: datetime) -> Told:
    """Writes all that these outcomes say."""
    # What was asked before an edit of config.toml says nothing of the source's new address, or of no source at all.
    urls = sources.urls(connection, (source_of(one) for one in outcomes))
    polls = [one for one in outcomes if isinstance(one, Polled) and urls.get(one.state.id) == one.state.url]
    reads = [one for one in outcomes if isinstance(one, PageRead) and one.page.source in urls]
    sources.record(connection, [poll.state for poll in polls])
    offered = [(poll.state.id, h.hub, h.topic) for poll in polls if (h := poll.harvest) and h.hub and h.topic]
    subscriptions.offer(connection, offered, now, token)
    _note_incidents(connection, [poll.state for poll in polls])
    listed = [(poll, poll.state.id, poll.harvest.pages) for poll in polls if poll.harvest and poll.harvest.pages]
    known = items.known(connection, [(source, key) for _, source, found in listed for key, _ in found])
    for poll, source, found in listed:
        fresh = [(key, draft) for key, draft in found if (source, key) not in known]
        pages.add(connection, source, fresh, now, poll.backlog)
    pages.done(connection, [read.page.id for read in reads if read.retry is None])
    pages.postpone(connection, [(read.page.id, read.retry) for read in reads if read.retry is not None])
    arrivals = [
        *(Arrival(one, poll.backlog) for poll in polls if poll.harvest for one in poll.harvest.prepared),
        *(Arrival(read.prepared, read.page.backlog) for read in reads if read.prepared),
    ]
    return absorb(connection, arrivals, settings, now) if arrivals else Told()


def _note_incidents(connection: Connection, states: Sequence[SourceState]) -> None:
    """Those that have just turned well end their incidents; almost all others are well and were so before."""
    calm = [one for one in states if one.health is Health.OK and one.since == one.polled]
    incidents.record(connection, calm, [one for one in states if health.troubling(one)])
