"""From drafts to items."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.model import Article, Draft, Image, Rights, Source
from syndicator.refine import rights
from syndicator.refine.items import complete, item

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
SOURCE = Source("s", "咸宁网", "http://www.example.cn/xw/", rights=Rights.FULL)
DRAFT = Draft(
    title=" 崇阳县\u202e召开\n大会 ",
    url="http://www.example.cn/xw/1.html",
    published=NOW - timedelta(hours=1),
    html='<p style="x">昨日,大会召开。</p><p>会议指出,要好好干。</p><img src="a.jpg" alt="会场">',
    origin=" 咸宁日报 ",
    breadcrumb=("首页", "首页", "县域新闻"),
    images=(Image("a.jpg", caption="会场\x07"), Image("javascript:x"), Image("http://www.example.cn/xw/a.jpg")),
)
ARTICLE = Article(title="崇阳县召开大会", html="<p>全文</p>", text="全文", charset="utf-8")


def test_a_draft_becomes_a_clean_item() -> None:
    made = item(DRAFT, SOURCE, "k", NOW)
    assert made.title == "崇阳县召开 大会"
    assert made.html.startswith("<p>昨日,大会召开。</p>")
    assert made.text == "昨日,大会召开。\n会议指出,要好好干。"
    assert made.summary == "昨日,大会召开。会议指出,要好好干。"
    assert made.origin == "咸宁日报"
    assert made.breadcrumb == ("首页", "县域新闻")
    assert made.images == (Image("http://www.example.cn/xw/a.jpg", caption="会场"),)
    assert made.rights is Rights.FULL


def test_a_date_in_the_future_is_now() -> None:
    assert item(replace(DRAFT, published=datetime(2099, 1, 1, tzinfo=UTC)), SOURCE, "k", NOW).published == NOW
    assert item(replace(DRAFT, published=None), SOURCE, "k", NOW).published is None


def test_pictures_in_the_text_count_when_the_source_lists_none() -> None:
    made = item(replace(DRAFT, images=()), SOURCE, "k", NOW)
    assert made.images == (Image("http://www.example.cn/xw/a.jpg", caption="会场"),)


def test_an_item_without_a_title_is_called_by_its_first_sentence() -> None:
    assert item(replace(DRAFT, title=" "), SOURCE, "k", NOW).title == "昨日,大会召开。会议指出,要好好干。"
    assert "无标题" in item(Draft(url="http://a.cn/1"), SOURCE, "k", NOW).title


def test_the_sources_own_summary_is_kept_plain() -> None:
    assert item(replace(DRAFT, summary="<b>摘要</b>在此"), SOURCE, "k", NOW).summary == "摘要在此"


def test_a_feed_without_texts_still_has_something_to_compare() -> None:
    assert item(Draft(title="题", summary="只有摘要"), SOURCE, "k", NOW).text == "只有摘要"


@settings(max_examples=100)
@given(st.text(), st.text(), st.text(), st.one_of(st.none(), st.text()))
def test_anything_can_be_made_an_item(title: str, html: str, summary: str, url: str | None) -> None:
    draft = Draft(
        title=title, html=html, summary=summary, url=url, origin=title, categories=(summary,), images=(Image(html),)
    )
    made = item(draft, SOURCE, title, NOW)
    assert made.title
    assert len(made.title) <= 300
    "".join((made.title, made.html, made.text, made.summary, made.origin or "", made.url or "", made.key)).encode()


@pytest.mark.parametrize(
    ("listed", "paged", "told"),
    [
        ("崇阳县召开…", "崇阳县召开大会部署工作", "崇阳县召开大会部署工作"),
        ("崇阳县召开大会部署工作", "崇阳县召开…", "崇阳县召开大会部署工作"),
        ("崇阳县召开大会部署工作", "咸宁网", "崇阳县召开大会部署工作"),
        ("崇阳县召开大会部署工作", "", "崇阳县召开大会部署工作"),
        ("", "崇阳县召开大会", "崇阳县召开大会"),
        ("崇阳县召开大会部署工作", "崇阳县召开大会部署工作_咸宁网", "崇阳县召开大会部署工作"),
    ],
)
def test_the_whole_title_is_told(listed: str, paged: str, told: str) -> None:
    assert complete(replace(DRAFT, title=listed), replace(ARTICLE, title=paged)).title == told


def test_the_page_knows_the_minute_and_the_list_may_know_it_better() -> None:
    minute, day = NOW.replace(hour=6, minute=30), NOW.replace(hour=0)
    assert complete(replace(DRAFT, published=day), replace(ARTICLE, published=minute)).published == minute
    assert complete(replace(DRAFT, published=minute), replace(ARTICLE, published=day)).published == minute


def test_what_the_page_does_not_say_the_list_said() -> None:
    made = complete(DRAFT, replace(ARTICLE, html="", origin=None, editor="赵六"))
    assert (made.html, made.origin, made.editor) == (DRAFT.html, DRAFT.origin, "赵六")


def test_rights_decide_what_everybody_sees() -> None:
    made = item(DRAFT, SOURCE, "k", NOW)
    assert rights.shown(made) == made
    summary = rights.shown(replace(made, rights=Rights.SUMMARY))
    assert (summary.html, summary.text, summary.images) == ("", made.summary, made.images)
    headline = rights.shown(replace(made, rights=Rights.HEADLINE))
    assert (headline.html, headline.text, headline.summary, headline.images) == ("", "", "", ())
    assert headline.title == made.title
    assert not rights.publishable(replace(made, rights=Rights.NONE))
    assert rights.shown(replace(made, rights=Rights.NONE)).title == ""


def test_a_pictures_length_is_the_feeds_word_where_its_page_shows_the_same() -> None:
    enclosed = Image("http://www.example.cn/1.jpg", type="image/jpeg", size=4096)
    shown = (Image("http://www.example.cn/1.jpg", "说明"), Image("http://www.example.cn/2.jpg"))
    whole = complete(replace(DRAFT, images=(enclosed,)), replace(ARTICLE, images=shown))
    assert whole.images == (replace(shown[0], type="image/jpeg", size=4096), shown[1])
