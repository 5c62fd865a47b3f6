from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from syndicator.model import Fetched, Validators
from syndicator.read.elsewhere import elsewhere
from syndicator.read.epaper import earlier_editions

ZONE = ZoneInfo("Asia/Shanghai")
URL = "http://szb.example.cn/"


def at(body: str) -> str | None:
    return elsewhere(Fetched(URL, URL, 200, body.encode("gb18030"), "text/html; charset=gb2312", Validators()))


@pytest.mark.parametrize(
    "body",
    [
        '<html><head><META HTTP-EQUIV="REFRESH" CONTENT="0; URL=html/2026-11/25/node_1.htm"></head></html>',
        "<meta http-equiv=refresh content='1;url=\"html/2026-11/25/node_1.htm\"'>",
        '<script>window.location.href = "html/2026-11/25/node_1.htm";</script>',
        "<script>location.replace('/html/2026-11/25/node_1.htm')</script>正在进入数字报…",
    ],
)
def test_a_front_door_says_where_it_leads(body: str) -> None:
    assert at(body) == "http://szb.example.cn/html/2026-11/25/node_1.htm"


@pytest.mark.parametrize(
    "body",
    [
        "<p>维护公告,请稍候。</p>",
        "<meta http-equiv=refresh content='300;url=/list.html'>每五分钟自动刷新",
        "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
        "<!-- <meta http-equiv=refresh content='0;url=/old.html'> --><p>正文</p>",
        "<script>location.href='/a.html'</script>" + "<a href=/x>新闻</a>" * 9,
        f"<meta http-equiv=refresh content='0;url={URL}'>",
        "",
    ],
)
def test_a_page_of_its_own_leads_nowhere(body: str) -> None:
    assert at(body) is None


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("http://a.cn/html/2026-11/25/node_1.htm", "http://a.cn/html/2026-11/23/node_1.htm"),
        ("http://a.cn/html/layout/202611/25/node_01.html", "http://a.cn/html/layout/202611/23/node_01.html"),
        ("http://a.cn/20261125/page_1.html", "http://a.cn/20261123/page_1.html"),
    ],
)
def test_missed_editions_are_spelled_like_the_one_at_hand(url: str, first: str) -> None:
    since = datetime(2026, 11, 23, 1, 0, tzinfo=ZONE)
    found = earlier_editions(url, since, ZONE)
    assert found[0] == first
    assert len(found) == 2
    assert earlier_editions(url, datetime(2026, 11, 25, 1, 0, tzinfo=ZONE), ZONE) == []
    assert len(earlier_editions(url, datetime(2025, 1, 1, tzinfo=ZONE), ZONE)) == 7


def test_an_edition_at_the_turn_of_the_year_is_caught_up() -> None:
    url = "http://a.cn/html/2027-01/01/node_1.htm"
    assert earlier_editions(url, datetime(2026, 12, 31, tzinfo=ZONE), ZONE) == [
        "http://a.cn/html/2026-12/31/node_1.htm"
    ]


def test_what_has_no_date_has_no_earlier_editions() -> None:
    assert earlier_editions("http://a.cn/node_1.htm", datetime(2026, 1, 1, tzinfo=ZONE), ZONE) == []
