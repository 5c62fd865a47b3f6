"""kill -9 at random moments while the demo county is gathered and published: the promises hold."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import random
import signal
import time
from datetime import datetime, timedelta
from pathlib import Path

import feedparser
from lxml import etree
from sqlalchemy import text

from syndicator import config
from syndicator.demo.config import text as config_text
from syndicator.demo.county import ZONE, County
from syndicator.demo.server import Sites
from syndicator.model import Settings
from syndicator.service import publisher, station
from syndicator.store import open_store, sources

KILLS = 50
LONGEST_LIFE_SECONDS = 0.7
# Near enough to the real clock, by which the service goes, for the news to be told.
STARTED = (datetime.now(ZONE) - timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)


def work(settings: Settings) -> None:
    """What is killed: gathers all, publishing as it goes, as the service does."""

    async def main() -> None:
        async with station.opened(settings) as now:
            with now.store.write() as connection:
                sources.wake(connection, station.clock(), [one.id for one in settings.sources])
            gathering = asyncio.create_task(now.gatherer.drain())
            while not gathering.done():
                await asyncio.to_thread(publisher.publish, now.store, now.settings)
                await asyncio.sleep(0.02)
            await gathering
            await asyncio.to_thread(publisher.publish, now.store, now.settings)

    asyncio.run(main())


def published_ids(public: Path) -> dict[str, str]:
    """Every feed file parses and tells each story once; returns the told ids with their titles."""
    told: dict[str, str] = {}
    for path in public.rglob("*"):
        if path.suffix in {".atom", ".rss", ".xml"}:
            etree.parse(path)
            entries = feedparser.parse(path.read_bytes()).entries
            ids = [entry.id for entry in entries]
            assert len(ids) == len(set(ids)), f"{path} tells a story twice"
            if path.suffix == ".atom" and "digest" not in path.parts:
                told |= {entry.id: entry.title for entry in entries}
        elif path.suffix == ".json":
            json.loads(path.read_bytes())
    return told


def partition(settings: Settings) -> tuple[set[tuple[str, str]], dict[str, str]]:
    """All stored items, and each one's story."""
    store = open_store(settings.database)
    try:
        with store.read() as connection:
            rows = connection.execute(
                text("SELECT item.source, item.key, story.public_id FROM item JOIN story ON story.id = item.story")
            ).all()
    finally:
        store.close()
    keys = [(row[0], row[1]) for row in rows]
    assert len(keys) == len(set(keys)), "an item is stored twice"
    return set(keys), {f"{row[0]} {row[1]}": row[2] for row in rows}


def test_fifty_kills_lose_nothing_and_tell_nothing_twice(tmp_path: Path) -> None:
    county = County.opened(STARTED)
    moment = [STARTED]
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.service.test_kill"])
    luck = random.Random()
    with Sites(county, clock=lambda: moment[0]) as sites:

        def office(name: str) -> Settings:
            data = tmp_path / name
            data.mkdir()
            file = data / "config.toml"
            file.write_text(config_text(sites.urls, 8080, data), encoding="utf-8")
            return config.load(file)

        killed = office("killed")
        ids: dict[str, str] = {}
        deaths = 0
        for _ in range(KILLS):
            process = context.Process(target=work, args=(killed,))
            process.start()
            process.join(luck.uniform(0.05, LONGEST_LIFE_SECONDS))
            if process.is_alive():
                assert process.pid is not None
                os.kill(process.pid, signal.SIGKILL)
                deaths += 1
            process.join()
            ids |= published_ids(killed.public)
            moment[0] += timedelta(seconds=10)
        assert deaths > KILLS // 2, "the kills came too late to mean anything"
        before = partition(killed)[1]
        finish = context.Process(target=work, args=(killed,))
        finish.start()
        finish.join(120)
        assert finish.exitcode == 0
        assert list(killed.public.rglob("*.atom"))
        stored, stories = partition(killed)
        assert {key: stories[key] for key in before} == before, "an item changed its story"
        assert set(ids) <= set(stories.values()), "a published id is gone"
        published_ids(killed.public)

        calm = office("calm")
        undisturbed = context.Process(target=work, args=(calm,))
        undisturbed.start()
        undisturbed.join(120)
        assert undisturbed.exitcode == 0
        assert partition(calm)[0] <= stored, "an item was lost"


def test_no_worker_outlives_a_killed_service(tmp_path: Path) -> None:
    county = County.opened(STARTED)
    context = multiprocessing.get_context("forkserver")
    with Sites(county, clock=lambda: STARTED) as sites:
        file = tmp_path / "config.toml"
        file.write_text(config_text(sites.urls, 8080, tmp_path), encoding="utf-8")
        process = context.Process(target=work, args=(config.load(file),))
        process.start()
        assert process.pid is not None
        deadline = time.monotonic() + 20
        children: list[int] = []
        while len(children) < 2 and time.monotonic() < deadline:
            children = descendants(process.pid)
            time.sleep(0.05)
        assert len(children) >= 2
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        deadline = time.monotonic() + 10
        while any(alive(child) for child in children) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not [child for child in children if alive(child)]


def descendants(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            child = int(stat.parent.name)
            found += [child, *descendants(child)]
    return found


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
