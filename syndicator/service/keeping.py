"""Keeps what polls and pages bring, through a full disk, a locked database and what no database takes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import structlog

from syndicator.errors import StoreAway, StoreError
from syndicator.gather.robots import Learned
from syndicator.model import Source
from syndicator.service import polling
from syndicator.service.asking import MOST_ATTEMPTS, later
from syndicator.service.commit import PageRead, Polled, Rested
from syndicator.service.committer import Committer
from syndicator.service.telling import Told

log = structlog.get_logger("syndicator.gather")

# How long to wait until the database is tried again.
REST_SECONDS = 15.0
# When the database is there for everything else but was away so often for this, this may be what it cannot bear.
MOST_TRIES = 3


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
        self._open = asyncio.Event()
        self._open.set()
        self._probing: asyncio.Task[None] | None = None
        self.broken: StoreError | None = None

    async def keep(self, source: Source, outcome: Polled | PageRead) -> Told:
        """Returns when the outcome is written; or, when the database takes everything but this, that it failed."""
        tries = 0
        while True:
            await self._open.wait()
            try:
                return await self._committer.put(outcome)
            except StoreAway as error:
                problem: Exception = error
                tries += 1
            except Exception as error:
                problem = error
                tries = MOST_TRIES
            log.error("没有存下", source=source.id, error=str(problem), exc_info=not isinstance(problem, StoreError))
            if tries >= MOST_TRIES:
                try:
                    # What came may be at fault, not the database: keep that it failed, so that back-off takes hold.
                    return await self._committer.put(self._unkept(source, outcome, problem))
                except Exception as again:
                    problem = again
            self._broke(problem)

    async def close(self) -> None:
        if self._probing is not None:
            self._probing.cancel()
            with suppress(asyncio.CancelledError):
                await self._probing

    async def note(self, wish: Rested | Learned) -> bool:
        """Whether a host's wish could be written; the outcome that follows meets the same trouble, and waits."""
        try:
            await self._committer.put(wish)
        except Exception:
            return False
        return True

    def _broke(self, problem: Exception) -> None:
        """Nobody writes until the database takes a word of ours again."""
        self.broken = problem if isinstance(problem, StoreError) else StoreError(str(problem))
        self._say(f"采集到的内容存不下来。{problem}。已采集的先留在内存里,恢复以后自动存入,不用重启。")
        if self._open.is_set():
            self._open.clear()
            self._probing = asyncio.get_running_loop().create_task(self._probe())

    async def _probe(self) -> None:
        while not self._open.is_set():
            await asyncio.sleep(REST_SECONDS)
            if await self._committer.probe():
                self.broken = None
                self._say("")
                self._open.set()

    def _unkept(self, source: Source, outcome: Polled | PageRead, error: Exception) -> Polled | PageRead:
        """An outcome without what it brought, to be tried again later; a page that failed too often is given up."""
        if isinstance(outcome, Polled):
            state = outcome.before or outcome.state
            return Polled(polling.failed(state, source, f"没有存下:{error}", self._clock()))
        if outcome.page.attempts + 1 >= MOST_ATTEMPTS:
            return PageRead(outcome.page)
        return PageRead(outcome.page, retry=later(outcome.page, self._clock()))
