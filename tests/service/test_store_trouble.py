"""A database that cannot be written: said, nothing lost, and no source hammered meanwhile."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest

from syndicator.errors import StoreError
from syndicator.service import station
from tests.loopback import Loopback
from tests.service.conftest import Office, a_source, entry, rss


def test_a_locked_database_loses_nothing_and_the_source_is_not_hammered(
    office: Office, web: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syndicator.store.engine.BUSY_SECONDS", 0)
    url = web.put(
        "/feed", rss(entry("a", "白霓镇服务中心启用", "村民办事不再往县城跑,周末也有人值守。")), "application/rss+xml"
    )
    office = office.with_sources(a_source("s", url))
    with office.open():
        pass

    async def gather_while_locked() -> None:
        async with station.opened(office.settings) as now:
            other = sqlite3.connect(str(office.settings.data / "syndicator.db"), isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            try:
                with pytest.raises(StoreError, match="locked"):
                    await now.gatherer.drain()
                for _ in range(3):
                    await now.gatherer.tick()
                    await asyncio.sleep(0.1)
            finally:
                other.execute("ROLLBACK")
                other.close()

    asyncio.run(gather_while_locked())
    assert web.times("/feed") == 1
    assert office.stories() == []
    office.gather()
    assert [story.lead.title for story in office.stories()] == ["白霓镇服务中心启用"]


def test_half_a_character_from_a_stranger_s_json_harms_nothing(office: Office, web: Loopback) -> None:
    bad = r'{"data": {"list": [{"title": "坏字\ud800的标题一二三四", "url": "/a\ud800/1.html", "date": "2026-11-25"}, '
    bad += r'{"title": "好的标题一二三四五六", "url": "/b/t20261125_2.html", "date": "2026-11-25"}]}}'
    web.put("/b/t20261125_2.html", "<h1>好的标题一二三四五六</h1><div><p>" + "正文写得很长。" * 30 + "</p></div>")
    feed = r'{"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [{"id": "\ud800", "title": "\udfff半个字", '
    feed += r'"content_html": "<p>\ud800正文\u0000</p>"}]}'
    office = office.with_sources(
        a_source("list", web.put("/list.json", bad, "application/json")),
        a_source("feed", web.put("/feed.json", feed, "application/feed+json")),
    )
    office.gather()
    titles = {story.lead.title for story in office.stories()}
    assert "好的标题一二三四五六" in titles
    assert any("半个字" in title for title in titles)
    office.publish()
    assert (office.settings.public / "all.atom").exists()
