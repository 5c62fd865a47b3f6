"""Turns: one at a time a host, a pause between, and nobody waits for a stranger."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from syndicator.gather import hosts as module
from syndicator.gather.hosts import Hosts

NONE = timedelta(0)


async def test_a_host_has_one_turn_at_a_time_with_a_pause_between() -> None:
    hosts = Hosts(timedelta(milliseconds=50), 8)
    spans: list[tuple[float, float]] = []

    async def turn(path: str) -> None:
        async with hosts.turn(f"http://a.cn{path}"):
            start = asyncio.get_running_loop().time()
            await asyncio.sleep(0.01)
            spans.append((start, asyncio.get_running_loop().time()))

    await asyncio.gather(*(turn(f"/{n}") for n in range(4)), turn(":8080/other-port"))
    assert spans == sorted(spans)
    for (_, end), (start, _) in zip(spans, spans[1:], strict=False):
        assert start - end >= 0.049


async def test_a_longer_pause_that_the_host_asked_for_counts() -> None:
    hosts = Hosts(timedelta(milliseconds=1), 8)
    loop = asyncio.get_running_loop()
    async with hosts.turn("http://a.cn/", timedelta(milliseconds=100)):
        end = loop.time()
    async with hosts.turn("http://a.cn/"):
        assert loop.time() - end >= 0.099


async def test_turns_come_in_the_order_of_asking() -> None:
    hosts = Hosts(NONE, 8)
    order: list[int] = []

    async def turn(n: int) -> None:
        async with hosts.turn("http://a.cn/"):
            await asyncio.sleep(0)
            order.append(n)

    await asyncio.gather(*(turn(n) for n in range(50)))
    assert order == list(range(50))


async def test_a_slow_host_takes_one_slot_only() -> None:
    hosts = Hosts(NONE, 2)
    release = asyncio.Event()
    done: list[str] = []

    async def turn(url: str, wait: asyncio.Event | None) -> None:
        async with hosts.turn(url):
            if wait:
                await wait.wait()
            done.append(url)

    slow = [asyncio.create_task(turn("http://slow.cn/", release)) for _ in range(5)]
    await asyncio.sleep(0)
    await asyncio.wait_for(asyncio.gather(*(turn(f"http://fast{n}.cn/", None) for n in range(20))), 5)
    assert len(done) == 20
    release.set()
    await asyncio.gather(*slow)


async def test_a_host_in_its_pause_takes_no_slot() -> None:
    hosts = Hosts(timedelta(seconds=60), 1)
    async with hosts.turn("http://slow.cn/"):
        pass
    waiting = asyncio.create_task(hosts.turn("http://slow.cn/").__aenter__())
    await asyncio.sleep(0)
    async with asyncio.timeout(5), hosts.turn("http://fast.cn/"):
        pass
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)


async def test_no_more_turns_run_at_once_than_allowed() -> None:
    hosts = Hosts(NONE, 3)
    running = most = 0

    async def turn(n: int) -> None:
        nonlocal running, most
        async with hosts.turn(f"http://{n}.cn/"):
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.001)
            running -= 1

    await asyncio.gather(*(turn(n) for n in range(30)))
    assert most == 3


@pytest.mark.parametrize("victims", [{0}, {1}, {0, 1, 2}, {3}, {1, 3}])
async def test_a_cancelled_turn_is_given_back(victims: set[int]) -> None:
    hosts = Hosts(timedelta(milliseconds=1), 1)

    async def turn() -> str:
        async with hosts.turn("http://a.cn/"):
            await asyncio.sleep(0.005)
            return "done"

    tasks = [asyncio.create_task(turn()) for _ in range(4)]
    await asyncio.sleep(0.001)
    for victim in victims:
        tasks[victim].cancel()
    results = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 5)
    assert [result == "done" for result in results] == [n not in victims for n in range(4)]
    assert await asyncio.wait_for(turn(), 5) == "done"


async def test_an_error_inside_a_turn_gives_it_back() -> None:
    hosts = Hosts(NONE, 1)
    for _ in range(3):
        with pytest.raises(ValueError, match="broken"):
            async with hosts.turn("http://a.cn/"):
                raise ValueError("broken")


async def test_idle_hosts_are_forgotten_and_pausing_ones_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_REMEMBERED", 10)
    hosts = Hosts(NONE, 8)
    async with hosts.turn("http://pausing.cn/", timedelta(hours=1)):
        pass
    for n in range(200):
        async with hosts.turn(f"http://{n}.cn/"):
            pass
    assert len(hosts._hosts) <= 25
    assert "pausing.cn" in hosts._hosts


async def test_a_new_pause_holds_from_the_next_turn_on() -> None:
    hosts = Hosts(timedelta(hours=1), 1)
    hosts.pause = NONE
    async with asyncio.timeout(5):
        for _ in range(2):
            async with hosts.turn("http://a.cn/"):
                pass


async def test_hosts_that_never_answer_keep_no_slot_from_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.05)
    hosts = Hosts(NONE, 2)
    never = asyncio.Event()

    async def hang(n: int) -> None:
        async with hosts.turn(f"http://hangs-{n}.cn/"):
            await never.wait()

    hanging = [asyncio.create_task(hang(n)) for n in range(8)]
    async with asyncio.timeout(5), hosts.turn("http://quick.cn/"):
        pass
    for task in hanging:
        task.cancel()
    await asyncio.gather(*hanging, return_exceptions=True)


async def test_those_that_only_wait_are_bounded_and_give_back_what_they_had(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.01)
    hosts, never, begun = Hosts(NONE, 2), asyncio.Event(), 0

    async def hang(n: int) -> None:
        nonlocal begun
        async with hosts.turn(f"http://hangs-{n}.cn/"):
            begun += 1
            await never.wait()

    hanging = [asyncio.create_task(hang(n)) for n in range(40)]
    await asyncio.sleep(0.5)
    assert begun == module.most_open(2) == 16
    for task in hanging:
        task.cancel()
    await asyncio.gather(*hanging, return_exceptions=True)
    running = most = 0

    async def quick(n: int) -> None:
        nonlocal running, most
        async with hosts.turn(f"http://quick-{n}.cn/"):
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1

    await asyncio.gather(*(quick(n) for n in range(40)))
    assert most == 2
