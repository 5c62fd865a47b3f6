"""Sources that misuse their ids and addresses, from the feed to what readers see; and what one bad item may do."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo

import pytest

from syndicator.model import Story
from syndicator.store import items
from tests.loopback import Loopback
from tests.service.conftest import Office, a_source, rss

BRIDGE = (
    "连接两岸的大桥昨天合龙",
    "昨天上午九点,随着最后一段钢梁落位,横跨陆水的新桥顺利合龙。大桥全长一千二百米,双向四车道,设计时速六十公里,"
    "预计明年五一前通车。通车以后,两岸居民过江由四十分钟缩短到五分钟,渡口将同时停运,渡工由航运公司安置。",
)
SCHOOL = (
    "桂花泉镇中心小学迁入新校舍",
    "桂花泉镇中心小学的三百多名学生本周搬进新校舍。新校舍有教室二十四间、实验室三间,食堂可供四百人同时用餐,"
    "操场铺了塑胶跑道。老校舍建于上世纪七十年代,将改作镇里的图书馆和老年大学,明年春天对外开放。",
)
TEA = (
    "肖岭老茶厂变身非遗工坊",
    "停产十年的肖岭茶厂重新开门。首批十二位手艺人带着竹编、木雕和提琴戏的道具搬进厂房,周末向游客免费开放。"
    "镇里为此修缮了屋顶和水电,还从县城开来一趟班车,头一个周末就来了两千多人,民宿全部住满。",
)
DAY = datetime(2026, 11, 20, 8, 17, tzinfo=ZoneInfo("Asia/Shanghai"))


def told(
    said: tuple[str, str], guid: str | None = None, link: str = "http://example.cn/", when: datetime | None = None
) -> str:
    """One entry of a feed."""
    title, text = said
    id = f'<guid isPermaLink="false">{guid}</guid>' if guid else ""
    date = f"<pubDate>{when:%a, %d %b %Y %H:%M:%S %z}</pubDate>" if when else ""
    return (
        f"<item><title>{title}</title><link>{escape(link)}</link>{id}{date}"
        f"<description>{escape(text)}</description></item>"
    )


class Site:
    """One source with one feed."""

    def __init__(self, office: Office, web: Loopback) -> None:
        self._web = web
        self.office = office.with_sources(a_source("s", web.put("/feed", rss())))

    def tells(self, *entries: str) -> list[Story]:
        """What readers see after the feed said this and was polled."""
        self._web.put("/feed", rss(*entries), "application/rss+xml")
        self.office.gather()
        return self.office.stories()

    @property
    def count(self) -> int:
        with self.office.open() as store, store.read() as connection:
            return items.count(connection)


@pytest.fixture
def site(office: Office, web: Loopback) -> Site:
    return Site(office, web)


def titles(stories: list[Story]) -> list[str]:
    return sorted(story.lead.title for story in stories)


def page(number: int) -> str:
    return f"http://example.cn/xw/{number}.html"


def test_an_id_given_to_another_article_the_next_day_loses_neither(site: Site) -> None:
    first = site.tells(told(BRIDGE, "news-2026-0001", page(10001), DAY))
    after = site.tells(told(SCHOOL, "news-2026-0001", page(10002), DAY + timedelta(days=1)))
    assert titles(after) == sorted([BRIDGE[0], SCHOOL[0]])
    assert first[0].id in {story.id for story in after}
    again = site.tells(
        told((SCHOOL[0], SCHOOL[1] + "记者沈青。"), "news-2026-0001", page(10002), DAY + timedelta(days=1))
    )
    assert {story.id for story in again} == {story.id for story in after}
    assert site.count == 2


def test_an_edit_under_the_same_id_is_a_revision_wherever_it_stands(site: Site) -> None:
    (first,) = site.tells(told(BRIDGE, "news-2026-0001", page(10001), DAY))
    edited = ("陆水新桥合龙 明年五一前通车", BRIDGE[1].replace("四十分钟", "三十分钟"))
    (after,) = site.tells(told(edited, "news-2026-0001", page(10009), DAY))
    assert (after.id, after.lead.title, after.revision) == (first.id, edited[0], 1)


def test_a_new_id_at_every_poll_tells_nothing_again(site: Site) -> None:
    (first,) = site.tells(told(BRIDGE, "5f1c0a17-0", page(10001), DAY))
    for poll in range(1, 4):
        (after,) = site.tells(told(BRIDGE, f"5f1c0a17-{poll}", page(10001), DAY))
        assert (after.id, after.told, after.updated, after.also) == (first.id, first.told, first.updated, ())
    assert site.count == 1


def test_a_new_id_at_every_edit_is_a_revision(site: Site) -> None:
    (first,) = site.tells(told(BRIDGE, "v-000001", page(10001), DAY))
    (after,) = site.tells(told((BRIDGE[0], BRIDGE[1].replace("渡工", "二十名渡工")), "v-000002", page(10001), DAY))
    assert (after.id, after.revision, "二十名渡工" in after.lead.text) == (first.id, 1, True)
    assert site.count == 1


def test_links_signed_anew_at_every_poll_tell_nothing_again(site: Site) -> None:
    for poll in range(3):
        link = f"http://example.cn/show?v=Zk3{poll}xQp9TbLw{poll}MnRr"
        stories = site.tells(told(BRIDGE, None, link, DAY), told((SCHOOL[0], ""), None, link + "b", DAY))
        assert titles(stories) == sorted([BRIDGE[0], SCHOOL[0]])
    assert site.count == 2


@pytest.mark.parametrize("link", ["http://example.cn/", "http://example.cn/news.php?page=all"])
def test_entries_that_all_lead_to_one_page_are_all_told_once(site: Site, link: str) -> None:
    stories = site.tells(told(BRIDGE, None, link), told(SCHOOL, None, link))
    assert titles(stories) == sorted([BRIDGE[0], SCHOOL[0]])
    stories = site.tells(told(TEA, None, link), told(BRIDGE, None, link), told(SCHOOL, None, link))
    assert titles(stories) == sorted([BRIDGE[0], SCHOOL[0], TEA[0]])
    assert site.count == 3


def test_one_id_and_one_address_for_all_entries_lose_none(site: Site) -> None:
    link, guid = "http://example.cn/", "http://example.cn/changelog-2026/"
    site.tells(told(BRIDGE, guid, link), told(SCHOOL, guid, link))
    stories = site.tells(told(TEA, guid, link), told(BRIDGE, guid, link))
    assert titles(stories) == sorted([BRIDGE[0], SCHOOL[0], TEA[0]])
    assert site.count == 3


def test_two_items_that_swap_ids_stay_what_they_were(site: Site) -> None:
    before = site.tells(told(BRIDGE, "n-10001", page(10001), DAY), told(SCHOOL, "n-10002", page(10002), DAY))
    after = site.tells(told(SCHOOL, "n-10001", page(10002), DAY), told(BRIDGE, "n-10002", page(10001), DAY))
    assert {(one.id, one.lead.title, one.revision) for one in after} == {
        (one.id, one.lead.title, one.revision) for one in before
    }
    assert site.count == 2


def test_what_is_published_again_a_year_later_is_not_told_again(site: Site) -> None:
    (first,) = site.tells(told(BRIDGE, "old-10001", page(10001), DAY - timedelta(days=365)))
    (after,) = site.tells(told(BRIDGE, "new-90001", page(90001), DAY))
    assert (after.id, after.told, after.also) == (first.id, first.told, ())
    assert site.count == 1


def test_a_notice_that_is_written_anew_each_day_is_told_each_day(site: Site) -> None:
    def weather(day: int, low: int) -> str:
        text = f"县气象台今天发布:明天晴到多云,偏北风二到三级,最低气温{low}度,最高气温{low + 9}度,相对湿度百分之{40 + low},请注意保暖。"
        return told(
            ("崇阳县明日天气预报", text), "weather-forecast-001", "http://example.cn/", DAY + timedelta(days=day)
        )

    site.tells(weather(0, 3))
    assert len(site.tells(weather(1, 6))) == 2
    assert len(site.tells(weather(2, 8))) == 3


def test_twins_of_one_address_are_one_item(site: Site) -> None:
    doors = [
        "http://www.example.cn/xw/20261120/10001.html?utm_source=rss",
        "https://m.example.cn/xw/20261120/10001.html",
        "https://example.cn/xw/20261120/10001.html;jsessionid=0A1B2C",
        "http://example.cn/amp/xw/20261120/10001.html?from=timeline",
    ]
    ids = {story.id for door in doors for story in site.tells(told(BRIDGE, None, door, DAY))}
    assert len(ids) == 1
    assert site.count == 1


def test_the_same_item_ten_thousand_times_is_one(site: Site) -> None:
    site.office = site.office.with_sources(
        *site.office.settings.sources, gathering=replace(site.office.settings.gathering, max_bytes=9_000_000)
    )
    entries = [told(BRIDGE, f"copy-{n:06}", page(100_000 + n), DAY) for n in range(2_500)]
    entries += [told(BRIDGE, "copy-000000", page(100_000), DAY)] * 7_500
    (story,) = site.tells(*entries)
    assert story.also == ()
    assert site.count == 1
    (again,) = site.tells(told(BRIDGE, "copy-999999", page(999_999), DAY), *entries[:50])
    assert (again.id, again.revision, site.count) == (story.id, 0, 1)


def test_a_text_of_nearly_a_megabyte_is_told_whole_or_said_to_be_too_long(site: Site) -> None:
    long = "".join(f"第{n}段,{BRIDGE[1]}" for n in range(2_500))
    stories = site.tells(
        told((BRIDGE[0], long), "n-10001", page(10001), DAY), told(SCHOOL, "n-10002", page(10002), DAY)
    )
    assert titles(stories) == sorted([BRIDGE[0], SCHOOL[0]])
    assert site.office.state("s") == "ok:"
    site.office.publish()


def test_entries_without_a_text_are_told_by_their_titles_and_stay_apart(site: Site) -> None:
    entries = [told((title, ""), None, page(10001 + n), DAY) for n, (title, _) in enumerate((BRIDGE, SCHOOL, TEA))]
    assert len(site.tells(*entries)) == 3
    assert len(site.tells(*reversed(entries))) == 3
    assert site.count == 3


@pytest.mark.parametrize("link", ["http://example.cn/", None])
def test_entries_that_are_one_picture_only_stay_apart(site: Site, link: str | None) -> None:
    pictures = [told(("", f'<img src="http://example.cn/pic/{n}.jpg">'), None, link or page(n)) for n in (10001, 10002)]
    assert len(site.tells(*pictures)) == 2
    assert len(site.tells(*reversed(pictures))) == 2
    assert site.count == 2


def test_two_notices_of_one_title_and_one_day_are_two(site: Site) -> None:
    entries = [
        told(
            (
                "关于拟录用人员名单的公示",
                f"经考试考察,拟录用{name}同志,现予公示,公示期七天,如有异议请与县人社局联系。" * 2,
            ),
            None,
            link,
            DAY,
        )
        for name, link in (
            ("汪学文", "http://example.cn/show.php?id=101"),
            ("甘国胜", "http://example.cn/show.php?id=102"),
        )
    ]
    site.tells(*entries)
    assert site.count == 2


def test_a_source_whose_ids_change_is_not_asked_for_the_same_pages_again(office: Office, web: Loopback) -> None:
    path = "/xw/202611/t20261120_100001.html"
    body = (
        f"<html><body><h1>{BRIDGE[0]}</h1><div class=content><p>{BRIDGE[1]}</p><p>{SCHOOL[1]}</p></div></body></html>"
    )
    link = web.put(path, body)
    office = office.with_sources(a_source("s", web.put("/feed", rss()), full_text=True))
    for poll in range(3):
        web.put("/feed", rss(told((BRIDGE[0], ""), f"5f1c0a17-{poll}", link, DAY)), "application/rss+xml")
        office.gather()
    assert len(office.stories()) == 1
    assert web.times(path) == 1
