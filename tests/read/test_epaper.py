"""One page of a 数字报."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from syndicator.model import Kind
from syndicator.read.epaper import epaper, is_edition

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 12, tzinfo=ZONE)
URL = "http://szb.example.cn/xnrb/html/2026-11/24/node_2.htm"
PAGE = """<html><head><meta charset="gbk"><title>咸宁日报 2026年11月24日 第01版</title></head><body>
<map name="m"><area shape="polygon" coords="1,1,9,9" href="content_70001.htm" title="市委常委会召开会议">
<area coords="1" href="content_70002.htm"><area coords="2" href="content_70003.htm"></map>
<div id="list"><a href="node_2.htm">第01版：要闻</a><a href="node_2.pdf">PDF</a><a href="node_3.htm">第02版：综合</a>
<a href="node_4.htm">第03版：县域</a></div>
<table><tr><td><a href="content_70001.htm">市委常委会召开会议</a></td></tr>
<tr><td><a href="content_70002.htm"><div>崇阳：雷竹笋<br>提前上市</div></a></td></tr>
<tr><td><a href="content_70003.htm">广告</a></td></tr></table><a href="../23/node_2.htm">上一期</a></body></html>"""


def test_a_page_gives_its_articles_its_date_its_name_and_the_next_page() -> None:
    reading = epaper(PAGE.encode("gbk"), URL, content_type=None, now=NOW, zone=ZONE)
    assert reading.kind is Kind.EPAPER
    assert [(draft.title, (draft.url or "").rpartition("/")[2]) for draft in reading.drafts] == [
        ("市委常委会召开会议", "content_70001.htm"),
        ("崇阳：雷竹笋 提前上市", "content_70002.htm"),
    ]
    assert {draft.published for draft in reading.drafts} == {datetime(2026, 11, 24, tzinfo=ZONE)}
    assert {draft.breadcrumb for draft in reading.drafts} == {("第01版", "要闻")}
    assert reading.next_url == "http://szb.example.cn/xnrb/html/2026-11/24/node_3.htm"


def test_the_last_page_has_no_next_one() -> None:
    last = URL.replace("node_2", "node_4")
    assert epaper(PAGE.encode("gbk"), last, content_type=None, now=NOW, zone=ZONE).next_url is None


@pytest.mark.parametrize(
    ("url", "edition"),
    [
        (URL, True),
        ("http://e.cn/szb/html/layout/202611/25/node_01.html", True),
        ("http://paper.people.com.cn/rmrb/html/2026-11/25/nbs.D110000renmrb_01.htm", True),
        ("http://e.cn/xyxw/202611/t20261125_1.shtml", False),
        ("http://e.cn/xyxw/", False),
    ],
)
def test_editions_are_known_by_their_addresses(url: str, edition: bool) -> None:
    assert is_edition(url) is edition
