"""Whose turn it is: one request at a time per host, a pause between, shared by all sources of that host."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

# Once this many hosts are known, those idle for longer than their pause are forgotten.
MOST_REMEMBERED = 10_000
# A turn that lasts longer only waits, for an answer that may never come: it gives its slot to the next …
PATIENCE_SECONDS = 1.0
# … though so many more than the slots may wait, each with a connection; 1,024 files are all that many systems grant.
WAITING = 8
MOST_OPEN = 512


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
    the end of one turn and the next of its host, and may be changed at any time.
    """

    def __init__(self, pause: timedelta, concurrency: int = 64) -> None:
        self.pause = pause
        self._slots = asyncio.Semaphore(concurrency)
        self._open = asyncio.Semaphore(most_open(concurrency))
        self._hosts: dict[str, _Host] = {}
        self._crowded = MOST_REMEMBERED

    @asynccontextmanager
    async def turn(self, url: str, least: timedelta = timedelta(0)) -> AsyncIterator[None]:
        """A turn at the URL's host; `least` is a longer pause that the host asked for (Crawl-delay)."""
        name = urlsplit(url).hostname or ""
        host = self._hosts.get(name)
        if host is None:
            host = self._hosts[name] = _Host()
        host.users += 1
        try:
            async with host.lock:
                loop = asyncio.get_running_loop()
                wait = host.free_at - loop.time()
                if wait > 0:
                    await asyncio.sleep(wait)
                # Last of all, so that nobody holds a slot while waiting for anything else.
                async with self._open, self._slot():
                    try:
                        yield
                    finally:
                        host.free_at = loop.time() + max(self.pause, least).total_seconds()
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

    def _forget(self) -> None:
        now = asyncio.get_running_loop().time()
        self._hosts = {name: host for name, host in self._hosts.items() if host.users or host.free_at > now}
        # Looking through all of them pays only when many have come since.
        self._crowded = max(MOST_REMEMBERED, 2 * len(self._hosts))
