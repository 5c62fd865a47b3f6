"""Servers that misbehave: each is named on /status in words, the others are on time, nothing is lost, all recover.

One service lives through it all, without a restart: a good day, three days of trouble, a good day.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from syndicator.gather.http import Client
from syndicator.model import Gathering, Health, SourceState
from syndicator.service import station
from syndicator.service.station import Station
from tests.gather.test_gather_guard import Names, address_allowed
from tests.gather.test_gather_http import certificate
from tests.service import troubles
from tests.service.conftest import Office, a_settings, a_source
from tests.service.town import Clock, Town, page, settle, states, told

DAY = timedelta(days=1)
TIMEOUT = 3
BOUND = 200_000
# Each trouble: what a server does, and what an admin reads of it.
TROUBLES: dict[str, tuple[Any, str]] = {
    "one that hangs before its headers": (troubles.hang, f"{TIMEOUT} 秒内没有应答"),
    "one that drips": (troubles.drip, "传得太慢"),
    "one of a gigabyte": (troubles.gigabyte, f"超过上限 {BOUND} 字节"),
    "a gzip bomb of one to a thousand": (troubles.bomb("gzip"), "解压后超过 195 KB"),
    "a brotli bomb": (troubles.bomb("br"), "解压后超过 195 KB"),
    "a zstandard bomb": (troubles.bomb("zstd"), "解压后超过 195 KB"),
    "one that promises more than it sends": (troubles.promised_more, "没有传完"),
    "one that promises less than it sends": (troubles.promised_less, "."),
    "one of chunked garbage": (troubles.garbage, "传来的格式不对|不合 HTTP 规范"),
    "one of headers without end": (troubles.endless_headers, "不合 HTTP 规范"),
    "one that redirects in a loop": (troubles.redirect("/feed"), "重定向超过 5 次"),
    "one of a thousand redirects": (troubles.thousand_redirects, "重定向超过 5 次"),
    "one that redirects to the cloud's metadata": (
        troubles.redirect("http://169.254.169.254/latest/meta-data/"),
        r"内网地址 169\.254\.169\.254",
    ),
    "one that redirects to this machine": (troubles.redirect("http://[::1]/"), "内网地址 ::1"),
    "one that resets its connection in the body": (troubles.reset, "没有传完|连接中途断开"),
    "one in a storm of 503": (troubles.storm, r"503 \(暂停服务\)"),
}
OTHERS = {
    "one whose name turns to an address inside": r"解析到内网地址 127\.0\.0\.1",
    "one whose certificate is for another name": "证书不符",
}
FINE = [f"fine-{n}" for n in range(4)]
IDS = {name: re.sub("[^a-z0-9]+", "-", name.lower()) for name in (*TROUBLES, *OTHERS)}
EVERY = {**{name: words for name, (_, words) in TROUBLES.items()}, **OTHERS}


@dataclass
class Seen:
    """What was seen while the service lived through it."""

    good: dict[str, SourceState] = field(default_factory=dict)
    bad: list[dict[str, SourceState]] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    feeds: list[str] = field(default_factory=list)
    again: dict[str, SourceState] = field(default_factory=dict)
    stories: list[str] = field(default_factory=list)
    expected: dict[str, set[str]] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    on_time: list[bool] = field(default_factory=list)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    folder = tmp_path_factory.mktemp("chaos")
    with pytest.MonkeyPatch.context() as patch:
        for module in ("guard", "resolver"):  # the tests may not leave the machine: 127.0.1.x stands for the world
            patch.setattr(f"syndicator.gather.{module}.address_allowed", _world)
        patch.setattr("syndicator.gather.session.DNS_SECONDS", 0)
        patch.setattr("syndicator.gather.session.MOST_IDLE", 0)
        context = certificate(folder, "right", "IP:127.0.1.50")
        certificate(folder, "wrong", "DNS:other.example.cn")
        patch.setenv("SSL_CERT_FILE", str(folder / "ca.pem"))
        yield asyncio.run(_live(folder, context))


def _world(address: str) -> bool:
    return address.startswith("127.0.1.") or address_allowed(address)


async def _live(folder: Path, tls: Any) -> Seen:
    seen, clock = Seen(), Clock()
    rebinding, wrong = (IDS[name] for name in OTHERS)
    town = Town([*(IDS[name] for name in TROUBLES), *FINE, rebinding])
    safe = Town([wrong], first=50)
    names = Names(f"127.0.1.{town[rebinding].number}")
    async with town.open(), safe.open(tls):
        declared = [a_source(feed.id, town.address(feed), allow_private=False) for feed in town.feeds[:-1]]
        declared.append(a_source(rebinding, f"http://news.example.cn:{town.port}/feed", allow_private=False))
        declared.append(a_source(wrong, f"https://127.0.1.50:{safe.port}/feed", allow_private=False))
        settings = Office(a_settings(folder)).with_sources(
            *declared, gathering=Gathering(timedelta(0), timedelta(seconds=TIMEOUT), BOUND)
        )
        client = partial(Client, resolver=names)
        async with station.opened(settings.settings, clock, client) as now:
            _tell(town, safe)
            await _through(now, clock)
            seen.good = states(now)
            for name, (trouble, _) in TROUBLES.items():
                town[IDS[name]].trouble = trouble
            names.addresses = ["127.0.0.1"]
            tls.load_cert_chain(folder / "wrong.pem", folder / "wrong.key")
            for _day in range(3):
                _tell(town, safe)
                before = {feed.id: len(feed.asked) for feed in town.feeds}
                clock.advance(DAY)
                seen.on_time.append(await _fine_before_the_slow_are_given_up(now, town))
                await _through(now, clock)
                seen.bad.append(states(now))
                seen.asked = {feed.id: len(feed.asked) - before[feed.id] for feed in town.feeds}
            seen.pages.append(await page(now, clock.now))
            seen.feeds.append(await page(now, clock.now, "/status.atom"))
            for feed in town.feeds:
                feed.trouble = None
            names.addresses = [f"127.0.1.{town[rebinding].number}"]
            tls.load_cert_chain(folder / "right.pem", folder / "right.key")
            _tell(town, safe)
            clock.advance(DAY)
            await _through(now, clock)
            seen.again, seen.stories = states(now), told(now)
            seen.pages.append(await page(now, clock.now))
            seen.feeds.append(await page(now, clock.now, "/status.atom"))
        seen.expected = {feed.id: feed.titles for feed in (*town.feeds, *safe.feeds)}
    return seen


def _tell(*towns: Town) -> None:
    for town in towns:
        town.tell()


async def _through(now: Station, clock: Clock) -> None:
    clock.advance(timedelta(minutes=6))
    await settle(now)


async def _fine_before_the_slow_are_given_up(now: Station, town: Town) -> bool:
    """Whether all that is well has been told while those that hang and drip still hold their connections."""
    slow = [town[IDS[name]] for name in ("one that hangs before its headers", "one that drips")]
    wanted = set().union(*(town[name].titles for name in FINE))
    while not wanted <= set(told(now)):
        await now.gatherer.tick()
        await asyncio.sleep(0.02)
        if any(feed.asked for feed in slow) and not now.gatherer.under_way:
            return False
    return all(feed.held for feed in slow)


@pytest.mark.parametrize("name", EVERY)
def test_trouble_is_said_in_words_on_the_status_page(seen: Seen, name: str) -> None:
    id = IDS[name]
    assert seen.good[id].health is Health.OK
    for state in (day[id] for day in seen.bad):
        assert state.health is Health.FAILING, state.error
        assert re.search(EVERY[name], state.error or ""), state.error
    first, last = seen.bad[0][id], seen.bad[-1][id]
    assert (first.since, last.failures) == (last.since, 3)
    assert last.due is not None
    assert id in seen.pages[0]


@pytest.mark.parametrize("name", EVERY)
def test_when_the_trouble_ends_nothing_is_lost_and_no_restart_was_needed(seen: Seen, name: str) -> None:
    state = seen.again[IDS[name]]
    assert (state.health, state.error, state.failures) == (Health.OK, None, 0)
    assert len(seen.expected[IDS[name]]) == 5
    assert seen.expected[IDS[name]] <= set(seen.stories)


def test_nothing_is_told_twice(seen: Seen) -> None:
    assert len(seen.stories) == len(set(seen.stories)) == sum(len(titles) for titles in seen.expected.values())


def test_the_others_are_on_time(seen: Seen) -> None:
    assert seen.on_time == [True] * 3
    for id in FINE:
        assert {day[id].health for day in seen.bad} == {Health.OK}


def test_no_trouble_costs_its_server_more_than_one_try_a_day(seen: Seen) -> None:
    hops = {IDS["one that redirects in a loop"], IDS["one of a thousand redirects"]}
    assert {id: count for id, count in seen.asked.items() if count > (6 if id in hops else 1)} == {}


def test_the_feed_of_problems_tells_each_trouble_and_its_end(seen: Seen) -> None:
    during, after = seen.feeds
    assert during.count("<entry>") == len(EVERY)
    assert during.count("【出错】") == len(EVERY)
    ids = re.findall(r"<id>(urn:uuid:[^<]+)</id>", during)
    assert len(set(ids)) == len(EVERY)
    assert sorted(re.findall(r"<id>(urn:uuid:[^<]+)</id>", after)) == sorted(ids)
    assert after.count("【已恢复】") == len(EVERY)
    assert "【出错】" not in after


def test_the_page_counts_the_troubled_first(seen: Seen) -> None:
    during, after = seen.pages
    assert f'出错</span> <span lang="en">Failing</span> {len(EVERY)}</a>' in during
    assert during.index(IDS["one that drips"]) < during.index(FINE[0])
    assert "出错" not in after
