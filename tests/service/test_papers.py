"""E-papers behind their front doors, articles of several pages, feeds completed from their pages."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from syndicator.service.station import clock
from tests.loopback import Loopback
from tests.service.conftest import SITE, Office, a_source, entry, rss

BODIES = [
    "白霓镇大市村的党员群众服务中心本周启用,村民办事不再往县城跑。窗口一共设了六个,周末也有人值守,老人可以预约上门。",
    "县气象台提醒,未来三天有一次明显降温过程,山区可能出现冻雨,出行请注意道路结冰,农户要给大棚加固,牲畜要入栏。",
    "天城镇的老茶厂改成了非遗工坊,首批十二位手艺人带着竹编、雷竹笋干和提琴戏道具搬了进去,周末向游客免费开放体验。",
    "铜钟乡的水库除险加固工程进入收尾,溢洪道的混凝土已经浇完,灌区四千亩水田明年春耕用水有了着落,村民都来看。",
]


def article(title: str, body: str, following: str = "") -> str:
    more = f'<a href="{following}">下一页</a>' if following else ""
    paragraphs = f"<p>{body}</p><p>{body[::-1]}</p>"
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1><div class=content>{paragraphs}{more}</div></body></html>"


def edition(web: Loopback, day: str, numbers: list[int]) -> None:
    """An edition of one page an article."""
    for at, number in enumerate(numbers, 1):
        title = BODIES[number][:14]
        web.put(f"/html/{day}/content_{number}.htm", article(title, BODIES[number]))
        following = f'<a href="node_{at + 1}.htm">下一版</a>' if at < len(numbers) else ""
        page = f'<h3>第0{at}版:要闻</h3><ul><li><a href="content_{number}.htm">{title}</a></li></ul>{following}'
        web.put(f"/html/{day}/node_{at}.htm", f"<html><title>日报</title><body>{page}</body></html>")


def test_an_e_paper_is_read_through_its_front_door_and_a_missed_day_is_caught_up(office: Office, web: Loopback) -> None:
    now = clock().astimezone(SITE.timezone)
    days = [f"{now - timedelta(days=ago):%Y-%m/%d}" for ago in (3, 1, 0)]
    door = "<meta http-equiv=refresh content='0;url=html/{}/node_1.htm'>"
    edition(web, days[0], [0])
    url = web.put("/paper/", door.format(days[0]).replace("html/", "/html/"))
    office = office.with_sources(a_source("paper", url))
    office.gather()
    assert office.state("paper") == "ok:"
    assert {story.lead.title for story in office.stories()} == {BODIES[0][:14]}
    # Three days later: a paper was printed the day before yesterday's next day, and today's has two pages.
    edition(web, days[1], [1])
    edition(web, days[2], [2, 3])
    web.put("/paper/", door.format(days[2]).replace("html/", "/html/"))
    with office.open() as store, store.write() as connection:
        connection.execute(text("UPDATE source SET succeeded = succeeded - 3 * 86400000"))
    office.gather()
    assert {story.lead.title for story in office.stories()} == {body[:14] for body in BODIES}


def test_an_article_of_several_pages_is_one(office: Office, web: Loopback) -> None:
    web.put("/art/t20261125_1.html", article(BODIES[0][:14], BODIES[0], "t20261125_1_2.html"))
    web.put("/art/t20261125_1_2.html", article(BODIES[0][:14], BODIES[1]))
    links = f'<li><a href="/art/t20261125_1.html">{BODIES[0][:14]}</a> 2026-11-25</li>'
    for number in (2, 3):
        links += f'<li><a href="/art/t20261125_{number}.html">{BODIES[number][:14]}</a> 2026-11-25</li>'
        web.put(f"/art/t20261125_{number}.html", article(BODIES[number][:14], BODIES[number]))
    office = office.with_sources(a_source("s", web.put("/list", f"<body><ul>{links}</ul></body>")))
    office.gather()
    whole = next(story.lead for story in office.stories() if story.lead.title == BODIES[0][:14])
    assert BODIES[0] in whole.text
    assert BODIES[1] in whole.text


def test_a_short_feed_is_completed_from_its_pages_when_asked(office: Office, web: Loopback) -> None:
    feed = rss(entry("x", BODIES[0][:14], "只有一句摘要。")).replace("http://example.cn/x.html", f"{web.url}/x.html")
    web.put("/x.html", article(BODIES[0][:14], BODIES[0]))
    office = office.with_sources(a_source("s", web.put("/feed", feed, "application/rss+xml"), full_text=True))
    office.gather()
    (story,) = office.stories()
    assert BODIES[0] in story.lead.text
    assert "摘要" in story.lead.summary
