"""One writer for all polls: outcomes that end at about the same time share a transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from syndicator.errors import StoreAway
from syndicator.model import Settings
from syndicator.service.commit import Outcome, Polled, commit
from syndicator.service.telling import Told
from syndicator.store import Store, notes

# What one transaction may hold: few enough that a page of the status never waits long for it.
MOST_OUTCOMES = 256
MOST_ITEMS = 1_000
# How long the first outcome of a batch waits for company: a transaction costs as much as a dozen outcomes.
LINGER_SECONDS = 0.05

Waiting = tuple[Outcome, "asyncio.Future[Told]"]


class Committer:
    """Takes outcomes one by one and writes them in batches. `start()` it inside the running loop, `close()` it last."""

    def __init__(self, store: Store, settings: Callable[[], Settings], clock: Callable[[], datetime]) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._queue: asyncio.Queue[Waiting | None] = asyncio.Queue()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="commit")
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._drain())

    async def put(self, outcome: Outcome) -> Told:
        """Returns when the outcome is safe on disk, with what was new: all of its batch counts for the first."""
        future: asyncio.Future[Told] = asyncio.get_running_loop().create_future()
        await self._queue.put((outcome, future))
        return await future

    async def probe(self) -> bool:
        """Whether the database takes a word."""
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._write_note)
        except Exception:
            return False  # whatever it is, it is what stands in the way, and was said when it came
        return True

    async def close(self) -> None:
        """Writes what was put, then stops."""
        await self._queue.put(None)
        if self._task is not None:
            await self._task
        self._thread.shutdown()

    async def _drain(self) -> None:
        loop = asyncio.get_running_loop()
        last = False
        while not last:
            first = await self._queue.get()
            if first is None:
                return
            await asyncio.sleep(LINGER_SECONDS)
            batch = [first]
            size = _items(first[0])
            while not self._queue.empty() and len(batch) < MOST_OUTCOMES and size < MOST_ITEMS:
                another = self._queue.get_nowait()
                if another is None:
                    last = True
                    break
                batch.append(another)
                size += _items(another[0])
            await self._write(loop, batch)

    async def _write(self, loop: asyncio.AbstractEventLoop, batch: list[Waiting]) -> None:
        """Writes a batch; when it fails, each outcome alone, so that one bad outcome harms no other.

        When even the first alone finds no database, the others are spared the wait.
        """
        error = await self._try(loop, batch)
        if error is None or len(batch) == 1:
            return
        for number, one in enumerate(batch):
            error = await self._try(loop, [one])
            if number == 0 and isinstance(error, StoreAway):
                for _, future in batch[1:]:
                    if not future.done():
                        future.set_exception(error)
                return

    async def _try(self, loop: asyncio.AbstractEventLoop, batch: list[Waiting]) -> Exception | None:
        """Writes a batch in one transaction. An error is returned, and told when there is one outcome alone."""
        try:
            told = await loop.run_in_executor(self._thread, self._commit, [outcome for outcome, _ in batch])
        except Exception as error:
            if len(batch) == 1 and not batch[0][1].done():
                batch[0][1].set_exception(error)
            return error
        for number, (_, future) in enumerate(batch):
            if not future.done():
                future.set_result(told if number == 0 else Told())
        return None

    def _write_note(self) -> None:
        with self._store.write() as connection:
            notes.put(connection, "probe", self._clock().isoformat())

    def _commit(self, outcomes: Sequence[Outcome]) -> Told:
        with self._store.write() as connection:
            return commit(connection, outcomes, self._settings(), self._clock())


def _items(outcome: Outcome) -> int:
    if isinstance(outcome, Polled):
        return len(outcome.harvest.prepared) if outcome.harvest else 0
    return 1
