"""A server of raw sockets on loopback that says exactly what a test wants, and notes what it was sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from syndicator.gather.http import Client
from syndicator.model import Fetched, Gathering, Validators

Talk = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]
LIMIT = 100_000
QUICK = Gathering(timeout=timedelta(seconds=1), max_bytes=LIMIT)
AGENT = "syndicator/test (+http://a.cn)"


@asynccontextmanager
async def server(
    talk: Talk | bytes, address: str = "127.0.0.1", **options: Any
) -> AsyncIterator[tuple[str, list[bytes]]]:
    """Gives every request to `talk`, or answers it with bytes; yields its URL and the heads of all requests."""
    asked: list[bytes] = []
    writers: set[asyncio.StreamWriter] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                asked.append(head)
                if isinstance(talk, bytes):
                    writer.write(talk)
                    await writer.drain()
                else:
                    await talk(head, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writers.discard(writer)
            writer.close()

    running = await asyncio.start_server(serve, address, 0, backlog=4096, **options)
    scheme = "https" if "ssl" in options else "http"
    try:
        yield f"{scheme}://127.0.0.1:{running.sockets[0].getsockname()[1]}", asked
    finally:
        running.close()
        for writer in writers:
            writer.transport.abort()


def ok(body: bytes, **headers: str) -> bytes:
    """A 200 with its right length."""
    return answer(200, body, **headers)


def answer(status: int, body: bytes = b"", **headers: str) -> bytes:
    extra = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n{extra}\r\n".encode() + body


async def get(url: str, validators: Validators = Validators(), gathering: Gathering = QUICK) -> Fetched:
    """One GET that may go to loopback."""
    async with Client(gathering, user_agent=AGENT, allow_private=True) as client:
        return await client.get(url, validators)
