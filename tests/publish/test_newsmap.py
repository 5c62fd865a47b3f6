"""The news sitemap: well formed, ours, and of the last two days."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from syndicator.publish.newsmap import MOST, RECENT, Announced, news_sitemap
from tests.publish.samples import NOW, office

SITE = office().site
S, N = "{http://www.sitemaps.org/schemas/sitemap/0.9}", "{http://www.google.com/schemas/sitemap-news/0.9}"


def page(number: int, at: datetime = NOW, title: str = "早报") -> Announced:
    return Announced(f"digest/xinmeiti/{number}", title, at)


def urls(*pages: Announced, **site: object) -> list[dict[str, str]]:
    body = news_sitemap(pages, office(**site).site, NOW).body
    return [
        {one.tag.rpartition("}")[2]: one.text or "" for one in url.iter() if one.text} for url in etree.fromstring(body)
    ]


def test_a_page_is_announced_with_title_date_and_whose_it_is() -> None:
    (found,) = urls(page(1, NOW - timedelta(hours=1), "要闻 & <点评>"))
    assert found["loc"] == "https://feeds.example.cn/digest/xinmeiti/1/"
    assert (found["name"], found["language"]) == ("咸宁县域新闻", "zh-cn")
    assert (found["title"], found["publication_date"]) == ("要闻 & <点评>", "2026-11-25T07:30:00+08:00")


def test_only_what_is_two_days_old_at_most_is_news_the_latest_first() -> None:
    pages = [page(1, NOW - RECENT), page(2, NOW - RECENT + timedelta(seconds=1)), page(3), page(4, NOW + timedelta(1))]
    assert [one["loc"][-2:] for one in urls(*pages)] == ["3/", "2/"]


def test_no_more_than_a_search_engine_takes() -> None:
    assert len(urls(*(page(number) for number in range(MOST + 9)))) == MOST


def test_chinese_is_told_apart_by_its_script() -> None:
    languages = [
        urls(page(1), language=one)[0]["language"] for one in ("zh-CN", "zh-Hans", "zh", "zh-TW", "zh-Hant-HK", "en-GB")
    ]
    assert languages == ["zh-cn", "zh-cn", "zh-cn", "zh-tw", "zh-tw", "en"]


@given(st.lists(st.builds(page, st.integers(0, 9), st.just(NOW), st.text())))
def test_no_title_breaks_it(pages: list[Announced]) -> None:
    found = urls(*pages)
    assert len(found) <= len(pages)
    assert all(one["title"].strip() == one["title"] != "" for one in found)
