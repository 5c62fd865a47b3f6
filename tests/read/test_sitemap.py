"""Sitemaps with news, and indexes of sitemaps."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from syndicator.errors import ReadError
from syndicator.model import Reading
from syndicator.read.sitemap import sitemap

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 12, tzinfo=ZONE)
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def read(inner: str, root: str = "urlset") -> Reading:
    body = f'<?xml version="1.0" encoding="UTF-8"?><{root} {SPACES}>{inner}</{root}>'.encode()
    return sitemap(body, "https://e.cn/sitemap.xml", content_type=None, now=NOW, zone=ZONE)


def test_news_come_with_title_origin_date_keywords_and_pictures_newest_first() -> None:
    reading = read(
        """<url><loc>https://e.cn/1</loc><lastmod>2026-11-20</lastmod></url><url><loc> https://e.cn/2 </loc>
        <news:news><news:publication><news:name>咸宁网</news:name></news:publication><news:title>A &amp; 题</news:title>
        <news:publication_date>2026-11-25T08:00:00+08:00</news:publication_date><news:keywords>崇阳，雷竹, 笋</news:keywords>
        </news:news><image:image><image:loc>https://e.cn/2.jpg</image:loc><image:caption>图</image:caption></image:image></url>"""
    )
    first, second = reading.drafts
    assert (first.url, first.title, first.origin, first.categories) == (
        "https://e.cn/2", "A & 题", "咸宁网", ("崇阳", "雷竹", "笋"),
    )  # fmt: skip
    assert (first.published, first.images[0].caption) == (datetime(2026, 11, 25, 8, tzinfo=ZONE), "图")
    assert (second.title, second.published) == ("https://e.cn/1", datetime(2026, 11, 20, tzinfo=ZONE))


def test_an_index_names_the_sitemap_to_use() -> None:
    reading = read(
        "<sitemap><loc>https://e.cn/a.xml</loc><lastmod>2026-11-24</lastmod></sitemap>"
        "<sitemap><loc>https://e.cn/b.xml</loc><lastmod>2026-11-25</lastmod></sitemap>",
        "sitemapindex",
    )
    assert (reading.drafts, reading.next_url) == ((), "https://e.cn/b.xml")
    assert "https://e.cn/b.xml" in reading.problems[0]


def test_an_empty_sitemap_is_a_problem_and_a_page_an_error() -> None:
    assert read("").problems == ("网站地图里没有任何网页",)
    with pytest.raises(ReadError, match="一个网页"):
        sitemap(b"<html><body></body></html>", "https://e.cn/", content_type=None, now=NOW, zone=ZONE)


def test_a_root_without_a_proper_name_is_no_sitemap() -> None:
    with pytest.raises(ReadError, match="这里本应是网站地图"):
        sitemap(b"<:html><title>x</title>", "https://e.cn/", content_type=None, now=NOW, zone=ZONE)
