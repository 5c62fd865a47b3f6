"""robots.txt, asked for once and obeyed (RFC 9309)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from syndicator.errors import FetchError, Refused
from syndicator.gather import robots as module
from syndicator.gather.hosts import Hosts
from syndicator.gather.http import Client
from syndicator.gather.robots import Robots
from tests.gather.rawserver import QUICK, answer, ok, server
from tests.loopback import Loopback, Page

NOW = datetime(2026, 11, 25, tzinfo=UTC)
LATER = NOW + timedelta(hours=25)


@asynccontextmanager
async def asking(hosts: Hosts | None = None) -> AsyncIterator[Robots]:
    async with Client(QUICK, user_agent="x", allow_private=True) as client:
        yield Robots(client, hosts.turn if hosts else None)


async def test_robots_txt_is_read_once_a_day_and_obeyed(web: Loopback) -> None:
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: syndicator\nDisallow: /private\nCrawl-delay: 7\n"
    web.put("/robots.txt", rules, "text/plain")
    async with asking() as robots:
        await asyncio.gather(*(robots.require(f"{web.url}/{n}", NOW) for n in range(9)))
        with pytest.raises(Refused, match=r"robots\.txt"):
            await robots.require(f"{web.url}/private/x", NOW)
        assert not await robots.allowed(f"{web.url}/private/x", NOW)
        assert await robots.allowed(f"{web.url}/1", NOW + timedelta(hours=23))
        assert robots.delay(web.url + "/1") == timedelta(seconds=7)
        assert web.times("/robots.txt") == 1
        await robots.require(f"{web.url}/1", LATER)
        assert web.times("/robots.txt") == 2


async def test_a_clock_put_back_does_not_keep_a_copy_for_years(web: Loopback) -> None:
    web.put("/robots.txt", "User-agent: *\nDisallow: /\n", "text/plain")
    async with asking() as robots:
        assert not await robots.allowed(f"{web.url}/1", NOW + timedelta(days=400))
        web.put("/robots.txt", "", "text/plain")
        assert await robots.allowed(f"{web.url}/1", NOW)


@pytest.mark.parametrize(
    ("status", "open"), [(404, True), (403, True), (410, True), (500, False), (503, False), (429, False)]
)
async def test_a_missing_robots_txt_opens_and_a_broken_one_closes(web: Loopback, status: int, open: bool) -> None:
    web.pages["/robots.txt"] = Page(b"", status=status)
    async with asking() as robots:
        assert await robots.allowed(web.url + "/a", NOW) == open
        if not open:
            with pytest.raises(FetchError, match=r"robots\.txt 取不到"):
                await robots.require(web.url + "/a", NOW)
            assert web.times("/robots.txt") == 1
            web.put("/robots.txt", "", "text/plain")
            assert await robots.allowed(web.url + "/a", NOW + timedelta(hours=1, minutes=1))


async def test_a_server_that_hangs_up_closes_its_site() -> None:
    async def talk(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with server(talk) as (url, _), asking() as robots:
        assert not await robots.allowed(url, NOW)


async def test_an_older_robots_txt_serves_while_the_site_is_down(web: Loopback) -> None:
    web.put("/robots.txt", "User-agent: *\nDisallow: /private\nCrawl-delay: 3\n", "text/plain")
    async with asking() as robots:
        await robots.require(web.url + "/a", NOW)
        web.pages["/robots.txt"] = Page(b"", status=500)
        await robots.require(web.url + "/a", LATER)
        with pytest.raises(Refused):
            await robots.require(web.url + "/private", LATER)
        assert robots.delay(web.url) == timedelta(seconds=3)


async def test_a_redirect_loop_opens(web: Loopback) -> None:
    async with server(answer(302, Location="/robots.txt")) as (url, _), asking() as robots:
        assert await robots.allowed(url + "/a", NOW)


@pytest.mark.parametrize(
    ("delay", "seconds"),
    [("5", 5), ("0.5", 0.5), ("86400", 120), ("1e300", 120), ("nan", 0), ("-1", 0), ("soon", 0), ("", 0)],
)
async def test_a_crawl_delay_is_bounded(delay: str, seconds: float) -> None:
    async with (
        server(ok(f"User-agent: *\nCrawl-delay: {delay}\nDisallow: /x".encode())) as (url, _),
        asking() as robots,
    ):
        await robots.require(url, NOW)
        assert robots.delay(url) == timedelta(seconds=seconds)


async def test_a_long_robots_txt_is_read_up_to_its_last_whole_line_within_the_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 60)
    rules = b"User-agent: *\nDisallow: /private\nDisallow: /archive-of-1998/\nDisallow: /late"
    async with server(ok(rules)) as (url, _), asking() as robots:
        assert not await robots.allowed(url + "/private", NOW)
        assert await robots.allowed(url + "/a", NOW)
        assert await robots.allowed(url + "/archive", NOW)
        assert await robots.allowed(url + "/late", NOW)


async def test_a_byte_order_mark_hides_no_rule() -> None:
    async with server(ok(b"\xef\xbb\xbfUser-agent: *\nDisallow: /")) as (url, _), asking() as robots:
        assert not await robots.allowed(url + "/a", NOW)


async def test_a_hostile_robots_txt_is_soon_done_with() -> None:
    lines = "".join(f"Disallow: /{'*a' * 20}{n}*b$\n" for n in range(2000))
    async with server(ok(f"User-agent: *\n{lines}".encode())) as (url, _), asking() as robots:
        async with asyncio.timeout(20):
            assert await robots.allowed(url + "/" + "a" * 3000, NOW)


async def test_robots_txt_takes_its_turn_at_the_host() -> None:
    hosts = Hosts(timedelta(milliseconds=100), 4)
    times: list[float] = []

    async def talk(_: bytes, writer: asyncio.StreamWriter) -> None:
        times.append(asyncio.get_running_loop().time())
        writer.write(ok(b"User-agent: *\nCrawl-delay: 0.2"))

    async with server(talk) as (url, _), Client(QUICK, user_agent="x", allow_private=True) as client:
        robots = Robots(client, hosts.turn)
        await robots.require(url, NOW)
        async with hosts.turn(url, robots.delay(url)):
            await client.get(url)
    assert times[1] - times[0] >= 0.1


async def test_its_day_counts_from_the_answer_not_from_the_wish_to_ask(web: Loopback) -> None:
    now = NOW

    @asynccontextmanager
    async def turn(_: str, __: timedelta) -> AsyncIterator[None]:
        nonlocal now
        now += timedelta(seconds=40)
        yield

    web.put("/robots.txt", "User-agent: *\nDisallow: /no", "text/plain")
    async with Client(QUICK, user_agent="x", allow_private=True) as client:
        robots = Robots(client, turn, clock=lambda: now)
        await asyncio.gather(*(robots.require(f"{web.url}/{n}", NOW) for n in range(3)))
        await robots.require(f"{web.url}/1", NOW + timedelta(hours=24, seconds=39))
        assert web.times("/robots.txt") == 1
        await robots.require(f"{web.url}/1", NOW + timedelta(hours=24, seconds=40))
        assert web.times("/robots.txt") == 2


async def test_when_the_first_to_ask_is_cancelled_the_next_one_asks() -> None:
    release = asyncio.Event()

    async def talk(_: bytes, writer: asyncio.StreamWriter) -> None:
        if not release.is_set():
            await asyncio.sleep(30)
        writer.write(ok(b"User-agent: *\nDisallow: /no"))

    async with server(talk) as (url, asked), asking() as robots:
        first, *others = [asyncio.create_task(robots.allowed(url + path, NOW)) for path in ("/1", "/2", "/no")]
        while not asked:
            await asyncio.sleep(0.01)
        release.set()
        first.cancel()
        assert await asyncio.gather(*others) == [True, False]
        assert first.cancelled()
        assert len(asked) == 2


async def test_memory_is_bounded_by_what_the_copies_weigh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_REMEMBERED", 50_000)
    async with (
        server(ok(b"User-agent: *\nDisallow: /x\n" + b"#" * 9000), "0.0.0.0") as (url, asked),
        asking() as robots,
    ):
        port = url.rsplit(":", 1)[1]
        for n in range(20):
            await robots.require(f"http://127.0.0.{n + 1}:{port}/", NOW)
        await robots.require(f"http://127.0.0.20:{port}/", NOW)
        assert len(asked) == 20, "the newest is remembered"
        await robots.require(f"http://127.0.0.1:{port}/", NOW)
        assert len(asked) == 21, "the oldest is not"
        assert len(robots._copies) <= 5
        assert not robots._asking
