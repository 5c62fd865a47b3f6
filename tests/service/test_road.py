"""The main road over the demo county: everything is told, once, and stands still when nothing is new."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import pytest

from syndicator import config
from syndicator.demo.config import text as config_text
from syndicator.demo.county import ZONE, County
from syndicator.demo.server import Sites
from syndicator.model import Rights
from syndicator.refine.urls import canonical
from syndicator.service import station
from tests.loopback import Loopback
from tests.service.conftest import Office

# The service goes by the real clock: of a county that stands still for a week it would find the news too old to tell.
STARTED = (datetime.now(ZONE) - timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)


@dataclass
class Town:
    """The demo county under a clock that the test moves."""

    office: Office
    county: County
    moment: list[datetime] = field(default_factory=lambda: [STARTED])

    @property
    def now(self) -> datetime:
        return self.moment[0]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    county = County.opened(STARTED)
    moment = [STARTED]
    with Sites(county, clock=lambda: moment[0]) as sites:
        file = tmp_path / "config.toml"
        file.write_text(config_text(sites.urls, 8080, tmp_path), encoding="utf-8")
        yield Town(Office(config.load(file)), county, moment)


def digest_of(public: Path) -> dict[str, str]:
    return {
        str(path.relative_to(public)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in public.rglob("*")
        if path.is_file()
    }


def test_every_story_of_the_county_is_told_once(town: Town) -> None:
    tally = town.office.gather()
    assert not tally.errors
    told = town.office.stories()
    truth = town.county.truth(town.now)
    # Which wire story each published link belongs to, by the serial in its URL or by its title.
    titles: dict[str, str] = {}
    for id, copies in truth.items():
        for copy in copies:
            titles.setdefault(copy.title, id)
            titles.setdefault(copy.text.title, id)
    seen: dict[str, list[str]] = {}
    strangers = []
    for story in told:
        names = [story.lead.title, *(credit.title for credit in story.also)]
        ids = {titles[name] for name in names if name in titles}
        assert len(ids) <= 1, f"one story out of two: {names}"
        if ids:
            seen.setdefault(ids.pop(), []).append(story.lead.title)
        else:
            strangers.append(story.lead.title)
    assert not strangers
    assert not {id: leads for id, leads in seen.items() if len(leads) > 1}, "told twice"
    assert set(seen) == set(truth), "not told at all"


def test_gathering_twice_changes_no_byte(town: Town) -> None:
    town.office.gather()
    town.office.publish()
    before = digest_of(town.office.settings.public)
    assert len(before) > 100
    town.office.gather()
    town.office.publish()
    assert digest_of(town.office.settings.public) == before


def test_an_unchanged_county_is_asked_conditionally_and_costs_no_parse(town: Town) -> None:
    town.office.gather()
    tally = town.office.gather()
    assert tally.unchanged == tally.polled
    assert (tally.pages, tally.items) == (0, 0)


def test_sections_and_counties_are_filled(town: Town) -> None:
    town.office.gather()
    settings = town.office.settings
    filled = [one.id for one in settings.sections if town.office.stories(f"sections/{one.id}")]
    assert len(filled) >= 8, filled
    assert all(town.office.stories(f"places/{one.id}") for one in settings.places)


def test_a_feed_reader_that_polls_through_the_demo_sees_each_story_once(town: Town) -> None:
    seen: dict[str, str] = {}
    for _ in range(6):
        town.office.gather()
        town.office.publish()
        parsed = feedparser.parse((town.office.settings.public / "all.atom").read_bytes())
        assert not parsed.bozo, parsed.bozo_exception
        ids = [entry.id for entry in parsed.entries]
        assert len(ids) == len(set(ids))
        for entry in parsed.entries:
            seen.setdefault(entry.id, entry.link)
        town.moment[0] += timedelta(seconds=100)
    links = [canonical(link) for link in seen.values()]
    assert len(links) == len(set(links))


@pytest.mark.parametrize(("format", "type"), [("atom", "application/atom+xml"), ("rss", "application/rss+xml")])
def test_newsboat_sees_each_story_once(town: Town, web: Loopback, tmp_path: Path, format: str, type: str) -> None:
    newsboat = shutil.which("newsboat")
    assert newsboat, "newsboat is installed by ./run test"
    cache, urls, settings = tmp_path / "cache.db", tmp_path / "urls", tmp_path / "newsboat.conf"
    settings.write_text("", encoding="utf-8")
    seen = 0
    for _ in range(4):
        town.office.gather()
        town.office.publish()
        body = (town.office.settings.public / f"all.{format}").read_bytes()
        urls.write_text(web.put(f"/all.{format}", body, type) + "\n", encoding="utf-8")
        subprocess.run(
            [newsboat, "-u", str(urls), "-c", str(cache), "-C", str(settings), "-x", "reload"],
            check=True,
            timeout=60,
            capture_output=True,
            env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        )
        with sqlite3.connect(cache) as connection:
            guids = [guid for (guid,) in connection.execute("SELECT guid FROM rss_item")]
        assert len(guids) == len(set(guids))
        assert set(guids) <= {story.id for story in town.office.stories()}
        assert len(guids) > seen, "newsboat saw the new stories"
        seen = len(guids)
        town.moment[0] += timedelta(seconds=100)


def test_json_feeds_and_opml_name_what_is_there(town: Town) -> None:
    town.office.gather()
    town.office.publish()
    public = town.office.settings.public
    feed = json.loads((public / "all.json").read_text(encoding="utf-8"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"]) > 20
    opml = (public / "opml.xml").read_text(encoding="utf-8")
    for publication in (public / "sections").glob("*.atom"):
        assert f"/sections/{publication.name}" in opml or f"/sections/{publication.stem}.rss" in opml
    for path in public.rglob("*.html"):
        assert urlsplit(str(path)).path
        assert (
            'rel="alternate"' in path.read_text(encoding="utf-8")
            or path.name in ("404.html", "410.html")
            or "digest" in path.parts
        )


def test_demo_once_publishes_and_ends(tmp_path: Path) -> None:
    import sys

    done = subprocess.run(
        [sys.executable, "-m", "syndicator", "demo", "--once", str(tmp_path / "out")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for name in ("index.html", "all.atom", "all.rss", "all.json", "opml.xml", "digest/xinmeiti.atom"):
        assert (tmp_path / "out/public" / name).stat().st_size > 200, name
    entries = feedparser.parse((tmp_path / "out/public/digest/xinmeiti.atom").read_bytes()).entries
    assert entries, "the digest has its first edition"


def test_nothing_shows_more_than_its_rights_allow(town: Town) -> None:
    settings = town.office.settings
    limited = [replace(source, rights=Rights.HEADLINE) for source in settings.sources]
    office = town.office.with_sources(*limited)
    office.gather()
    office.publish()
    body = next(story.lead.text for story in office.stories() if len(story.lead.text) > 300)
    secret = body[len(body) // 2 :][:20].replace("\n", "")
    for path in settings.public.rglob("*"):
        if path.suffix in {".atom", ".rss", ".json", ".html", ".xml"}:
            assert secret not in path.read_text(encoding="utf-8"), path


def test_rights_taken_back_take_the_stories_back_and_given_again_bring_them(town: Town) -> None:
    office = town.office
    office.gather()
    office.publish()
    before = {story.id: story.told for story in office.stories()}
    none = office.with_sources(*(replace(source, rights=Rights.NONE) for source in office.settings.sources))
    with none.open() as store:
        station.adopt(store, none.settings)
    none.publish()
    assert none.stories() == []
    assert not feedparser.parse((office.settings.public / "all.atom").read_bytes()).entries
    with office.open() as store:
        station.adopt(store, office.settings)
    office.publish()
    assert {story.id: story.told for story in office.stories()} == before
