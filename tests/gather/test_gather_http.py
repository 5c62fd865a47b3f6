"""Polite GETs: what is sent, what is made of good answers."""

from __future__ import annotations

import asyncio
import os
import ssl
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from syndicator.errors import FetchError, HTTPStatus, Refused
from syndicator.gather.http import Client
from syndicator.gather.session import MOST_IDLE
from syndicator.model import Gathering, Validators
from tests.gather.rawserver import AGENT, QUICK, answer, get, ok, server


async def test_a_document_comes_with_what_its_server_said_of_it() -> None:
    said = ok(
        b"hello", ETag='W/"a b"', Last_Modified="yesterday, roughly", Content_Type="text/x", Cache_Control="max-age=600"
    )
    async with server(said) as (url, asked):
        fetched = await get(url + "/feed?x=1")
    assert (fetched.status, fetched.body, fetched.content_type) == (200, b"hello", "text/x")
    assert fetched.validators == Validators('W/"a b"', "yesterday, roughly")
    assert fetched.max_age == timedelta(minutes=10)
    assert fetched.moved_to is None
    assert asked[0].startswith(b"GET /feed?x=1 HTTP/1.1\r\n")


async def test_what_a_cache_has_held_already_is_no_longer_fresh() -> None:
    async with server(ok(b"x", Cache_Control="public, max-age=600", Age="500")) as (url, _):
        assert (await get(url)).max_age == timedelta(seconds=100)


async def test_a_conditional_get_sends_validators_exactly_as_received() -> None:
    async with server(b'HTTP/1.1 304 Not Modified\r\nETag: "new"\r\n\r\n') as (url, asked):
        fetched = await get(url, Validators('W/"x, 崇阳"', "Sonntag"))
    assert 'If-None-Match: W/"x, 崇阳"\r\n'.encode() in asked[0]
    assert b"If-Modified-Since: Sonntag\r\n" in asked[0]
    assert fetched.unchanged
    assert fetched.body == b""


@pytest.mark.parametrize("said", [b"", b'ETag: "new"\r\n', b"Last-Modified: now\r\n"])
async def test_what_a_304_says_of_validators_replaces_none(said: bytes) -> None:
    async with server(b"HTTP/1.1 304 Not Modified\r\n" + said + b"\r\n") as (url, _):
        assert (await get(url, Validators('"old"', "then"))).validators == Validators('"old"', "then")


async def test_a_304_that_nobody_asked_for_is_no_document() -> None:
    async with server(b"HTTP/1.1 304 Not Modified\r\n\r\n") as (url, asked):
        with pytest.raises(FetchError, match="304"):
            await get(url)
    assert b"if-" not in asked[0].lower()


async def test_the_request_names_us_and_carries_no_cookie_and_no_referrer() -> None:
    async def talk(head: bytes, writer: asyncio.StreamWriter) -> None:
        go = b" /3 " not in head
        writer.write(answer(302, Location="/3", Set_Cookie="a=b") if go else ok(b"x", Set_Cookie="c=d"))

    async with server(talk) as (url, asked), Client(QUICK, user_agent=AGENT, allow_private=True) as client:
        url = url.replace("127.0.0.1", "localhost")  # an address has no cookies in any case
        await client.get(url + "/1")
        await client.get(url + "/2")
    assert len(asked) == 4
    for head in asked:
        assert b"User-Agent: syndicator/test (+http://a.cn)\r\n" in head
        assert b"cookie" not in head.lower()
        assert b"referer" not in head.lower()


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/a%2Fb/%7Ex?u=a%2Fb%2B&v=%41+", "/a%2Fb/%7Ex?u=a%2Fb%2B&v=%41+"),
        ("/新闻 1?栏目=要闻#top", "/%E6%96%B0%E9%97%BB%201?%E6%A0%8F%E7%9B%AE=%E8%A6%81%E9%97%BB"),
        ("?id=1", "/?id=1"),
        ("/100%?x=50%", "/100%?x=50%"),
    ],
)
async def test_a_url_is_asked_as_it_is_spelled(path: str, sent: str) -> None:
    async with server(ok(b"x")) as (url, asked):
        await get(url + path)
    assert asked[0].startswith(f"GET {sent} HTTP/1.1\r\n".encode())


