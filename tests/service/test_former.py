"""Publications that are renamed or taken out of config.toml: nothing of them is lost to those who subscribed."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import feedparser

from syndicator.model import Digest, EditionTime, Regime, Rights, Section, Source
from syndicator.publish.signposts import FILE, read_signposts
from syndicator.service import publisher, station
from tests.loopback import Loopback
from tests.service.conftest import Office, a_source, entry, rss


def opened(office: Office, web: Loopback, **changes: object) -> Office:
    url = web.put("/feed", rss(*(entry(f"k{n}", f"崇阳县第{n}届运动会", f"正文{n}") for n in range(3))), "text/xml")
    office = office.with_sources(a_source("paper", url), **changes)
    office.gather()
    office.publish()
    return office


def adopt(office: Office, *declared: Source, **changes: object) -> Office:
    office = office.with_sources(*(declared or office.settings.sources), **changes)
    with office.open() as store:
        station.adopt(store, office.settings)
    office.publish()
    return office


def signs(office: Office) -> dict[str, str | None]:
    return read_signposts((office.settings.public / FILE).read_bytes())


def feed_of(office: Office, id: str) -> feedparser.FeedParserDict:
    return feedparser.parse((office.settings.public / f"{id}.atom").read_bytes())


def test_a_renamed_section_keeps_its_stories_and_the_id_of_its_feed(office: Office, web: Loopback) -> None:
    office = opened(office, web)
    before = feed_of(office, "sections/yaowen")
    office = adopt(office, sections=(Section("toutiao", "要闻", fallback=True, former=("yaowen",)),))
    after = feed_of(office, "sections/toutiao")
    assert [one.id for one in after.entries] == [one.id for one in before.entries] != []
    assert after.feed.id == before.feed.id
    assert not (office.settings.public / "sections/yaowen.atom").exists()
    assert signs(office) == {"sections/yaowen": "sections/toutiao"}


def test_stories_too_old_to_be_told_anew_move_too(office: Office, web: Loopback) -> None:
    office = opened(office, web)
    office.settings = replace(
        office.settings, sections=(Section("toutiao", "要闻", fallback=True, former=("yaowen",)),)
    )
    with office.open() as store:
        publisher.rebuild(store, office.settings)
    assert (len(office.stories("sections/toutiao")), office.stories("sections/yaowen")) == (3, [])


def test_a_renamed_digest_keeps_its_editions(office: Office, web: Loopback) -> None:
    digest = Digest("wan", "新媒体", editions=(EditionTime(time(0, 0), "早报"),))
    office = opened(office, web, digests=(digest,))
    before = feed_of(office, "digest/wan")
    office = adopt(office, digests=(replace(digest, id="xinmeiti", former=("wan",)),))
    assert [one.id for one in feed_of(office, "digest/xinmeiti").entries] == [one.id for one in before.entries] != []


def test_what_is_taken_out_is_remembered_until_it_comes_back(office: Office, web: Loopback) -> None:
    office = opened(office, web)
    declared = office.settings.places
    gone = adopt(office, places=())
    assert signs(gone) == {"places/chongyang": None}
    adopt(gone, sections=(Section("yaowen", "头条", fallback=True),))
    assert signs(gone) == {"places/chongyang": None}, "through every later edit"
    back = adopt(gone, places=declared)
    assert signs(back) == {}
    assert (back.settings.public / "places/chongyang.atom").exists()


def test_two_renames_lead_straight_to_where_it_is_now(office: Office, web: Loopback) -> None:
    office = opened(office, web)
    section = Section("b", "要闻", fallback=True, former=("yaowen",))
    office = adopt(office, sections=(section,))
    office = adopt(office, sections=(replace(section, id="c", former=("yaowen", "b")),))
    assert signs(office) == {"sections/b": "sections/c", "sections/yaowen": "sections/c"}


def test_the_list_of_feeds_is_dated_by_its_own_last_change(office: Office, web: Loopback) -> None:
    office = opened(office, web)
    opml = office.settings.public / "opml.xml"
    first = opml.read_bytes()
    assert b"<dateModified>" in first
    office = adopt(office, rights=(Regime(show=Rights.HEADLINE),))
    assert opml.read_bytes() == first, "what is shown of stories is no change of the list"
    adopt(office, sections=(Section("yaowen", "头条", fallback=True),))
    assert opml.read_bytes() != first
