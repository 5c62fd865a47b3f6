"""Whose turn it is: one request at a time per host, a pause between, shared by all sources of that host."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic
from urllib.parse import urlsplit

from syndicator.errors import Resting

# Once this many hosts are known, those idle for longer than their pause are forgotten.
MOST_REMEMBERED = 10_000
# A turn that lasts longer only waits, for an answer that may never come: it gives its slot to the next …
PATIENCE_SECONDS = 1.0
# … though so many more than the slots may wait, each with a connection; 1,024 files are all that many systems grant.
WAITING = 8
MOST_OPEN = 512
# Who asks for more is asked again after a day all the same.
LONGEST_REST = timedelta(days=1)


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    free_at: float = 0.0


def most_open(concurrency: int) -> int:
    """How many turns there may be at most with `concurrency` slots, those among them that only wait."""
    return max(concurrency, min(concurrency * WAITING, MOST_OPEN))


class Hosts:
    """Gives turns, first come, first served. Those who wait for a slow host hold up nobody but that host's others.

    At most `concurrency` turns run at once, those apart that have waited for a second or more; `pause` lies between
    the end of one turn and the next of its host, and may be changed at any time. `time` (in seconds, never back) and
    `sleep` are the machine's, but for tests.
    """

    def __init__(
        self,
        pause: timedelta,
        concurrency: int = 64,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        time: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.pause = pause
        self.rests: dict[str, datetime] = {}
        self._clock = clock
        self._time = time
        self._sleep = sleep
        self._slots = asyncio.Semaphore(concurrency)
        self._open = asyncio.Semaphore(most_open(concurrency))
        self._hosts: dict[str, _Host] = {}
        self._crowded = MOST_REMEMBERED

    @asynccontextmanager
    async def turn(self, url: str, least: timedelta = timedelta(0)) -> AsyncIterator[None]:
        """A turn at the URL's host; `least` is a longer pause that the host asked for (Crawl-delay).

        Raises Resting while the host is to be left alone.
        """
        name = name_of(url)
        self._require_awake(name)
        host = self._hosts.get(name)
        if host is None:
            host = self._hosts[name] = _Host()
        host.users += 1
        try:
            async with host.lock:
                wait = host.free_at - self._time()
                if wait > 0:
                    await self._sleep(wait)
                # Last of all, so that nobody holds a slot while waiting for anything else.
                async with self._open, self._slot():
                    self._require_awake(name)  # who had the turn before may have been told to stay away
                    try:
                        yield
                    finally:
                        host.free_at = self._time() + max(self.pause, least).total_seconds()
        finally:
            host.users -= 1
            if len(self._hosts) > self._crowded:
                self._forget()

    @asynccontextmanager
    async def _slot(self) -> AsyncIterator[None]:
        """A slot until the end of the block, or of our patience."""
        await self._slots.acquire()
        held = True

        def let_go() -> None:
            nonlocal held
            if held:
                held = False
                self._slots.release()

        patience = asyncio.get_running_loop().call_later(PATIENCE_SECONDS, let_go)
        try:
            yield
        finally:
            patience.cancel()
            let_go()

    def rest(self, url: str, wait: timedelta) -> None:
        """Leaves the URL's host alone from now on for this long, at most a day."""
        now = self._clock()
        # One further ahead than any can be was kept by a clock that went wrong.
        self.rests = {name: until for name, until in self.rests.items() if now < until <= now + LONGEST_REST}
        name, until = name_of(url), now + min(wait, LONGEST_REST)
        self.rests[name] = max(until, self.rests.get(name, until))

    def _require_awake(self, name: str) -> None:
        until, now = self.rests.get(name), self._clock()
        # One further ahead than any can be was kept by a clock that went wrong.
        if until is not None and now < until <= now + LONGEST_REST:
            raise Resting(f"{name} 请求暂停访问,到 {until:%m-%d %H:%M} UTC 为止不再打扰", until)

    def _forget(self) -> None:
        now = self._time()
        self._hosts = {name: host for name, host in self._hosts.items() if host.users or host.free_at > now}
        # Looking through all of them pays only when many have come since.
        self._crowded = max(MOST_REMEMBERED, 2 * len(self._hosts))


def name_of(url: str) -> str:
    """The host of a URL, which has turns and rests of its own."""
    return urlsplit(url).hostname or ""