async def test_permanent_redirects_are_reported_and_temporary_ones_are_not() -> None:
    async def talk(head: bytes, writer: asyncio.StreamWriter) -> None:
        path = head.split(b" ")[1]
        go = {b"/a": (301, "/b"), b"/b": (308, "/end#x"), b"/c": (302, "/b")}.get(path)
        writer.write(answer(go[0], Location=go[1]) if go else ok(b"end"))

    async with server(talk) as (url, _):
        moved = await get(url + "/a")
        assert (moved.url, moved.final_url, moved.moved_to) == (url + "/a", url + "/end", url + "/end")
        assert (await get(url + "/c")).moved_to is None


async def test_validators_go_to_the_url_that_gave_them_and_to_no_other() -> None:
    async with (
        server(b"HTTP/1.1 304 X\r\n\r\n") as (end, at_end),
        server(answer(302, Location=end)) as (url, asked),
        Client(QUICK, user_agent=AGENT, allow_private=True) as client,
    ):
        assert (await client.get(url, Validators('"1"', "then"), validated=end)).unchanged
        with pytest.raises(FetchError, match="304"):
            await client.get(url, Validators('"1"', "then"))
    assert [b"if-" in head.lower() for head in asked] == [False, True]
    assert [b"if-" in head.lower() for head in at_end] == [True, False]


async def test_the_permanent_start_of_a_chain_is_a_move_and_its_temporary_end_is_none() -> None:
    async def talk(head: bytes, writer: asyncio.StreamWriter) -> None:
        go = {b"/a": (301, "/b"), b"/b": (302, "/c"), b"/c": (301, "/d")}.get(head.split(b" ")[1])
        writer.write(answer(go[0], Location=go[1]) if go else ok(b"end"))

    async with server(talk) as (url, _):
        moved = await get(url + "/a")
    assert (moved.moved_to, moved.final_url) == (url + "/b", url + "/d")


@pytest.mark.parametrize("raw", ["/新闻/".encode(), "/新闻/".encode("gb18030")])
async def test_a_redirect_in_raw_chinese_bytes_is_followed(raw: bytes) -> None:
    from urllib.parse import quote

    async def talk(head: bytes, writer: asyncio.StreamWriter) -> None:
        start = head.startswith(b"GET / ")
        writer.write(b"HTTP/1.1 302 X\r\nContent-Length: 0\r\nLocation: " + raw + b"\r\n\r\n" if start else ok(b"end"))

    async with server(talk) as (url, asked):
        fetched = await get(url)
    assert fetched.body == b"end"
    assert asked[1].startswith(f"GET {quote(raw)} HTTP".encode())
    assert fetched.final_url.encode()


@pytest.mark.parametrize(
    ("status", "header", "wait"),
    [(503, "120", 120), (429, "7200", 7200), (429, "999999999", 86400), (503, "soon", None), (404, "120", None)]
    + [(503, "Sun, 06 Nov 1994 08:49:37 GMT", 0), (503, "Fri, 31 Dec 9999 23:59:59 GMT", 86400)],
)
async def test_an_error_status_says_how_long_to_stay_away(status: int, header: str, wait: int | None) -> None:
    async with server(answer(status, b"sorry", Retry_After=header)) as (url, _):
        with pytest.raises(HTTPStatus) as caught:
            await get(url)
    assert caught.value.status == status
    assert caught.value.retry_after == (timedelta(seconds=wait) if wait is not None else None)
    assert url in str(caught.value)


@pytest.mark.parametrize("status", [201, 204, 206, 226, 300, 400, 401, 403, 404, 410, 500, 521])
async def test_every_other_status_is_an_error_with_its_number(status: int) -> None:
    async with server(b"HTTP/1.1 %d \xff\xfe\x1b[2J\r\nContent-Length: 0\r\n\r\n" % status) as (url, _):
        with pytest.raises(HTTPStatus) as caught:
            await get(url)
    assert caught.value.status == status
    assert str(caught.value).isprintable()


