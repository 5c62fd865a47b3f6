"""kill -9 in the middle of building archives and of a withdrawal: nothing is half-written, the next run completes."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lxml import etree

from syndicator.model import Settings
from syndicator.service import publisher, withdrawing
from syndicator.store import open_store
from tests.service.past import adopt, an_item, an_office, forever, settle, snapshot, tell, told, walk

START = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)
DAYS = 60
KILLS = 12
LONGEST_LIFE_SECONDS = 0.6


def archive(office: Settings) -> None:
    store = open_store(office.database)
    while publisher.publish(store, office, archive_seconds=None):
        pass


def withdraw(office: Settings, number: int) -> None:
    store = open_store(office.database)
    now = START + timedelta(days=DAYS, hours=number)
    withdrawing.withdraw(store, office, str(an_item(number).url), "来源单位要求", "李编辑", now)


def killed(target: object, *values: object) -> None:
    """Runs it in a process that dies at a random moment."""
    context = multiprocessing.get_context("fork")
    process = context.Process(target=target, args=values)  # type: ignore[arg-type]
    process.start()
    process.join(random.uniform(0.02, LONGEST_LIFE_SECONDS))
    if process.is_alive():
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
    process.join()


def require_whole(office: Settings) -> None:
    """Every file parses, and a chain that is offered misses nothing."""
    for path in office.public.rglob("*"):
        if ".tmp-" in path.name:
            continue
        if path.suffix in {".atom", ".rss", ".xml"}:
            etree.parse(path)
        elif path.suffix == ".json":
            json.loads(path.read_bytes())
    if (office.public / "all.atom").exists():
        list(walk(office))


def test_whatever_is_killed_is_completed(tmp_path: Path) -> None:
    office = an_office(tmp_path)
    store = open_store(office.database)
    adopt(store, office, START)
    for now, numbers in forever(START, [(24, 1)] * DAYS):
        tell(store, office, now, *(an_item(number) for number in numbers))
    for _ in range(KILLS):
        killed(archive, office)
        require_whole(office)
    settle(store, office)
    assert {id for page in walk(office) for id in page.ids} == set(told(store))
    before = snapshot(office, "")
    publisher.rebuild(store, office, everything=True)
    assert [path for path in settle(store, office) if path in before] == []
    for number in range(KILLS):
        killed(withdraw, office, number)
        require_whole(office)
        settle(store, office)
        files = snapshot(office, "").values()
        shown = any(an_item(number).text[:20].encode() in body for body in files)
        journal = [one.title for one in withdrawing.journal(store)]
        assert shown is (an_item(number).title not in journal), "all of it, or nothing"
    assert {id for page in walk(office) for id in page.ids} == set(told(store))
    store.close()
