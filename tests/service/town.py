"""A town of feeds on one loopback server of raw sockets, each an address of its own, that fall into trouble and out."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from starlette.requests import Request

from syndicator.model import Selection, SourceState, Status
from syndicator.serve.state import State
from syndicator.service.station import Station
from syndicator.service.status import status
from syndicator.store import sources, stories
from tests.service.conftest import entry, rss

Talk = Callable[["Feed", asyncio.StreamWriter], Awaitable[None]]
PLACES = "白霓 天城 桂花泉 石城 沙坪 青山 肖岭 路口 金塘 港口 高枧 铜钟".split()


class Clock:
    """The only thing that is not real."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta) -> None:
        self.now += by


@dataclass
class Feed:
    """One source's server: what it has told so far, and the trouble it is in."""

    id: str
    number: int
    told: int = 0
    trouble: Talk | None = None
    held: set[asyncio.StreamWriter] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    @property
    def titles(self) -> set[str]:
        return {self.title(n) for n in range(self.told)}

    def title(self, n: int) -> str:
        return f"{PLACES[self.number % len(PLACES)]}镇第{self.number}号站台第{n}篇消息"

    def document(self) -> bytes:
        said = "{0}:{1},第{2}件事,详情见第{3}版,记者到现场看了{2}个下午。"
        entries = (
            entry(f"{self.id}-{n}", self.title(n), said.format(self.title(n), self.id * 3, n, self.number))
            for n in range(self.told)
        )
        return rss(*entries, title=self.id).encode()


class Town:
    """All feeds; each is asked at 127.0.1.NUMBER, so that it is a host of its own, as in life."""

    def __init__(self, names: list[str], first: int = 1) -> None:
        self.feeds = [Feed(name, number) for number, name in enumerate(names, first)]
        self.port = 0

    def __getitem__(self, id: str) -> Feed:
        return next(feed for feed in self.feeds if feed.id == id)

    def address(self, feed: Feed) -> str:
        return f"http://127.0.1.{feed.number}:{self.port}/feed"

    def tell(self) -> None:
        for feed in self.feeds:
            feed.told += 1

    @contextlib.asynccontextmanager
    async def open(self, tls: ssl.SSLContext | None = None) -> AsyncIterator[Town]:
        """Serves until the end of the block; with `tls`, by https alone."""
        server = await asyncio.start_server(self._serve, "0.0.0.0", 0, backlog=1024, ssl=tls)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for writer in {writer for feed in self.feeds for writer in feed.held}:
                writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = int(writer.get_extra_info("sockname")[0].rsplit(".", 1)[1])
        feed = self.feeds[number - self.feeds[0].number]
        feed.held.add(writer)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ")[1].decode()
                if path == "/robots.txt":
                    writer.write(b"HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n")
                    continue
                feed.asked.append(path)
                if feed.trouble is not None:
                    await feed.trouble(feed, writer)
                else:
                    body = feed.document()
                    writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
                    await writer.drain()
        feed.held.discard(writer)
        writer.close()


async def settle(station: Station) -> None:
    """Lets the service tick until nothing is due and nothing under way."""
    while await station.gatherer.tick() or station.gatherer.under_way:
        await asyncio.sleep(0.01)


def told(station: Station) -> list[str]:
    """The titles of all stories."""
    with station.store.read() as connection:
        return [story.lead.title for story in stories.window(connection, "all", 10_000)]


def states(station: Station) -> dict[str, SourceState]:
    with station.store.read() as connection:
        return {one.id: one for one in sources.states(connection)}


async def page(station: Station, now: datetime, path: str = "/status", query: str = "") -> str:
    """What /status (or another of its addresses) shows at this moment."""

    def read(selection: Selection) -> Status:
        return status(station.store, now, selection, station.settings.data)

    shown = State(read)
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": []}
    scope |= {"server": ("127.0.0.1", 80), "scheme": "http", "root_path": ""}
    answers = {"/status": shown.page, "/healthz": shown.healthz, "/status.atom": shown.atom}
    return bytes((await answers[path](Request(scope))).body).decode()
