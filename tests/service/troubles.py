"""What servers do to those who poll them."""

from __future__ import annotations

import asyncio
import gzip
from functools import cache

import brotli
import zstandard

from tests.service.town import Feed

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
MEGABYTE = 1 << 20


async def hang(_: Feed, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def drip(_: Feed, writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD + b"Content-Length: 100000\r\n\r\n")
    while True:
        writer.write(b"<")
        await writer.drain()
        await asyncio.sleep(0.1)


async def gigabyte(_: Feed, writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    for _n in range(1024):
        writer.write(f"{MEGABYTE:x}\r\n".encode() + b" " * MEGABYTE + b"\r\n")
        await writer.drain()


@cache
def _bomb(encoding: str) -> bytes:
    """Sixty-four megabytes of spaces in a thousandth of it or less."""
    data = b" " * (64 * MEGABYTE)
    if encoding == "gzip":
        return gzip.compress(data)
    return brotli.compress(data, quality=5) if encoding == "br" else zstandard.compress(data)


def bomb(encoding: str) -> object:
    async def explode(_: Feed, writer: asyncio.StreamWriter) -> None:
        packed = _bomb(encoding)
        writer.write(HEAD + f"Content-Encoding: {encoding}\r\nContent-Length: {len(packed)}\r\n\r\n".encode() + packed)
        await writer.drain()

    return explode


async def promised_more(feed: Feed, writer: asyncio.StreamWriter) -> None:
    body = feed.document()
    writer.write(HEAD + f"Content-Length: {len(body) + 500}\r\n\r\n".encode() + body)
    await writer.drain()
    writer.close()


async def promised_less(feed: Feed, writer: asyncio.StreamWriter) -> None:
    body = feed.document()
    writer.write(HEAD + f"Content-Length: {len(body) // 3}\r\n\r\n".encode() + body)
    await writer.drain()
    writer.close()


async def garbage(_: Feed, writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\nzzz\r\n\xff\xfe\r\n")
    await writer.drain()
    writer.close()


async def endless_headers(_: Feed, writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD)
    while True:
        writer.write(b"X-Filler: " + b"a" * 30_000 + b"\r\n")
        await writer.drain()


def _redirect(target: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode()


def redirect(target: str) -> object:
    async def elsewhere(_: Feed, writer: asyncio.StreamWriter) -> None:
        writer.write(_redirect(target))
        await writer.drain()

    return elsewhere


async def thousand_redirects(feed: Feed, writer: asyncio.StreamWriter) -> None:
    writer.write(_redirect(f"/hop/{len(feed.asked)}"))
    await writer.drain()


async def reset(_: Feed, writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD + b"Content-Length: 100000\r\n\r\n<rss><channel><title>x</title>")
    await writer.drain()
    await asyncio.sleep(0.05)
    writer.transport.abort()


async def storm(_: Feed, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 503 X\r\nRetry-After: 600\r\nContent-Length: 4\r\n\r\nbusy")
    await writer.drain()
