"""URLs as identities."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.refine.urls import absolute, canonical, is_article

PIECES = st.sampled_from(
    ["http://", "https://", "HTTP://", "www.", "m.", "www.m.", "a.cn", "A.Cn.", ":80", ":443", ":8080", "/", "//", "/index.html", "/amp", "?a=1"]
    + ["&b=2", "?utm_source=x", "&from=y", "#", "#/r/1", "#top", "%41", "%2541", "%2F", "%3Bjsessionid=1", ";jsessionid=A", "中文", " "]
    + ["/202605/t20260508_4582053.shtml", "/t20260508_458205.html", "[::1]", "@", "İ", "..", "/../", "12345", "+", "&amp;", "=", "\\", "．"]
)  # fmt: skip


@pytest.mark.parametrize(
    "twin",
    [
        "http://www.example.cn/a/12345.html",
        "https://example.cn/a/12345.html#top",
        "HTTPS://WWW.EXAMPLE.CN:443/a/12345.html?utm_source=x&from=timeline&isappinstalled=0",
        "http://m.example.cn/a/12345.html",
        "http://wap.example.cn/a/%31%32345.html",
        "http://www.example.cn/a/12345.amp.html",
        "http://www.example.cn/a/12345.html;jsessionid=0F3A",
    ],
)
def test_twins_have_one_form(twin: str) -> None:
    assert canonical(twin) == "https://example.cn/a/12345.html"


def test_a_trs_article_is_the_same_behind_every_door() -> None:
    doors = [
        "http://www.xnnews.com.cn/xyxw/cyxw/202605/t20260508_4582053.shtml",
        "http://news.xnnews.com.cn/202605/t20260508_4582053.shtml",
        "https://app.xnnews.com.cn/news/sh/202605/t20260508_4582053.shtml?spm=1",
        "http://m.xnnews.com.cn/qykx/202605/t20260508_4582053.html",
    ]
    assert len({canonical(door) for door in doors}) == 1
    assert canonical(doors[0]) != canonical("http://www.xnnews.com.cn/xyxw/202605/t20260508_4582054.shtml")
    assert canonical(doors[0]) != canonical("http://www.chongyang.gov.cn/202605/t20260508_4582053.shtml")


def test_what_tells_pages_apart_stays() -> None:
    urls = [
        "http://a.cn/show?id=1", "http://a.cn/show?id=2", "http://a.cn:8080/show?id=1", "http://b.a.cn/show?id=1", "http://a.cn/#/show/1",
        "http://a.cn/#/show/2", "http://m.a.cn/", "http://a.cn/", "https://mp.weixin.qq.com/s?__biz=A&mid=1&idx=1&sn=a",
        "https://mp.weixin.qq.com/s?__biz=A&mid=1&idx=2&sn=b",
    ]  # fmt: skip
    assert len({canonical(url) for url in urls}) == len(urls)


def test_a_shared_wechat_link_is_its_article() -> None:
    shared = "http://mp.weixin.qq.com/s?__biz=A&mid=1&idx=1&sn=a&chksm=b&scene=21#wechat_redirect"
    assert canonical(shared) == canonical("https://mp.weixin.qq.com/s?sn=a&idx=1&mid=1&__biz=A")


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=9).map("".join))
def test_the_canonical_form_is_its_own(url: str) -> None:
    once = canonical(url)
    assert canonical(once) == once


@settings(max_examples=200)
@given(
    st.one_of(st.none(), st.just("http://a.cn/b/c.html"), st.text(max_size=20)),
    st.lists(PIECES, max_size=6).map("".join),
)
def test_an_absolute_url_leads_to_the_web_or_is_none(base: str | None, href: str) -> None:
    url = absolute(base, href)
    if url is not None:
        assert urlsplit(url).scheme in ("http", "https")
        assert urlsplit(url).hostname
        assert not any(one in url for one in ' <>"\n\t')


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.cn",
        "",
        "  ",
        "http://",
        "http://[",
        "ftp://a.cn/",
        "http://a.cn:x/",
    ],
)
def test_what_is_no_web_address_is_none(href: str) -> None:
    assert absolute(None, href) is None


def test_relative_addresses_are_joined() -> None:
    assert absolute("http://a.cn/b/c.html", "./W1.jpg") == "http://a.cn/b/W1.jpg"
    assert absolute("http://a.cn/b/", "//img.cn/甲 乙.jpg") == "http://img.cn/甲%20乙.jpg"
    assert absolute("http://a.cn/b/", "\\img\\1.jpg") == "http://a.cn/img/1.jpg"


@pytest.mark.parametrize(("url", "article"), [("http://a.cn/", False), ("http://a.cn/news", False), ("http://a.cn/xw/index.html", False), ("http://a.cn/xw/t20260508_1.html", True), ("http://a.cn/?p=12", True)])  # fmt: skip
def test_a_column_page_is_no_article(url: str, article: bool) -> None:
    assert is_article(canonical(url)) is article


@given(
    st.from_regex(r"https?://(?:[a-z0-9-]{1,9}\.){1,4}[a-z]{2,3}", fullmatch=True),
    st.lists(st.sampled_from(["/", "//", "/index.html", "/amp", "/a.amp.html", "/202605/t20260508_4582053.shtml", "/12345", "/..", "/a-b_c~d"])).map("".join),
)  # fmt: skip
def test_a_plain_address_reads_the_same_the_short_way(start: str, path: str) -> None:
    assert canonical(start + path) == canonical(start.replace("http", "HTTP", 1) + path)
