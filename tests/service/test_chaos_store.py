"""A full disk, a locked database, a clock that jumps: said on /status, nothing lost, nobody asked twice, no restart."""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from syndicator.service import publisher, station
from syndicator.service.station import Station
from tests.service.conftest import Office, a_settings, a_source
from tests.service.town import Clock, Town, page, settle, states, told

FEEDS = [f"feed-{n}" for n in range(5)]
Jam = Callable[[Path], AbstractContextManager[None]]


@contextmanager
def full_disk(folder: Path) -> Iterator[None]:
    """Fills the file system of `folder`, a small one of its own, to the last byte."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def no_growth(folder: Path) -> Iterator[None]:
    """Lets no file of this process grow beyond what the database's log has now, as a quota would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    log = folder / "syndicator.db-wal"
    resource.setrlimit(resource.RLIMIT_FSIZE, (min(log.stat().st_size, 4096), before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def lock(how: str) -> Jam:
    @contextmanager
    def locked(folder: Path) -> Iterator[None]:
        """Another process holds the database, until it is killed."""
        code = f"""
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN {how}"); db.execute("DELETE FROM note"); print("held", flush=True); sys.stdin.read()
"""
        command = [sys.executable, "-c", code, str(folder / "syndicator.db")]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == b"held\n"
            try:
                yield
            finally:
                other.kill()

    return locked


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of eight megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=8m", "chaos", str(folder)], check=False, capture_output=True
        ).returncode
    )
    if not mounted:
        pytest.skip("a file system of its own needs root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=False)


@asynccontextmanager
async def lived(folder: Path, clock: Clock) -> AsyncIterator[tuple[Town, Station]]:
    """A service that has told one story of each feed."""
    town = Town(FEEDS)
    async with town.open():
        office = Office(a_settings(folder)).with_sources(*(a_source(one.id, town.address(one)) for one in town.feeds))
        async with station.opened(office.settings, clock) as now:
            town.tell()
            clock.advance(timedelta(minutes=6))
            await settle(now)
            yield town, now


async def through_a_jam(folder: Path, jam: Jam, words: str) -> None:
    clock = Clock()
    async with lived(folder, clock) as (town, now):
        assert len(told(now)) == len(FEEDS)
        publisher.publish(now.store, now.settings)
        before = {path: path.read_bytes() for path in now.settings.public.rglob("*.atom")}
        assert before
        town.tell()
        asked = sum(len(feed.asked) for feed in town.feeds)
        with jam(folder):
            clock.advance(timedelta(hours=1))
            shown = ""
            while words not in shown:
                await now.gatherer.tick()
                await asyncio.sleep(0.02)
                shown = await page(now, clock.now)
            assert "不用重启" in shown
            assert '"failing"' in await page(now, clock.now, "/healthz")
            for _ in range(20):  # the service goes on, and asks nobody again for what it holds already
                clock.advance(timedelta(minutes=30))
                await now.gatherer.tick()
                await asyncio.sleep(0.02)
            assert sum(len(feed.asked) for feed in town.feeds) == asked + len(FEEDS)
            assert len(told(now)) == len(FEEDS)
            assert {path: path.read_bytes() for path in before} == before
        while now.gatherer.under_way:
            await asyncio.sleep(0.02)
        assert sum(len(feed.asked) for feed in town.feeds) == asked + len(FEEDS)
        assert sorted(told(now)) == sorted(title for feed in town.feeds for title in feed.titles)
        assert words not in await page(now, clock.now)
        assert {str(state.health) for state in states(now).values()} == {"ok"}
        assert publisher.publish(now.store, now.settings)
        town.tell()
        clock.advance(timedelta(hours=1))
        await settle(now)
        assert len(told(now)) == 3 * len(FEEDS)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syndicator.store.engine.BUSY_SECONDS", 0)
    monkeypatch.setattr("syndicator.service.keeping.REST_SECONDS", 0.1)


async def test_a_full_disk_is_said_and_what_was_gathered_is_kept_until_there_is_room(small_disk: Path) -> None:
    await through_a_jam(small_disk, full_disk, "磁盘已满")


async def test_a_quota_that_lets_no_file_grow_is_lived_through(tmp_path: Path) -> None:
    await through_a_jam(tmp_path, no_growth, "磁盘写不进去")


@pytest.mark.parametrize("how", ["IMMEDIATE", "EXCLUSIVE"])
async def test_a_database_held_by_another_process_is_said_and_waited_for(tmp_path: Path, how: str) -> None:
    await through_a_jam(tmp_path, lock(how), "被别的程序占用")


async def test_a_clock_that_jumps_a_day_ahead_and_back_loses_nothing_and_lets_nobody_sleep(tmp_path: Path) -> None:
    clock = Clock()
    async with lived(tmp_path, clock) as (town, now):
        for jump in (timedelta(days=1), timedelta(days=-1), timedelta(days=-1), timedelta(days=1)):
            town.tell()
            clock.advance(jump)
            asked = {feed.id: len(feed.asked) for feed in town.feeds}
            await settle(now)
            clock.advance(timedelta(minutes=18))  # one interval of a quarter of an hour, and its jitter
            await settle(now)
            for feed in town.feeds:
                assert 1 <= len(feed.asked) - asked[feed.id] <= 2, jump
            assert sorted(told(now)) == sorted(title for feed in town.feeds for title in feed.titles)
            for state in states(now).values():
                assert state.due is not None
                assert state.polled is not None
                assert state.since is not None
                assert max(state.polled, state.since) <= clock.now < state.due <= clock.now + timedelta(minutes=17)
        assert {str(state.health) for state in states(now).values()} == {"ok"}


async def test_a_service_started_after_its_clock_was_put_right_does_not_sleep_for_a_day(tmp_path: Path) -> None:
    clock = Clock()
    async with lived(tmp_path, clock) as (town, now):
        declared = now.settings.sources
        clock.advance(timedelta(days=-1))
        office = Office(a_settings(tmp_path)).with_sources(*declared)
        await now.gatherer.stop()
        async with station.opened(office.settings, clock) as again:
            town.tell()
            await settle(again)
            clock.advance(timedelta(minutes=18))
            await settle(again)
            assert len(told(again)) == 2 * len(FEEDS)
