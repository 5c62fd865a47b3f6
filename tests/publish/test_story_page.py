"""The page of one story: valid HTML whatever the sources say, small, and no more than a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from syndicator.model import Credit, Item, Publication, Story
from syndicator.publish.addresses import story_path
from syndicator.publish.documents import documents
from syndicator.publish.home import home_documents
from syndicator.publish.page import TEMPLATES
from syndicator.publish.storypage import MOST_CHANGES, MOST_TELLERS, Change, Telling, story_documents
from syndicator.service.storypages import changes
from syndicator.store.storypages import Former
from tests.publish.samples import NOW, office, publications, stories, story

OFFICE = office()
STYLE = (TEMPLATES / "style.css").stat().st_size
HOSTILE = (
    "<script>alert(1)</script><b>题</b>",
    "</title></script><svg onload=x>",
    "\u202e倒着写\u2066",
    "题\ud800目\x00\x1b",
    "👩‍👩‍👧‍👦🇨🇳",
    "]]>&amp;<!--",
    "题" * 1_000_000,
    "",
)


def page_of(told: Story, tellings: Sequence[Telling] = (), edits: Sequence[Change] = ()) -> list[str]:
    return [one.body.decode() for one in story_documents(told, tellings, edits, OFFICE)]


def strict(text: str) -> None:
    """Raises for what a validator calls an error of syntax."""
    html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


def told_with(**changed: object) -> Story:
    one = story(3)
    return replace(one, lead=replace(one.lead, **changed))  # type: ignore[arg-type]


def tellings_of(item: Item) -> list[Telling]:
    return [Telling(item, item.title[:50], NOW, True), Telling(item, "咸宁网", NOW + timedelta(hours=1))]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_page_stays_valid_small_and_harmless_whatever_its_sources_say(text: str) -> None:
    body = f"<p>{text[:9000]}</p><iframe src=x></iframe><p onclick=x>文</p><a href='javascript:x'>x</a>"
    one = told_with(title=text, summary=text[:9000], html=body, origin=text[:50], published=None)
    edits = [Change(NOW, text, text, "新")]
    also = (Credit("gov", text[:99], text, "https://gov.example.com/1"),)
    for page in page_of(replace(one, also=also), tellings_of(one.lead), edits):
        strict(page)
        assert len(page.encode()) + STYLE < 50_000
        root = html.fromstring(page)
        assert len(root.findall(".//h1")) == 1
        assert not root.xpath("//iframe | //svg[not(@viewBox)] | //*[@onclick or @onload]")
        assert [one.get("type") or one.get("src")[:8] for one in root.iter("script")] == [
            "application/ld+json",
            "/assets/",
        ]
        assert "javascript:" not in page
        json.loads(root.xpath("//script[@type='application/ld+json']")[0].text)
        # In a paragraph of its own a mark turns nothing but that; anywhere else it would.
        for paragraph in root.xpath("//div[@class='text']/*"):
            paragraph.drop_tree()
        rest = html.tostring(root, encoding="unicode")
        assert not any(mark in rest for mark in "\u202e\u2066\x00\x1b")


def test_a_story_with_only_a_picture_shows_it() -> None:
    one = told_with(title="", html="", text="", summary="")
    page = page_of(one, tellings_of(one.lead))[0]
    assert one.lead.images[0].url in page
    assert "（无标题）" in page


def test_a_text_too_long_for_a_page_is_read_at_its_source() -> None:
    one = told_with(html="<p>" + "文" * 30_000 + "</p>")
    for page in page_of(one, tellings_of(one.lead)):
        assert len(page.encode()) + STYLE < 50_000
        assert f'href="{one.lead.url}"' in page


def test_a_copy_that_stands_everywhere_is_bounded_and_says_so() -> None:
    one = story(3)
    crowd = [Telling(one.lead, f"第{number}网", NOW) for number in range(MOST_TELLERS + 7)]
    edits = [Change(NOW, "网", f"旧{number}", "新") for number in range(MOST_CHANGES + 5)]
    page = page_of(one, crowd, edits)[0]
    named = len(html.fromstring(page).xpath("//ul[@class='tellers']/li"))
    assert 15 < named <= MOST_TELLERS
    assert f"另外还有 {len(crowd) - named} 家" in page
    assert 10 < len(html.fromstring(page).xpath("//ol[@class='changes']/li")) <= MOST_CHANGES
    assert len(page.encode()) + STYLE < 50_000


def test_both_languages_lead_to_each_other_and_say_what_is_chinese() -> None:
    chinese, english = page_of(story(3), tellings_of(story(3).lead))
    at = "https://feeds.example.cn/stories/00/0000000000000003/"
    for page in (chinese, english):
        links = html.fromstring(page).xpath("//link[@hreflang]")
        assert {one.get("hreflang"): one.get("href") for one in links} == {"zh-CN": at, "en": f"{at}index.en.html"}
    root = html.fromstring(english)
    assert root.get("lang") == "en"
    assert root.xpath("//h1/@lang") == ["zh-CN"]
    assert root.xpath("//div[@class='text']/@lang") == ["zh-CN"]
    assert "Who tells it" in english
    assert not html.fromstring(chinese).xpath("//h1/@lang")


def test_story_folders_are_spread_and_odd_ids_have_none() -> None:
    assert story_path("tag:example.cn,2026-11-25:story/abcdefgh2345") == "stories/ab/abcdefgh2345"
    assert story_path("tag:example.cn,2026:../../etc") is None
    assert story_documents(replace(story(3), id="x"), [], [], OFFICE) == []


def test_edits_are_told_in_order_each_with_what_came_of_it() -> None:
    hours = [NOW + timedelta(hours=number) for number in range(3)]
    formerly = [Former(1, "一", hours[0]), Former(2, "甲", hours[1]), Former(1, "二", hours[2])]
    made = changes(formerly, {1: "三", 2: "甲"}, {1: "日报", 2: "网"})
    assert [(one.name, one.before, one.after) for one in made] == [
        ("日报", "一", "二"),
        ("网", "甲", "甲"),
        ("日报", "二", "三"),
    ]
    assert changes(formerly, {2: "甲"}, {2: "网"}) == made[1:2]


TEXT = st.text(max_size=60)


@settings(max_examples=40, deadline=None)
@given(TEXT, TEXT, TEXT)
def test_no_text_breaks_a_page(title: str, body: str, name: str) -> None:
    one = told_with(title=title, html=body, summary=body, origin=name)
    for page in page_of(one, [Telling(one.lead, name, NOW, True)], [Change(NOW, name, title, body)]):
        strict(page)


def test_every_other_page_is_valid_too() -> None:
    made = [*documents(Publication("all", "咸宁县域新闻"), stories(20), OFFICE, updated=NOW)]
    made += home_documents(publications(OFFICE), OFFICE, {"all": 20}, stories(12))
    pages = [one for one in made if one.path.endswith(".html")]
    assert len(pages) == 6
    for one in pages:
        strict(one.body.decode())


def test_an_office_with_hundreds_of_counties_still_has_a_small_home_page() -> None:
    many = [Publication(f"places/p{number}", f"第{number}县") for number in range(900)]
    for one in home_documents([Publication("all", "全部"), *many], OFFICE, {}, stories(12)):
        if one.path.startswith("index"):
            assert len(one.body) + STYLE < 50_000
            assert "OPML" in one.body.decode()
