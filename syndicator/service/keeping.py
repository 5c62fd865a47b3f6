"""Keeps what polls and pages bring, through a full disk, a locked database and what no database takes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from syndicator.errors import StoreAway, StoreError
from syndicator.gather import pace
from syndicator.model import Source
from syndicator.service import polling
from syndicator.service.commit import Outcome, PageRead, Polled
from syndicator.service.committer import Committer
from syndicator.service.telling import Told
from syndicator.store.pages import Page

log = structlog.get_logger("syndicator.gather")

# How long what could not be written waits until it is tried again.
REST_SECONDS = 15.0
# When the database was away at so many tries, what is to be written may be what it cannot bear.
MOST_TRIES = 3
# A page that failed this often is given up; its headline is published if there is one.
MOST_ATTEMPTS = 5


class Keeper:
    """Hands outcomes to the committer and holds on to them until they are written.

    Meanwhile their source is not asked again for what we hold already, and how many are held is bounded by how many
    may be under way. `broken` is what stands in the way, None when nothing does; `say` tells it in words.
    """

    def __init__(
        self, committer: Committer, clock: Callable[[], datetime], say: Callable[[str], None] = lambda _: None
    ) -> None:
        self._committer = committer
        self._clock = clock
        self._say = say
        self.broken: StoreError | None = None

    async def keep(self, source: Source, outcome: Outcome) -> Told:
        """Returns when the outcome is written; or, when the database takes everything but this, that it failed."""
        tries = 0
        while True:
            try:
                told = await self._committer.put(outcome)
                break
            except Exception as error:
                tries += 1
                problem = error
                log.error("没有存下", source=source.id, error=str(error), exc_info=not isinstance(error, StoreError))
            if not isinstance(problem, StoreAway) or tries >= MOST_TRIES:
                try:
                    # What came may be at fault, not the database: keep that it failed, so that back-off takes hold.
                    told = await self._committer.put(self._unkept(source, outcome, problem))
                    break
                except Exception as again:
                    problem = again
            self._broke(problem)
            await asyncio.sleep(REST_SECONDS)
        if self.broken is not None:
            self.broken = None
            self._say("")
        return told

    def later(self, page: Page) -> datetime:
        """When to try again a page that could not be read."""
        return pace.after_failure(timedelta(minutes=1), page.attempts + 1, self._clock(), None, page.url)

    def _broke(self, problem: Exception) -> None:
        self.broken = problem if isinstance(problem, StoreError) else StoreError(str(problem))
        self._say(f"采集到的内容存不下来。{problem}。已采集的先留在内存里,恢复以后自动存入,不用重启。")

    def _unkept(self, source: Source, outcome: Outcome, error: Exception) -> Outcome:
        """An outcome without what it brought, to be tried again later; a page that failed too often is given up."""
        if isinstance(outcome, Polled):
            state = outcome.before or outcome.state
            return Polled(polling.failed(state, source, f"没有存下:{error}", self._clock()))
        if outcome.page.attempts + 1 >= MOST_ATTEMPTS:
            return PageRead(outcome.page)
        return PageRead(outcome.page, retry=self.later(outcome.page))
