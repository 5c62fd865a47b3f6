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

from syndicator.errors import ReadError
from syndicator.service.lifeline import die_with_parent

P = ParamSpec("P")
T = TypeVar("T")

# Reading takes milliseconds; what takes this long will take for ever.
DEADLINE_SECONDS = 20
# Address space of one worker: the interpreter with its libraries, and the worst document within the size bound.
MEMORY_BYTES = 3 * 1024**3
# Ends what a library may leak over years.
DOCUMENTS_A_WORKER = 20_000


class Readers:
    """A pool of worker processes. Close it with `close()`."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool = self._open()

    async def read(self, what: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(*args)` in a worker. Raises what it raises, or ReadError when it took too much time or memory."""
        try:
            future = self._pool.schedule(function, args=list(args), kwargs=kwargs, timeout=DEADLINE_SECONDS)
            result: T = await asyncio.wrap_future(future)
        except (TimeoutError, Overdue) as error:
            raise ReadError(f"{what}:{DEADLINE_SECONDS} 秒内没有读完,已放弃") from error
        except ProcessExpired as error:
            raise ReadError(f"{what}:读取进程意外中止(退出码 {error.exitcode})") from error
        except BrokenProcessPool as error:  # all workers died at once; the next document finds new ones
            self._pool = self._open()
            raise ReadError(f"{what}:读取进程意外中止") from error
        except (MemoryError, RecursionError) as error:
            raise ReadError(f"{what}:读取所需内存超过限额") from error
        return result

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
