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

from syndicator.errors import FetchError, HTTPStatus, ReaderLost, ReadError, Refused, StoreError, SyndicatorError
from syndicator.gather import pace
from syndicator.gather.guard import require_url, same_server
from syndicator.gather.hosts import Hosts
from syndicator.gather.http import NO_VALIDATORS, Client
from syndicator.gather.robots import Robots
from syndicator.model import Article, Fetched, Kind, Settings, Source, SourceState, Validators
from syndicator.read.epaper import earlier_editions
from syndicator.service import polling
from syndicator.service.commit import Outcome, PageRead, Polled
from syndicator.service.committer import Committer
from syndicator.service.harvest import Harvest, Prepared, finish_page, harvest, read_page
from syndicator.service.reading import Readers
from syndicator.service.telling import Told
from syndicator.store import Store, pages, sources
from syndicator.store.pages import Page

log = structlog.get_logger("syndicator.gather")

# A front door may lead to another; more are a loop.
MOST_FRONT_DOORS = 3
# A daily paper has at most this many pages (版).
MOST_PAPER_PAGES = 60
# An article longer than this many pages is a loop.
MOST_PARTS = 20
# How long a source rests after its outcome could not be kept.
REST_SECONDS = 60
# How often a run to the end looks for more that has fallen due.
DRAIN_SECONDS = 0.25
# A page that failed this often is given up; its headline is published if there is one.
MOST_ATTEMPTS = 5
# How many polls and article pages may be on their way at once, those that wait for their host among them.
MOST_POLLS = 2_000
MOST_READS = 1_000
# And how many pages of one source: more would only wait for each other.
MOST_READS_A_SOURCE = 8

