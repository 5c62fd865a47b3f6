"""Asks one source, or for one article page, and says what came of it. Decides nothing itself; `polling` does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from syndicator.errors import (
    FetchError,
    HTTPStatus,
    ReaderLost,
    ReadError,
    Refused,
    Resting,
    SyndicatorError,
    Unreachable,
)
from syndicator.gather import moves, pace
from syndicator.gather.guard import require_url, same_server
from syndicator.gather.http import NO_VALIDATORS
from syndicator.gather.visitor import Visitor
from syndicator.model import Article, Fetched, Kind, Settings, Source, SourceState, Validators
from syndicator.read.epaper import earlier_editions
from syndicator.service import polling
from syndicator.service.commit import PageRead, Polled
from syndicator.service.harvest import Harvest, Prepared, finish_page, harvest, read_page
from syndicator.service.reading import Readers
from syndicator.store.pages import Page

log = structlog.get_logger("syndicator.gather")

# A front door may lead to another; more are a loop.
MOST_FRONT_DOORS = 3
# A daily paper has at most this many pages (版).
MOST_PAPER_PAGES = 60
# An article longer than this many pages is a loop.
MOST_PARTS = 20
# A page that failed this often is given up; its headline is published if there is one.
MOST_ATTEMPTS = 5
FIRST_RETRY_OF_PAGE = timedelta(minutes=1)

ABSENT = (404, 410)
GONE = 410


class Asker:
    """Fetches through `visitor` and reads in `readers`; `settings` is asked anew every time."""

    def __init__(
        self, settings: Callable[[], Settings], visitor: Visitor, readers: Readers, clock: Callable[[], datetime]
    ) -> None:
        self._settings = settings
        self._visitor = visitor
        self._readers = readers
        self._clock = clock

    async def poll(self, source: Source, state: SourceState) -> Polled:
        """What a source says now. Never raises but CancelledError: whatever went wrong is the source's new state."""
        asked = moves.url(source.url, state.move, self._clock())
        try:
            return await self._answer(source, state, asked)
        except Resting as error:
            return Polled(polling.postponed(state, error.until, self._clock()))
        except HTTPStatus as error:
            if error.status == GONE and state.moved_to is None:
                return Polled(polling.gone(state, str(error), self._clock()))
            gone = error.status in ABSENT
            return Polled(
                polling.failed(state, source, str(error), self._clock(), error.retry_after, asked=asked, gone=gone)
            )
        except SyndicatorError as error:
            if isinstance(error, Unreachable) and self._visitor.outage.offline:
                return Polled(polling.postponed(state, self._clock(), self._clock()))
            return Polled(polling.failed(state, source, str(error), self._clock(), asked=asked))
        except Exception as error:
            log.exception("读取来源时出现内部错误", source=source.id, url=source.url)
            return Polled(polling.failed(state, source, f"内部错误:{error!r}", self._clock(), asked=asked))

    async def page(self, source: Source, page: Page) -> PageRead:
        """An article page with those that continue it; the headline alone when the page will not be read."""
        parts: list[Article] = []
        try:
            await self._parts(source, page.url, parts)
        except Resting as error:
            return PageRead(page, retry=pace.soon(error.until, page.url), tried=False)
        except (FetchError, ReaderLost) as error:
            if isinstance(error, Unreachable) and self._visitor.outage.offline:
                return PageRead(page, retry=pace.soon(self._clock(), page.url), tried=False)
            final = page.attempts + 1 >= MOST_ATTEMPTS or isinstance(error, Refused)
            if not final:
                return PageRead(page, retry=later(page, self._clock()))
            log.info("正文没有取到", source=source.id, url=page.url, error=str(error), given_up=final)
            if isinstance(error, HTTPStatus) and error.status in ABSENT and not parts:
                return PageRead(page)
        except ReadError as error:
            log.info("正文没有读到,只用标题", source=source.id, url=page.url, error=str(error))
        try:
            return PageRead(page, await self._prepared(parts, source, page))
        except ReadError as error:
            log.info("页面里没有可用的内容", source=source.id, url=page.url, error=str(error))
            return PageRead(page)

    @property
    def _zone(self) -> ZoneInfo:
        return self._settings().site.timezone

    async def _answer(self, source: Source, state: SourceState, asked: str) -> Polled:
        fetched = await self._fetch(asked, source, state.validators, state.validated)
        now = self._clock()
        if fetched.unchanged or polling.digest(fetched.body) == state.body_hash:
            return Polled(polling.unchanged(state, source, fetched, now, self._zone))
        backlog = state.succeeded is None
        # What was a feed stays one: a notice or a parking page in its place is no list of headlines.
        expected = replace(source, kind=state.kind) if source.kind is Kind.AUTO else source
        got = await self._harvest(fetched, expected, state.seen, now)
        for _ in range(MOST_FRONT_DOORS):
            if got.elsewhere is None:
                break
            # What the front door said of itself says nothing of the page behind it.
            behind = await self._fetch(got.elsewhere, source)
            fetched = replace(behind, url=fetched.url, moved_to=fetched.moved_to, validators=NO_VALIDATORS)
            got = await self._harvest(fetched, expected, state.seen, now)
        else:
            raise ReadError(f"{source.url}:网页一再转向,没有到达内容")
        if got.kind is Kind.EPAPER:
            got = await self._missed(got, fetched, source, state, now)
            got = await self._following(got, source, now, MOST_PAPER_PAGES, needed=True)
        elif backlog:
            got = await self._following(got, source, now, source.pages, needed=False)
        return Polled(
            polling.harvested(state, source, fetched, got, now, self._zone), got, backlog=backlog, before=state
        )

    async def _harvest(self, fetched: Fetched, source: Source, seen: bytes, now: datetime) -> Harvest:
        return await self._readers.read(fetched.url, harvest, fetched, source, now, self._zone, seen)

    async def _missed(
        self, got: Harvest, fetched: Fetched, source: Source, state: SourceState, now: datetime
    ) -> Harvest:
        """Adds the editions between the last poll that succeeded and this one; days without a paper are none."""
        if state.succeeded is None:
            return got
        for url in earlier_editions(fetched.final_url, state.succeeded, self._zone):
            try:
                edition = await self._fetch(url, source)
            except HTTPStatus as error:
                if error.status in ABSENT:
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
                fetched = await self._fetch(whole.next_url, source)
                more = await self._harvest(fetched, source, b"", now)
            except SyndicatorError as error:
                missing = isinstance(error, HTTPStatus) and error.status in ABSENT
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

    async def _parts(self, source: Source, url: str, parts: list[Article]) -> None:
        visited: set[str] = set()
        following: str | None = url
        while following and following not in visited and len(visited) < MOST_PARTS:
            visited.add(following)
            fetched = await self._fetch(following, source)
            part = await self._readers.read(following, read_page, fetched, source, self._clock(), self._zone)
            parts.append(part)
            following = part.next_url

    async def _prepared(self, parts: list[Article], source: Source, page: Page) -> Prepared:
        return await self._readers.read(page.url, finish_page, parts, page.draft, source, page.key, self._clock())

    async def _fetch(
        self, url: str, source: Source, validators: Validators = NO_VALIDATORS, validated: str | None = None
    ) -> Fetched:
        # A source inside may not lead us to others inside: what it links to is a stranger's word.
        private = source.allow_private and same_server(require_url(url), require_url(source.url))
        return await self._visitor.get(url, validators, validated=validated, allow_private=private)


def later(page: Page, now: datetime) -> datetime:
    """When to try an article page again."""
    return pace.after_failure(FIRST_RETRY_OF_PAGE, page.attempts + 1, now, None, page.url)
