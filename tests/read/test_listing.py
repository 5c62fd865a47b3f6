"""List pages of many makes, each beside a file that says what a person finds on it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from syndicator.errors import ReadError
from syndicator.model import Kind, Reading, Selectors
from syndicator.read.listing import listing

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
LISTS = sorted((Path(__file__).resolve().parents[1] / "data" / "lists").glob("*.html"))
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 12, tzinfo=ZONE)
URL = "https://www.example.cn/xw/yw/index.shtml"


def read(markup: str | bytes, url: str = URL, selectors: Selectors = Selectors()) -> Reading:
    body = markup.encode() if isinstance(markup, str) else markup
    return listing(body, url, content_type=None, now=NOW, zone=ZONE, selectors=selectors)


def expected(page: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(page.with_suffix(".json").read_text("utf-8"))
    return loaded


@pytest.mark.parametrize("page", LISTS, ids=lambda page: page.stem)
def test_a_list_page_gives_its_headlines_in_order_and_nothing_else(page: Path) -> None:
    truth = expected(page)
    reading = read(page.read_bytes(), truth["url"])
    got = [
        {
            "title": draft.title,
            "url": draft.url,
            "date": draft.published.date().isoformat() if draft.published is not None else None,
        }
        for draft in reading.drafts
    ]
    assert got == truth["headlines"]
    assert (reading.kind, reading.problems, reading.next_url) == (Kind.LIST, (), truth["next_url"])
    assert sum(bool(draft.images) for draft in reading.drafts) >= truth.get("pictures", 0)
    assert sum(bool(draft.summary) for draft in reading.drafts) >= truth.get("summaries", 0)


def test_lazy_thumbnails_are_the_pictures_and_not_their_grey_stand_ins() -> None:
    page = next(page for page in LISTS if page.stem == "div-cards")
    reading = read(page.read_bytes(), expected(page)["url"])
    assert reading.drafts[0].images[0].url == "https://img.tongshan-media.cn/2026/0a.jpg?x-oss-process=w_240"


def test_a_thumbnail_may_be_painted_as_the_background_of_its_box() -> None:
    items = (
        f'<a href="/tp/content_88{n}.html"><i style="background: #eee url(\'/up/{n}.jpg\') center"></i><p>崇阳县第{n}届摄影大赛掠影</p></a>'
        for n in range(5)
    )
    drafts = read(rows(*items)).drafts
    assert [draft.images[0].url for draft in drafts] == [f"https://www.example.cn/up/{n}.jpg" for n in range(5)]


def rows(*items: str) -> str:
    return f"<html><title>要闻</title><body><ul>{''.join(f'<li>{item}</li>' for item in items)}</ul></body></html>"


def test_a_picture_and_a_title_that_lead_to_one_page_are_one_draft() -> None:
    items = (
        f'<a href="t2026112{n}_1.shtml"><img src="p{n}.jpg"></a><a href="t2026112{n}_1.shtml">崇阳县召开第{n}次会议</a>'
        for n in range(1, 5)
    )
    drafts = read(rows(*items)).drafts
    assert [draft.title for draft in drafts] == [f"崇阳县召开第{n}次会议" for n in range(1, 5)]
    assert [draft.images[0].url for draft in drafts] == [f"https://www.example.cn/xw/yw/p{n}.jpg" for n in range(1, 5)]


def test_a_short_date_takes_its_year_from_the_url() -> None:
    items = (f'<a href="/202312/t202312{n}_7.html">去年前年的旧闻第{n}篇</a><span>12-{n}</span>' for n in range(11, 16))
    assert [draft.published for draft in read(rows(*items)).drafts] == [
        datetime(2023, 12, n, tzinfo=ZONE) for n in range(11, 16)
    ]


def test_a_date_within_a_headline_is_no_date_of_publication() -> None:
    items = (f'<a href="/a/{n}77.html">咸宁市2019年10月{n}日起实施限行措施</a>' for n in range(1, 6))
    assert all(draft.published is None for draft in read(rows(*items)).drafts)


def test_off_site_articles_and_documents_are_headlines_too() -> None:
    items = (
        '<a href="https://mp.weixin.qq.com/s/abc">公众号里的一篇文章</a><i>2026-11-20</i>',
        '<a href="/files/2026.pdf">关于全县燃气安全检查的通报</a><i>2026-11-21</i>',
        '<a href="t20261122_1.shtml">县委召开常委会（扩大）会议</a><i>2026-11-22</i>',
        '<a href="http://hb.people.com.cn/n2/2026/1123/c1-4.html">人民网：崇阳雷竹走俏</a><i>2026-11-23</i>',
    )
    assert len(read(rows(*items)).drafts) == 4


def test_selectors_are_obeyed() -> None:
    markup = """<div class=x><a class=n href="/1.html">短</a><b class=d>11月20日</b><p>摘要甲</p></div>
    <div class=x><a class=n href="/2.html">题</a><b class=d>11月21日</b><p>摘要乙</p></div>"""
    chosen = Selectors(item="div.x", link="a.n", title="a.n", date="b.d", summary="p")
    reading = read(markup, selectors=chosen)
    assert [(draft.title, draft.summary) for draft in reading.drafts] == [("短", "摘要甲"), ("题", "摘要乙")]
    assert reading.drafts[1].published == datetime(2026, 11, 21, tzinfo=ZONE)
    assert reading.problems == ()


@pytest.mark.parametrize("selector", [".nothing", "div[[", "li span"])
def test_selectors_that_fit_nothing_give_way_to_the_automatic_reading_with_a_word(selector: str) -> None:
    items = (f'<a href="t2026112{n}_1.shtml">崇阳县召开第{n}次会议</a><span>x</span>' for n in range(1, 5))
    reading = read(rows(*items), selectors=Selectors(item=selector))
    assert len(reading.drafts) == 4
    assert "已改用自动识别" in reading.problems[0]


def test_a_page_without_a_list_is_a_reading_with_a_problem() -> None:
    reading = read("<html><title>建设中</title><body><a href='/'>首页</a><p>网站正在建设</p></body></html>")
    assert reading.drafts == ()
    assert "没有找到新闻列表" in reading.problems[0]


def test_a_page_that_asks_for_a_password_is_named() -> None:
    with pytest.raises(ReadError, match="要求登录"):
        read("<html><title>统一身份认证 登录</title><form><input type=password></form></html>")


@pytest.mark.parametrize("body", [b"", b"  \n", b"%PDF-1.4", b"\x89PNG\r\n"])
def test_what_is_no_page_is_named(body: bytes) -> None:
    with pytest.raises(ReadError, match="这里本应是列表页，却是"):
        read(body)


@pytest.mark.parametrize(
    ("call", "following"),
    [
        ('createPageHTML(34, 0, "index", "shtml");', "index_1.shtml"),
        ('createPageHTML(34, 3, "index", "html", 500);', "index_4.html"),
        ("createPageHTML('page_div', 25, 1, 'list', 'shtml', 490);", "list_2.shtml"),
        (
            'var currentPage = 2; var countPage = 9;\ncreatePageHTML(countPage, currentPage, "index", "shtml");',
            "index_3.shtml",
        ),
        ('createPageHTML(4, 3, "index", "shtml");', None),
    ],
)
def test_the_next_page_that_a_script_would_write_is_known(call: str, following: str | None) -> None:
    reading = read(f"<html><body><script>{call}</script></body></html>")
    assert reading.next_url == (f"https://www.example.cn/xw/yw/{following}" if following else None)


@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("404 - 页面不存在", "页面不存在"),
        ("您访问的页面不存在或已删除_崇阳县人民政府", "页面不存在"),
        ("xnnews.com.cn - 该域名正在出售", "域名已停放或在出售"),
        ("cynews.com - This domain is for sale", "域名已停放或在出售"),
        ("网站维护中", "网站已停用或在维护"),
        ("访问验证 - 人机验证", "验证或拦截页"),
    ],
)
def test_a_page_that_says_there_is_none_is_no_list_however_many_links_it_shows(title: str, why: str) -> None:
    page = rows(*HEADLINES).replace("要闻", title)
    with pytest.raises(ReadError, match=why):
        read(page)


@pytest.mark.parametrize(
    "title", ["要闻_404路公交_崇阳网", "公告:关于域名变更的通知-崇阳县人民政府", "崇阳县网站建设公司新闻"]
)
def test_a_title_that_speaks_of_such_things_is_no_excuse(title: str) -> None:
    assert len(read(rows(*HEADLINES).replace("要闻", title)).drafts) == len(HEADLINES)


def test_a_short_notice_in_place_of_a_list_is_told_in_the_problem() -> None:
    reading = read("<html><title>崇阳网</title><body><p>网站升级中</p></body></html>")
    assert (reading.drafts, "网站已停用或在维护" in reading.problems[0]) == ((), True)


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 4_000_000 + "x",
        "<div class=a onclick=\"go('/a/1.html')\">" * 500_000,
        "<ul><li><a href='/a/202611/t1.html'>崇阳县召开会议</a>" * 20_000,
        "<record><![CDATA[" * 300_000,
        "<script>JSON.parse('" + "\\\\" * 4_000_000,
        "<script>var a=[{" * 300_000,
    ],
    ids=["20 MB of divs", "clickable divs", "endless nesting", "records", "a string", "arrays"],
)
def test_a_huge_or_broken_page_ends_with_few_headlines_or_a_reason(page: str) -> None:
    reading = read(page)
    assert len(reading.drafts) <= 1
    assert reading.drafts or "没有找到新闻列表" in reading.problems[0]


def test_what_a_template_would_fill_in_is_no_headline() -> None:
    row = "<li v-for='one in list'><a href='{{one.url}}'>{{one.title}}是一个标题</a></li>"
    reading = read(
        rows(row) + '<div><a href="http://a.cn/">湖北省人民政府</a><a href="http://b.cn/">咸宁市人民政府</a></div>'
    )
    assert (reading.drafts, len(reading.problems)) == ((), 1)


HEADLINES = [
    f'<a href="/art/202611/t20261124_{n}.html">崇阳县召开第{n}次会议</a><span>2026-11-24</span>' for n in range(6)
]


@pytest.mark.parametrize(
    ("pager", "following"),
    [
        ("<a href=\"javascript:toPage('index_2.html')\">下一页</a>", "https://www.example.cn/xw/yw/index_2.html"),
        ("<a onclick=\"location.href='?page=2'\">下页</a>", f"{URL}?page=2"),
        (
            '<input type="button" value="下一页" onclick="location=\'list_2.html\'">',
            "https://www.example.cn/xw/yw/list_2.html",
        ),
        ('<a href="index_1.shtml"><img src="n.gif" alt="下一页"></a>', "https://www.example.cn/xw/yw/index_1.shtml"),
        ('<a href="#" data-href="p2.html">下一页</a>', "https://www.example.cn/xw/yw/p2.html"),
        ('<li class="next"><a href="index_1.shtml"><i></i></a></li>', "https://www.example.cn/xw/yw/index_1.shtml"),
        ('<a href="?page=2" title="下一页">&gt;</a>', f"{URL}?page=2"),
        ('<a href="?page=2">&gt;</a>', f"{URL}?page=2"),
        ('<a href="/xw/yw/index_2.shtml">加载更多</a>', "https://www.example.cn/xw/yw/index_2.shtml"),
        (
            "<select><option selected>1</option><option value='index_2.shtml'>2</option></select>",
            "https://www.example.cn/xw/yw/index_2.shtml",
        ),
        ('<a href="/zt/index.html">更多&gt;&gt;</a>', None),
        ('<div class="swiper next"><a href="/art/202611/t20261124_3.html"></a></div>', None),
        ("<a href=\"javascript:__doPostBack('g','Page$2')\">下一页</a>", None),
        ('<a href="x.html">下一篇</a>', None),
    ],
)
def test_the_next_page_is_found_however_it_is_linked(pager: str, following: str | None) -> None:
    assert read(rows(*HEADLINES).replace("</body>", f"<div class=page>{pager}</div></body>")).next_url == following


RECORDS = "".join(f"<record><![CDATA[<li>{one}</li>]]></record>" for one in HEADLINES)
PROXY = "/module/jpage/dataproxy.jsp"


@pytest.mark.parametrize(
    ("page", "url", "following"),
    [
        (
            f'<script>$("#1").jpage({{totalRecord:80,perPage:3,url:"{PROXY}?col=1&unitid=5"}});</script>',
            URL,
            "col=1&unitid=5&perpage=3&startrecord=7&endrecord=12",
        ),
        (
            f'<script>$("#1").jpage({{totalRecord:80,perPage:3,ajaxParam:{{url:"{PROXY}",data:{{col:1,webname:"x"}}}}}});</script>',
            URL,
            "col=1&webname=x&perpage=3&startrecord=7&endrecord=12",
        ),
        (f'<script>$("#1").jpage({{totalRecord:6,perPage:3,url:"{PROXY}?col=1"}});</script>', URL, None),
        ("", f"https://www.example.cn{PROXY}?col=1&startrecord=7&endrecord=12", "col=1&startrecord=13&endrecord=18"),
        ("", f"https://www.example.cn{PROXY}?col=1&startrecord=7&endrecord=30", None),
    ],
)
def test_the_records_after_those_of_a_jpage_are_asked_of_its_server(page: str, url: str, following: str | None) -> None:
    answer = f"<?xml version='1.0'?><datastore><nextgroup></nextgroup><recordset>{RECORDS}</recordset></datastore>"
    reading = read(f"<html><body>{answer}{page}</body></html>" if page else answer, url)
    assert len(reading.drafts) == 6
    assert reading.next_url == (f"https://www.example.cn{PROXY}?{following}" if following else None)


def test_old_parallel_script_arrays_are_a_list() -> None:
    script = "".join(
        f"urls[{n}]='./t2026112{n}_9.htm';headers[{n}]=\"乡镇动态第{n}期\";year[{n}]=2026;month[{n}]=11;day[{n}]=2{n};"
        for n in range(1, 5)
    )
    drafts = read(f"<html><body><script>{script}</script></body></html>").drafts
    assert [draft.title for draft in drafts] == [f"乡镇动态第{n}期" for n in range(1, 5)]
    assert drafts[0].published == datetime(2026, 11, 21, tzinfo=ZONE)


def test_the_163_home_page_gives_its_news_and_no_channel_names() -> None:
    reading = read((SHARED / "corpus" / "lists" / "163.html").read_bytes(), "https://news.163.com/")
    titles = {draft.title for draft in reading.drafts}
    assert {"无缘清华北大的江苏文科第一名 最终申请香港大学", "香港各界人士：推迟立法会选举是最合适安排"} <= titles
    assert not titles & {"军事", "网易公开课", "移动互联网", "免费下载网易官方手机邮箱应用", "隐私政策", "南方都市报"}
    assert len(titles) > 60


def test_the_forum_page_gives_its_threads_and_their_next_page() -> None:
    body = (SHARED / "corpus" / "lists" / "netease_forum.html").read_bytes()
    reading = read(body, "https://n.netease.com/forum-9-1.html")
    assert all("/thread-" in (draft.url or "") for draft in reading.drafts)
    assert len(reading.drafts) >= 40
    assert "流派调整后续规划、新时装设计方向，本周策划答疑奉上" in {draft.title for draft in reading.drafts}
    assert reading.next_url == "https://n.netease.com/forum-9-2.html"
