"""What sources do wrong: a clear state, the last good publication stays, nobody else is harmed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from aiohttp import web as http

from tests.loopback import Loopback, Page
from tests.service.conftest import Office, a_source, entry, rss

TEXTS = [
    "白霓镇大市村的党员群众服务中心本周启用,村民办事不再往县城跑。窗口一共设了六个,周末也有人值守。",
    "县气象台提醒,未来三天有一次明显降温过程,山区可能出现冻雨,出行请注意道路结冰,农户要给大棚加固。",
    "天城镇的老茶厂改成了非遗工坊,首批十二位手艺人带着竹编、雷竹笋干和提琴戏道具搬了进去,周末免费开放。",
]


def good(*numbers: int) -> str:
    return rss(*(entry(f"g{n}", f"{TEXTS[n][:18]}", TEXTS[n]) for n in numbers))


def published(office: Office) -> dict[str, bytes]:
    public = office.settings.public
    return {str(path.relative_to(public)): path.read_bytes() for path in public.rglob("*.atom")}


@pytest.mark.parametrize(
    ("name", "body", "type"),
    [
        ("an empty body", b"", "application/rss+xml"),
        ("a page where a feed was", "<html><title>维护中</title><body>系统维护</body></html>", "text/html"),
        ("garbage", bytes(range(256)) * 64, "application/rss+xml"),
        ("an error page with 200", "<html><title>404</title><body>页面不存在</body></html>", "text/html"),
    ],
)
def test_a_feed_that_turns_bad_is_said_and_what_was_published_stays(
    office: Office, web: Loopback, name: str, body: str | bytes, type: str
) -> None:
    office = office.with_sources(a_source("s", web.put("/feed", good(0, 1), "application/rss+xml")))
    office.gather()
    office.publish()
    before = published(office)
    assert b"<entry>" in before["all.atom"]
    web.put("/feed", body, type)
    office.gather()
    office.publish()
    state = office.state("s")
    assert state.startswith(("failing:", "changed:")), (name, state)
    assert len(state.split(":", 1)[1]) > 5
    assert published(office) == before


def test_a_feed_of_no_items_is_a_changed_source(office: Office, web: Loopback) -> None:
    office = office.with_sources(a_source("s", web.put("/feed", good(0, 1), "application/rss+xml")))
    office.gather()
    web.put("/feed", rss(), "application/rss+xml")
    office.gather()
    assert office.state("s").startswith("changed:")
    assert len(office.stories()) == 2
    web.put("/feed", good(0, 1, 2), "application/rss+xml")
    office.gather()
    assert office.state("s") == "ok:"
    assert len(office.stories()) == 3


def test_a_list_page_that_lost_its_list_is_a_changed_source(office: Office, web: Loopback) -> None:
    links = ""
    for number, text in enumerate(TEXTS):
        page = f"<h1>{text[:15]}</h1><div class=content><p>{text}</p><p>{text[::-1]}</p></div>"
        web.put(f"/art/202611/t20261125_{number}.html", f"<html><body>{page}</body></html>")
        links += f'<li><a href="/art/202611/t20261125_{number}.html">{text[:15]}</a><span>2026-11-25</span></li>'
    office = office.with_sources(a_source("s", web.put("/list", f"<body><h1>要闻</h1><ul>{links}</ul></body>")))
    office.gather()
    assert office.state("s") == "ok:"
    count = len(office.stories())
    assert count == len(TEXTS)
    web.put("/list", "<html><body><h1>要闻</h1><div id=app></div><script src=/app.js></script></body></html>")
    office.gather()
    assert office.state("s").startswith(("changed:", "failing:"))
    assert len(office.stories()) == count


def test_a_date_in_2099_is_not_believed(office: Office, web: Loopback) -> None:
    when = datetime(2099, 1, 1, tzinfo=UTC)
    office = office.with_sources(
        a_source("s", web.put("/feed", rss(entry("a", "题目一二三四五六七八", TEXTS[0], when))))
    )
    office.gather()
    (story,) = office.stories()
    assert story.lead.published is not None
    assert story.lead.published <= datetime.now(UTC)
    assert story.told <= datetime.now(UTC)


def test_missing_and_duplicate_guids_lose_nothing(office: Office, web: Loopback) -> None:
    entries = [
        f"<item><title>{text[:16]}</title><link>/x/{n}.html</link>{'<guid>same</guid>' if n else ''}"
        f"<description>{text}</description></item>"
        for n, text in enumerate(TEXTS)
    ]
    office = office.with_sources(a_source("s", web.put("/feed", rss(*entries))))
    office.gather()
    office.gather()
    assert {story.lead.url for story in office.stories()} == {f"{web.url}/x/{n}.html" for n in range(3)}


def test_a_title_of_ten_thousand_characters_is_bounded(office: Office, web: Loopback) -> None:
    office = office.with_sources(a_source("s", web.put("/feed", rss(entry("a", "长" * 10_000, TEXTS[0])))))
    office.gather()
    office.publish()
    (story,) = office.stories()
    assert 10 < len(story.lead.title) <= 1_000


def test_one_that_hangs_one_of_a_gigabyte_and_one_of_garbage_leave_the_others_on_time(
    office: Office, web: Loopback
) -> None:
    async def hang(_: http.Request) -> http.StreamResponse:
        await asyncio.sleep(60)
        return http.Response()

    async def flood(request: http.Request) -> http.StreamResponse:
        response = http.StreamResponse(headers={"Content-Type": "application/rss+xml"})
        await response.prepare(request)
        for _ in range(1024):
            await response.write(b"<rss>" + b" " * (1 << 20))
        return response

    # Three loopback addresses: each bad source is a host of its own, as in life.
    port = web.url.rsplit(":", 1)[1]
    web.pages["/hang"], web.pages["/flood"] = Page(handler=hang), Page(handler=flood)
    web.put("/garbage", bytes(range(256)) * 4_000)
    bad = [
        a_source(name, f"http://127.0.0.1:{port}/{name}", every=office.settings.site.backfill)
        for name in ("hang", "flood", "garbage")
    ]
    fine = [a_source(f"fine{n}", web.put(f"/fine{n}", good(n))) for n in range(3)]
    office = office.with_sources(*bad, *fine)
    office.gather()
    assert len(office.stories()) == 3
    for name in ("hang", "flood", "garbage"):
        assert office.state(name).startswith("failing:"), office.state(name)
    for source in fine:
        assert office.state(source.id) == "ok:"
