"""Embargo, expiry and regimes on their whole way: from a real feed to every file that is published."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from syndicator.model import Digest, Embargo, Regime, Rights, Source
from syndicator.service import publisher, station
from syndicator.store import sources
from tests.loopback import Loopback
from tests.service.conftest import Office, a_source, entry, rss

MARK = "不可外传的暗语"
NOW = datetime(2026, 11, 26, 4, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


class Newsroom:
    """An office whose clock a test sets, and one feed with one story."""

    def __init__(self, office: Office, web: Loopback, **changes: object) -> None:
        text = f"崇阳县昨日召开大会,部署今年的工作。会议还说了许多别的事情。{'又及。' * 120}{MARK},会后才能说。"
        url = web.put("/feed", rss(entry("a", "崇阳县召开大会", text, NOW)), "application/rss+xml")
        self.office = office.with_sources(a_source("paper", url, **changes), digests=(Digest("xinmeiti", "新媒体"),))
        self.now = NOW
        with self.office.open() as store:
            station.adopt(store, self.office.settings, self.now)

    def gather(self) -> None:
        with self.office.open() as store, store.write() as connection:
            sources.wake(connection, self.now, [one.id for one in self.office.settings.sources])
        asyncio.run(station.gather(self.office.settings, clock=lambda: self.now))

    def publish(self) -> list[str]:
        with self.office.open() as store:
            publisher.make_editions(store, self.office.settings, self.now)
            return publisher.publish(store, self.office.settings, now=self.now)

    def declare(self, source: Source | None = None, *regimes: Regime) -> None:
        """As an edit of config.toml does."""
        declared = source or self.office.settings.sources[0]
        self.office = Office(replace(self.office.settings, sources=(declared,), rights=regimes))
        with self.office.open() as store:
            station.adopt(store, self.office.settings, self.now)

    def titles(self) -> list[str]:
        return [story.lead.title for story in self.office.stories()]

    def files_with(self, text: str) -> list[str]:
        public = self.office.settings.public
        return [str(one.relative_to(public)) for one in public.rglob("*") if text.encode() in plain(one)]


def plain(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""


@pytest.mark.parametrize(
    ("embargo", "opens"),
    [(timedelta(hours=2), NOW + timedelta(hours=2)), (time(7), NOW + timedelta(hours=3))],
)
def test_an_embargoed_story_appears_by_itself_when_its_time_comes(
    office: Office, web: Loopback, embargo: Embargo, opens: datetime
) -> None:
    room = Newsroom(office, web, embargo=embargo)
    room.gather()
    room.publish()
    assert (room.titles(), room.files_with("崇阳县召开大会")) == ([], [])
    room.now = opens - timedelta(milliseconds=1)
    assert room.publish() == []
    room.now = opens
    assert "all.atom" in room.publish(), "nothing but the time has passed, and every process was restarted"
    (story,) = room.office.stories()
    assert (story.told, story.updated) == (opens, opens), "for its readers it is news now"
    assert "sections/yaowen.rss" in room.files_with(MARK)
    assert room.publish() == []


def test_a_story_that_was_due_while_the_service_was_down_is_told_at_once(office: Office, web: Loopback) -> None:
    room = Newsroom(office, web, embargo=timedelta(hours=2))
    room.gather()
    room.now = NOW + timedelta(days=1)
    room.publish()
    assert room.titles() == ["崇阳县召开大会"]


def test_an_embargo_that_is_lifted_in_the_file_tells_the_story(office: Office, web: Loopback) -> None:
    room = Newsroom(office, web, embargo=timedelta(hours=9))
    room.gather()
    room.now = NOW + timedelta(minutes=5)
    room.declare(replace(room.office.settings.sources[0], embargo=None))
    room.publish()
    assert [story.told for story in room.office.stories()] == [room.now]


def test_what_has_expired_leaves_its_headline_everywhere_and_nothing_else(office: Office, web: Loopback) -> None:
    room = Newsroom(office, web, expires=timedelta(days=30))
    room.gather()
    room.publish()
    assert room.files_with(MARK)
    (before,) = room.office.stories()
    room.now = NOW + timedelta(days=30)
    room.publish()
    assert room.files_with(MARK) == []
    assert "all.json" in room.files_with("崇阳县召开大会")
    (after,) = room.office.stories()
    assert (after.id, after.told, after.updated) == (before.id, before.told, before.updated), "no news for anybody"


def test_what_has_expired_for_good_is_gone_and_its_coming_back_is_the_same_story(office: Office, web: Loopback) -> None:
    room = Newsroom(office, web, expires=timedelta(days=30), expired=Rights.NONE)
    room.gather()
    room.publish()
    (before,) = room.office.stories()
    room.now = NOW + timedelta(days=31)
    room.publish()
    assert (room.titles(), room.files_with("崇阳县召开大会")) == ([], [])
    room.declare(replace(room.office.settings.sources[0], expires=timedelta(days=90)))
    room.publish()
    (after,) = room.office.stories()
    assert (after.id, after.told) == (before.id, before.told)


def test_an_edit_during_an_embargo_keeps_it(office: Office, web: Loopback) -> None:
    room = Newsroom(office, web, embargo=timedelta(hours=2))
    room.gather()
    web.put("/feed", rss(entry("a", "崇阳县召开全县大会", f"改过的{MARK}。", NOW)), "application/rss+xml")
    room.now = NOW + timedelta(hours=1, minutes=59)
    room.gather()
    room.publish()
    assert room.files_with(MARK) == []
    room.now = NOW + timedelta(hours=2)
    room.publish()
    assert room.titles() == ["崇阳县召开全县大会"]


@pytest.mark.parametrize("show", [Rights.SUMMARY, Rights.HEADLINE, Rights.NONE])
def test_a_regime_shows_in_every_file_what_it_allows_and_no_more(office: Office, web: Loopback, show: Rights) -> None:
    room = Newsroom(office, web)
    room.gather()
    room.publish()
    assert room.files_with(MARK)
    regime = Regime(origin=("paper",), show=show, notice="版权属于{origin},未经授权不得转载")
    room.declare(None, regime)
    room.publish()
    assert room.files_with(MARK) == []
    named = {one for one in room.files_with("崇阳县召开大会") if not one.endswith((".js", "fragment.html"))}
    assert bool(named) == (show is not Rights.NONE)
    assert bool(room.files_with("部署今年的工作")) == (show is Rights.SUMMARY)
    for suffix in ("atom", "rss", "json"):
        file = f"all.{suffix}"
        assert (file in room.files_with("版权属于paper,未经授权不得转载")) == (show is not Rights.NONE)
        assert (file in room.files_with("http://example.cn/a.html")) == (show is not Rights.NONE)


def test_terms_that_did_not_change_cost_a_restart_nothing(office: Office, web: Loopback) -> None:
    room = Newsroom(office, web, embargo=time(7), expires=timedelta(days=3))
    room.gather()
    room.now = NOW + timedelta(hours=4)
    room.publish()
    room.declare()
    room.publish()
    room.declare()
    assert room.publish() == []
