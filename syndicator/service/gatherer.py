"""Polls what is due: fetch, read, commit. Decides nothing itself; `polling`, `pace` and `telling` do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from syndicator.gather.hosts import name_of
from syndicator.gather.visitor import Visitor
from syndicator.model import Settings, Source, SourceState
from syndicator.service.asking import Asker
from syndicator.service.commit import Rested
from syndicator.service.keeping import Keeper
from syndicator.service.reading import Readers
from syndicator.store import Store, pages, rests, sources
from syndicator.store.pages import Page

log = structlog.get_logger("syndicator.gather")

# How often a run to the end looks for more that has fallen due.
DRAIN_SECONDS = 0.25
# A clock that goes back by more was put back; less is the correction of every day.
CLOCK_SLACK = timedelta(minutes=1)
# No source is asked more rarely than this: a week, and a tenth of chance.
LONGEST_WAIT = timedelta(days=9)
# How many polls and article pages may be on their way at once, those that wait for their host among them.
MOST_POLLS = 2_000
MOST_READS = 1_000
# And how many pages of one source: more would only wait for each other.
MOST_READS_A_SOURCE = 8
# More hosts than this make no difference to what is an outage.
MOST_HOSTS_COUNTED = 1_000
PROBE_EVERY = timedelta(seconds=30)


@dataclass
class Tally:
    """What a run did so far."""

    polled: int = 0
    unchanged: int = 0
    failed: int = 0
    pages: int = 0
    items: int = 0
    stories: int = 0
    errors: dict[str, str] = field(default_factory=dict)


class Gatherer:
    """Keeps polls under way. One is made for the life of the service; `settings` is asked anew at every poll."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        store: Store,
        visitor: Visitor,
        readers: Readers,
        keeper: Keeper,
        clock: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._store = store
        self._keeper = keeper
        self._clock = clock
        self._visitor = visitor
        self._asker = Asker(settings, visitor, readers, clock)
        self._known: Settings | None = None
        self._kept_rests: dict[str, datetime] = {}
        self._probed: datetime | None = None
        self._ticked: datetime | None = None
        self._polling: dict[str, asyncio.Task[None]] = {}
        self._reading: dict[int, asyncio.Task[None]] = {}
        self.tally = Tally()

    @property
    def under_way(self) -> int:
        return len(self._polling) + len(self._reading)

    async def tick(self) -> int:
        """Starts what is due and not under way yet; returns how much was started."""
        now, settings = self._clock(), self._settings()
        if self._known is not settings:
            await self._learn(settings, now)
        if self._ticked is None or now < self._ticked - CLOCK_SLACK:
            await asyncio.to_thread(self._set_back, now)
        self._ticked = now
        polls, reads = self._room(now)
        due_sources, due_pages = await asyncio.to_thread(self._due, now, polls, reads)
        for state in due_sources:
            if (source := settings.by_id.get(state.id)) is not None and source.url == state.url:
                self._start(self._polling, state.id, self._poll(source, state))
        for page in due_pages:
            if (source := settings.by_id.get(page.source)) is not None:
                self._start(self._reading, page.id, self._read(source, page))
        return len(due_sources) + len(due_pages)

    async def drain(self, progress: Callable[[Tally, int], None] = lambda *_: None) -> Tally:
        """Gathers until nothing is due and nothing under way. Raises StoreError when nothing can be kept."""
        while True:
            started = await self.tick()
            progress(self.tally, self.under_way)
            if not started and not self.under_way:
                return self.tally
            if self.under_way:
                tasks = [*self._polling.values(), *self._reading.values()]
                await asyncio.wait(tasks, timeout=DRAIN_SECONDS)
                if self._keeper.broken is not None:
                    raise self._keeper.broken

    async def stop(self) -> None:
        """Breaks off what is under way; it stays due in the store."""
        tasks = [*self._polling.values(), *self._reading.values()]
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    async def _learn(self, settings: Settings, now: datetime) -> None:
        """What follows from a configuration that is new, or from the last run."""
        if self._known is None:
            self._kept_rests = self._visitor.hosts.rests = await asyncio.to_thread(self._rests, now)
        self._known = settings
        self._visitor.heed(settings.gathering)
        some = settings.sources[:MOST_HOSTS_COUNTED]
        self._visitor.outage.expect(len({name_of(source.url) for source in some}))

    def _rests(self, now: datetime) -> dict[str, datetime]:
        with self._store.read() as connection:
            return rests.all(connection, now)

    async def _keep_rests(self) -> None:
        """Writes which hosts are to be left alone, so that a restart does not forget it."""
        found = self._visitor.hosts.rests
        fresh = [Rested(host, until) for host, until in found.items() if self._kept_rests.get(host) != until]
        self._kept_rests = {host: until for host, until in self._kept_rests.items() if host in found}
        for one in fresh:
            self._kept_rests[one.host] = one.until
            if not await self._keeper.note(one):
                self._kept_rests.pop(one.host, None)

    def _room(self, now: datetime) -> tuple[int, int]:
        """How many polls and pages to start. Polls and pages have room of their own: a slow host stalls no other.

        While our own network is down, one of each now and then finds out whether it still is.
        """
        if self._visitor.outage.offline:
            if self._polling or self._reading or (self._probed and timedelta(0) <= now - self._probed < PROBE_EVERY):
                return 0, 0
            self._probed = now
            return 1, 1
        reads = min(MOST_READS - len(self._reading), self._settings().gathering.pages_per_run)
        return MOST_POLLS - len(self._polling), reads

    def _due(self, now: datetime, polls: int, reads: int) -> tuple[list[SourceState], list[Page]]:
        """One source's pages get little of the room.

        What is under way is noted before the store is looked at: what ends meanwhile may be shown as still to do.
        """
        polling, reading = list(self._polling), list(self._reading)
        with self._store.read() as connection:
            return (
                sources.due(connection, now, polls, polling) if polls > 0 else [],
                pages.due(connection, now, reads, MOST_READS_A_SOURCE, reading) if reads > 0 else [],
            )

    def _set_back(self, now: datetime) -> None:
        """A clock that was ahead and is right again shall not leave everything asleep until it gets there once more."""
        with self._store.read() as connection:
            ahead, astray = sources.ahead(connection, now), sources.any_astray(connection, now, LONGEST_WAIT)
        if astray:
            with self._store.write() as connection:
                sources.recall_strays(connection, now, LONGEST_WAIT)
        if ahead:
            with self._store.write() as connection:
                sources.set_back(connection, now)
                pages.set_back(connection, now, ahead)
            log.warning("时钟倒退了,采集时间已随之调整", by=str(ahead))

    def _start(self, group: dict[Any, asyncio.Task[None]], key: Any, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        group[key] = task
        task.add_done_callback(lambda done: self._ended(group, key, done))

    def _ended(self, group: dict[Any, asyncio.Task[None]], key: Any, task: asyncio.Task[None]) -> None:
        group.pop(key, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("内部错误", source=key, error=repr(error), exc_info=error)

    async def _poll(self, source: Source, state: SourceState) -> None:
        outcome = await self._asker.poll(source, state)
        await self._keep_rests()
        told = await self._keeper.keep(source, outcome)
        if outcome.state.polled != state.polled:  # else it was left alone
            self.tally.unchanged += outcome.harvest is None and not outcome.state.failures
            self._count(source, outcome.state, told.items, told.stories)

    def _count(self, source: Source, state: SourceState, items: int, stories: int) -> None:
        tally = self.tally
        tally.polled += 1
        tally.items += items
        tally.stories += stories
        if state.failures or state.due is None:
            tally.failed += 1
        if state.error:
            tally.errors[source.id] = state.error
            log.warning("来源有问题", source=source.id, url=source.url, error=state.error, failures=state.failures)
        else:
            tally.errors.pop(source.id, None)

    async def _read(self, source: Source, page: Page) -> None:
        outcome = await self._asker.page(source, page)
        await self._keep_rests()
        told = await self._keeper.keep(source, outcome)
        self.tally.pages += 1
        self.tally.items += told.items
        self.tally.stories += told.stories
