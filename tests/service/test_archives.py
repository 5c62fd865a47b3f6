"""RFC 5005: whoever subscribes today can walk back to the first story, and what is closed stays as it is."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syndicator.model import Section, Settings
from syndicator.publish import files
from syndicator.service import publisher
from syndicator.store import archives, editions, open_store
from tests.publish.rules import atom_faults, json_faults, rss_faults
from tests.service.past import adopt, an_edition, an_item, an_office, forever, read, settle, snapshot, tell, told, walk

START = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)
BASE = "http://127.0.0.1:8080"


def a_past(data: Path, days: int = 90, a_day: int = 1, window: int = 5) -> Settings:
    """Published after every step, as in life."""
    office = an_office(data, window)
    store = open_store(office.database)
    adopt(store, office, START)
    for now, numbers in forever(START, [(24, a_day)] * days):
        tell(store, office, now, *(an_item(number) for number in numbers))
        publisher.publish(store, office)
    settle(store, office)
    store.close()
    return office


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    steps=st.lists(st.tuples(st.integers(0, 900), st.integers(0, 14)), max_size=12),
    late=st.lists(st.tuples(st.integers(0, 11), st.integers(0, 4000)), max_size=6),
    window=st.integers(1, 7),
    publishing=st.booleans(),
)
def test_a_new_subscriber_meets_every_story(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[int, int]],
    late: list[tuple[int, int]],
    window: int,
    publishing: bool,
) -> None:
    """Whatever was told when, a source's past that comes later at its own dates included."""
    office = an_office(tmp_path_factory.mktemp("past"), window)
    store = open_store(office.database)
    adopt(store, office, START)
    for step, (now, numbers) in enumerate(forever(START, steps)):
        tell(store, office, now, *(an_item(number) for number in numbers))
        past = [hours for at, hours in late if at == step]
        dated = [an_item(10_000 * step + hours, "gov", now - timedelta(hours=hours)) for hours in past]
        tell(store, office, now, *dated, backlog=True)
        if publishing:
            publisher.publish(store, office)
    settle(store, office)
    for publication in ("all", "sections/yaowen", "places/chongyang"):
        pages = list(walk(office, publication))
        stories = told(store, publication)
        assert {id for page in pages for id in page.ids} == set(stories)
        archived = [id for page in pages[1:] for id in page.ids]
        assert len(archived) == len(set(archived)), "archive documents do not overlap"
        assert archived == [id for id in stories if id in set(archived)], "the latest first, all the way"
        assert [page.archive for page in pages] == [False] + [True] * (len(pages) - 1)
        assert all(len(page.ids) <= 2 * min(window, 100) for page in pages[1:])
        for newer, older in zip(pages[1:], pages[2:], strict=False):
            assert older.links["next-archive"] == f"{BASE}/{newer.path}"
    before = snapshot(office, "")
    publisher.rebuild(store, office, everything=True)
    assert settle(store, office) == [], "from scratch, the same bytes"
    assert snapshot(office, "") == before
    store.close()


def test_all_formats_lead_back_and_break_no_rule(tmp_path: Path) -> None:
    office = a_past(tmp_path, 70)
    documents = [one for one in office.public.rglob("*") if one.is_file()]
    faults = {
        ".atom": atom_faults,
        ".rss": rss_faults,
        ".json": lambda body: json_faults(found) if "version" in (found := json.loads(body)) else [],
    }
    found = [
        (one, fault) for one in documents if one.suffix in faults for fault in faults[one.suffix](one.read_bytes())
    ]
    assert found == []
    page = read(office, "archive/all/2026-10.atom")
    assert page.links["self"] == f"{BASE}/archive/all/2026-10.atom"
    assert page.links["current"] == f"{BASE}/all.atom"
    rss = (office.public / "archive/all/2026-10.rss").read_text()
    assert "<fh:archive" in rss
    assert f'rel="prev-archive" href="{BASE}/archive/all/2026-09-6.rss"' in rss
    path, met = "all.json", set()
    while path:
        feed = json.loads((office.public / path).read_bytes())
        met |= {one["id"] for one in feed["items"]}
        path = feed.get("next_url", "").removeprefix(f"{BASE}/")
    store = open_store(office.database)
    assert met == set(told(store))
    store.close()
    assert (office.public / "archive/all/2026-10.atom.br").is_file()


