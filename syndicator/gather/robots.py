"""What robots.txt allows us (RFC 9309)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego

from syndicator.errors import FetchError, HTTPStatus, Refused
from syndicator.gather.http import Client

# RFC 9309, 2.4: a copy is good for a day.
FRESH = timedelta(hours=24)
# An origin whose robots.txt cannot be had is asked again sooner.
FRESH_AFTER_FAILURE = timedelta(hours=1)
# RFC 9309, 2.5: at least 500 KiB must be read, and no more need be.
MOST_BYTES = 500 * 1024
MOST_ORIGINS = 20_000
OUR_TOKEN = "syndicator"
# A longer Crawl-delay than this would mean never.
LONGEST_DELAY = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class _Copy:
    """One origin's rules: `rules` None means all is allowed, unless `closed` says why nothing is."""

    until: datetime
    rules: Protego | None = None
    closed: str | None = None


class Robots:
    """Remembers each origin's robots.txt for a day; those who ask at the same time share one request."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._copies: dict[str, _Copy] = {}
        self._coming: dict[str, asyncio.Task[_Copy]] = {}

    async def require(self, url: str, now: datetime, *, allow_private: bool = False) -> None:
        """Raises Refused when this URL may not be fetched, FetchError when robots.txt cannot be had to tell."""
        copy = await self._copy(url, now, allow_private)
        if copy.closed is not None:
            raise FetchError(copy.closed)
        if copy.rules is not None and not copy.rules.can_fetch(url, OUR_TOKEN):
            raise Refused(f"{url}:对方的 robots.txt 不允许抓取")

    def delay(self, url: str) -> timedelta:
        """The pause that the origin asked for when `require` last looked (Crawl-delay)."""
        copy = self._copies.get(_origin(url))
        seconds = copy.rules.crawl_delay(OUR_TOKEN) if copy and copy.rules else None
        return min(timedelta(seconds=seconds), LONGEST_DELAY) if seconds else timedelta(0)

    async def _copy(self, url: str, now: datetime, allow_private: bool) -> _Copy:
        origin = _origin(url)
        copy = self._copies.get(origin)
        if copy is not None and copy.until > now:
            return copy
        task = self._coming.get(origin)
        if task is None:
            task = asyncio.get_running_loop().create_task(self._fetch(origin, copy, now, allow_private))
            self._coming[origin] = task
            task.add_done_callback(lambda _: self._coming.pop(origin, None))
        return await asyncio.shield(task)

    async def _fetch(self, origin: str, old: _Copy | None, now: datetime, allow_private: bool) -> _Copy:
        try:
            fetched = await self._client.get(f"{origin}/robots.txt", allow_private=allow_private)
            text = fetched.body[:MOST_BYTES].decode("utf-8", "replace")
            copy = _Copy(now + FRESH, Protego.parse(text))
        except HTTPStatus as error:
            missing = error.status < 500 and error.status != 429
            copy = _Copy(now + FRESH) if missing else _unreachable(old, now, error)
        except Refused:
            copy = _Copy(now + FRESH_AFTER_FAILURE)  # the guard will say the same of the document itself
        except FetchError as error:
            copy = _unreachable(old, now, error)
        if len(self._copies) >= MOST_ORIGINS:
            self._copies = {name: kept for name, kept in self._copies.items() if kept.until > now}
        self._copies[origin] = copy
        return copy


def _unreachable(old: _Copy | None, now: datetime, error: FetchError) -> _Copy:
    """RFC 9309, 2.3.1.4: an unreachable robots.txt closes the site, unless an older copy is at hand."""
    until = now + FRESH_AFTER_FAILURE
    if old is None or old.closed is not None:
        return _Copy(until, closed=f"robots.txt 取不到,按规矩暂不抓取。{error}")
    return _Copy(until, old.rules)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
