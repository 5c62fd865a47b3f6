"""What servers do, well and badly, and what the client makes of it: real sockets, real bytes."""

from __future__ import annotations

import asyncio
import gzip
import socket
import subprocess
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard
from aiohttp.abc import AbstractResolver, ResolveResult

from syndicator.errors import FetchError, HTTPStatus, Refused
from syndicator.gather.http import Client
from syndicator.model import Gathering, Validators

Talk = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]
LIMIT = 100_000
QUICK = Gathering(timeout=timedelta(seconds=1), max_bytes=LIMIT)


@asynccontextmanager
async def server(talk: Talk | bytes, **options: Any) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A server that gives every request to `talk`, or answers it with bytes; yields its URL and what it was sent."""
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
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
            writer.close()

    running = await asyncio.start_server(serve, "127.0.0.1", 0, **options)
    scheme = "https" if "ssl" in options else "http"
    try:
        yield f"{scheme}://127.0.0.1:{running.sockets[0].getsockname()[1]}", asked
    finally:
        running.close()


def ok(body: bytes, **headers: str) -> bytes:
    extra = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n{extra}\r\n".encode() + body


async def get(url: str, validators: Validators = Validators(), **options: Any) -> Any:
    async with Client(QUICK, user_agent="syndicator/test (+http://a.cn)", allow_private=True, **options) as client:
        return await client.get(url, validators)


async def test_a_document_comes_with_what_its_server_said_of_it() -> None:
    answer = ok(
        b"hello", ETag='W/"a b"', Last_Modified="yesterday, roughly", Content_Type="text/x", Cache_Control="max-age=600"
    )
    async with server(answer) as (url, asked):
        fetched = await get(url + "/feed?x=1")
    assert (fetched.status, fetched.body, fetched.content_type) == (200, b"hello", "text/x")
    assert fetched.validators == Validators('W/"a b"', "yesterday, roughly")
    assert fetched.max_age == timedelta(minutes=10)
    assert asked[0].startswith(b"GET /feed?x=1 HTTP/1.1\r\n")


async def test_validators_go_back_exactly_as_they_came() -> None:
    async with server(b'HTTP/1.1 304 Not Modified\r\nETag: "new"\r\n\r\n') as (url, asked):
        fetched = await get(url, Validators('W/"x, y"', "Sonntag"))
    assert b'If-None-Match: W/"x, y"\r\n' in asked[0]
    assert b"If-Modified-Since: Sonntag\r\n" in asked[0]
    assert fetched.unchanged
    assert fetched.body == b""
    assert fetched.validators == Validators('"new"', "Sonntag")


async def test_the_request_names_us_and_carries_no_cookie_and_no_referrer() -> None:
    async with (
        server(ok(b"x", Set_Cookie="a=b")) as (url, asked),
        Client(QUICK, user_agent="syndicator/test (+http://a.cn)", allow_private=True) as client,
    ):
        await client.get(url + "/1")
        await client.get(url + "/2")
    for head in asked:
        assert b"User-Agent: syndicator/test (+http://a.cn)\r\n" in head
        assert b"cookie" not in head.lower()
        assert b"referer" not in head.lower()


async def test_a_server_that_hangs_before_headers_is_left_in_time() -> None:
    async def hang(_: bytes, __: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    async with server(hang) as (url, _):
        started = time.monotonic()
        with pytest.raises(FetchError, match="1 秒内"):
            await get(url)
        assert time.monotonic() - started < 5


async def test_a_slow_drip_is_cut_off() -> None:
    async def drip(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(100):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.1)

    async with server(drip) as (url, _):
        with pytest.raises(FetchError, match="秒"):
            await get(url)


@pytest.mark.parametrize("announced", [True, False])
async def test_a_body_beyond_the_bound_is_refused(announced: bool) -> None:
    async def flood(_: bytes, writer: asyncio.StreamWriter) -> None:
        length = f"Content-Length: {10**9}\r\n" if announced else "Connection: close\r\n"
        writer.write(f"HTTP/1.1 200 OK\r\n{length}\r\n".encode())
        for _ in range(1000):
            writer.write(b"x" * 65536)
            await writer.drain()

    async with server(flood) as (url, _):
        with pytest.raises(Refused, match="上限"):
            await get(url)


def _zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


@pytest.mark.parametrize(
    ("encoding", "compress"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data)[2:-4]),
        ("br", brotli.compress),
        ("zstd", _zstd),
        ("gzip, br", lambda data: brotli.compress(gzip.compress(data))),
    ],
)
async def test_every_encoding_is_undone_and_its_bomb_stopped(encoding: str, compress: Callable[[bytes], bytes]) -> None:
    text = "崇阳县白霓镇".encode() * 500
    async with server(ok(compress(text), Content_Encoding=encoding)) as (url, _):
        assert (await get(url)).body == text
    bomb = compress(b"\0" * LIMIT * 1000)
    assert len(bomb) <= LIMIT
    async with server(ok(bomb, Content_Encoding=encoding)) as (url, _):
        with pytest.raises(Refused, match="解压"):
            await get(url)
    broken = compress(text)[:-7]
    async with server(ok(broken, Content_Encoding=encoding)) as (url, _):
        with pytest.raises(FetchError):
            await get(url)


async def test_a_body_shorter_than_announced_is_no_document() -> None:
    async def cut(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        await writer.drain()
        writer.close()

    async with server(cut) as (url, _):
        with pytest.raises(FetchError, match="没有传完"):
            await get(url)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\ngarbage",
        b"not http at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X%d: y\r\n" % n for n in range(100_000)) + b"\r\n",
    ],
    ids=["chunked garbage", "no HTTP", "a header of 100 KB", "100,000 headers"],
)
async def test_nonsense_is_an_error_that_names_the_url(answer: bytes) -> None:
    async with server(answer) as (url, _):
        with pytest.raises(FetchError) as caught:
            await get(url)
    assert url in str(caught.value)


async def test_a_connection_reset_in_the_body_is_an_error() -> None:
    async def reset(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        await writer.drain()
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        writer.transport.abort()

    async with server(reset) as (url, _):
        with pytest.raises(FetchError):
            await get(url)


async def test_permanent_redirects_are_reported_and_temporary_ones_are_not() -> None:
    async def talk(head: bytes, writer: asyncio.StreamWriter) -> None:
        path = head.split(b" ")[1]
        go = {b"/a": (301, "/b"), b"/b": (308, "/end"), b"/c": (302, "/b"), b"/loop": (302, "/loop")}.get(path)
        if go:
            writer.write(f"HTTP/1.1 {go[0]} X\r\nLocation: {go[1]}\r\nContent-Length: 0\r\n\r\n".encode())
        else:
            writer.write(ok(b"end"))

    async with server(talk) as (url, _):
        moved = await get(url + "/a")
        assert (moved.url, moved.final_url, moved.moved_to) == (url + "/a", url + "/end", url + "/end")
        assert (await get(url + "/c")).moved_to is None
        with pytest.raises(Refused, match="重定向"):
            await get(url + "/loop")


@pytest.mark.parametrize(
    ("status", "header", "wait"),
    [(503, "120", 120), (429, "7200", 7200), (429, "999999999", 86400), (503, "soon", None), (404, "120", None)],
)
async def test_an_error_status_says_how_long_to_stay_away(status: int, header: str, wait: int | None) -> None:
    async with server(f"HTTP/1.1 {status} X\r\nRetry-After: {header}\r\nContent-Length: 0\r\n\r\n".encode()) as (
        url,
        _,
    ):
        with pytest.raises(HTTPStatus) as caught:
            await get(url)
    assert caught.value.status == status
    assert caught.value.retry_after == (timedelta(seconds=wait) if wait is not None else None)


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest", "http://[::1]:1/", "http://2130706433/", "file:///etc/passwd"]
)
async def test_a_redirect_does_not_reach_inside(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # The first hop stands for a public site; only its name is let through.
    monkeypatch.setattr("syndicator.gather.resolver.address_allowed", lambda address: address == "127.0.0.1")
    redirect = f"HTTP/1.1 302 X\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode()
    async with server(redirect) as (url, asked), Client(QUICK, user_agent="x", resolver=Loop()) as client:
        with pytest.raises(Refused):
            await client.get(url)
        assert not asked, "loopback by its address is refused at once"
        with pytest.raises(Refused, match=r"内网|只抓取"):
            await client.get(f"http://news.example.cn:{url.rsplit(':', 1)[1]}/")
        assert len(asked) == 1


class Loop(AbstractResolver):
    """Every name is this machine."""

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None: ...


async def test_a_name_that_turns_private_is_refused_at_connect_time() -> None:
    async with server(ok(b"inside")) as (url, asked):
        port = url.rsplit(":", 1)[1]
        async with Client(QUICK, user_agent="x", resolver=Loop()) as client:
            with pytest.raises(Refused, match="内网"):
                await client.get(f"http://news.example.cn:{port}/")
            assert not asked
            assert (await client.get(f"http://news.example.cn:{port}/", allow_private=True)).body == b"inside"


async def test_a_certificate_for_another_name_is_not_believed(tmp_path: Path) -> None:
    import ssl

    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=other.example.cn"]
        + ["-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    async with server(ok(b"x"), ssl=context) as (url, _):
        with pytest.raises(FetchError, match="证书"):
            await get(url)


async def test_nobody_there_is_said_in_words() -> None:
    with pytest.raises(FetchError, match="连接不上"):
        await get("http://127.0.0.1:1/")
