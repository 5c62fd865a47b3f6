"""What servers wish outlives a restart: robots.txt is not asked for again, and not forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from syndicator.service import pruning, station
from syndicator.store import open_store, robots
from tests.loopback import Loopback, Page
from tests.service.conftest import Office, a_source, entry, rss

NEWS = rss(entry("a", "白霓镇服务中心启用", "村民办事不再往县城跑,周末也有人值守。"))


@pytest.fixture
def asked(office: Office, web: Loopback) -> Office:
    """An office with two sources of one server, one of them forbidden; both were due once."""
    web.put("/robots.txt", "User-agent: *\nDisallow: /closed\n", "text/plain")
    office = office.with_sources(
        a_source("open", web.put("/feed", NEWS, "application/rss+xml")),
        a_source("closed", web.put("/closed/feed", NEWS, "application/rss+xml")),
    )
    office.gather()
    return office


def test_a_restart_does_not_ask_for_robots_txt_again(asked: Office, web: Loopback) -> None:
    for _ in range(2):
        asked.gather()
    assert web.times("/robots.txt") == 1
    assert web.times("/feed") == 3
    assert web.times("/closed/feed") == 0


def test_after_a_day_it_is_asked_for_again_and_what_it_says_then_counts(asked: Office, web: Loopback, tomorrow) -> None:
    web.pages["/robots.txt"] = Page(b"", status=404)
    asked.gather()
    assert web.times("/robots.txt") == 2
    assert web.times("/closed/feed") == 1


def test_one_that_cannot_be_had_leaves_the_former_one_in_force(asked: Office, web: Loopback, tomorrow) -> None:
    web.pages["/robots.txt"] = Page(b"", status=503)
    asked.gather()
    assert web.times("/feed") == 2
    assert web.times("/closed/feed") == 0


def test_one_that_was_of_no_use_for_long_is_dropped(asked: Office, web: Loopback) -> None:
    store = open_store(asked.settings.database)
    for later, kept in ((timedelta(days=20), True), (timedelta(days=40), False)):
        pruning.prune(store, asked.settings, station.clock() + later)
        with store.read() as connection:
            assert (robots.get(connection, web.url) is not None) is kept
    store.close()


@pytest.fixture
def tomorrow(asked: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    real = station.clock
    monkeypatch.setattr(station, "clock", lambda: real() + timedelta(hours=25))
