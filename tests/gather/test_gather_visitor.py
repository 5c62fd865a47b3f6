"""What one visitor knows for all sources: rests, robots.txt at every hop, and whose network is down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from syndicator.errors import HTTPStatus, Refused, Resting, Unreachable
from syndicator.gather.http import Client
from syndicator.gather.outage import Outage
from syndicator.gather.visitor import REST_AFTER_TOO_MANY, Visitor
from syndicator.model import Gathering
from tests.gather.rawserver import answer, server
from tests.loopback import Loopback, Page

NOW = datetime(2026, 11, 25, tzinfo=UTC)
QUICK = Gathering(pause=timedelta(0), timeout=timedelta(seconds=2))


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@asynccontextmanager
async def visiting(clock: Clock) -> AsyncIterator[Visitor]:
    async with Client(QUICK, user_agent="x", allow_private=True, clock=clock) as client:
        yield Visitor(client, QUICK, clock)


@pytest.mark.parametrize(
    ("status", "said", "rest"),
    [
        (429, {"Retry-After": "3600"}, timedelta(hours=1)),
        (503, {"Retry-After": "Wed, 25 Nov 2026 02:00:00 GMT"}, timedelta(hours=2)),
        (429, {}, REST_AFTER_TOO_MANY),
        (429, {"Retry-After": "99999999"}, timedelta(days=1)),
    ],
)
async def test_a_host_that_asks_for_it_is_left_alone_by_all(
    web: Loopback, status: int, said: dict[str, str], rest: timedelta
) -> None:
    web.pages["/busy"] = Page(status=status, headers=said)
    other, clock = web.put("/other", "x"), Clock()
    async with visiting(clock) as visitor:
        with pytest.raises(HTTPStatus):
            await visitor.get(web.url + "/busy")
        clock.now = NOW + rest - timedelta(seconds=1)
        with pytest.raises(Resting) as caught:
            await visitor.get(other)
        assert caught.value.until == NOW + rest
        assert web.times("/other") == 0
        clock.now = NOW + rest
        assert (await visitor.get(other)).body == b"x"


async def test_a_503_without_retry_after_is_that_documents_own_affair(web: Loopback) -> None:
    web.pages["/busy"] = Page(status=503)
    async with visiting(Clock()) as visitor:
        with pytest.raises(HTTPStatus):
            await visitor.get(web.url + "/busy")
        assert (await visitor.get(web.put("/other", "x"))).body == b"x"


async def test_a_clock_that_jumped_back_does_not_close_a_host_for_years(web: Loopback) -> None:
    async with visiting(Clock()) as visitor:
        visitor.hosts.rests = {"127.0.0.1": NOW + timedelta(days=400)}
        assert (await visitor.get(web.put("/a", "x"))).body == b"x"


async def test_a_redirect_does_not_lead_past_another_hosts_robots_txt(web: Loopback) -> None:
    web.put("/robots.txt", "User-agent: *\nDisallow: /closed\n", "text/plain")
    web.put("/closed/a", "secret")
    target = web.url.replace("127.0.0.1", "localhost") + "/closed/a"

    async def talk(head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(404) if b"robots.txt" in head else answer(302, Location=target))

    async with server(talk) as (url, _), visiting(Clock()) as visitor:
        with pytest.raises(Refused, match=r"robots\.txt"):
            await visitor.get(url + "/a")
    assert web.times("/closed/a") == 0


async def test_when_nobody_can_be_reached_it_is_we_who_are_offline(web: Loopback) -> None:
    async with visiting(Clock()) as visitor:
        visitor.outage.expect(3)
        for n in range(2, 5):
            assert not visitor.outage.offline
            with pytest.raises(Unreachable):
                await visitor.get(f"http://127.0.0.{n}:59999/")
        assert visitor.outage.offline
        await visitor.get(web.put("/a", "x"))
        assert not visitor.outage.offline


def test_one_dead_host_is_no_outage() -> None:
    outage = Outage()
    outage.expect(1)
    for _ in range(100):
        outage.missed("a.cn")
    assert not outage.offline
    outage.missed("b.cn")
    assert outage.offline
    outage.answered()
    assert not outage.offline
