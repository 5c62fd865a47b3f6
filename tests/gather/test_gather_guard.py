"""Nothing inside is reached: by address, by name, by redirect, by any spelling."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from syndicator.errors import FetchError, Refused
from syndicator.gather.guard import address_allowed, require_url, same_server
from syndicator.gather.http import Client
from tests.gather.rawserver import QUICK, answer, ok, server


@pytest.mark.parametrize(
    "address", ["1.2.3.4", "2400:3200::1", "::ffff:8.8.8.8", "114.114.114.114", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_public_addresses_are_allowed(address: str) -> None:
    assert address_allowed(address)


@pytest.mark.parametrize(
    "address",
    "127.0.0.1 127.255.255.254 10.1.1.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 100.100.100.200 0.0.0.0 "
    "192.0.2.1 198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255 168.63.129.16 ::1 :: fe80::1 fe80::1%eth0 fec0::1 fc00::1 "
    "fd00:ec2::254 ff02::1 2001:db8::1 100::1 5f00::1 ::ffff:127.0.0.1 ::127.0.0.1 ::ffff:0:127.0.0.1 "
    "64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::7f00:1 2002:7f00:1:: 2002:a00:1::1 2001:0:7f00:1:: nonsense 1.2.3".split(),
)
def test_inner_addresses_are_not(address: str) -> None:
    assert not address_allowed(address)


@given(st.ip_addresses(v=4))
def test_no_disguise_makes_an_inner_address_a_public_one(address: Any) -> None:
    allowed = address_allowed(str(address))
    high, low = divmod(int(address), 65536)
    for disguise in (f"::ffff:{address}", f"64:ff9b::{high:x}:{low:x}", f"2002:{high:x}:{low:x}::1"):
        assert address_allowed(disguise) == allowed
    assert not address_allowed(f"::{address}")


@pytest.mark.parametrize(
    "url",
    ["ftp://a.cn/", "file:///etc/passwd", "http://u:p@a.cn/", "http://@a.cn/", "http:///x", "http://a:b/", "//a.cn/"]
    + ["http://a.cn:22/", "http://a.cn:6667/", "http://a.cn:0/", "http://a.cn:70000/", "http://[::1", "a.cn", ""]
    + ["http://a.cn/" + "x" * 9000, "HTTP://", "http://a.cn:-1/", "gopher://a.cn:80/"],
)
def test_urls_that_are_not_asked(url: str) -> None:
    with pytest.raises(Refused):
        require_url(url)


@given(st.text() | st.text(alphabet="htps:/@.[]%?#&=a1。①", max_size=30).map("http://".__add__))
def test_any_text_is_a_url_that_can_be_sent_or_is_refused(text: str) -> None:
    try:
        wire = require_url(text)
    except Refused:
        return
    assert wire.raw_path_qs.isascii()
    assert wire.raw_path_qs.startswith("/")
    assert " " not in wire.raw_path_qs
    assert wire.raw_host
    assert not wire.raw_fragment
    assert require_url(str(wire)) == wire


@pytest.mark.parametrize("host", ["①②⑦.⓪.⓪.①", "127。0。0。1", "127.0.0.1", "[::ffff:7f00:1]", "127.0.0.1."])
def test_the_host_that_is_judged_is_the_host_that_is_dialled(host: str) -> None:
    assert require_url(f"http://{host}/").raw_host in ("127.0.0.1", "::ffff:7f00:1", "::ffff:127.0.0.1", "127.0.0.1.")


def test_a_chinese_domain_is_asked_in_its_ascii_form() -> None:
    assert (
        str(require_url("http://新华网.中国:8080/要闻")) == "http://xn--xkrr14bows.xn--fiqs8s:8080/%E8%A6%81%E9%97%BB"
    )


def test_a_server_is_a_host_and_a_port() -> None:
    assert same_server(URL("http://a.cn/x"), URL("http://a.cn:80/y"))
    assert same_server(URL("http://a.cn/"), URL("https://a.cn/"))
    assert not same_server(URL("http://a.cn/"), URL("http://b.cn/"))
    assert not same_server(URL("http://a.cn:1200/"), URL("http://a.cn:6379/"))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.1", "0", "localhost", "LOCALHOST."]
    + ["[::1]", "[::ffff:127.0.0.1]", "①②⑦.⓪.⓪.①", "127。0。0。1", "ⓛocalhost", "127.0.0.1."],
)
async def test_no_spelling_of_loopback_is_dialled(host: str) -> None:
    async with server(ok(b"secret"), "0.0.0.0") as (url, asked), Client(QUICK, user_agent="x") as client:
        with pytest.raises(FetchError):
            await client.get(f"http://{host}:{url.rsplit(':', 1)[1]}/")
    assert not asked


class Names(AbstractResolver):
    """Answers each lookup with the next address of a list, the last one for ever."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = list(addresses)

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:
        address = self.addresses.pop(0) if len(self.addresses) > 1 else self.addresses[0]
        return [ResolveResult(hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None: ...


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> str:
    """An address of this machine that stands for a public one, as the tests may not leave the machine."""
    for module in ("guard", "resolver"):
        monkeypatch.setattr(
            f"syndicator.gather.{module}.address_allowed",
            lambda address: address == "127.0.0.2" or address_allowed(address),
        )
    return "127.0.0.2"


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest",
        "http://[::1]:1234/",
        "http://2130706433/",
        "http://127.0.0.1:{port}/",
        "//①②⑦.1/",
    ]
    + ["http://localhost:{port}/", "http://inside.example.cn:{port}/", "file:///etc/passwd", "http://[::ffff:7f00:1]/"],
)
async def test_a_redirect_does_not_reach_inside(target: str, outside: str) -> None:
    async def talk(head: bytes, writer: Any) -> None:
        port = writer.get_extra_info("sockname")[1]
        first = b"GET /start " in head
        writer.write(answer(302, Location=target.format(port=port)) if first else ok(b"secret"))

    async with (
        server(talk, "0.0.0.0") as (url, asked),
        Client(QUICK, user_agent="x", resolver=Names(outside, "127.0.0.1")) as client,
    ):
        with pytest.raises(FetchError):
            await client.get(f"http://news.example.cn:{url.rsplit(':', 1)[1]}/start")
    assert len(asked) == 1


