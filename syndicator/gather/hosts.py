"""Whose turn it is: one request at a time per host, a pause between, shared by all sources of that host."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

# Hosts idle for longer than their pause are forgotten once this many are known.
MOST_REMEMBERED = 10_000


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    free_at: float = 0.0


class Hosts:
    """Gives turns. Those who wait for a slow host hold up nobody but that host's others.

    At most `concurrency` turns run at once; `pause` lies between the end of one turn and the next of its host.
    """

    def __init__(self, pause: timedelta, concurrency: int) -> None:
        self.pause = pause
        self._slots = asyncio.Semaphore(concurrency)
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, url: str, least: timedelta = timedelta(0)) -> AsyncIterator[None]:
        """A turn at the URL's host; `least` is a longer pause that the host asked for (Crawl-delay)."""
        name = urlsplit(url).hostname or ""
        host = self._hosts.setdefault(name, _Host())
        host.users += 1
        try:
            async with host.lock:
                loop = asyncio.get_running_loop()
                wait = host.free_at - loop.time()
                if wait > 0:
                    await asyncio.sleep(wait)
                async with self._slots:
                    try:
                        yield
                    finally:
                        host.free_at = loop.time() + max(self.pause, least).total_seconds()
        finally:
            host.users -= 1
            if len(self._hosts) > MOST_REMEMBERED:
                self._forget()

    def _forget(self) -> None:
        now = asyncio.get_running_loop().time()
        for name in [name for name, host in self._hosts.items() if not host.users and host.free_at < now]:
            del self._hosts[name]
