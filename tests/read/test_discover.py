"""What a home page offers to subscribe to."""

from __future__ import annotations

from pathlib import Path

from syndicator.model import Kind
from syndicator.read.discover import Found, discover

LISTS = Path(__file__).resolve().parents[1] / "data" / "lists"


def test_feeds_come_first_then_the_columns_that_the_navigation_names() -> None:
    body = (LISTS / "home-portal.html").read_bytes()
    found = discover(body, "http://www.xnrb.example.cn/", content_type=None)
    assert found[0] == Found("http://www.xnrb.example.cn/rss.xml", Kind.FEED, "咸宁日报 RSS")
    names = {one.title: one.kind for one in found}
    assert {"要闻", "县域", "政务", "旅游", "招聘"} <= names.keys()
    assert names["数字报"] is Kind.EPAPER
    assert not {"首页", "关于我们", "公积金查询服务平台"} & names.keys()
    assert len({one.url for one in found}) == len(found)


def test_links_that_say_rss_are_feeds() -> None:
    body = b'<link rel="alternate" type="application/feed+json" href="f.json"><a href="/rss/china.xml">RSS</a>'
    found = discover(body, "https://e.cn/a/", content_type=None)
    assert [(one.url, one.kind) for one in found] == [
        ("https://e.cn/a/f.json", Kind.FEED),
        ("https://e.cn/rss/china.xml", Kind.FEED),
    ]
