"""The loopback servers of `./run bench scale`: all hosts on one port of 127/8, in one process of its own."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from typing import cast

import uvloop

from tests.bench import _scale_world as world

ROBOTS = b"User-agent: *\nDisallow: /admin/\nDisallow: /search\nSitemap: http://example.cn/sitemap.xml\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml; charset=utf-8\r\n"


class _Protocol(asyncio.Protocol):
    """HTTP/1.1 with keep-alive: the least that can be done for a request."""

    def __init__(self, documents: list[bytes], versions: Counter[int]) -> None:
        self.documents = documents
        self.versions = versions
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's own does not inherit from it

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
            _, manner, *rest = head.split(b" ", 2)[1].split(b"/")
            number = int(rest[0]) if rest else 0
            if manner == b"hang":
                return
            answer = self.answer(manner, number, head)
            if manner == b"slow":
                asyncio.get_running_loop().call_later(random.uniform(1, 3), self.send, answer)
            else:
                self.send(answer)

    def send(self, answer: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(answer)

    def answer(self, manner: bytes, number: int, head: bytes) -> bytes:
        document = self.documents[number % len(self.documents)]
        match manner:
            case b"robots.txt":
                return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(ROBOTS), ROBOTS)
            case b"fail":
                return b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"
            case b"busy":
                return b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 300\r\nContent-Length: 0\r\n\r\n"
            case b"304" | b"slow" if world.ETAG.encode() in head:
                return b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\n\r\n" % world.ETAG.encode()
            case b"moved":
                self.versions[number] += 1
                return HEAD + b'ETag: "%d"\r\n%s' % (self.versions[number] + 1, _body(document))
            case b"news":
                if random.random() < world.NEWS:
                    self.versions[number] += 1
                if version := self.versions[number]:
                    document = world.with_news(document, number, version)
                return HEAD + _body(document)
            case _:
                return HEAD + b"ETag: %s\r\n" % world.ETAG.encode() + _body(document)


def _body(document: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%s" % (len(document), document)


def _serve() -> None:
    documents = world.documents()
    versions: Counter[int] = Counter()

    async def main() -> None:
        server = await asyncio.get_running_loop().create_server(
            lambda: _Protocol(documents, versions), "0.0.0.0", world.PORT, backlog=4096
        )
        await server.serve_forever()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())


@contextmanager
def running() -> Iterator[BaseProcess]:
    """The servers, until the end of the block."""
    process = multiprocessing.get_context("spawn").Process(target=_serve, daemon=True)
    process.start()
    try:
        yield process
    finally:
        process.terminate()
        process.join()
