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
from syndicator.model import Article, Fetched, Kind, Prepared, Settings, Source, SourceState, Validators
from syndicator.service import papers, polling
from syndicator.service.commit import PageRead, Polled
from syndicator.service.documents import ABSENT, MOST_PAPER_PAGES, Documents
from syndicator.service.harvest import finish_page, read_page
from syndicator.service.reading import Readers
from syndicator.store.pages import Page

log = structlog.get_logger("syndicator.gather")

# An article longer than this many pages is a loop.
MOST_PARTS = 20
# A page that failed this often is given up; its headline is published if there is one.
MOST_ATTEMPTS = 5
FIRST_RETRY_OF_PAGE = timedelta(minutes=1)

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
        self._documents = Documents(self._fetch, readers, settings, clock)

    async def poll(self, source: Source, state: SourceState) -> Polled:
        """What a source says now. Never raises but CancelledError: whatever went wrong is the source's new state."""
        began = self._clock()
        asked = moves.url(source.url, state.move, began)
        try:
            return replace(await self._answer(source, state, asked), began=began)
        except Resting as error:
            now = self._clock()
            if polling.neglected(state, source, now):  # nobody may sleep behind a host that always asks for rest
                return Polled(polling.failed(state, source, str(error), now, error.until - now, asked=asked))
            return Polled(polling.postponed(state, error.until, now))
        except HTTPStatus as error:
            if error.status == GONE and state.moved_to is None and error.url in (None, source.url):
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
        """An article page with those that continue it; the headline alone when the page will not be read.

        Never raises but CancelledError: whatever went wrong, the page is tried again, but not for ever.
        """
        final = page.attempts + 1 >= MOST_ATTEMPTS
        try:
            return await self._page(source, page, final=final)
        except Exception as error:
            if not isinstance(error, ReaderLost):
                log.exception("读取正文页时出现内部错误", source=source.id, url=page.url)
            return PageRead(page) if final else PageRead(page, retry=later(page, self._clock()))

    async def _page(self, source: Source, page: Page, *, final: bool) -> PageRead:
        parts: list[Article] = []
        try:
            await self._parts(source, page.url, parts)
        except Resting as error:
            return PageRead(page, retry=pace.soon(error.until, page.url), tried=False)
        except (FetchError, ReaderLost) as error:
            if isinstance(error, Unreachable) and self._visitor.outage.offline:
                return PageRead(page, retry=pace.soon(self._clock(), page.url), tried=False)
            if not final and not isinstance(error, Refused):
                return PageRead(page, retry=later(page, self._clock()))
            log.info("正文没有取到", source=source.id, url=page.url, error=str(error), given_up=True)
            if isinstance(error, HTTPStatus) and error.status in ABSENT and not parts:
                return PageRead(page)
        except ReadError as error:
            log.info("正文没有读到,只用标题", source=source.id, url=page.url, error=str(error))
        try:
            return PageRead(page, await self._prepared(parts, source, page))
        except ReaderLost:
            raise
        except ReadError as error:
            log.info("页面里没有可用的内容", source=source.id, url=page.url, error=str(error))
            return PageRead(page)

    @property
    def _zone(self) -> ZoneInfo:
        return self._settings().site.timezone

    async def _answer(self, source: Source, state: SourceState, asked: str) -> Polled:
        # Who moved away may not take our leave to look inside along.
        private = source.allow_private and same_server(require_url(asked), require_url(source.url))
        fetched, got = await self._documents.newest(replace(source, url=asked, allow_private=private), state)
        now = self._clock()
        if got is None or papers.not_out(got):
            return Polled(polling.unchanged(state, source, fetched, now, self._zone))
        backlog = state.succeeded is None
        if got.kind is Kind.EPAPER:
            got = await self._documents.missed(got, fetched, source, state, now)
            got = await self._documents.following(got, source, now, {asked, fetched.final_url}, MOST_PAPER_PAGES)
            if got.next_url is not None:  # an edition that is still being put up is read again
                fetched = replace(fetched, body=b"", validators=NO_VALIDATORS)
        elif backlog:
            got = await self._documents.following(got, source, now, {asked}, source.pages)
        kept = polling.harvested(state, source, fetched, got, now, self._zone)
        return Polled(kept, got, backlog=backlog, before=state)

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
