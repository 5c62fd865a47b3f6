"""E-papers as seven systems build them: tests/data/epapers/LAYOUT holds a page (版), an article, and what a reader sees."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.errors import ReadError
from syndicator.model import Article, Draft, Fetched, Kind, Reading, Validators
from syndicator.read.article import article
from syndicator.read.epaper import epaper
from syndicator.read.epaper.addresses import day_of, is_article, is_page, is_paper, on_day
from syndicator.read.epaper.contents import label
from syndicator.read.epaper.door import door
from syndicator.refine import items

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 12, tzinfo=ZONE)
DATA = Path(__file__).parents[1] / "data" / "epapers"
URL = "http://szb.example.cn/html/2026-11/25/node_2.htm"


@dataclass(frozen=True)
class Layout:
    name: str
    expected: dict[str, Any]

    @property
    def reading(self) -> Reading:
        body = (DATA / self.name / "page.html").read_bytes()
        return epaper(body, self.expected["url"], content_type=None, now=NOW, zone=ZONE)

    @property
    def article(self) -> Article:
        body = (DATA / self.name / "article.html").read_bytes()
        return article(body, self.expected["article"]["url"], now=NOW, zone=ZONE)


LAYOUTS = [Layout(path.parent.name, json.loads(path.read_text("utf-8"))) for path in sorted(DATA.glob("*/expect.json"))]
every_layout = pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)


def read(body: str, url: str = URL) -> Reading:
    return epaper(body.encode(), url, content_type="text/html; charset=utf-8", now=NOW, zone=ZONE)


def tail(url: str | None) -> str | None:
    return url.rpartition("/")[2] if url else None


def test_seven_layouts_are_here() -> None:
    assert len(LAYOUTS) >= 7


@every_layout
def test_a_page_gives_its_articles_without_ads_and_its_own_place(layout: Layout) -> None:
    reading, expected = layout.reading, layout.expected
    assert reading.kind is Kind.EPAPER
    found = [[tail(draft.url), draft.title, draft.kicker, draft.subtitle] for draft in reading.drafts]
    assert found == expected["articles"]
    papers = {draft.paper for draft in reading.drafts}
    assert len(papers) == 1
    paper = papers.pop()
    assert paper is not None
    assert (paper.number, paper.name) == (expected["number"], expected["name"])
    assert (paper.image, paper.pdf) == (expected["image"], expected["pdf"])
    assert tail(reading.next_url) == expected["next"]
    assert {draft.published for draft in reading.drafts} == {datetime(2026, 11, 25, tzinfo=ZONE)}
    place = (f"第{expected['number']}版", *([expected["name"]] if expected["name"] else []))
    assert {draft.breadcrumb for draft in reading.drafts} == {place}


@every_layout
def test_kicker_title_and_subtitle_are_apart_and_none_is_in_the_body(layout: Layout) -> None:
    found, expected = layout.article, layout.expected["article"]
    assert (found.kicker, found.title, found.subtitle) == (
        expected["kicker"],
        expected["title"],
        expected["subtitle"],
    )
    assert found.text.lstrip().startswith(expected["begins"])
    assert found.text.rstrip().endswith(expected["ends"])
    assert found.next_url is None
    assert [[tail(image.url), image.caption] for image in found.images] == expected.get("images", [])
    for words in (expected["kicker"], expected["subtitle"], "下一版", "放大"):
        assert not words or words not in found.text


@every_layout
def test_the_lists_title_is_replaced_by_the_pages_and_the_place_stays(layout: Layout) -> None:
    expected = layout.expected["article"]
    (draft,) = [one for one in layout.reading.drafts if one.url == expected["url"]]
    glued = " ".join(part for part in (expected["kicker"], expected["title"], expected["subtitle"]) if part)
    for listed in (draft.title, glued):
        whole = items.complete(
            Draft(title=listed, url=draft.url, paper=draft.paper, breadcrumb=draft.breadcrumb), layout.article
        )
        assert whole.title.replace(" ", "") == expected["title"].replace(" ", "")
        assert (whole.kicker, whole.subtitle) == (expected["kicker"], expected["subtitle"])
        assert whole.breadcrumb == draft.breadcrumb
        assert whole.paper == draft.paper


def test_the_list_knows_which_of_two_lines_is_the_title() -> None:
    said = Article("工地上的年夜饭", "<p>正文</p>", "正文", "utf-8", kicker="新春走基层", subtitle="")
    whole = items.complete(Draft(title="新春走基层"), said)
    assert (whole.kicker, whole.title, whole.subtitle) == ("", "新春走基层", "工地上的年夜饭")
    said = Article("新春走基层", "<p>正文</p>", "正文", "utf-8", kicker="", subtitle="工地上的年夜饭")
    whole = items.complete(Draft(title="工地上的年夜饭"), said)
    assert (whole.kicker, whole.title, whole.subtitle) == ("新春走基层", "工地上的年夜饭", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第02版：要闻", ("02", "要闻")),
        ("第A01版:头版", ("A01", "头版")),
        ("01版：要闻", ("01", "要闻")),
        ("A05 民生周刊", ("A05", "民生周刊")),
        ("第1版 综合新闻", ("1", "综合新闻")),
        ("第02-03版：特别报道", ("02-03", "特别报道")),
        ("第四版：副刊·文化", ("四", "副刊·文化")),
        ("第12版", ("12", "")),
        ("要闻 第03版", ("03", "要闻")),
        ("下一版", None),
        ("第三届茶博会开幕", None),
        ("11月25日要闻", None),
        ("今年前三季度12版税收入", None),
    ],
)
def test_labels_of_pages_are_parted_into_number_and_name(text: str, expected: tuple[str, str] | None) -> None:
    assert label(text) == expected


def test_pages_beyond_the_ninth_follow_in_order_when_the_page_at_hand_is_no_link() -> None:
    links = "".join(f'<li><a href="node_{n}.htm">第{n}版：综合</a></li>' for n in (1, 2, 10, 11) if n != 2)
    body = f'<ul>{links}</ul><b>第2版：综合</b><a href="content_1001.htm">一篇足够长的标题</a>'
    assert tail(read(body).next_url) == "node_10.htm"


def test_a_page_of_ads_is_empty_but_leads_on() -> None:
    pages = '<a href="node_2.htm">第01版：广告</a><a href="node_3.htm">第02版：要闻</a>'
    reading = read(f'{pages}<a href="content_1.htm">公益广告</a><a href="content_2.htm">广告</a>')
    assert reading.drafts == ()
    assert tail(reading.next_url) == "node_3.htm"


def test_a_page_that_says_no_paper_is_out_is_empty_and_no_error() -> None:
    reading = read("<html><body><h1>咸宁日报</h1><p>今日无报，请查看往期。</p></body></html>")
    assert (reading.drafts, reading.next_url, reading.problems) == ((), None, ())
    assert read("<html><body><p>页面不存在</p></body></html>").problems


def test_articles_and_pages_of_other_days_are_left_out() -> None:
    body = """<a href="node_2.htm">第01版：要闻</a><a href="../24/node_3.htm">第02版：要闻</a>
    <a href="content_901.htm">今天的头条新闻</a><a href="../24/content_801.htm">昨天的头条新闻</a>"""
    reading = read(body)
    assert [draft.title for draft in reading.drafts] == ["今天的头条新闻"]
    assert reading.next_url is None


def test_a_page_that_names_itself_as_the_next_ends_there() -> None:
    reading = read('<a href="node_2.htm">下一版</a><a href="content_901.htm">今天的头条新闻</a>')
    assert reading.next_url is None


@pytest.mark.parametrize(
    "body",
    [
        "".join(f'<a href="node_{n}.htm">第{n}版：要闻</a>' for n in range(1, 1_001)),
        "".join(f'<area href="content_{n}.htm" title="第{n}件事在这里发生">' for n in range(100_000)),
        "<script>var a = ["
        + "".join(f"{{title:'标题{n}',url:'content_{n}.htm'}}," for n in range(50_000))
        + "]</script>",
        "<script>" + "[(" * 200_000 + '"node_1.htm"' + "</script>",
        "<script>location.href=" + "a+" * 100_000 + "</script>",
        "第" * 500_000,
        "<!--enpproperty <title>" * 50_000,
        '<map><area onclick="open(' + "'" * 100_000 + '">',
    ],
    ids=["pages", "areas", "array", "brackets", "sum", "labels", "property", "onclick"],
)
def test_a_hostile_page_is_read_in_bounded_time(body: str) -> None:
    for read_it in (
        lambda: read(f"<html><body>{body}<p>{'正文。' * 20}</p></body></html>"),
        lambda: article(body.encode(), URL.replace("node_2", "content_2"), now=NOW, zone=ZONE),
        lambda: door(_fetched("http://szb.example.cn/", body), date(2026, 11, 25), declared=True),
    ):
        try:
            found = read_it()
        except ReadError:
            continue
        if isinstance(found, Reading):
            assert len(found.drafts) <= 200


def _fetched(url: str, body: str) -> Fetched:
    return Fetched(url, url, 200, body.encode(), "text/html; charset=utf-8", Validators())


@pytest.mark.parametrize(
    ("url", "body", "target"),
    [
        (
            "http://szb.example.cn/",
            '<a href="html/2026-11/24/node_1.htm">昨天</a><a href="html/2026-11/25/node_1.htm">今天</a>'
            '<a href="html/2026-11/25/node_2.htm">第二版</a><a href="html/2027-11/25/node_1.htm">错的</a>',
            "http://szb.example.cn/html/2026-11/25/node_1.htm",
        ),
        (
            "http://szb.example.cn/index.html",
            '<script>var d = new Date(); location.href = "html/" + y + "-" + m + "/" + d + "/node_1.htm";</script>',
            "http://szb.example.cn/html/2026-11/25/node_1.htm",
        ),
        ("http://szb.example.cn/", '<script>location.href = "html/" + x + ".htm";</script>', None),
        ("http://szb.example.cn/html/2026-11/24/node_1.htm", '<a href="../25/node_1.htm">今天</a>', None),
    ],
)
def test_a_papers_cover_leads_to_its_latest_edition(url: str, body: str, target: str | None) -> None:
    assert door(_fetched(url, body), date(2026, 11, 25), declared=True) == target


def test_a_sites_home_page_is_no_papers_cover() -> None:
    body = '<a href="http://szb.example.cn/html/2026-11/25/node_1.htm">数字报</a>'
    assert door(_fetched("http://www.example.cn/", body), date(2026, 11, 25), declared=False) is None
    assert door(_fetched("http://www.example.cn/szb/", body), date(2026, 11, 25), declared=False) is not None


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["2026-11/25", "202611/25", "20261125", "2026/11/25", "2026-11-25"]),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
)
def test_the_same_page_of_another_day_is_spelled_alike_and_back(folder: str, day: date) -> None:
    url = f"http://szb.example.cn/html/{folder}/node_20.htm"
    moved = on_day(url, day)
    assert day_of(moved) == day
    assert on_day(moved, date(2026, 11, 25)) == url
    assert is_page(moved)
    assert not is_article(moved)


def test_a_paper_is_known_by_its_host_or_folder() -> None:
    assert is_paper("http://szb.xnnews.com.cn/")
    assert is_paper("http://www.example.cn/epaper/")
    assert not is_paper("http://www.newspapershop.cn/")


def test_a_dated_page_of_a_news_site_is_no_printed_one() -> None:
    body = f"""<html><head><title>县里修了一条旅游路-某某网</title></head><body><p>综合新闻版块</p><h2>专题报道</h2>
    <h1>县里修了一条旅游路</h1><h2>一、路是怎么修的</h2><div class="content"><p>{"这条路修了整整两年，全长四十公里。" * 3}</p>
    <p>{"沿线的村民都说，出门方便多了。" * 3}</p></div><p>版权所有</p></body></html>"""
    found = article(body.encode(), "http://www.example.cn/2026-11/25/content_123456.htm", now=NOW, zone=ZONE)
    assert (found.title, found.kicker, found.subtitle) == ("县里修了一条旅游路", "", "")