async def test_many_hosts_do_not_use_up_the_file_descriptors() -> None:
    hosts = MOST_IDLE + 150
    async with (
        server(ok(b"x"), "0.0.0.0") as (url, asked),
        Client(Gathering(), user_agent=AGENT, allow_private=True) as client,
    ):
        port = url.rsplit(":", 1)[1]
        before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
        for n in range(hosts):
            await client.get(f"http://127.0.{1 + n // 250}.{1 + n % 250}:{port}/")
        # Each kept connection is counted twice, for the server is in this process too.
        assert len(os.listdir("/proc/self/fd")) - before <= 2 * (MOST_IDLE + 8)  # noqa: PTH208
    assert sum(b"Connection: close" in head for head in asked) == hosts - MOST_IDLE


async def test_the_next_page_of_a_host_comes_over_the_same_connection() -> None:
    peers = set()

    async def talk(_: bytes, writer: asyncio.StreamWriter) -> None:
        peers.add(writer.get_extra_info("peername"))
        writer.write(ok(b"x"))

    async with server(talk) as (url, _), Client(QUICK, user_agent=AGENT, allow_private=True) as client:
        for n in range(5):
            await client.get(f"{url}/{n}")
    assert len(peers) == 1


def certificate(folder: Path, name: str, alternative: str, bits: int = 2048) -> ssl.SSLContext:
    """A server's context with a certificate for `alternative`, signed by an authority in folder/ca.pem."""

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=folder)

    if not (folder / "ca.pem").exists():
        openssl(*"req -x509 -newkey rsa:2048 -nodes -days 2 -keyout ca.key -out ca.pem -subj /CN=ca".split())
    openssl(*f"req -newkey rsa:{bits} -nodes -keyout {name}.key -out {name}.csr -subj /CN={name}".split())
    (folder / "extension").write_text(f"subjectAltName={alternative}", encoding="ascii")
    signed = (
        f"x509 -req -in {name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 1 -extfile extension -out {name}.pem"
    )
    openssl(*signed.split())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    return context


async def test_tls_is_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = certificate(tmp_path, "right", "IP:127.0.0.1")
    wrong = certificate(tmp_path, "wrong", "DNS:other.example.cn")
    async with server(ok(b"secret"), ssl=right) as (good, _), server(ok(b"x"), ssl=wrong) as (bad, asked):
        with pytest.raises(FetchError, match="缺少"):
            await get(good)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        assert (await get(good)).body == b"secret"
        with pytest.raises(FetchError, match="证书不符") as caught:
            await get(bad)
    assert bad in str(caught.value)
    assert not asked


async def test_a_dated_server_with_a_short_key_is_still_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    async with server(ok(b"old"), ssl=certificate(tmp_path, "short", "IP:127.0.0.1", bits=1024)) as (url, _):
        assert (await get(url)).body == b"old"


async def test_a_redirect_from_https_to_http_is_followed_but_no_move(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = certificate(tmp_path, "right", "IP:127.0.0.1")
    async with server(ok(b"plain")) as (plain, _), server(answer(301, Location=plain), ssl=context) as (safe, _):
        fetched = await get(safe)
    assert (fetched.body, fetched.final_url, fetched.moved_to) == (b"plain", plain, None)


async def test_a_redirect_from_http_to_https_is_a_move(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = certificate(tmp_path, "right", "IP:127.0.0.1")
    async with server(ok(b"safe"), ssl=context) as (safe, _), server(answer(301, Location=safe)) as (plain, _):
        assert (await get(plain)).moved_to == safe


async def test_too_many_redirects_are_refused() -> None:
    async def talk(head: bytes, writer: asyncio.StreamWriter) -> None:
        left = int(head.split(b" ")[1][1:])
        writer.write(answer(302, Location=f"/{left - 1}") if left else ok(b"end"))

    async with server(talk) as (url, _):
        assert (await get(url + "/5")).body == b"end"
        with pytest.raises(Refused, match="重定向"):
            await get(url + "/6")


async def test_an_edit_of_what_a_document_may_cost_is_live() -> None:
    async with server(ok(b"x" * 2_000)) as (url, _), Client(QUICK, user_agent=AGENT, allow_private=True) as client:
        client.heed(Gathering(max_bytes=1_000))
        with pytest.raises(Refused, match="1000"):
            await client.get(url)
        client.heed(Gathering(max_bytes=2_000))
        assert len((await client.get(url)).body) == 2_000
