"""The digest: what it chooses, when it is due, and its documents."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from syndicator.model import Digest, EditionTime, Story
from syndicator.publish.digest import choose as chosen_of
from syndicator.publish.editions import digest_documents
from syndicator.publish.schedule import due_edition as due_of
from tests.publish.rules import atom_faults, json_faults, rss_faults
from tests.publish.samples import NOW, ZONE, edition, office, stories

OFFICE = office()
DIGEST = OFFICE.digests[0]
MILLENNIUM = datetime.fromisoformat("2000-01-02")
TWICE = Digest("xinmeiti", "新媒体", 5, (EditionTime(time(7, 30), "早报"), EditionTime(time(18), "晚报")))


def choose(pool: list[Story], digest: Digest, now: datetime) -> tuple[Story, ...]:
    return chosen_of(pool, digest, now).stories


def due_edition(digest: Digest, last: datetime | None, now: datetime, zone: ZoneInfo) -> datetime | None:
    due = due_of(digest, last, now, zone)
    return due.at if due is not None else None


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def test_an_edition_is_due_from_its_minute_on_and_once() -> None:
    assert due_edition(TWICE, at("2026-11-24T18:00"), at("2026-11-25T07:29:59"), ZONE) is None
    assert due_edition(TWICE, at("2026-11-24T18:00"), at("2026-11-25T07:30"), ZONE) == at("2026-11-25T07:30")
    assert due_edition(TWICE, at("2026-11-25T07:30"), at("2026-11-25T07:31"), ZONE) is None


def test_only_the_latest_missed_edition_is_made_up() -> None:
    assert due_edition(TWICE, at("2026-11-20T18:00"), at("2026-11-25T17:00"), ZONE) == at("2026-11-25T07:30")


def test_the_very_first_edition_is_the_latest_past_one() -> None:
    assert due_edition(TWICE, None, at("2026-11-25T05:00"), ZONE) == at("2026-11-24T18:00")


def test_an_edition_of_working_days_waits_through_the_weekend() -> None:
    weekly = replace(TWICE, editions=(EditionTime(time(7, 30), "早报", (0, 1, 2, 3, 4)),))
    friday, sunday = at("2026-11-27T07:30"), at("2026-11-29T12:00")
    assert due_edition(weekly, None, sunday, ZONE) == friday
    assert due_edition(weekly, friday, sunday, ZONE) is None
    assert due_edition(weekly, friday, at("2026-11-30T07:30"), ZONE) == at("2026-11-30T07:30")


def test_a_digest_without_times_has_no_editions() -> None:
    assert due_edition(replace(TWICE, editions=()), None, NOW, ZONE) is None


@given(
    st.datetimes(MILLENNIUM, MILLENNIUM.replace(year=2100)),
    st.lists(st.times().map(lambda one: one.replace(second=0, microsecond=0)), min_size=1, max_size=4),
)
def test_what_is_due_has_passed_is_scheduled_and_is_newer_than_the_last(now: datetime, times: list[time]) -> None:
    digest, moment = replace(TWICE, editions=tuple(EditionTime(one, "报") for one in times)), now.replace(tzinfo=ZONE)
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
    assert "embed.js" in root.xpath("//section//input/@value")[0]


def test_the_fragment_stands_alone() -> None:
    fragment = issues()["digest/xinmeiti/fragment.html"].decode()
    root = html.fragment_fromstring(fragment, create_parent=True)
    assert len(root.xpath(".//li")) == DIGEST.size
    assert all(one.startswith("https://") for one in root.xpath(".//@href | .//@src"))
    assert "<script" not in fragment
    assert "style>" not in fragment
    assert "document.cookie" not in issues()["digest/xinmeiti/embed.js"].decode()


def test_an_editions_page_is_announced_with_the_digests_feeds() -> None:
    page = html.fromstring(issues()["digest/xinmeiti/202611250730/index.html"].decode())
    assert page.xpath("//link[@type='application/atom+xml']/@href") == ["https://feeds.example.cn/digest/xinmeiti.atom"]
    assert len(page.xpath("//article")) == DIGEST.size


def test_the_digests_feed_is_newer_when_an_edition_is_added() -> None:
    root = etree.fromstring(issues()["digest/xinmeiti.atom"])
    space = "{http://www.w3.org/2005/Atom}"
    moments = [datetime.fromisoformat(one.text) for one in root.iterfind(f"{space}entry/{space}updated")]
    assert moments == sorted(moments, reverse=True)
