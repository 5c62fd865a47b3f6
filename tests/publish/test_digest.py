"""The digest: what it chooses, when it is due, and its documents."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from syndicator.model import Credit, Digest
from syndicator.publish.digest import choose, digest_documents, due_edition
from tests.publish.rules import atom_faults, json_faults, rss_faults
from tests.publish.samples import NOW, ZONE, edition, office, stories, story

OFFICE = office()
DIGEST = OFFICE.digests[0]
MILLENNIUM = datetime.fromisoformat("2000-01-02")
TWICE = Digest("xinmeiti", "新媒体", 5, (time(7, 30), time(18)))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@given(st.lists(st.integers(0, 60), unique=True), st.integers(0, 9))
def test_it_chooses_at_most_its_size_and_each_story_once(numbers: list[int], size: int) -> None:
    pool = [story(number) for number in numbers]
    chosen = choose(pool, replace(DIGEST, size=size), NOW)
    assert len(chosen) == min(size, len(pool))
    assert len({one.id for one in chosen}) == len(chosen)
    assert all(one in pool for one in chosen)


@given(st.permutations(range(20)))
def test_the_order_of_the_pool_does_not_matter(numbers: list[int]) -> None:
    assert choose([story(number) for number in numbers], DIGEST, NOW) == choose(stories(20), DIGEST, NOW)


def test_what_more_sources_tell_comes_first() -> None:
    pool = [replace(story(number), also=(), told=NOW) for number in range(0, 30, 3)]
    widely = replace(pool[7], also=tuple(Credit(f"s{n}", "x", "y", None) for n in range(4)))
    assert choose([*pool[:7], widely, *pool[8:]], DIGEST, NOW)[0] == widely


def test_headlines_have_pictures_when_there_are_enough() -> None:
    assert all(one.lead.images for one in choose(stories(40), DIGEST, NOW))


def test_it_is_spread_over_the_counties() -> None:
    chosen = choose(stories(60), replace(DIGEST, size=6), NOW)
    assert max(Counter(one.places[0] for one in chosen).values()) <= 2


def test_old_news_gives_way() -> None:
    old = [replace(story(3 * n), told=NOW - timedelta(days=9), also=story(3).also) for n in range(9)]
    new = [replace(story(30 + 3 * n), told=NOW - timedelta(hours=1), also=()) for n in range(5)]
    assert set(choose([*old, *new], DIGEST, NOW)) == set(new)


def test_only_its_own_sections_and_sources_count() -> None:
    chosen = choose(stories(40), replace(DIGEST, sections=("lvyou",), sources=("tv",)), NOW)
    assert chosen
    assert all("lvyou" in one.sections and one.lead.source == "tv" for one in chosen)


def test_an_edition_is_due_from_its_minute_on_and_once() -> None:
    assert due_edition(TWICE, at("2026-11-24T18:00"), at("2026-11-25T07:29:59"), ZONE) is None
    assert due_edition(TWICE, at("2026-11-24T18:00"), at("2026-11-25T07:30"), ZONE) == at("2026-11-25T07:30")
    assert due_edition(TWICE, at("2026-11-25T07:30"), at("2026-11-25T07:31"), ZONE) is None


def test_only_the_latest_missed_edition_is_made_up() -> None:
    assert due_edition(TWICE, at("2026-11-20T18:00"), at("2026-11-25T17:00"), ZONE) == at("2026-11-25T07:30")


def test_the_very_first_edition_is_the_latest_past_one() -> None:
    assert due_edition(TWICE, None, at("2026-11-25T05:00"), ZONE) == at("2026-11-24T18:00")


def test_a_digest_without_times_has_no_editions() -> None:
    assert due_edition(replace(TWICE, editions=()), None, NOW, ZONE) is None


@given(
    st.datetimes(MILLENNIUM, MILLENNIUM.replace(year=2100)),
    st.lists(st.times().map(lambda one: one.replace(second=0, microsecond=0)), min_size=1, max_size=4),
)
def test_what_is_due_has_passed_is_scheduled_and_is_newer_than_the_last(now: datetime, times: list[time]) -> None:
    digest, moment = replace(TWICE, editions=tuple(times)), now.replace(tzinfo=ZONE)
    due = due_edition(digest, None, moment, ZONE)
    assert due is not None
    assert moment - timedelta(days=1) <= due <= moment
    assert due.time() in times
    assert due_edition(digest, due, moment, ZONE) is None


def issues() -> dict[str, bytes]:
    pool = stories(40)
    made = [
        edition("xinmeiti", at(moment), choose(pool[start:], DIGEST, at(moment)))
        for start, moment in ((0, "2026-11-25T07:30"), (6, "2026-11-24T18:00"), (12, "2026-11-24T07:30"))
    ]
    return {one.path: one.body for one in digest_documents(DIGEST, made, choose(pool, DIGEST, NOW), OFFICE)}


def test_all_files_of_a_digest_lie_where_they_are_promised() -> None:
    paths = set(issues())
    assert {f"digest/xinmeiti.{one}" for one in ("atom", "rss", "json")} <= paths
    assert {f"digest/xinmeiti/{one}" for one in ("index.html", "index.en.html", "fragment.html", "embed.js")} <= paths
    assert {f"digest/xinmeiti/{one}/index.html" for one in ("202611250730", "202611241800", "202611240730")} <= paths


def test_its_feeds_break_no_rule_and_equal_editions_give_equal_bytes() -> None:
    made = issues()
    assert atom_faults(made["digest/xinmeiti.atom"]) == []
    assert rss_faults(made["digest/xinmeiti.rss"]) == []
    assert json_faults(json.loads(made["digest/xinmeiti.json"])) == []
    assert made == issues()


def test_a_digest_without_editions_breaks_no_rule() -> None:
    made = {one.path: one.body for one in digest_documents(DIGEST, [], [], OFFICE)}
    assert atom_faults(made["digest/xinmeiti.atom"]) == []
    assert rss_faults(made["digest/xinmeiti.rss"]) == []


def test_an_entry_is_a_whole_edition_with_titles_pictures_links_and_sources() -> None:
    item = json.loads(issues()["digest/xinmeiti.json"])["items"][0]
    chosen = choose(stories(40), DIGEST, at("2026-11-25T07:30"))
    assert item["id"] == "tag:example.cn,2026-11-25:digest/xinmeiti/0730"
    assert item["url"] == "https://feeds.example.cn/digest/xinmeiti/202611250730/"
    content = html.fromstring(item["content_html"])
    assert [one.text_content() for one in content.iter("h2")] == [one.lead.title for one in chosen]
    assert content.xpath("//h2/a/@href") == [one.lead.url for one in chosen]
    assert content.xpath("//img/@src") == [one.lead.images[0].url for one in chosen]
    assert item["content_html"].count("来源：") == len(chosen)


def test_the_page_shows_the_block_and_all_editions() -> None:
    root = html.fromstring(issues()["digest/xinmeiti/index.html"].decode())
    assert len(root.xpath("//ol[@class='headlines']/li//img")) == DIGEST.size
    assert [one.split("/")[3] for one in root.xpath("//ul[@class='editions']//a/@href")] == [
        "202611250730",
        "202611241800",
        "202611240730",
    ]
    assert "embed.js" in root.xpath("//input/@value")[-1]


def test_the_fragment_stands_alone() -> None:
    fragment = issues()["digest/xinmeiti/fragment.html"].decode()
    root = html.fragment_fromstring(fragment, create_parent=True)
    assert len(root.xpath(".//li")) == DIGEST.size
    assert all(one.startswith("https://") for one in root.xpath(".//@href | .//@src"))
    assert "<script" not in fragment
    assert "cookie" not in issues()["digest/xinmeiti/embed.js"].decode().replace("no cookies", "")


def test_an_editions_page_is_announced_with_the_digests_feeds() -> None:
    page = html.fromstring(issues()["digest/xinmeiti/202611250730/index.html"].decode())
    assert page.xpath("//link[@type='application/atom+xml']/@href") == ["https://feeds.example.cn/digest/xinmeiti.atom"]
    assert len(page.xpath("//article")) == DIGEST.size


def test_the_digests_feed_is_newer_when_an_edition_is_added() -> None:
    root = etree.fromstring(issues()["digest/xinmeiti.atom"])
    space = "{http://www.w3.org/2005/Atom}"
    moments = [datetime.fromisoformat(one.text) for one in root.iterfind(f"{space}entry/{space}updated")]
    assert moments == sorted(moments, reverse=True)
