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

from syndicator.model import Change, Credit, Item, Publication, Revision, Story
from syndicator.publish.addresses import story_path
from syndicator.publish.documents import documents
from syndicator.publish.forward import forward
from syndicator.publish.home import home_documents
from syndicator.publish.page import TEMPLATES
from syndicator.publish.storypage import MOST_TELLERS, Telling, story_documents
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


def page_of(told: Story, tellings: Sequence[Telling] = (), edits: Sequence[Revision] = ()) -> list[str]:
    return [one.body.decode() for one in story_documents(replace(told, revisions=tuple(edits)), tellings, OFFICE)]


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
    edits = [Revision(1, NOW, Change(title=(text, "新"), added=(text[:120],), removed=(text[:120],)), (text, "网"))]
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
    edits = [Revision(number, NOW, Change(title=(f"旧{number}", "新"))) for number in range(25, 0, -1)]
    page = page_of(one, crowd, edits)[0]
    named = len(html.fromstring(page).xpath("//ul[@class='tellers']/li"))
    assert 15 < named <= MOST_TELLERS
    assert f"另外还有 {len(crowd) - named} 家" in page
    assert 10 < len(html.fromstring(page).xpath("//ol[@class='changes']/li")) < len(edits)
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
    assert story_documents(replace(story(3), id="x"), [], OFFICE) == []


def test_each_revision_says_what_went_and_what_came() -> None:
    change = Change(("旧题", "新题"), ("来的句子。",), ("走的句子。",), 3, True, 2, 1)
    edits = [
        Revision(2, NOW + timedelta(hours=1), change, ("日报", "晚报")),
        Revision(1, NOW, Change(added=("先来的。",))),
    ]
    chinese, english = (html.fromstring(page) for page in page_of(story(3), (), edits))
    second, first = chinese.xpath("//ol[@class='changes']/li")
    assert second.xpath(".//del/text()") == ["旧题", "走的句子。"]
    assert second.xpath(".//ins/text()") == ["新题", "来的句子。"]
    words = second.text_content()
    for said in ("第 2 次修订", "另有 3 处改动", "次序", "新增 2 张", "撤下 1 张", "原用 日报 的稿，改用 晚报 的稿"):
        assert said in words
    assert first.xpath(".//ins/text()") == ["先来的。"]
    assert "Revision 2" in english.text_content()


def test_an_address_that_leads_on_does_so_on_any_file_server() -> None:
    chinese, english = forward("stories/ab/abcdefgh", "stories/cd/cdefghij", OFFICE)
    at = "https://feeds.example.cn/stories/cd/cdefghij/"
    for made, name, to in ((chinese, "index.html", at), (english, "index.en.html", f"{at}index.en.html")):
        assert made.path == f"stories/ab/abcdefgh/{name}"
        strict(made.body.decode())
        root = html.fromstring(made.body)
        assert root.xpath("//link[@rel='canonical']/@href") == [to]
        assert root.xpath("//meta[@http-equiv]/@content") == [f"0; url={to.removeprefix('https://feeds.example.cn')}"]


TEXT = st.text(max_size=60)


@settings(max_examples=40, deadline=None)
@given(TEXT, TEXT, TEXT)
def test_no_text_breaks_a_page(title: str, body: str, name: str) -> None:
    one = told_with(title=title, html=body, summary=body, origin=name)
    for page in page_of(
        one, [Telling(one.lead, name, NOW, True)], [Revision(1, NOW, Change(title=(title, name), added=(body,)))]
    ):
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