GONE = (404, 410)


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
        committer: Committer,
        clock: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._store = store
        self._client = client
        self._readers = readers
        self._committer = committer
        self._clock = clock
        self._hosts = Hosts(settings().gathering.pause, settings().gathering.concurrency)
        self._robots = Robots(client, self._hosts)
        self._polling: dict[str, asyncio.Task[None]] = {}
        self._reading: dict[int, asyncio.Task[None]] = {}
        self.tally = Tally()
        self.broken: StoreError | None = None

    @property
    def under_way(self) -> int:
        return len(self._polling) + len(self._reading)

    async def tick(self) -> int:
        """Starts what is due and not under way yet; returns how much was started."""
        now = self._clock()
        self._hosts.pause = self._settings().gathering.pause  # an edit of it is live at once
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
                if self.broken is not None:
                    raise self.broken

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
        told = await self._keep(source, outcome)
        if told is not None:
            self._count(source, outcome.state, told.items, told.stories)

    async def _keep(self, source: Source, outcome: Outcome) -> Told | None:
        """Writes an outcome; None when it cannot be written now (disk full, database locked or away).

        The source is then left alone for a while: it is not to be asked every second for what we cannot keep.
        """
        try:
            told = await self._committer.put(outcome)
        except Exception as error:
            log.error("没有存下", source=source.id, error=str(error), exc_info=not isinstance(error, StoreError))
            try:
                # What came may be at fault, not the database: keep that it failed, so that back-off takes hold.
                told = await self._committer.put(self._unkept(source, outcome, error))
            except Exception as again:
                self.broken = again if isinstance(again, StoreError) else StoreError(str(again))
                await asyncio.sleep(REST_SECONDS)
                return None
        self.broken = None
        return told

    def _unkept(self, source: Source, outcome: Outcome, error: Exception) -> Outcome:
        """An outcome without what it brought, to be tried again later; a page that failed too often is given up."""
        if isinstance(outcome, Polled):
            state = outcome.before or outcome.state
            return Polled(polling.failed(state, source, f"没有存下:{error}", self._clock()))
        if outcome.page.attempts + 1 >= MOST_ATTEMPTS:
            return PageRead(outcome.page)
        return PageRead(outcome.page, retry=self._later(outcome.page))

    def _later(self, page: Page) -> datetime:
        return pace.after_failure(timedelta(minutes=1), page.attempts + 1, self._clock(), None, page.url)

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
            fetched, took = await self._fetch(source.url, source, state.validators)
            now = self._clock()
            if fetched.unchanged or polling.digest(fetched.body) == state.body_hash:
                self.tally.unchanged += 1
                return Polled(polling.unchanged(state, source, fetched, took, now))
            backlog = state.succeeded is None
            # What was a feed stays one: a notice or a parking page in its place is no list of headlines.
            expected = replace(source, kind=state.kind) if source.kind is Kind.AUTO else source
            got = await self._harvest(fetched, expected, state.seen, now)
            for _ in range(MOST_FRONT_DOORS):
                if got.elsewhere is None:
                    break
                # What the front door said of itself says nothing of the page behind it.
                fetched = replace((await self._fetch(got.elsewhere, source))[0], validators=NO_VALIDATORS)
                got = await self._harvest(fetched, expected, state.seen, now)
            else:
                raise ReadError(f"{source.url}:网页一再转向,没有到达内容")
            if got.kind is Kind.EPAPER:
                got = await self._missed(got, fetched, source, state, now)
                got = await self._following(got, source, now, MOST_PAPER_PAGES, needed=True)
            elif backlog:
                got = await self._following(got, source, now, source.pages, needed=False)
            return Polled(polling.harvested(state, source, fetched, got, took, now), got, backlog, before=state)
        except HTTPStatus as error:
            if error.status == 410:
                return Polled(polling.gone(state, str(error), self._clock()))
            return Polled(polling.failed(state, source, str(error), self._clock(), error.retry_after))
        except SyndicatorError as error:
            return Polled(polling.failed(state, source, str(error), self._clock()))
        except Exception as error:
            log.exception("读取来源时出现内部错误", source=source.id, url=source.url)
            return Polled(polling.failed(state, source, f"内部错误:{error!r}", self._clock()))

    async def _harvest(self, fetched: Fetched, source: Source, seen: bytes, now: datetime) -> Harvest:
        zone = self._settings().site.timezone
        return await self._readers.read(fetched.url, harvest, fetched, source, now, zone, seen)

    async def _missed(
        self, got: Harvest, fetched: Fetched, source: Source, state: SourceState, now: datetime
    ) -> Harvest:
        """Adds the editions between the last poll that succeeded and this one; days without a paper are none."""
        if state.succeeded is None:
            return got
        for url in earlier_editions(fetched.final_url, state.succeeded, self._settings().site.timezone):
            try:
                edition, _ = await self._fetch(url, source)
            except HTTPStatus as error:
                if error.status in GONE:
                    continue
                raise
            more = await self._harvest(edition, source, b"", now)
            more = await self._following(more, replace(source, url=url), now, MOST_PAPER_PAGES, needed=True)
            got = replace(got, prepared=got.prepared + more.prepared, pages=got.pages + more.pages)
        return got

    async def _following(self, first: Harvest, source: Source, now: datetime, most: int, *, needed: bool) -> Harvest:
        """Joins what the next pages give: older headlines for a first backlog, or the other 版 of an edition.

        Pages that are `needed` fail the poll when they fail, so that the edition is asked for again.
        """
        whole, visited = first, {source.url}
        while len(visited) < most and whole.next_url and whole.next_url not in visited:
            visited.add(whole.next_url)
            try:
                fetched, _ = await self._fetch(whole.next_url, source)
                more = await self._harvest(fetched, source, b"", now)
            except SyndicatorError as error:
                missing = isinstance(error, HTTPStatus) and error.status in GONE
                if needed and not missing:
                    raise
                log.info("后面的页没有读到", source=source.id, url=whole.next_url, error=str(error))
                break
            whole = replace(
                whole,
                prepared=whole.prepared + more.prepared,
                pages=whole.pages + more.pages,
                next_url=more.next_url,
            )
        return whole

    async def _read(self, source: Source, page: Page) -> None:
        told = await self._keep(source, await self._page_read(source, page))
        if told is not None:
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
                return PageRead(page, retry=self._later(page))
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
