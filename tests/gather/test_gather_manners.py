"""Guards, turns, robots and pace."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.errors import FetchError, Refused
from syndicator.gather import pace
from syndicator.gather.guard import address_allowed, literal, require_url
from syndicator.gather.hosts import Hosts
from syndicator.gather.http import Client
from syndicator.gather.robots import Robots
from syndicator.model import Gathering
from tests.loopback import Loopback, Page

NOW = datetime(2026, 11, 25, tzinfo=UTC)
DAY = timedelta(days=1)
EVERY = st.timedeltas(timedelta(minutes=1), timedelta(days=7))
FLOOR = st.none() | st.timedeltas(timedelta(0), timedelta(days=30))


@pytest.mark.parametrize("address", ["1.2.3.4", "2400:3200::1", "::ffff:8.8.8.8", "114.114.114.114"])
def test_public_addresses_are_allowed(address: str) -> None:
    assert address_allowed(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.1.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "ff02::1",
        "nonsense",
    ],
)
def test_inner_addresses_are_not(address: str) -> None:
    assert not address_allowed(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.1"])
def test_every_way_to_spell_loopback_is_seen_through(host: str) -> None:
    assert literal(host) == "127.0.0.1"


def test_a_name_is_no_address() -> None:
    assert literal("news.xnnews.com.cn") is None
    assert literal("256.1.1.1") is None


@pytest.mark.parametrize(
    "url",
    ["ftp://a.cn/", "file:///etc/passwd", "http://u:p@a.cn/", "http:///x", "http://a:b/", "http://a.cn/" + "x" * 9000],
)
def test_urls_that_are_not_asked(url: str) -> None:
    with pytest.raises(Refused):
        require_url(url)


@given(EVERY, st.booleans(), FLOOR, FLOOR, st.text(max_size=9))
def test_a_success_never_brings_a_source_back_too_soon_or_too_late(
    every: timedelta, changed: bool, max_age: timedelta | None, ttl: timedelta | None, id: str
) -> None:
    due = pace.after_success(every, changed=changed, max_age=max_age, ttl=ttl, now=NOW, source_id=id)
    floors = [min(one, DAY) for one in (max_age, ttl) if one is not None]
    assert due >= NOW + max([every, *floors])
    assert due <= NOW + max([every * 1.1, *floors])


@given(EVERY, st.integers(1, 10_000), FLOOR, st.text(max_size=9))
def test_failures_back_off_to_a_day_and_obey_retry_after(
    every: timedelta, failures: int, wait: timedelta | None, id: str
) -> None:
    due = pace.after_failure(every, failures, NOW, wait, id)
    assert due >= NOW + min(wait or timedelta(0), DAY)
    assert due <= NOW + max(DAY, every)
    assert due >= NOW + every * 0.89
    assert pace.after_failure(every, failures + 1, NOW, wait, id) >= due


def test_a_thousand_new_sources_do_not_come_at_once() -> None:
    times = [pace.spread(f"s{n}", timedelta(minutes=15), NOW, among=1000) for n in range(1000)]
    busiest = max(sum(0 <= (time - start).total_seconds() < 1 for time in times) for start in times[:100])
    assert busiest < 150
    assert pace.spread("only", timedelta(minutes=15), NOW) - NOW < timedelta(seconds=1)


async def test_a_host_has_one_turn_at_a_time_with_a_pause_between() -> None:
    hosts = Hosts(timedelta(milliseconds=50), 8)
    spans: list[tuple[float, float]] = []

    async def turn(path: str) -> None:
        async with hosts.turn(f"http://a.cn{path}"):
            start = asyncio.get_running_loop().time()
            await asyncio.sleep(0.01)
            spans.append((start, asyncio.get_running_loop().time()))

    await asyncio.gather(*(turn(f"/{n}") for n in range(4)), turn(":8080/other-port"))
    spans.sort()
    for (_, end), (start, _) in zip(spans, spans[1:], strict=False):
        assert start - end >= 0.049


async def test_a_slow_host_takes_one_slot_only() -> None:
    hosts = Hosts(timedelta(0), 2)
    done: list[str] = []

    async def turn(url: str, seconds: float) -> None:
        async with hosts.turn(url):
            await asyncio.sleep(seconds)
            done.append(url)

    slow = [asyncio.create_task(turn("http://slow.cn/", 0.3)) for _ in range(5)]
    await asyncio.sleep(0)
    await asyncio.wait_for(asyncio.gather(*(turn(f"http://fast{n}.cn/", 0.001) for n in range(20))), 0.29)
    assert len(done) == 20
    for task in slow:
        task.cancel()
    await asyncio.gather(*slow, return_exceptions=True)
    await asyncio.wait_for(turn("http://slow.cn/", 0), 0.2)  # a cancelled turn is given back


async def test_robots_txt_is_read_once_and_obeyed(web: Loopback) -> None:
    web.put(
        "/robots.txt",
        "User-agent: *\nDisallow: /\n\nUser-agent: syndicator\nDisallow: /private\nCrawl-delay: 7\n",
        "text/plain",
    )
    async with Client(Gathering(), user_agent="x", allow_private=True) as client:
        robots = Robots(client)
        await asyncio.gather(*(robots.require(f"{web.url}/{n}", NOW) for n in range(9)))
        with pytest.raises(Refused, match=r"robots\.txt"):
            await robots.require(f"{web.url}/private/x", NOW)
        assert robots.delay(web.url + "/1") == timedelta(seconds=7)
        assert web.times("/robots.txt") == 1
        await robots.require(f"{web.url}/1", NOW + timedelta(hours=25))
        assert web.times("/robots.txt") == 2


@pytest.mark.parametrize(("status", "open"), [(404, True), (403, True), (500, False), (503, False), (429, False)])
async def test_a_missing_robots_txt_opens_and_a_broken_one_closes(web: Loopback, status: int, open: bool) -> None:
    web.pages["/robots.txt"] = Page(b"", status=status)
    async with Client(Gathering(), user_agent="x", allow_private=True) as client:
        robots = Robots(client)
        if open:
            await robots.require(web.url + "/a", NOW)
        else:
            with pytest.raises(FetchError, match=r"robots\.txt"):
                await robots.require(web.url + "/a", NOW)


async def test_an_older_robots_txt_serves_while_the_site_is_down(web: Loopback) -> None:
    web.put("/robots.txt", "User-agent: *\nDisallow: /private\n", "text/plain")
    async with Client(Gathering(), user_agent="x", allow_private=True) as client:
        robots = Robots(client)
        await robots.require(web.url + "/a", NOW)
        web.pages["/robots.txt"] = Page(b"", status=500)
        await robots.require(web.url + "/a", NOW + timedelta(hours=25))
        with pytest.raises(Refused):
            await robots.require(web.url + "/private", NOW + timedelta(hours=25))
