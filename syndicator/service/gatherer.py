"""Polls what is due: fetch, read, commit. Decides nothing itself; `polling`, `pace` and `telling` do."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from syndicator.errors import FetchError, HTTPStatus, ReaderLost, ReadError, Refused, SyndicatorError
from syndicator.gather.guard import require_url, same_server
from syndicator.gather.hosts import Hosts
from syndicator.gather.http import NO_VALIDATORS, Client
from syndicator.gather.robots import Robots
from syndicator.model import Article, Fetched, Kind, Settings, Source, SourceState, Validators
from syndicator.service import papers, polling
from syndicator.service.commit import PageRead, Polled
from syndicator.service.documents import GONE, MOST_PAPER_PAGES, Documents
from syndicator.service.harvest import Prepared, finish_page, read_page
from syndicator.service.keeping import MOST_ATTEMPTS, Keeper
from syndicator.service.reading import Readers
from syndicator.store import Store, pages, sources
from syndicator.store.pages import Page

log = structlog.get_logger("syndicator.gather")

# An article longer than this many pages is a loop.
MOST_PARTS = 20
# How often a run to the end looks for more that has fallen due.
DRAIN_SECONDS = 0.25
# A clock that goes back by more was put back; less is the correction of every day.
CLOCK_SLACK = timedelta(minutes=1)
# How many polls and article pages may be on their way at once, those that wait for their host among them.
MOST_POLLS = 2_000
MOST_READS = 1_000
# And how many pages of one source: more would only wait for each other.
MOST_READS_A_SOURCE = 8


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
        client: Client,
        readers: Readers,
        keeper: Keeper,
        clock: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._store = store
        self._client = client
        self._readers = readers
        self._keeper = keeper
        self._clock = clock
        self._hosts = Hosts(settings().gathering.pause, settings().gathering.concurrency)
        self._robots = Robots(client, self._hosts)
        self._documents = Documents(self._fetch, readers, settings, clock)
        self._polling: dict[str, asyncio.Task[None]] = {}
        self._reading: dict[int, asyncio.Task[None]] = {}
        self._ticked: datetime | None = None
        self.tally = Tally()

    @property
    def under_way(self) -> int:
        return len(self._polling) + len(self._reading)

    async def tick(self) -> int:
        """Starts what is due and not under way yet; returns how much was started."""
        now = self._clock()
        self._hosts.pause = self._settings().gathering.pause  # an edit of it is live at once
        if self._ticked is None or now < self._ticked - CLOCK_SLACK:
            await asyncio.to_thread(self._set_back, now)
        self._ticked = now
        due_sources, due_pages = await asyncio.to_thread(self._due, now)
        declared = self._settings().by_id
        for state in due_sources:
            if state.id in declared and declared[state.id].url == state.url:
                self._start(self._polling, state.id, self._poll(declared[state.id], state))
        for page in due_pages:
            if page.source in declared:
                self._start(self._reading, page.id, self._read(declared[page.source], page))
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

    def _due(self, now: datetime) -> tuple[list[SourceState], list[Page]]:
        """Polls and pages have room of their own, and one source's pages little of it: a slow host stalls no other."""
        polls = MOST_POLLS - len(self._polling)
        reads = min(MOST_READS - len(self._reading), self._settings().gathering.pages_per_run)
        with self._store.read() as connection:
            return (
                sources.due(connection, now, polls, list(self._polling)) if polls > 0 else [],
                pages.due(connection, now, reads, MOST_READS_A_SOURCE, list(self._reading)) if reads > 0 else [],
            )

    def _set_back(self, now: datetime) -> None:
        """A clock that was ahead and is right again shall not leave everything asleep until it gets there once more."""
        with self._store.read() as connection:
            ahead = sources.ahead(connection, now)
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
        outcome = await self._polled(source, state)
        told = await self._keeper.keep(source, outcome)
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

    async def _polled(self, source: Source, state: SourceState) -> Polled:
        try:
            fetched, took, got = await self._documents.newest(source, state)
            now, zone = self._clock(), self._settings().site.timezone
            if got is None or papers.not_out(got):
                self.tally.unchanged += 1
                return Polled(polling.unchanged(state, source, fetched, took, now, zone))
            backlog = state.succeeded is None
            if got.kind is Kind.EPAPER:
                got = await self._documents.missed(got, fetched, source, state, now)
                got = await self._documents.following(
                    got, source, now, {source.url, fetched.final_url}, MOST_PAPER_PAGES
                )
                if got.next_url is not None:  # an edition that is still being put up is read again
                    fetched = replace(fetched, body=b"", validators=NO_VALIDATORS)
            elif backlog:
                got = await self._documents.following(got, source, now, {source.url}, source.pages)
            kept = polling.harvested(state, source, fetched, got, took, now, zone)
            return Polled(kept, got, backlog, before=state)
        except HTTPStatus as error:
            if error.status == 410:
                return Polled(polling.gone(state, str(error), self._clock()))
            return Polled(polling.failed(state, source, str(error), self._clock(), error.retry_after))
        except SyndicatorError as error:
            return Polled(polling.failed(state, source, str(error), self._clock()))
        except Exception as error:
            log.exception("读取来源时出现内部错误", source=source.id, url=source.url)
            return Polled(polling.failed(state, source, f"内部错误:{error!r}", self._clock()))

    async def _read(self, source: Source, page: Page) -> None:
        told = await self._keeper.keep(source, await self._page_read(source, page))
        self.tally.pages += 1
        self.tally.items += told.items
        self.tally.stories += told.stories

    async def _page_read(self, source: Source, page: Page) -> PageRead:
        """An article page with those that continue it; the headline alone when the page will not be read."""
        parts: list[Article] = []
        try:
            await self._parts(source, page.url, parts)
        except (FetchError, ReaderLost) as error:
            final = page.attempts + 1 >= MOST_ATTEMPTS or isinstance(error, Refused)
            if not final:
                return PageRead(page, retry=self._keeper.later(page))
            log.info("正文没有取到", source=source.id, url=page.url, error=str(error), given_up=final)
            if isinstance(error, HTTPStatus) and error.status in GONE and not parts:
                return PageRead(page)
        except ReadError as error:
            log.info("正文没有读到,只用标题", source=source.id, url=page.url, error=str(error))
        try:
            return PageRead(page, await self._prepared(parts, source, page))
        except ReadError as error:
            log.info("页面里没有可用的内容", source=source.id, url=page.url, error=str(error))
            return PageRead(page)

    async def _parts(self, source: Source, url: str, parts: list[Article]) -> None:
        visited: set[str] = set()
        following: str | None = url
        zone = self._settings().site.timezone
        while following and following not in visited and len(visited) < MOST_PARTS:
            visited.add(following)
            fetched, _ = await self._fetch(following, source)
            part = await self._readers.read(following, read_page, fetched, source, self._clock(), zone)
            parts.append(part)
            following = part.next_url

    async def _prepared(self, parts: list[Article], source: Source, page: Page) -> Prepared:
        return await self._readers.read(page.url, finish_page, parts, page.draft, source, page.key, self._clock())

    async def _fetch(
        self, url: str, source: Source, validators: Validators = NO_VALIDATORS
    ) -> tuple[Fetched, timedelta]:
        """One polite GET: when robots.txt allows it, when the host's turn has come. Also says how long it took."""
        # A source inside may not lead us to others inside: what it links to is a stranger's word.
        private = source.allow_private and same_server(require_url(url), require_url(source.url))
        await self._robots.require(url, self._clock(), allow_private=private)
        async with self._hosts.turn(url, self._robots.delay(url)):
            started = time.monotonic()
            fetched = await self._client.get(url, validators, allow_private=private)
            return fetched, timedelta(seconds=time.monotonic() - started)
