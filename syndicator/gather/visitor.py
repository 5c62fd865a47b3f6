"""One polite GET: nobody's robots.txt, turn or wish to be left alone is passed over, at any hop of a redirect."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from time import monotonic

from syndicator.errors import HTTPStatus, Unreachable
from syndicator.gather.faults import WIRE, unreached
from syndicator.gather.hosts import Hosts, name_of
from syndicator.gather.http import NO_VALIDATORS, Client
from syndicator.gather.outage import Outage
from syndicator.gather.robots import Memory, Robots
from syndicator.model import Fetched, Gathering, Validators

TOO_MANY = 429
# After a 429 that does not say how long: it speaks of us, not of one document.
REST_AFTER_TOO_MANY = timedelta(minutes=15)


class Visitor:
    """Visits other people's servers for all sources together.

    `hosts` knows whose turn it is, `outage` whether our own network is down. `time` and `sleep` are for tests.
    """

    def __init__(
        self,
        client: Client,
        gathering: Gathering,
        clock: Callable[[], datetime],
        memory: Memory | None = None,
        *,
        time: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.hosts = Hosts(gathering.pause, gathering.concurrency, clock=clock, time=time, sleep=sleep)
        self.outage = Outage()
        self._client = client
        self._clock = clock
        self._robots = Robots(client, self._turn, memory, clock)

    def heed(self, gathering: Gathering) -> None:
        """Takes up an edit of how to behave; how many connections there may be is settled at the start."""
        self.hosts.pause = gathering.pause
        self._client.heed(gathering)

    async def get(
        self,
        url: str,
        validators: Validators = NO_VALIDATORS,
        *,
        validated: str | None = None,
        allow_private: bool = False,
    ) -> Fetched:
        """As Client.get, when robots.txt allows it and the host's turn has come. Also raises Resting."""
        return await self._client.get(
            url, validators, validated=validated, allow_private=allow_private, gate=self._gate
        )

    @asynccontextmanager
    async def _gate(self, url: str, private: bool) -> AsyncIterator[None]:
        await self._robots.require(url, self._clock(), allow_private=private)
        async with self._turn(url, self._robots.delay(url)):
            yield

    @asynccontextmanager
    async def _turn(self, url: str, least: timedelta) -> AsyncIterator[None]:
        """A turn, from whose end is learned how its host is."""
        async with self.hosts.turn(url, least):
            try:
                yield
            except HTTPStatus as error:
                self.outage.answered()
                wait = error.retry_after or (REST_AFTER_TOO_MANY if error.status == TOO_MANY else None)
                if wait:
                    self.hosts.rest(url, wait)
                raise
            except (*WIRE, Unreachable) as error:
                if isinstance(error, Unreachable) or unreached(error):
                    self.outage.missed(name_of(url))
                raise
            else:
                self.outage.answered()
