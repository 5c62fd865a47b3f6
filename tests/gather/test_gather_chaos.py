"""What broken and hostile servers do, and that each of it ends as an error that names the URL."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syndicator.errors import FetchError, Refused, SyndicatorError
from syndicator.gather.http import Client
from syndicator.model import Validators
from tests.gather.rawserver import QUICK, answer, get, ok, server

HEAD = b"HTTP/1.1 200 OK\r\n"


async def test_a_server_that_hangs_before_headers_is_left_in_time() -> None:
    async def hang(_: bytes, __: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    async with server(hang) as (url, _):
        started = time.monotonic()
        with pytest.raises(FetchError, match="1 秒内没有应答"):
            await get(url)
        assert time.monotonic() - started < 10


async def test_headers_that_drip_are_cut_off() -> None:
    async def drip(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        for n in range(200):
            writer.write(b"X-%d: y\r\n" % n)
            await writer.drain()
            await asyncio.sleep(0.1)

    async with server(drip) as (url, _):
        with pytest.raises(FetchError, match="没有应答"):
            await get(url)


@pytest.mark.parametrize("burst", [0, 6000])
async def test_a_slow_drip_is_cut_off(burst: int) -> None:
    drops = 0

    async def drip(_: bytes, writer: asyncio.StreamWriter) -> None:
        nonlocal drops
        writer.write(HEAD + b"Content-Length: 90000\r\n\r\n" + b"x" * burst)
        while True:
            writer.write(b"x" * 20)
            await writer.drain()
            drops += 1
            await asyncio.sleep(0.05)

    async with server(drip) as (url, _):
        with pytest.raises(FetchError, match="传得太慢"):
            await get(url)
    assert drops < 40, "a drop buys no more time"


async def test_a_long_document_over_a_thin_line_arrives() -> None:
    async def thin(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Content-Length: 18000\r\n\r\n")
        for _ in range(3):
            await asyncio.sleep(0.5)
            writer.write(b"x" * 6000)
            await writer.drain()

    async with server(thin) as (url, _):
        assert len((await get(url)).body) == 18_000


async def test_a_server_just_fast_enough_for_ever_is_cut_off_all_the_same() -> None:
    async def feed(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Connection: close\r\n\r\n")
        while True:
            writer.write(b"x" * 500)
            await writer.drain()
            await asyncio.sleep(0.05)

    async with server(feed) as (url, _):
        with pytest.raises(FetchError, match="太慢"):
            await get(url, gathering=replace(QUICK, timeout=timedelta(seconds=0.3)))


@pytest.mark.parametrize("announced", [True, False])
async def test_a_body_beyond_the_bound_is_refused(announced: bool) -> None:
    sent = 0

    async def flood(_: bytes, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        length = b"Content-Length: 1000000000\r\n" if announced else b"Connection: close\r\n"
        writer.write(HEAD + length + b"\r\n")
        for _ in range(1000):
            writer.write(b"x" * 65536)
            await writer.drain()
            sent += 65536

    async with server(flood) as (url, _):
        with pytest.raises(Refused, match="上限"):
            await get(url)
    assert sent < 20_000_000


@pytest.mark.parametrize("length", [100, 10**30])
async def test_a_body_shorter_than_announced_is_no_document(length: int) -> None:
    async def cut(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Content-Length: %d\r\n\r\nhalf" % length)
        await writer.drain()
        writer.close()

    async with server(cut) as (url, _):
        with pytest.raises(FetchError):
            await get(url)


async def test_what_follows_the_announced_length_belongs_to_nobody() -> None:
    async with server(HEAD + b"Content-Length: 4\r\n\r\nbody" + ok(b"smuggled")) as (url, _):
        assert (await get(url)).body == b"body"


@pytest.mark.parametrize(
    "said",
    [
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\ngarbage",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n-1\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\nbody",
        HEAD + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nbody!",
        HEAD + b"Content-Length: -4\r\n\r\nbody",
        b"<html>HTTP/0.9 has no headers</html>\r\n\r\n",
        b"\0\xff" * 500 + b"\r\n\r\n",
        b"HTTP/1.1 999999 Many\r\n\r\n",
        HEAD + b"X: " + b"y" * 1_000_000 + b"\r\n\r\n",
        HEAD + b"".join(b"X%d: y\r\n" % n for n in range(100_000)) + b"\r\n",
        HEAD + b": no name\r\n\r\n",
    ],
    ids=["no chunk size", "a negative chunk", "a chunk beyond all bounds", "two framings", "two lengths"]
    + ["a negative length", "HTTP/0.9", "binary", "a long status"]
    + ["a header of 1 MB", "100,000 headers", "a nameless header"],
)
async def test_nonsense_is_an_error_that_names_the_url(said: bytes) -> None:
    async def talk(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await writer.drain()
        writer.close()

    async with server(talk) as (url, _):
        with pytest.raises(FetchError) as caught:
            await get(url)
    assert url in str(caught.value)
    assert str(caught.value).isprintable()


async def test_interim_answers_without_end_are_cut_off() -> None:
    async def talk(_: bytes, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100)
            await writer.drain()
            await asyncio.sleep(0.01)

    async with server(talk) as (url, _):
        with pytest.raises(FetchError):
            await get(url)


async def test_a_chunk_extension_without_end_is_cut_off() -> None:
    async def talk(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n4;")
        while True:
            writer.write(b"x" * 1000)
            await writer.drain()
            await asyncio.sleep(0.01)

    async with server(talk) as (url, _):
        with pytest.raises(FetchError):
            await get(url)


async def test_a_connection_reset_in_the_body_is_an_error() -> None:
    async def reset(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Content-Length: 100\r\n\r\nhalf")
        await writer.drain()
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        writer.transport.abort()

    async with server(reset) as (url, _):
        with pytest.raises(FetchError, match="断"):
            await get(url)


async def test_a_redirect_loop_is_refused() -> None:
    async with server(answer(301, Location="/loop")) as (url, asked):
        with pytest.raises(Refused, match="重定向"):
            await get(url)
    assert len(asked) == 6


@pytest.mark.parametrize("location", ["http://[", "http://a:b/", "//", "http://", "javascript:x", "http://u:p@a.cn/"])
async def test_a_redirect_to_nowhere_is_an_error(location: str) -> None:
    async with server(answer(302, Location=location)) as (url, _):
        with pytest.raises(FetchError):
            await get(url)


async def test_redirects_share_one_time_limit() -> None:
    async def slow(_: bytes, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.4)
        writer.write(answer(302, Location="/x"))

    async with server(slow) as (url, asked):
        with pytest.raises(FetchError, match=r"转到 .*没有应答"):
            await get(url)
    assert 2 <= len(asked) <= 4


@pytest.mark.parametrize("value", [b"\xc8\xd5\xc6\xda", b'"\x01\x02"', b'"' + b"x" * 5000 + b'"'])
async def test_validators_that_could_not_be_stored_or_sent_back_are_let_go(value: bytes) -> None:
    head = b"HTTP/1.1 200 X\r\nContent-Length: 1\r\nETag: " + value + b"\r\nContent-Type: " + value + b"\r\n\r\nx"
    async with server(head) as (url, _):
        try:
            fetched = await get(url)
        except FetchError:
            return  # control characters: the parser may refuse the whole answer
    assert fetched.validators == Validators()
    assert (fetched.content_type or "").encode("utf-8").decode().isprintable()


async def test_an_error_repeats_no_bytes_that_cannot_be_stored() -> None:
    async with server(HEAD + b"Content-Length: 1\r\nContent-Encoding: \xc8\xd5\x80zip\r\n\r\nx") as (url, _):
        with pytest.raises(FetchError) as caught:
            await get(url)
    assert str(caught.value).isprintable()


async def test_nobody_there_is_said_in_words() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        with pytest.raises(FetchError, match="端口没有开放") as caught:
            await get(url)
    assert url in str(caught.value)


@pytest.mark.parametrize("name", ["nowhere.invalid", "a" * 70 + ".invalid", "a..invalid", "." * 3])
async def test_an_unknown_name_is_said_in_words(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", nobody)  # no name leaves this machine
    with pytest.raises(FetchError, match=f"域名 {re.escape(name)} 无法解析"):
        await get(f"http://{name}/")


def nobody(host: str, *_: object, **__: object) -> list[object]:
    host.encode("idna")  # as the real one does
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


async def test_dead_name_servers_hold_up_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()

    def dead(*_: object, **__: object) -> list[object]:
        release.wait(30)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    async with server(ok(b"x")) as (url, _), Client(QUICK, user_agent="x", allow_private=True) as client:
        monkeypatch.setattr(socket, "getaddrinfo", dead)
        stuck = [asyncio.create_task(client.get(f"http://{n}.example.cn/")) for n in range(100)]
        await asyncio.sleep(0.05)
        async with asyncio.timeout(5):
            assert (await client.get(url)).body == b"x"
            assert await asyncio.to_thread(int, "1") == 1, "the service's own threads are free"
        results = await asyncio.gather(*stuck, return_exceptions=True)
        release.set()
    assert {type(result) for result in results} == {FetchError}
    assert all("没有应答" in str(result) for result in results)


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.binary(max_size=300)
    | st.tuples(
        st.sampled_from([HEAD, b"HTTP/1.0 301 X\r\nLocation: ", HEAD + b"Content-Encoding: "]), st.binary()
    ).map(b"".join)
    | st.lists(
        st.sampled_from([b"HTTP/1.1 ", b"200", b" ", b"\r\n", b"\n", b":", b"0", b"chunked", b"ETag", b"x"])
    ).map(b"".join)
)
def test_whatever_bytes_come_only_our_errors_do(said: bytes) -> None:
    async def talk(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await writer.drain()
        writer.close()

    async def run() -> None:
        async with server(talk) as (url, _):
            try:
                await get(url)
            except SyndicatorError as error:
                seen.append(str(error))

    seen: list[str] = []
    asyncio.run(run())
    assert all(one.encode() for one in seen), "can be stored"