def test_months_are_those_of_the_offices_calendar(tmp_path: Path) -> None:
    office = an_office(tmp_path)
    store = open_store(office.database)
    adopt(store, office, START)
    midnight = datetime(2026, 10, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    tell(store, office, midnight - timedelta(seconds=1), an_item(1))
    tell(store, office, midnight, an_item(2))
    tell(store, office, midnight + timedelta(days=31), an_item(3))
    settle(store, office)
    assert [page.path for page in walk(office)] == [
        "all.atom",
        "archive/all/2026-10.atom",
        "archive/all/2026-09.atom",
    ]
    store.close()


def test_what_is_told_later_changes_no_closed_volume(tmp_path: Path) -> None:
    office = a_past(tmp_path, 60)
    before = snapshot(office)
    store = open_store(office.database)
    for number in range(1000, 1004):
        tell(store, office, START + timedelta(days=61, hours=number), an_item(number))
        publisher.publish(store, office)
    after = snapshot(office)
    changed = {path for path in before if after[path] != before[path] and path.endswith(".atom")}
    for path in changed:  # the contents of the volume stay; it may have got a link to the one that follows it
        links = re.compile(rb'<link href="[^"]*" rel="next-archive"[^>]*>|<link rel="next-archive"[^>]*/>')
        assert links.sub(b"", after[path]) == links.sub(b"", before[path])
    assert len(changed) <= len({path.rsplit("/", 1)[0] for path in before})
    store.close()


def test_a_copy_that_comes_later_changes_no_closed_volume(tmp_path: Path) -> None:
    office = a_past(tmp_path, 60)
    store = open_store(office.database)
    before = snapshot(office)
    copy = replace(an_item(3), source="gov", key="copy", url="http://gov.example.cn/copy/t9.html")
    tell(store, office, START + timedelta(days=61), copy)
    settle(store, office)
    assert len(told(store)) == 60, "it is a copy"
    assert snapshot(office) == before
    store.close()


def test_an_edit_is_shown_where_the_story_stands(tmp_path: Path) -> None:
    office = a_past(tmp_path, 60)
    store = open_store(office.database)
    before = snapshot(office)
    tell(store, office, START + timedelta(days=61), replace(an_item(3), title="更正后的标题写在这里才是对的"))
    settle(store, office)
    after = snapshot(office)
    changed = {path for path in after if path.endswith(".atom") and after[path] != before.get(path)}
    assert changed == {"archive/all/2026-09.atom", "archive/sections/yaowen/2026-09.atom"}
    assert "更正后的标题写在这里才是对的" in after["archive/all/2026-09.atom"].decode()
    store.close()


def test_only_what_the_new_config_changes_is_built_anew(tmp_path: Path) -> None:
    office = a_past(tmp_path, 40)
    store = open_store(office.database)
    more = replace(office, sections=(*office.sections, Section("zhengwu", "政务")))
    other = replace(office, sources=(replace(office.sources[0], name="新名字"), *office.sources[1:]))
    same = replace(
        office, sources=(*office.sources, replace(office.sources[1], id="third", url="http://c.example.cn/"))
    )
    for changed, wanted in ((same, False), (other, True), (more, True)):
        adopt(store, changed, START)
        with store.read() as connection:
            assert bool(archives.count_unbuilt(connection)) is wanted
        settle(store, changed)
    adopt(store, office, START)
    settle(store, office)
    assert "新名字" not in "".join(body.decode("utf-8", "replace") for body in snapshot(office).values())
    store.close()


def test_another_calendar_divides_the_archive_anew(tmp_path: Path) -> None:
    office = a_past(tmp_path, 40)
    there = replace(office, site=replace(office.site, timezone=ZoneInfo("America/New_York")))
    store = open_store(office.database)
    adopt(store, there, START)
    settle(store, there)
    assert {id for page in walk(there) for id in page.ids} == set(told(store))
    store.close()


def test_years_of_stored_stories_are_archived_piece_by_piece(tmp_path: Path) -> None:
    office = an_office(tmp_path)
    store = open_store(office.database)
    adopt(store, office, START)
    for now, numbers in forever(START, [(24, 4)] * 150):
        tell(store, office, now, *(an_item(number) for number in numbers))
    passes = 0
    while True:
        changed = publisher.publish(store, office, archive_seconds=0.2)
        passes += 1
        page = read(office, "all.atom")
        if "prev-archive" in page.links:
            met = {id for one in walk(office) for id in one.ids}
            assert met == set(told(store)), "a link is given only when nothing is missing behind it"
        if not changed:
            break
    assert passes > 3
    assert {id for one in walk(office) for id in one.ids} == set(told(store))
    store.close()


def test_a_huge_day_is_cut_into_parts_of_bounded_size(tmp_path: Path) -> None:
    office = an_office(tmp_path, window=20)
    store = open_store(office.database)
    adopt(store, office, START)
    tell(store, office, START, *(an_item(number) for number in range(150)))
    late = [an_item(1000 + n, "gov", START - timedelta(days=40, minutes=n)) for n in range(120)]
    tell(store, office, START, *late, backlog=True)
    settle(store, office)
    pages = list(walk(office))
    assert {id for one in pages for id in one.ids} == set(told(store))
    assert max(len(one.ids) for one in pages) <= 40
    early = START - timedelta(days=40)
    late = [an_item(2000 + n, "gov", early + timedelta(seconds=n)) for n in range(120)]
    tell(store, office, START, *late, backlog=True)  # a second source's past falls into a volume that is closed
    settle(store, office)
    pages = list(walk(office))
    assert {id for one in pages for id in one.ids} == set(told(store))
    assert max(len(one.ids) for one in pages) <= 40
    store.close()


def test_the_editions_of_a_digest_are_archived_too(tmp_path: Path) -> None:
    office = an_office(tmp_path)
    store = open_store(office.database)
    adopt(store, office, START)
    made = []
    for now, numbers in forever(START, [(24, 1)] * 75):
        tell(store, office, now, *(an_item(number) for number in numbers))
        with store.write() as connection:
            id = f"tag:feeds.example.cn,{now:%Y-%m-%d}:digest/xinmeiti/1200"
            editions.add(connection, an_edition(id, now, [told_id(connection)]))
        made.append(id)
    publisher.rebuild(store, office)
    settle(store, office)
    met = [id for page in walk(office, "digest/xinmeiti") for id in page.ids]
    assert set(met) == set(made)
    assert (office.public / "digest/xinmeiti/202609021200/index.html").is_file(), "older editions have their pages"
    store.close()


def told_id(connection: object) -> str:
    from syndicator.store import stories

    return stories.window(connection, "all", 1)[0].id  # type: ignore[arg-type]


def test_a_full_disk_keeps_the_archive_and_is_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = a_past(tmp_path, 40)
    store = open_store(office.database)
    before = snapshot(office)
    tell(store, office, START + timedelta(days=61), replace(an_item(3), title="更正后的标题写在这里才是对的"))

    def full(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(files, "_temporary", full)
        settle(store, office)
    assert snapshot(office) == before
    settle(store, office)
    assert "更正后的标题写在这里才是对的" in (office.public / "archive/all/2026-09.atom").read_text()
    store.close()
