"""Feeds against the standards, for ordinary and for hostile stories."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from syndicator.model import Credit, Image, Item, Kind, Publication, Rights, Source, Story
from syndicator.publish.documents import documents
from tests.publish.rules import atom_faults, json_faults, rss_faults
from tests.publish.samples import NOW, edition, office, stories, story

OFFICE = office()
YAOWEN = Publication("sections/yaowen", "要闻", "每天的要闻")
A = "{http://www.w3.org/2005/Atom}"
MEDIA = "{http://search.yahoo.com/mrss/}"


def made(told: list[Story], publication: Publication = YAOWEN, **changes: Any) -> dict[str, bytes]:
    settings = office(**changes)
    updated = max((one.updated for one in told), default=datetime(1970, 1, 1, tzinfo=UTC))
    return {one.path: one.body for one in documents(publication, told, settings, updated=updated)}


def feeds_of(told: list[Story]) -> tuple[bytes, bytes, dict[str, Any]]:
    files = made(told)
    return files["sections/yaowen.atom"], files["sections/yaowen.rss"], json.loads(files["sections/yaowen.json"])


def faults(told: list[Story]) -> list[str]:
    atom, rss, feed = feeds_of(told)
    return [*atom_faults(atom), *rss_faults(rss), *json_faults(feed)]


def test_a_publication_has_three_formats_and_a_page_in_two_languages() -> None:
    assert list(made(stories(3))) == [
        "sections/yaowen.atom",
        "sections/yaowen.rss",
        "sections/yaowen.json",
        "sections/yaowen/index.html",
        "sections/yaowen/index.en.html",
    ]


def test_everything_has_its_page_in_a_folder_of_its_own() -> None:
    assert "all/index.html" in made(stories(2), Publication("all", "咸宁县域新闻"))


def test_a_full_window_breaks_no_rule() -> None:
    assert faults(stories(50)) == []


def test_an_empty_publication_breaks_no_rule() -> None:
    assert faults([]) == []


def test_equal_stories_give_equal_bytes() -> None:
    assert made(stories(12)) == made(stories(12))


def test_the_build_date_of_rss_is_the_last_change_and_not_the_clock() -> None:
    told = stories(3)
    channel = etree.fromstring(feeds_of(told)[1])[0]
    built = channel.findtext("lastBuildDate")
    assert built is not None
    assert parsedate_to_datetime(built) == told[0].updated.replace(microsecond=0)


def test_ids_are_the_storys_own_and_no_permalink() -> None:
    told = stories(3)
    atom, rss, feed = feeds_of(told)
    ids = [one.id for one in told]
    assert [one.text for one in etree.fromstring(atom).iterfind(f"{A}entry/{A}id")] == ids
    guids = list(etree.fromstring(rss).iter("guid"))
    assert [one.text for one in guids] == ids
    assert {one.get("isPermaLink") for one in guids} == {"false"}
    assert [one["id"] for one in feed["items"]] == ids


def test_a_story_given_twice_stands_once() -> None:
    atom, rss, feed = feeds_of([story(1), story(2), story(1)])
    assert len(etree.fromstring(atom).findall(f"{A}entry")) == 2
    assert len(list(etree.fromstring(rss).iter("item"))) == 2
    assert len(feed["items"]) == 2


def test_stories_of_one_batch_are_told_apart_by_their_updated() -> None:
    told = [replace(one, updated=NOW) for one in stories(30)]
    moments = [one.text for one in etree.fromstring(feeds_of(told)[0]).iterfind(f"{A}entry/{A}updated")]
    assert len(set(moments)) == 30
    assert {datetime.fromisoformat(one or "").replace(microsecond=0) for one in moments} == {NOW}


def test_an_entry_is_the_same_in_every_feed_that_holds_it() -> None:
    alone = etree.fromstring(made([story(4)])["sections/yaowen.atom"]).find(f"{A}entry")
    among = etree.fromstring(made(stories(9), Publication("all", "全部"))["all.atom"]).findall(f"{A}entry")[4]
    assert alone is not None
    assert etree.tostring(alone) == etree.tostring(among)


def test_the_original_is_linked_and_credited_in_every_format() -> None:
    told = story(2)
    assert told.lead.origin == "湖北日报"
    atom, rss, feed = feeds_of([told])
    contents = [
        etree.fromstring(atom).findtext(f"{A}entry/{A}content"),
        etree.fromstring(rss).findtext("channel/item/{http://purl.org/rss/1.0/modules/content/}encoded"),
        feed["items"][0]["content_html"],
    ]
    for html in contents:
        assert f'来源：<a href="{told.lead.url}" rel="noopener">湖北日报</a>（崇阳县人民政府网转载）' in html
    assert etree.fromstring(rss).findtext("channel/item/link") == told.lead.url


def test_other_carriers_are_credited_in_every_format() -> None:
    told = story(3)
    atom, rss, feed = feeds_of([told])
    urls = [one.url for one in told.also]
    assert len(urls) == 3
    page = "https://feeds.example.cn/stories/00/0000000000000003/"
    related = [*urls, page]
    assert [
        one.get("href") for one in etree.fromstring(atom).iter(f"{A}link") if one.get("rel") == "related"
    ] == related
    assert [one.get("href") for one in etree.fromstring(rss).iter(f"{A}link") if one.get("rel") == "related"] == related
    assert [one["url"] for one in feed["items"][0]["_syndicator"]["also"]] == urls
    assert feed["items"][0]["_syndicator"]["page"] == page


def test_an_entry_names_the_feed_it_came_from() -> None:
    source = etree.fromstring(feeds_of([story(0)])[0]).find(f"{A}entry/{A}source")
    assert source is not None
    assert source.findtext(f"{A}id") == "https://paper.example.com/rss.xml"
    assert source.findtext(f"{A}title") == "咸宁日报"
    assert source.findtext(f"{A}updated")


def test_an_entry_from_a_list_page_claims_no_feed() -> None:
    assert etree.fromstring(feeds_of([story(2)])[0]).find(f"{A}entry/{A}source") is None


def test_sections_and_counties_are_categories_with_a_scheme() -> None:
    atom, rss, feed = feeds_of([story(1)])
    categories = [dict(one.attrib) for one in etree.fromstring(atom).iterfind(f"{A}entry/{A}category")]
    assert {"term": "jiayu", "scheme": "https://feeds.example.cn/places/", "label": "嘉鱼县"} in categories
    assert "嘉鱼县" in [one.text for one in etree.fromstring(rss).iter("category")]
    assert "嘉鱼县" in feed["items"][0]["tags"]


def test_pictures_carry_caption_and_photographer_and_stand_in_no_group() -> None:
    for document in feeds_of([story(0)])[:2]:
        root = etree.fromstring(document)
        picture = next(root.iter(f"{MEDIA}content"))
        assert picture.findtext(f"{MEDIA}description") == "治理后的大市河"
        credit = picture.find(f"{MEDIA}credit")
        assert credit is not None
        assert (credit.text, credit.get("role")) == ("舒小满", "photographer")
        assert not list(root.iter(f"{MEDIA}group"))


def test_a_picture_is_enclosed_when_its_type_and_length_are_known() -> None:
    images = (
        Image("https://a.example/1.jpg", type="image/jpeg"),
        Image("https://a.example/2.png", type="image/png", size=7),
    )
    atom, rss, feed = feeds_of([with_item(images=images), story(1)])
    assert atom.count(b'rel="enclosure"') == rss.count(b"<enclosure") == 1
    assert b'<enclosure url="https://a.example/2.png" length="7" type="image/png"/>' in rss
    assert b'fileSize="7"' in rss
    assert [one.get("size_in_bytes") for one in feed["items"][0]["attachments"]] == [None, 7]


def test_ampersands_and_brackets_in_titles_are_hexadecimal_references() -> None:
    atom, rss, _ = feeds_of([with_item(title="R&D <比> &amp; 5>3")])
    for document in (atom, rss):
        assert "R&#x26;D &#x3C;比&gt; &#x26;amp; 5&gt;3".encode() in document
    assert etree.fromstring(atom).findtext(f"{A}entry/{A}title") == "R&D <比> &amp; 5>3"


def test_a_title_that_holds_an_end_tag_is_no_markup() -> None:
    atom, _, feed = feeds_of([with_item(title="怎样用</b>标签")])
    assert etree.fromstring(atom).findtext(f"{A}entry/{A}title") == "怎样用＜/b>标签"
    assert feed["items"][0]["title"] == "怎样用</b>标签"


def test_a_headline_without_text_still_says_where_it_came_from() -> None:
    told = with_item(html="", text="", summary="", images=(), rights=Rights.HEADLINE)
    assert faults([told]) == []
    assert "来源：" in (etree.fromstring(feeds_of([told])[0]).findtext(f"{A}entry/{A}content") or "")


def test_a_summary_is_escaped_where_rss_takes_it_for_html() -> None:
    _, rss, feed = feeds_of([with_item(html="", summary="价格 < 5 元 & 包邮")])
    assert etree.fromstring(rss).findtext("channel/item/description") == "价格 &lt; 5 元 &amp; 包邮"
    assert feed["items"][0]["summary"] == "价格 < 5 元 & 包邮"


def test_a_story_without_address_or_title_links_to_the_page_and_is_named_by_its_text() -> None:
    told = with_item(title="  ", url=None, summary="", text="雨夹雪转多云")
    assert faults([told]) == []
    entry = feeds_of([told])[2]["items"][0]
    assert (entry["title"], entry["url"]) == ("雨夹雪转多云", "https://feeds.example.cn/sections/yaowen/")


def test_dates_of_another_age_and_of_the_future_do_not_get_out() -> None:
    old = replace(with_item(published=datetime(1970, 1, 1, tzinfo=UTC)), id="tag:example.cn,2026:a")
    future = replace(with_item(published=NOW + timedelta(days=9)), id="tag:example.cn,2026:b")
    for entry in feeds_of([old, future])[2]["items"]:
        assert datetime.fromisoformat(entry["date_published"]) == future.told


def test_relative_addresses_scripts_and_styles_do_not_get_out() -> None:
    html = '<p style="x" onclick="y">甲<a href="/b">乙</a><img src="./c.jpg"><script>z</script><iframe src="//d"></iframe></p>'
    content = feeds_of([with_item(html=html, images=())])[2]["items"][0]["content_html"]
    assert content.startswith('<p>甲<a rel="noopener">乙</a><img ')
    assert not re.search(r"style|onclick|script|iframe|c\.jpg|href=\"/", content)


def test_a_film_keeps_a_link_that_works_in_every_reader() -> None:
    html = '<p>看</p><video controls poster="https://v.example.com/p.jpg"><source src="https://v.example.com/1.mp4"></video>'
    told = with_item(html=html, images=())
    assert faults([told]) == []
    content = feeds_of([told])[2]["items"][0]["content_html"]
    assert '<a href="https://v.example.com/1.mp4" rel="noopener">观看视频</a>' in content


def test_pictures_that_the_text_does_not_hold_are_shown_before_it() -> None:
    images = (Image("https://img.example.com/图 片.jpg", "荷花<开>", "熊桂生"),)
    content = feeds_of([with_item(html="<p>正文</p>", images=images)])[2]["items"][0]["content_html"]
    assert content.startswith('<figure><img src="https://img.example.com/%E5%9B%BE%20%E7%89%87.jpg"')
    assert "<figcaption>荷花&lt;开&gt; （熊桂生 摄）</figcaption></figure><p>正文</p>" in content


def test_a_reader_program_understands_both_feeds() -> None:
    for document in feeds_of(stories(20))[:2]:
        parsed = feedparser.parse(document)
        assert not parsed.bozo
        assert len(parsed.entries) == 20
        assert parsed.entries[0].author == "咸宁日报"
        assert parsed.feed.title == "要闻 - 咸宁县域新闻"
        assert parsed.entries[0].media_content[0]["url"] == "https://img.example.com/0.jpg"


def test_the_feed_says_where_it_is_served_and_where_its_page_is() -> None:
    atom, rss, feed = feeds_of(stories(1))
    links = {(one.get("rel"), one.get("type")): one.get("href") for one in etree.fromstring(atom).iterfind(f"{A}link")}
    assert links["self", "application/atom+xml"] == "https://feeds.example.cn/sections/yaowen.atom"
    assert links["alternate", "text/html"] == "https://feeds.example.cn/sections/yaowen/"
    assert etree.fromstring(rss).findtext("channel/link") == "https://feeds.example.cn/sections/yaowen/"
    assert feed["feed_url"] == "https://feeds.example.cn/sections/yaowen.json"


def test_a_browser_finds_the_style_sheet_below_the_offices_folder() -> None:
    atom = made(stories(1), base_url="https://example.cn/feeds")["sections/yaowen.atom"]
    assert b'<?xml-stylesheet type="text/css" href="/feeds/assets/feed.css"?>' in atom


def with_item(**changes: Any) -> Story:
    told = story(0)
    return replace(told, lead=replace(told.lead, **changes))


SPECIAL = st.sampled_from(
    "\x00 \x07 \x0b \x0c \x1b \x7f \x85 \x9f \ud800 \udfff \ufdd0 \ufdd1 \ufffd \ufffe \uffff \U0001fffe \U0001f600 "
    "]]> <![CDATA[ &amp; &#0; &#x26; &nbsp; &bogus; & < > \" ' </title> <b> </b> <script> <!-- --> <?import \u202e "
    "\u2067 \u200f \u3000 \u2028 \r\n \t a@b.cn <a@b.cn> 中文 𠮷 http://x/ ://".split(" ")
)
TEXT = st.lists(SPECIAL | st.text(max_size=12), max_size=12).map("".join)
URL = st.one_of(
    st.none(),
    TEXT,
    TEXT.map("http://例子.example/{}".format),
    st.sampled_from(
        ["http://[::1]/", "http://a:b/", "HTTP://EX.com:80", "https://u:p@ex.com/%zz?q=a b|c#f^", "//x/y", "ftp://e/x"]
    ),
)
# A day inside, for the office's zone must still be able to name it.
MOMENT = st.integers(1, date.max.toordinal() - 2).map(
    lambda day: datetime.combine(date.fromordinal(day + 1), time(23, 59), UTC)
)
IMAGE = st.builds(
    Image,
    url=URL.map(lambda one: one or ""),
    caption=TEXT,
    credit=TEXT,
    type=TEXT | st.just("image/png"),
    size=st.none() | st.integers(),
)
ITEM = st.builds(
    Item,
    source=st.sampled_from(["paper", "gov", "unknown"]),
    key=TEXT,
    title=TEXT | st.text(min_size=500, max_size=900),
    url=URL,
    html=TEXT,
    text=TEXT,
    summary=TEXT,
    published=st.none() | MOMENT,
    origin=st.none() | TEXT,
    author=st.none() | TEXT,
    images=st.lists(IMAGE, max_size=3).map(tuple),
)
CREDIT = st.builds(Credit, source=st.just("tv"), name=TEXT, title=TEXT, url=URL)
STORY = st.builds(
    Story,
    id=st.integers(0, 9).map("tag:example.cn,2026-11-25:story/{}".format),
    lead=ITEM,
    lead_name=TEXT,
    told=st.sampled_from([NOW, NOW - timedelta(days=9000), NOW - timedelta(days=20000)]),
    updated=st.sampled_from([NOW, NOW - timedelta(seconds=1), NOW - timedelta(days=20000)]),
    sections=st.sampled_from([(), ("yaowen",), ("yaowen", "gone")]),
    places=st.sampled_from([(), ("jiayu", "chibi")]),
    also=st.lists(CREDIT, max_size=3).map(tuple),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(STORY, max_size=4))
def test_no_story_however_hostile_breaks_a_rule(told: list[Story]) -> None:
    assert faults(told) == []


@settings(max_examples=30, deadline=None)
@given(TEXT, TEXT, st.lists(STORY, max_size=2))
def test_no_title_of_an_office_or_section_breaks_a_rule(title: str, description: str, told: list[Story]) -> None:
    files = made(told, Publication("all", title, description), title=title, description=description, contact=title)
    assert (
        atom_faults(files["all.atom"]) + rss_faults(files["all.rss"]) + json_faults(json.loads(files["all.json"])) == []
    )


@settings(max_examples=20, deadline=None)
@given(st.lists(STORY, min_size=1, max_size=3))
def test_no_edition_however_hostile_breaks_a_rule(told: list[Story]) -> None:
    from syndicator.publish.editions import digest_documents

    issues = [edition("xinmeiti", NOW - timedelta(hours=11 * number), told) for number in range(2)]
    files = {
        one.path: one.body for one in digest_documents(OFFICE.digests[0], issues, told, OFFICE, drawn=lambda *_: True)
    }
    assert atom_faults(files["digest/xinmeiti.atom"]) + rss_faults(files["digest/xinmeiti.rss"]) == []
    assert json_faults(json.loads(files["digest/xinmeiti.json"])) == []


@pytest.mark.parametrize("url", ["http://EX.example.com", "https://a.example/%b5/", "https://ex.example:443/../x"])
def test_a_source_whose_address_is_not_canonical_breaks_no_rule(url: str) -> None:
    settings_ = replace(OFFICE, sources=(Source("paper", "报", url, Kind.FEED),))
    files = {one.path: one.body for one in documents(YAOWEN, [story(0)], settings_, updated=NOW)}
    assert atom_faults(files["sections/yaowen.atom"]) == []
