"""E-papers from day to day: whatever URL was pasted, the paper of the day is read when it is out, and no day is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from aiohttp import web as server

from syndicator.model import Kind, SourceState
from syndicator.service import papers, station
from tests.loopback import Loopback, Page
from tests.service.conftest import SITE, Office, a_source

START = datetime(2026, 11, 25, 8, 30, tzinfo=SITE.timezone)
WORDS = "山村水库学校茶园医院桥梁夜校渔歌竹编雷笋银杏戏台油坊码头灯会梯田古樟粮仓邮路村史"


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    moment = [START]

    def clock() -> datetime:  # it goes on with every look at it: what is due in a moment comes due
        moment[0] += timedelta(seconds=1)
        return moment[0]

    monkeypatch.setattr(station, "clock", clock)

    def turn(now: datetime) -> None:
        moment[0] = now

    return turn


def day(ago: int, now: datetime = START) -> str:
    return f"{now - timedelta(days=ago):%Y-%m/%d}"


def title(number: int) -> str:
    return f"{WORDS[2 * number : 2 * number + 2]}边的第{number}件新鲜事讲给大家听"


def edition(web: Loopback, folder: str, *numbers: int, pages: int = 1) -> str:
    """Prints an edition: its articles dealt out over so many pages, each page listing all pages."""
    names = "".join(f'<li><a href="node_{page}.htm">第0{page}版：要闻</a></li>' for page in range(1, pages + 1))
    for page in range(1, pages + 1):
        own = [number for at, number in enumerate(numbers) if at % pages == page - 1]
        links = "".join(f'<li><a href="content_{number:04}.htm">{title(number)}</a></li>' for number in own)
        web.put(f"/html/{folder}/node_{page}.htm", f"<html><body><ul>{names}</ul><ul>{links}</ul></body></html>")
    for number in numbers:
        seed = WORDS[2 * number :] + WORDS[: 2 * number]
        told = "".join(
            f"<p>{seed[at : at + 9]}，{number}{seed[::-1][at : at + 11]}，{title(number)}。</p>" for at in range(6)
        )
        body = f"<html><head><title>{title(number)}-日报</title></head><body><p>第01版：要闻</p><h3>乡村走笔</h3><h1>{title(number)}</h1><h2>——记第{number}个村</h2><div id=ozoom>{told}</div></body></html>"
        web.put(f"/html/{folder}/content_{number:04}.htm", body)
    return f"{web.url}/html/{folder}/node_1.htm"


def told(office: Office) -> set[str]:
    return {story.lead.title for story in office.stories()}


def titles(*numbers: int) -> set[str]:
    return {title(number) for number in numbers}


def test_a_dated_url_of_an_old_day_gives_the_paper_of_each_day(office: Office, web: Loopback, at) -> None:
    pasted = edition(web, day(200), 0)
    edition(web, day(0), 1, 2, pages=2)
    office = office.with_sources(a_source("paper", pasted))
    office.gather()
    assert office.state("paper") == "ok:"
    assert told(office) == titles(1, 2)
    edition(web, day(-1), 3)
    at(START + timedelta(days=1))
    office.gather()
    assert told(office) == titles(1, 2, 3)
    lead = next(story.lead for story in office.stories() if story.lead.title == title(3))
    assert (lead.kicker, lead.subtitle) == ("乡村走笔", "——记第3个村")
    assert lead.paper is not None
    assert (lead.paper.number, lead.paper.name) == ("01", "要闻")


def test_a_paper_that_is_not_out_yet_is_no_error_and_is_asked_for_again(office: Office, web: Loopback, at) -> None:
    office = office.with_sources(a_source("paper", edition(web, day(0), 1)))
    office.gather()
    at(START + timedelta(hours=17))
    for _ in range(2):
        office.gather()
        assert office.state("paper") == "ok:"
        assert told(office) == titles(1)
    edition(web, day(-1), 2)
    at(START + timedelta(hours=23))
    office.gather()
    assert told(office) == titles(1, 2)
    # What is out already is not fetched anew.
    asked = len(web.asked)
    office.gather()
    assert len(web.asked) - asked <= 2


@pytest.mark.parametrize("instead", ["redirect", "notice", "home"])
def test_whatever_a_server_says_instead_of_a_paper_is_no_error(office: Office, web: Loopback, at, instead: str) -> None:
    office = office.with_sources(a_source("paper", edition(web, day(0), 1)))
    office.gather()
    missing = f"/html/{day(-1)}/node_1.htm"
    if instead == "redirect":
        web.pages[missing] = Page(status=302, headers={"Location": f"/html/{day(0)}/node_1.htm"})
    elif instead == "notice":
        web.put(missing, "<html><body><h1>日报</h1><p>今日无报</p></body></html>")
    else:
        links = "".join(
            f"<li><a href='/a/{n}12345.htm'>网站首页的第{n}条新闻标题</a> 2026-11-26</li>" for n in range(9)
        )
        web.put("/", f"<html><body><ul>{links}</ul></body></html>")
        web.pages[missing] = Page(status=302, headers={"Location": "/"})
    at(START + timedelta(days=1))
    office.gather()
    assert office.state("paper") == "ok:"
    assert told(office) == titles(1)


def test_days_that_were_missed_are_caught_up_even_when_the_last_poll_came_too_early(
    office: Office, web: Loopback, at
) -> None:
    at(START.replace(hour=1))
    office = office.with_sources(a_source("paper", edition(web, day(1), 1)))
    office.gather()
    assert told(office) == titles(1)
    # Today's came out later; tomorrow there is none; the service is back the day after.
    edition(web, day(0), 2, 3, pages=2)
    edition(web, day(-2), 4)
    at(START + timedelta(days=2))
    office.gather()
    assert told(office) == titles(1, 2, 3, 4)


def test_an_edition_that_is_still_being_put_up_is_read_to_its_end(office: Office, web: Loopback, at) -> None:
    office = office.with_sources(a_source("paper", edition(web, day(0), 1, 2, 3, pages=3)))
    last = web.pages.pop(f"/html/{day(0)}/node_3.htm")
    office.gather()
    assert told(office) == titles(1, 2)
    web.pages[f"/html/{day(0)}/node_3.htm"] = last
    office.gather()
    assert told(office) == titles(1, 2, 3)


def test_a_cover_with_links_to_its_editions_is_passed_through(office: Office, web: Loopback, at) -> None:
    edition(web, day(1), 1)
    edition(web, day(0), 2)
    cover = "".join(f'<p><a href="html/{day(ago)}/node_1.htm">{day(ago)}</a></p>' for ago in (1, 0))
    office = office.with_sources(a_source("paper", web.put("/szb/", cover.replace("html/", "/html/"))))
    office.gather()
    assert told(office) == titles(2)
    edition(web, day(-1), 3)
    web.put("/szb/", f'<a href="/html/{day(-1)}/node_1.htm">今天</a>')
    at(START + timedelta(days=1))
    office.gather()
    assert told(office) == titles(2, 3)


def test_a_door_whose_script_names_the_day_waits_until_the_paper_is_out(office: Office, web: Loopback, at) -> None:
    script = '<script>var u; window.location.href = "/html/" + y + "-" + m + "/" + d + "/node_1.htm";</script>'
    edition(web, day(1), 1)
    office = office.with_sources(a_source("paper", web.put("/index.html", script), kind=Kind.EPAPER))
    office.gather()
    assert told(office) == titles(1)
    office.gather()
    assert office.state("paper") == "ok:"
    edition(web, day(0), 2)
    office.gather()
    assert told(office) == titles(1, 2)


def test_a_week_without_a_paper_is_said(office: Office, web: Loopback, at) -> None:
    office = office.with_sources(a_source("paper", edition(web, day(0), 1)))
    office.gather()
    at(START + timedelta(days=9))
    office.gather()
    assert "一周" in office.state("paper")


def test_an_endless_row_of_pages_ends(office: Office, web: Loopback, at) -> None:
    async def endless(request: server.Request) -> server.Response:
        number = int(request.path.rpartition("_")[2].removesuffix(".htm"))
        body = f'<a href="node_{number + 1}.htm">下一版</a><a href="content_0001.htm">{title(1)}</a>'
        return server.Response(text=f"<html><body>{body}</body></html>", content_type="text/html")

    url = edition(web, day(0), 1)
    for number in range(1, 201):
        web.pages[f"/html/{day(0)}/node_{number}.htm"] = Page(handler=endless)
    office = office.with_sources(a_source("paper", url))
    office.gather()
    asked = sum("/node_" in path for path, _ in web.asked)
    assert 10 < asked <= 70
    assert told(office) == titles(1)


def test_an_undated_source_has_one_address(office: Office) -> None:
    source = a_source("s", "http://szb.example.cn/")
    assert papers.asked(source, SourceState("s"), START, SITE.timezone) == (source.url,)
    dated = a_source("s", "http://www.example.cn/zw/20261120/page_1.html")
    known = SourceState("s", kind=Kind.LIST)
    assert papers.asked(dated, known, START, SITE.timezone) == (dated.url,)
