"""A source's documents: through front doors to the newest, then those that belong to it. `papers` says what to try."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

import structlog

from syndicator.errors import HTTPStatus, ReaderLost, ReadError, SyndicatorError
from syndicator.gather.http import NO_VALIDATORS
from syndicator.model import Fetched, Kind, Settings, Source, SourceState, Validators
from syndicator.read.epaper import earlier_editions
from syndicator.service import papers, polling
from syndicator.service.harvest import Harvest, harvest
from syndicator.service.reading import Readers

log = structlog.get_logger("syndicator.gather")

# A front door may lead to another; more are a loop.
MOST_FRONT_DOORS = 3
# A daily paper has at most this many pages (版).
MOST_PAPER_PAGES = 60

ABSENT = (404, 410)


class Fetch(Protocol):
    """One polite GET."""

    async def __call__(
        self, url: str, source: Source, validators: Validators = ..., validated: str | None = ...
    ) -> Fetched: ...


class Documents:
    """Fetches and reads what one poll of a source needs."""

    def __init__(
        self, fetch: Fetch, readers: Readers, settings: Callable[[], Settings], clock: Callable[[], datetime]
    ) -> None:
        self._fetch = fetch
        self._readers = readers
        self._settings = settings
        self._clock = clock

    async def newest(self, source: Source, state: SourceState) -> tuple[Fetched, Harvest | None]:
        """A source's document, of an e-paper the newest edition that is out; no harvest when it is the last one again.

        An edition that is not out yet is no error; a week without any is.
        """
        now, zone = self._clock(), self._settings().site.timezone
        urls, again = papers.asked(source, state, now, zone), papers.asked_today(state, now, zone)
        if len(urls) == 1:
            return await self._arrive(urls[0], source, state, state.validators)
        missing: SyndicatorError | None = None
        for number, url in enumerate(urls):
            try:
                validators = state.validators if again and number == 0 else NO_VALIDATORS
                fetched, got = await self._arrive(url, source, state, validators)
            except (HTTPStatus, ReadError) as error:
                if not _is_missing(error):
                    raise
                missing = error
                continue
            if got is None or papers.is_edition_read(got, fetched.final_url):
                return replace(fetched, validators=fetched.validators if number == 0 else NO_VALIDATORS), got
        if again:
            return _nothing_new(urls[0]), None
        raise ReadError(f"{source.url}:最近一周没有找到新的一期;报纸的网址可能变了,请打开看看") from missing

    async def _arrive(
        self, url: str, source: Source, state: SourceState, validators: Validators
    ) -> tuple[Fetched, Harvest | None]:
        """One document, through the front doors before it; no harvest when it is the one that was read last."""
        zone = self._settings().site.timezone
        # What was a feed stays one: a notice or a parking page in its place is no list of headlines.
        expected = replace(source, kind=state.kind) if source.kind is Kind.AUTO else source
        fetched = await self._fetch(url, source, validators, state.validated)
        for _ in range(MOST_FRONT_DOORS):
            if fetched.unchanged or polling.digest(fetched.body) == state.body_hash:
                return fetched, None
            now = self._clock()
            got = await self._harvest(fetched, expected, state.seen, now)
            if got.elsewhere is None:
                return fetched, got
            # What the front door said of itself says nothing of the page behind it.
            further = await self._first_out(papers.behind(got.elsewhere, state, now, zone), source, state, now)
            fetched = replace(further, url=fetched.url, moved_to=fetched.moved_to, validators=NO_VALIDATORS)
        raise ReadError(f"{source.url}:网页一再转向,没有到达内容")

    async def _first_out(self, urls: tuple[str, ...], source: Source, state: SourceState, now: datetime) -> Fetched:
        for url in urls:
            try:
                return await self._fetch(url, source)
            except HTTPStatus as error:
                if len(urls) == 1 or not _is_missing(error):
                    raise
        if papers.asked_today(state, now, self._settings().site.timezone):
            return _nothing_new(urls[0])
        raise ReadError(f"{source.url}:入口所指的 {urls[0]} 还没有,前一周的也没有")

    async def _harvest(self, fetched: Fetched, source: Source, seen: bytes, now: datetime) -> Harvest:
        zone = self._settings().site.timezone
        return await self._readers.read(fetched.url, harvest, fetched, source, now, zone, seen)

    async def missed(
        self, got: Harvest, fetched: Fetched, source: Source, state: SourceState, now: datetime
    ) -> Harvest:
        """Adds the editions between the last poll that succeeded and this one; days without a paper are none."""
        if state.succeeded is None:
            return got
        for url in earlier_editions(fetched.final_url, state.succeeded, self._settings().site.timezone):
            try:
                edition = await self._fetch(url, source)
                if polling.digest(edition.body) == state.body_hash or not papers.is_of_day(edition.final_url, url):
                    continue
                more = await self._harvest(edition, source, b"", now)
            except (HTTPStatus, ReadError) as error:
                if not _is_missing(error):
                    raise
                continue
            more = await self.following(more, source, now, {url}, MOST_PAPER_PAGES)
            got = replace(got, prepared=got.prepared + more.prepared, pages=got.pages + more.pages)
        return got

    async def following(self, first: Harvest, source: Source, now: datetime, visited: set[str], most: int) -> Harvest:
        """Joins what the next pages give: older headlines for a first backlog, or the other 版 of an edition.

        An edition's pages are needed: when one fails, so does the poll, and the edition is asked for again. When one is
        missing, it stays as `next_url`.
        """
        whole, left = first, most - 1
        paper = first.kind is Kind.EPAPER
        while left > 0 and whole.next_url and whole.next_url not in visited:
            left -= 1
            visited.add(whole.next_url)
            try:
                fetched = await self._fetch(whole.next_url, source)
                more = await self._harvest(fetched, source, b"", now)
            except SyndicatorError as error:
                if paper and not _is_missing(error):
                    raise
                log.info("后面的页没有读到", source=source.id, url=whole.next_url, error=str(error))
                return whole
            whole = replace(
                whole,
                prepared=whole.prepared + more.prepared,
                pages=whole.pages + more.pages,
                entries=whole.entries + more.entries if paper else whole.entries,
                next_url=more.next_url,
            )
        # A first page that is one large advertisement is no mistake.
        return replace(whole, next_url=None, problems=() if paper and whole.entries else whole.problems)


def _is_missing(error: SyndicatorError) -> bool:
    """Whether there is no such page, or a page that says so: an edition of a day without a paper, or not out yet."""
    if isinstance(error, HTTPStatus):
        return error.status in ABSENT
    return isinstance(error, ReadError) and not isinstance(error, ReaderLost)


def _nothing_new(url: str) -> Fetched:
    return Fetched(url, url, 304, b"", None, NO_VALIDATORS)
