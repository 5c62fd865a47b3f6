"""What robots.txt allows us (RFC 9309)."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from protego import Protego

from syndicator.errors import FetchError, HTTPStatus, Refused, Resting, Unreachable
from syndicator.gather.http import Client

# RFC 9309, 2.4: a copy is good for a day.
FRESH = timedelta(hours=24)
# An origin whose robots.txt cannot be had is asked again sooner.
FRESH_AFTER_FAILURE = timedelta(hours=1)
# Sooner still when no connection was made, for that may have been our own fault.
FRESH_AFTER_NO_ANSWER = timedelta(minutes=1)
# Nobody waits longer for a turn at a host, so a copy is never good for longer than a day and this.
LONGEST_TURN = timedelta(hours=1)
# RFC 9309, 2.5: at least 500 KiB must be read, and no more need be.
MOST_BYTES = 500 * 1024
# All copies together: 20,000 origins of the usual size; of those that boast, fewer are remembered.
MOST_REMEMBERED = 20 * 1024 * 1024
OVERHEAD = 1_000
# Longer ones are parsed beside the event loop, for the longest take a quarter of a second.
PARSED_AT_ONCE = 16 * 1024
OUR_TOKEN = "syndicator"
# Longer ones are not handed on to be kept: after a restart they are asked for again.
MOST_KEPT = 64 * 1024
# A longer Crawl-delay than this would mean never.
LONGEST_DELAY = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Learned:
    """What an origin's robots.txt said, and until when that counts; no text allows everything."""

    origin: str
    text: str
    until: datetime


class Memory(Protocol):
    """Where robots.txt is kept over a restart."""

    async def recall(self, origin: str) -> Learned | None:
        """What was kept of an origin, though its time may be over."""

    async def keep(self, learned: Learned) -> None:
        """Keeps it as well as it can."""


@dataclass(frozen=True, slots=True)
class _Copy:
    """One origin's rules: `rules` None means all is allowed, unless `closed` says why nothing is."""

    until: datetime
    rules: Protego | None = None
    delay: timedelta = timedelta(0)
    weight: int = OVERHEAD
    closed: str | None = None
    unreachable: bool = False

    def fresh(self, now: datetime) -> bool:
        """Whether it still counts; one from a clock that has been put back by more than that does not."""
        return now < self.until <= now + FRESH + LONGEST_TURN


