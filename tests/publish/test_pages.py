"""Pages for people: whole without scripts, safe, small, and found by readers' programs."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from syndicator.model import Credit, Publication
from syndicator.publish.documents import documents
from syndicator.publish.home import home_documents
from syndicator.publish.page import TEMPLATES, navigation
from syndicator.publish.words import EN, ZH
from tests.publish.samples import NOW, office, publications, stories, story

OFFICE = office()
STYLE = (TEMPLATES / "style.css").stat().st_size
ALL = Publication("all", "咸宁县域新闻")


def pages(count: int = 50, publication: Publication = ALL) -> dict[str, str]:
    made = documents(publication, stories(count), OFFICE, updated=NOW)
    return {one.path: one.body.decode() for one in made if one.path.endswith(".html")}


def home(**counts: int) -> dict[str, bytes]:
    return {one.path: one.body for one in home_documents(publications(OFFICE), OFFICE, counts)}


def every_page() -> dict[str, str]:
    front = {path: body.decode() for path, body in home().items() if path.endswith(".html")}
    return {**front, **pages()}


def test_both_languages_say_everything() -> None:
    assert set(ZH) == set(EN)
    assert all(words[key] for words in (ZH, EN) for key in words if key != "space")
    assert all(ZH[key].count("{}") == EN[key].count("{}") for key in ZH)


def test_every_page_names_its_language_and_has_its_landmarks() -> None:
    for path, text in every_page().items():
        root = html.fromstring(text)
        assert root.get("lang") == ("en" if path.endswith(".en.html") else "zh-CN"), path
        for tag in ("header", "main", "footer", "h1"):
            assert len(root.findall(f".//{tag}")) == 1, (path, tag)
        assert root.xpath("//nav/@aria-label"), path
        assert root.xpath("//a[@class='skip']/@href") == ["#main"]


def test_no_page_holds_a_script_or_a_style_of_its_own() -> None:
    for text in every_page().values():
        assert not re.search(r"<style|\son\w+=|\sstyle=|javascript:", text)
        (script,) = re.findall(r"<script[^>]*>[^<]*", text)
        assert re.fullmatch(r'<script src="/assets/copy\.js\?v=\w+" defer>', script)


def test_pages_stay_below_50_kilobytes() -> None:
    for path, text in every_page().items():
        assert len(text.encode()) + STYLE < 50_000, path


def test_a_page_of_the_longest_stories_stays_below_50_kilobytes_too() -> None:
    lead = story(0).lead
    also = tuple(Credit("tv", f"某某县融媒体中心第{n}频道", "", f"https://tv.example.com/{n}") for n in range(9))
    told = [
        replace(
            story(number),
            id=f"tag:example.cn,2026:{number}",
            lead=replace(lead, title="题" * 60, summary="文" * 500),
            also=also,
            sections=("yaowen", "xianyu"),
        )
        for number in range(50)
    ]
    for one in documents(ALL, told, OFFICE, updated=NOW):
        assert not one.path.endswith(".html") or len(one.body) + STYLE < 50_000


def test_headings_go_down_one_step_at_a_time() -> None:
    for path, text in every_page().items():
        levels = [int(one.tag[1]) for one in html.fromstring(text).iter("h1", "h2", "h3", "h4")]
        assert levels[0] == 1, path
        assert all(after - before <= 1 for before, after in pairwise(levels)), path


def test_every_control_has_a_name_and_every_picture_an_alternative() -> None:
    for text in every_page().values():
        root = html.fromstring(text)
        assert all(one.get("aria-label") and one.get("readonly") is not None for one in root.iter("input"))
        assert all(
            one.get("alt") is not None and one.get("referrerpolicy") == "no-referrer" for one in root.iter("img")
        )


def test_readers_programs_find_all_three_feeds() -> None:
    for text in pages(3, Publication("sections/yaowen", "要闻")).values():
        found = html.fromstring(text).xpath("//link[@rel='alternate'][@type]")
        assert {one.get("type"): one.get("href") for one in found} == {
            "application/atom+xml": "https://feeds.example.cn/sections/yaowen.atom",
            "application/rss+xml": "https://feeds.example.cn/sections/yaowen.rss",
            "application/feed+json": "https://feeds.example.cn/sections/yaowen.json",
        }


def test_addresses_can_be_copied_without_a_script() -> None:
    addresses = html.fromstring(home()["index.html"].decode()).xpath("//input[@readonly]/@value")
    assert "https://feeds.example.cn/all.atom" in addresses
    assert "https://feeds.example.cn/sections/yaowen.atom" in addresses
    assert "https://feeds.example.cn/places/chibi.atom" in addresses


def test_a_story_shows_source_time_places_and_who_else_tells_it() -> None:
    item = html.fromstring(pages()["all/index.html"]).xpath("//li[@class='story']")[3]
    words = " ".join(item.text_content().split())
    told = story(3)
    assert told.lead.title in words
    assert "云上通城 06:23" in words
    assert "另有 3 家报道" in words
    assert item.xpath(".//a[starts-with(@class, 'tag')]/@href") == ["/sections/wenyu/", "/places/tongcheng/"]
    assert item.xpath(".//a[@class='also']/@href") == ["/stories/00/0000000000000003/"]


def test_the_days_are_those_of_the_office_and_in_order() -> None:
    days = html.fromstring(pages()["all/index.html"]).xpath("//section[@class='day']//h2/time/@datetime")
    assert days == sorted(set(days), reverse=True)
    assert days[0] == "2026-11-25"


def test_an_english_page_leads_to_english_pages_and_back() -> None:
    root = html.fromstring(pages()["all/index.en.html"])
    assert root.xpath("//a[@class='switch']/@href") == ["index.html"]
    assert all(one.endswith("/index.en.html") for one in root.xpath("//nav//a/@href"))


def test_an_office_below_a_folder_links_below_it() -> None:
    below = office(base_url="https://example.cn/feeds")
    text = documents(ALL, stories(2), below, updated=NOW)[3].body.decode()
    links = [one for one in html.fromstring(text).xpath("//@href") if one.startswith("/")]
    assert links
    assert all(one.startswith("/feeds/") for one in links)


def test_an_empty_section_says_so() -> None:
    assert "还没有新闻" in pages(0)["all/index.html"]


def test_the_opml_list_nests_sections_and_counties() -> None:
    root = etree.fromstring(home()["opml.xml"])
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    groups = {one.get("text"): [each.get("text") for each in one] for one in root.findall("body/outline") if len(one)}
    assert groups["县域"] == ["咸安区", "嘉鱼县", "赤壁市", "通城县", "崇阳县", "通山县"]
    assert groups["新媒体"] == ["新媒体"]
    feeds = [one for one in root.iter("outline") if one.get("type")]
    assert {one.get("type") for one in feeds} == {"rss"}
    assert all(one.get("xmlUrl") and one.get("htmlUrl") and one.get("text") for one in feeds)


def test_the_sitemap_lists_every_page_in_both_languages() -> None:
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = [one.text for one in etree.fromstring(home()["sitemap.xml"]).iter(f"{space}loc")]
    assert "https://feeds.example.cn/places/chibi/" in found
    assert "https://feeds.example.cn/places/chibi/index.en.html" in found
    assert len(found) == len(set(found)) == 2 * (len(publications(OFFICE)) + 1)
    assert b"Sitemap: https://feeds.example.cn/sitemap.xml" in home()["robots.txt"]


def test_the_home_page_counts_stories() -> None:
    assert "17 条" in home(**{"sections/yaowen": 17})["index.html"].decode()


TEXT = st.text(max_size=30) | st.sampled_from(
    ['"><script>x</script>', "</title>", "\ud800\x00", "{{ 7*7 }}", "&amp;", "‮"]
)


@settings(max_examples=40, deadline=None)
@given(TEXT, TEXT, TEXT, TEXT)
def test_no_text_gets_out_of_its_place(title: str, summary: str, name: str, contact: str) -> None:
    told = story(2)
    hostile = replace(told, lead=replace(told.lead, title=title, summary=summary, origin=name), lead_name=name)
    made = office(title=name, description=summary, contact=contact)
    for one in documents(Publication("all", title, summary), [hostile], made, updated=datetime(2026, 1, 1, tzinfo=UTC)):
        if one.path.endswith(".html"):
            root = html.fromstring(one.body.decode())
            assert [one.get("src") is not None for one in root.iter("script")] == [True]
            assert len(root.xpath("//li[@class='story']")) == 1
            assert len(root.findall(".//main")) == 1


def test_a_digest_called_as_a_section_is_told_apart_from_it() -> None:
    made = office()
    same = replace(made, sections=(*made.sections, replace(made.sections[0], id="xmt", name=made.digests[0].name)))
    names = [link.name for links in navigation(same).values() for link in links]
    assert len(names) == len(set(names))
    assert f"{made.digests[0].name}摘要" in names