async def test_a_name_that_turns_private_is_refused_at_connect_time(
    outside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syndicator.gather.session.DNS_SECONDS", 0)
    monkeypatch.setattr("syndicator.gather.session.MOST_IDLE", 0)  # every request dials anew
    async with (
        server(ok(b"news"), "0.0.0.0") as (url, asked),
        Client(QUICK, user_agent="x", resolver=Names(outside, "127.0.0.1")) as client,
    ):
        page = f"http://news.example.cn:{url.rsplit(':', 1)[1]}/"
        assert (await client.get(page)).body == b"news"
        with pytest.raises(Refused, match=r"news\.example\.cn 解析到内网地址 127\.0\.0\.1.*allow_private"):
            await client.get(page)
        assert len(asked) == 1
        assert (await client.get(page, allow_private=True)).body == b"news"


async def test_of_a_name_with_an_inner_and_a_public_address_only_the_public_one_is_dialled(outside: str) -> None:
    class Both(Names):
        async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:
            return [*await super().resolve(host, port), *await super().resolve(host, port)]

    reached = []

    async def talk(_: bytes, writer: Any) -> None:
        reached.append(writer.get_extra_info("sockname")[0])
        writer.write(answer(200, b"news", Connection="close"))

    async with server(talk, "0.0.0.0") as (url, _):
        for addresses in (("127.0.0.1", outside), (outside, "127.0.0.1")):
            async with Client(QUICK, user_agent="x", resolver=Both(*addresses)) as client:
                await client.get(f"http://news.example.cn:{url.rsplit(':', 1)[1]}/")
    assert reached == [outside, outside]


async def test_a_connection_made_for_a_private_source_is_not_lent_to_a_public_one() -> None:
    async with (
        server(ok(b"inside")) as (url, asked),
        Client(QUICK, user_agent="x", resolver=Names("127.0.0.1")) as client,
    ):
        page = f"http://news.example.cn:{url.rsplit(':', 1)[1]}/"
        assert (await client.get(page, allow_private=True)).body == b"inside"
        with pytest.raises(Refused, match="内网"):
            await client.get(page)
        assert len(asked) == 1


async def test_a_private_source_may_redirect_to_itself_but_not_to_its_neighbours() -> None:
    async with server(ok(b"neighbour")) as (neighbour, reached):

        async def talk(head: bytes, writer: Any) -> None:
            go = {b"/self": "/end", b"/out": neighbour}.get(head.split(b" ")[1])
            writer.write(answer(302, Location=go) if go else ok(b"end"))

        async with server(talk) as (url, _), Client(QUICK, user_agent="x") as client:
            assert (await client.get(url + "/self", allow_private=True)).body == b"end"
            with pytest.raises(Refused, match="内网"):
                await client.get(url + "/out", allow_private=True)
    assert not reached
