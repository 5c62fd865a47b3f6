"""Worker processes that read documents: a document that hangs or bursts one is an error of its source alone."""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
from collections.abc import Callable
from concurrent.futures import TimeoutError as Overdue
from concurrent.futures.process import BrokenProcessPool
from typing import Any, ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from syndicator.errors import ReaderLost, ReadError
from syndicator.service.lifeline import die_with_parent

P = ParamSpec("P")
T = TypeVar("T")

# Reading takes milliseconds; what takes this long will take for ever.
DEADLINE_SECONDS = 20
# Address space of one worker: the interpreter with its libraries, and the worst document within the size bound.
MEMORY_BYTES = 3 * 1024**3
# Ends what a library may leak over years.
DOCUMENTS_A_WORKER = 20_000


class _Broken(Exception):
    """The pool failed before or while the document was read."""


class Readers:
    """A pool of worker processes. Close it with `close()`."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool = self._open()

    async def read(self, what: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(*args)` in a worker. Raises what it raises, or ReadError when it took too much time or memory.

        When the pool itself broke, which this document has seldom done, it is read once more by new workers.
        """
        try:
            return await self._once(what, function, *args, **kwargs)
        except _Broken:
            try:
                return await self._once(what, function, *args, **kwargs)
            except _Broken as error:
                raise ReaderLost(f"{what}:读取进程意外中止") from error

    async def _once(self, what: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        pool = self._pool
        try:
            future = pool.schedule(function, args=list(args), kwargs=kwargs, timeout=DEADLINE_SECONDS)
        except RuntimeError as error:  # pebble's word for a pool that has failed
            self._replace(pool)
            raise _Broken from error
        try:
            result: T = await asyncio.wrap_future(future)
        except (TimeoutError, Overdue) as error:
            raise ReaderLost(f"{what}:{DEADLINE_SECONDS} 秒内没有读完,已放弃") from error
        except ProcessExpired as error:
            raise ReaderLost(f"{what}:读取进程意外中止(退出码 {error.exitcode})") from error
        except BrokenProcessPool as error:
            self._replace(pool)
            raise _Broken from error
        except (MemoryError, RecursionError) as error:
            raise ReadError(f"{what}:读取所需内存超过限额") from error
        return result

    def _replace(self, broken: Any) -> None:
        """New workers for a broken pool; only the first to notice opens them."""
        if self._pool is broken:
            self._pool = self._open()
            broken.stop()

    async def warm_up(self, function: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        """Starts the workers and lets each do `function`, so that the first documents find them ready."""
        await asyncio.gather(*(self.read("", function, *args, **kwargs) for _ in range(self._workers)))

    def close(self) -> None:
        self._pool.stop()
        self._pool.join()

    def _open(self) -> Any:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["syndicator.service.harvest"])
        return ProcessPool(
            max_workers=self._workers, max_tasks=DOCUMENTS_A_WORKER, initializer=_prepare_worker, context=context
        )


def _prepare_worker() -> None:
    die_with_parent()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
