"""Joining and splitting beside the running service, by the command; and killed in the midst of it."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import text

from syndicator.model import Draft, Settings
from syndicator.service import orders, station
from syndicator.service.harvest import prepare
from syndicator.service.orders import Kind, Word
from syndicator.service.telling import Arrival, absorb
from syndicator.store import open_store, overrules, sources
from tests.loopback import Loopback
from tests.service.conftest import Office, a_source
from tests.service.test_run import TEXTS, TITLES, feed, free_port, get, service, titles, until, written

KILLS = 8
# A machine that is shared by many starts a service slowly.
PATIENCE = 180
LONGEST_LIFE_SECONDS = 0.3


def command(file: Path, *arguments: str) -> str:
    """What a command says; it must succeed."""
    done = asked(file, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def asked(file: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "syndicator", *arguments, "--config", str(file)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "COLUMNS": "200"},
        check=False,
    )


def published(base: str) -> dict[str, dict[str, object]]:
    items = json.loads(get(base + "/all.json") or b'{"items":[]}')["items"]
    return {item["title"]: item for item in items}


def test_join_and_split_beside_the_running_service_are_public_at_once(web: Loopback, tmp_path: Path) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    file = tmp_path / "config.toml"
    web.put("/1", feed("a"), "application/rss+xml")
    web.put("/2", feed("c"), "application/rss+xml")
    written(file, port, f"{web.url}/1", f"{web.url}/2")
    one, other = "http://example.cn/a.html", "http://example.cn/c.html"
    rule = file.read_text(encoding="utf-8").replace(
        "fallback = true",
        'fallback = true\nmatch = [\n  { keyword = "鱼" },\n  { keyword = ["茶厂"], breadcrumb = "要闻" },\n]',
    )
    file.write_text(rule, encoding="utf-8")
    with service(file):
        until(lambda: titles(base) == {TITLES["a"], TITLES["c"]}, PATIENCE)
        until(lambda: len(published(base)) == 2, PATIENCE)  # one file is written after the other
        before = {item["id"] for item in published(base).values()}
        command(file, "join", one, other, "--reason", "同一场活动")
        until(lambda: len(published(base)) == 1, PATIENCE)
        (story,) = published(base).values()
        assert story["_syndicator"]["formerly"] == list(before - {story["id"]})  # type: ignore[index]

        found = json.loads(command(file, "why", str(story["id"]), "--json"))
        assert {item["url"] for item in found["items"]} == {one, other}
        said = command(file, "why", other)
        assert "编辑裁定 1" in said
        assert "同一场活动" in said
        assert "同一场活动" in command(file, "overrules")

        command(file, "join", "--undo", "1")
        until(lambda: len(published(base)) == 2, PATIENCE)
        assert {item["id"] for item in published(base).values()} == before

        unknown = asked(file, "why", "茶厂 迎客")
        assert unknown.returncode == 1
        assert TITLES["c"] in unknown.stderr
        assert "Traceback" not in unknown.stderr

        explained = json.loads(command(file, "explain", other, "--json"))[0]
        (section,) = explained["sections"]
        lines = file.read_text(encoding="utf-8").split("\n")
        second = section["rules"][1]
        assert "茶厂" in lines[second["line"] - 1]
        assert [(one["key"], one["held"]) for one in second["conditions"]] == [("breadcrumb", False), ("keyword", True)]
        assert section["because"] == [{"how": "fallback"}]
        assert explained["rights"]["rights"] == "full"
        assert 'rights = "full"' in lines[explained["rights"]["line"] - 1]

        # A page that is not stored, as one source's.
        web.put(
            "/new.html",
            f"<html><title>{TITLES['b']}</title><body><h1>{TITLES['b']}</h1><p>{TEXTS['b']}</p></body></html>",
        )
        assert "--source" in asked(file, "explain", f"{web.url}/new.html").stderr
        fresh = json.loads(command(file, "explain", f"{web.url}/new.html", "--source", "s1", "--json"))[0]
        assert (fresh["title"], fresh["source"]) == (TITLES["b"], "s1")
        assert "要闻" in command(file, "explain", f"{web.url}/new.html", "--source", "s1")


def work(settings: Settings, urls: list[str]) -> None:
    """What is killed: joins and takes it back, over and over."""
    store = open_store(settings.database)
    while True:
        orders.join(store, urls, settings, Word("编辑", station.clock()))
        orders.undo(store, Kind.JOIN, urls[:1], settings, station.clock())


def test_a_kill_during_a_join_leaves_all_of_it_or_nothing(office: Office) -> None:
    source = a_source("s", "http://s.example.cn/")
    office = office.with_sources(source)
    urls = [f"http://s.example.cn/2026/1100{n}.html" for n in range(3)]
    now = station.clock()
    with office.open() as store, store.write() as connection:
        sources.declare(connection, [source], lambda _: now)
        drafts = [Draft(title=TITLES[k], url=url, html=TEXTS[k]) for k, url in zip("abc", urls, strict=True)]
        absorb(connection, [Arrival(prepare(one, source, one.url or "", now)) for one in drafts], office.settings, now)
    apart = {story.id: story.lead.url for story in office.stories()}
    assert len(apart) == 3
    context = multiprocessing.get_context("spawn")
    chance = random.Random(5)
    for _ in range(KILLS):
        process = context.Process(target=work, args=(office.settings, urls))
        process.start()
        started = _orders(office)
        while _orders(office) == started and process.is_alive():
            time.sleep(0.05)
        time.sleep(chance.uniform(0, LONGEST_LIFE_SECONDS))
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        with office.open() as store, store.read() as connection:
            said = overrules.all_of(connection)
            homes = set(connection.execute(text("SELECT DISTINCT story FROM item")).scalars())
            ended = set(connection.execute(text("SELECT id FROM story WHERE joined IS NOT NULL")).scalars())
            placed = set(connection.execute(text("SELECT DISTINCT story FROM placement")).scalars())
        assert len(homes) == (1 if said else 3)
        assert len(ended) == (2 if said else 0)
        assert placed == homes
        stories = {story.id: story.lead.url for story in office.stories()}
        assert stories.items() <= apart.items() if not said else len(stories) == 1
        if said:
            with office.open() as store:
                orders.undo(store, Kind.JOIN, [str(said[0].id)], office.settings, station.clock())
        assert {story.id: story.lead.url for story in office.stories()} == apart


def _orders(office: Office) -> int:
    with office.open() as store, store.read() as connection:
        return len(overrules.all_of(connection, undone=True))