class Robots:
    """Remembers each origin's robots.txt for a day; those who ask at the same time share one request.

    With `turn`, that request takes its turn at the host like any other, with a pause of at least so long: then `clock`
    says when it was answered, from which its day counts. With `memory`, it is not repeated because of a restart.
    """

    def __init__(
        self,
        client: Client,
        turn: Callable[[str, timedelta], AbstractAsyncContextManager[None]] | None = None,
        memory: Memory | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._client = client
        self._turn = turn
        self._memory = memory
        self._clock = clock
        self._copies: OrderedDict[str, _Copy] = OrderedDict()
        self._weight = 0
        self._asking: dict[str, asyncio.Lock] = {}

    async def require(self, url: str, now: datetime, *, allow_private: bool = False) -> None:
        """Raises Refused when this URL may not be fetched, FetchError when robots.txt cannot be had to tell.
        Passes on Resting.

        Must not be awaited inside a turn at the URL's host.
        """
        copy = await self._copy(_origin(url), now, allow_private)
        if copy.closed is not None:
            raise (Unreachable if copy.unreachable else FetchError)(copy.closed)
        if copy.rules is not None and not copy.rules.can_fetch(url, OUR_TOKEN):
            raise Refused(f"{url}:对方的 robots.txt 不允许抓取")

    async def allowed(self, url: str, now: datetime, *, allow_private: bool = False) -> bool:
        """May this URL be fetched now? False too while robots.txt cannot be had."""
        try:
            await self.require(url, now, allow_private=allow_private)
        except FetchError:
            return False
        return True

    def delay(self, url: str) -> timedelta:
        """The pause that the origin asked for when `require` last looked (Crawl-delay), at most two minutes."""
        copy = self._copies.get(_origin(url))
        return copy.delay if copy else timedelta(0)

    async def _copy(self, origin: str, now: datetime, allow_private: bool) -> _Copy:
        copy = self._copies.get(origin)
        if copy is not None and copy.fresh(now):
            return copy
        # Who comes first fetches, the others wait and find the copy; should the first be cancelled, the next fetches.
        lock = self._asking.setdefault(origin, asyncio.Lock())
        try:
            async with lock:
                copy = self._copies.get(origin) or await self._recalled(origin)
                if copy is None or not copy.fresh(now):
                    copy = await self._fetched(origin, copy, now, allow_private)
                self._remember(origin, copy)
                return copy
        finally:
            if not lock.locked() and self._asking.get(origin) is lock:
                del self._asking[origin]

    async def _fetched(self, origin: str, old: _Copy | None, now: datetime, allow_private: bool) -> _Copy:
        url = f"{origin}/robots.txt"
        try:
            async with self._turn(url, self.delay(url)) if self._turn else nullcontext():
                try:
                    fetched = await self._client.get(url, allow_private=allow_private)
                finally:
                    now = self._clock() if self._clock else now
        except HTTPStatus as error:
            missing = error.status < 500 and error.status != 429
            return await self._learned(Learned(origin, "", now + FRESH)) if missing else _unreachable(old, now, error)
        except Resting:
            raise
        except Unreachable as error:
            return replace(_unreachable(old, now, error), until=now + FRESH_AFTER_NO_ANSWER)
        except Refused:
            return _Copy(now + FRESH_AFTER_FAILURE)  # the guard will say the same of the document itself
        except FetchError as error:
            return _unreachable(old, now, error)
        return await self._learned(Learned(origin, _text(fetched.body), now + FRESH))

    async def _learned(self, learned: Learned) -> _Copy:
        if self._memory is not None and len(learned.text) <= MOST_KEPT:
            await self._memory.keep(learned)
        return await _parsed(learned)

    async def _recalled(self, origin: str) -> _Copy | None:
        learned = await self._memory.recall(origin) if self._memory is not None else None
        return None if learned is None else await _parsed(learned)

    def _remember(self, origin: str, copy: _Copy) -> None:
        if old := self._copies.pop(origin, None):
            self._weight -= old.weight
        self._copies[origin] = copy
        self._weight += copy.weight
        while self._weight > MOST_REMEMBERED and len(self._copies) > 1:
            self._weight -= self._copies.popitem(last=False)[1].weight


async def _parsed(learned: Learned) -> _Copy:
    text = learned.text
    if not text:
        return _Copy(learned.until)
    rules = Protego.parse(text) if len(text) <= PARSED_AT_ONCE else await asyncio.to_thread(Protego.parse, text)
    return _Copy(learned.until, rules, _bounded(rules.crawl_delay(OUR_TOKEN)), OVERHEAD + len(text))


def _text(body: bytes) -> str:
    """What must be read of a robots.txt. A line cut in two could say the contrary of what was meant."""
    if len(body) > MOST_BYTES:
        body = body[:MOST_BYTES].rpartition(b"\n")[0]
    return body.decode("utf-8-sig", "replace").replace("\0", "\ufffd")  # which no database takes


def _bounded(seconds: float | None) -> timedelta:
    # Written so that a nan, which no comparison holds for, is no delay.
    return timedelta(seconds=min(seconds, LONGEST_DELAY.total_seconds())) if seconds and seconds > 0 else timedelta(0)


def _unreachable(old: _Copy | None, now: datetime, error: FetchError) -> _Copy:
    """RFC 9309, 2.3.1.4: an unreachable robots.txt closes the site, unless an older copy is at hand."""
    until = now + FRESH_AFTER_FAILURE
    if old is None or old.closed is not None:
        text = f"robots.txt 取不到,按规矩暂不抓取。{error}"
        return _Copy(until, closed=text, unreachable=isinstance(error, Unreachable))
    return replace(old, until=until)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
