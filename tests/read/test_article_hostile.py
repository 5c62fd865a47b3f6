"""Pages that are no articles, and bytes that mean harm."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syndicator.errors import ReadError
from syndicator.model import Article, Selectors
from syndicator.read.article import AUTOMATIC, article
from syndicator.read.article.bounds import MAX_DEPTH, shallow
from tests.read.expectations import NOW, ZONE

URL = "http://www.example.cn/news/202001/t20200115_1.shtml"
SENTENCE = "白霓镇回头岭村的千亩油茶林里一片繁忙，村民们趁着晴好天气采摘茶果，预计今年可产鲜果八百吨。"


def read(html: str | bytes, selectors: Selectors = AUTOMATIC, url: str = URL) -> Article:
    body = html.encode() if isinstance(html, str) else html
    return article(body, url, now=NOW, zone=ZONE, selectors=selectors)


@pytest.mark.parametrize(
    ("html", "says"),
    [
        ("", "空"),
        ("<html><body></body></html>", "空"),
        ("<title>404 Not Found</title><h1>404</h1><p>您访问的页面不存在，5秒后返回首页。</p>", "不存在"),
        ("<title>提示信息</title><p>抱歉，该文章已被删除，请浏览其他内容。</p>", "不存在"),
        (
            "<title>用户登录</title><form>用户名<input name=u>密码<input type=password></form><p>请登录后查看</p>",
            "登录",
        ),
        ("<title>安全验证</title><p>您的访问过于频繁，请输入验证码后继续访问本网站。</p>", "验证"),
        ("<title>example.cn</title><p>该域名可以出售，This domain is for sale，请联系我们。</p>", "域名"),
        ("<title>咸宁网</title><div id=app></div><noscript>请启用 JavaScript 后继续</noscript>", "脚本"),
        (
            "<title>要闻</title><ul>" + "<li><a href=1>某县召开会议部署春耕生产工作</a> 01-15</li>" * 30 + "</ul>",
            "列表",
        ),
    ],
)
def test_a_page_without_an_article_is_named_for_what_it_is(html: str, says: str) -> None:
    with pytest.raises(ReadError, match=says):
        read(html)


def test_selectors_of_the_configuration_win_over_everything() -> None:
    html = f"""<title>甲</title><h1>甲标题甲标题</h1><div class=content><p>{SENTENCE}</p><p>{SENTENCE}</p></div>
    <div id=mine><p>短短的一段真正的正文。</p></div><b id=t>乙标题</b><i id=d>2021-02-03 04:05</i><i id=o>来源：丙报</i>"""
    found = read(html, Selectors(body="#mine", article_title="#t", article_date="#d", origin="#o"))
    assert (found.title, found.text, found.origin) == ("乙标题", "短短的一段真正的正文。", "丙报")
    assert found.published is not None
    assert found.published.isoformat() == "2021-02-03T04:05:00+08:00"


@pytest.mark.parametrize(("selector", "says"), [("#gone", "改版"), ("div[", "不是合法")])
def test_a_selector_that_finds_nothing_is_named(selector: str, says: str) -> None:
    with pytest.raises(ReadError, match=says):
        read(f"<h1>标题标题</h1><p>{SENTENCE}</p>", Selectors(body=selector))


def test_an_article_before_a_thousand_unclosed_tags_is_still_read() -> None:
    found = read(f"<h1>油茶丰收</h1><div><p>{SENTENCE}</p></div>" + "<div>" * 400_000)
    assert (found.title, found.text) == ("油茶丰收", SENTENCE)


def test_depth_is_cut_where_it_becomes_too_great_and_nowhere_else() -> None:
    assert shallow("<div>" * 400_000).count("<") == MAX_DEPTH
    wide = "<div><p>x</p></div>" * 20_000
    assert shallow(wide) == wide
    assert shallow("<b><div></b>" * 50_000).count("<div>") <= MAX_DEPTH


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 4_000_000,
        b'<a href="/x">text of a link</a> ' * 100_000,
        b"<ul><li>" * 200_000,
        b"<table><tr><td>" * 200_000,
        b"<" * 3_000_000,
        b"<p " + b"a=1 " * 500_000,
        b"<script>x={" + b'{"content":' * 100_000,
        b"<p>" + b" " * 4_000_000,
    ],
    ids=["divs", "links", "lists", "tables", "angles", "attributes", "json", "spaces"],
)
def test_twenty_megabytes_of_malice_end(body: bytes) -> None:
    said = ""
    try:
        said = read(body).title
    except ReadError as error:
        said = str(error).removeprefix(f"{URL} 不是文章页：")
    assert said


def test_nothing_executable_and_nothing_of_the_pages_markup_is_in_the_body() -> None:
    found = read(
        f"<h1>油茶丰收</h1><div class=content onclick=a()><p style='mso-x:1' onmouseover=b()>{SENTENCE}<script>c()</script>"
        f"<a href='javascript:d()'>这里</a></p><iframe src=e></iframe><p>{SENTENCE}&lt;script&gt;f()&lt;/script&gt;</p></div>"
    )
    assert not any(bad in found.html for bad in ("onclick", "onmouse", "mso-", "javascript", "<script", "iframe"))
    assert "&lt;script&gt;f()" in found.html


@settings(deadline=None)
@given(st.binary(max_size=2000))
def test_no_bytes_crash_the_reader(body: bytes) -> None:
    try:
        read(body)
    except ReadError:
        pass


TAGS = st.sampled_from(
    "div p span table tr td h1 h2 ul li a b br img font center article section script style blockquote pre".split()
)
PIECES = st.one_of(
    TAGS.map(lambda tag: f"<{tag}>"),
    TAGS.map(lambda tag: f"</{tag}>"),
    st.sampled_from(
        [
            SENTENCE,
            "来源：新华社",
            "2020-01-15 19:54",
            "责任编辑：王芳",
            "相关阅读",
            "<img src=a.jpg>",
            "<!-- 正文 begin -->",
        ]
    ),
    st.text(max_size=8),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=60))
def test_any_soup_of_tags_gives_an_article_or_says_why_not(pieces: list[str]) -> None:
    try:
        found = read("".join(pieces))
    except ReadError:
        return
    assert found.text.strip() or found.images
    assert all(line.strip() for line in found.text.split("\n")) or not found.text
    assert found.html.count("<p>") == found.html.count("</p>")
    for tag in ("table", "tr", "td", "ul", "li", "figure", "strong", "a", "blockquote"):
        assert found.html.count(f"<{tag}>") + found.html.count(f"<{tag} ") == found.html.count(f"</{tag}>"), tag
