"""A story that several sources tell has a page: written when it changes, and only then, and gone when it may not be."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from lxml import html

from syndicator.model import Draft, Rights, Source
from syndicator.service import orders, publisher, station, status
from syndicator.service.commit import Polled, commit
from syndicator.service.harvest import Harvest, prepare
from syndicator.service.orders import Kind, Word
from syndicator.service.station import clock
from syndicator.store import sources
from tests.service.conftest import Office, a_source

TEXT = "白霓镇大市村的党员群众服务中心本周启用,村民办事不再往县城跑。窗口一共设了六个,周末也有人值守。"
FIRST = replace(a_source("a", "http://a.example.cn/"), name="崇阳县政府网", rights=Rights.FULL)
SECOND = replace(a_source("b", "http://b.example.cn/"), name="咸宁网", rights=Rights.FULL)
WHERE = "stories/"


@pytest.fixture
def town(office: Office) -> Office:
    made = office.with_sources(FIRST, SECOND)
    with made.open() as store:
        station.adopt(store, made.settings)
    return made


def tell(town: Office, source: Source, key: str, title: str, text: str = TEXT, now: datetime | None = None) -> None:
    now = now or clock()
    draft = Draft(title=title, url=f"{source.url}{key}.html", html=f"<p>{text}</p>" * 3, origin="湖北日报")
    harvest = Harvest(source.kind, (prepare(draft, source, key, now),), (), 1, b"", (), None, None)
    with town.open() as store, store.write() as connection:
        sources.wake(connection, now, [source.id])
        (state,) = [one for one in sources.due(connection, now + timedelta(days=1), 9) if one.id == source.id]
        commit(connection, [Polled(state, harvest)], town.settings, now)


def tell_twice(town: Office) -> None:
    tell(town, FIRST, "1", "白霓镇服务中心启用")
    tell(town, SECOND, "9", "办事不出村:白霓有了新中心")


def pages(town: Office) -> list[str]:
    public = town.settings.public
    return sorted(str(one.relative_to(public)) for one in public.glob("stories/**/*.html"))


def test_a_story_of_two_sources_has_a_page_that_names_both_and_the_feeds_lead_to_it(town: Office) -> None:
    tell_twice(town)
    town.publish()
    english, chinese = sorted(pages(town), key=len, reverse=True)
    folder = chinese.removesuffix("index.html")
    assert english == f"{folder}index.en.html"
    root = html.fromstring((town.settings.public / chinese).read_bytes())
    tellers = [" ".join(one.text_content().split()) for one in root.xpath("//ul[@class='tellers']/li")]
    assert len(tellers) == 2
    assert {"崇阳县政府网", "咸宁网"} == {one.split()[0] for one in tellers}
    assert [("采用稿" in one) for one in tellers] == [True, False]
    assert all("湖北日报" in one for one in tellers)
    data = json.loads(root.xpath("//script[@type='application/ld+json']")[0].text)
    assert data["@type"] == "NewsArticle"
    assert set(data["isBasedOn"]) == {"http://a.example.cn/1.html", "http://b.example.cn/9.html"}
    for name in ("all.atom", "all.rss", "all.json", "all/index.html"):
        assert folder in (town.settings.public / name).read_text(encoding="utf-8"), name


def test_a_story_of_one_source_has_none(town: Office) -> None:
    tell(town, FIRST, "1", "白霓镇服务中心启用")
    town.publish()
    assert pages(town) == []


def test_only_what_changed_is_written(town: Office) -> None:
    tell_twice(town)
    assert any(one.startswith(WHERE) for one in town.publish())
    tell(
        town, FIRST, "2", "崇阳油茶开采", "金塘镇的油茶今年开了三万亩,合作社收茶果的车排到了村口,价钱比去年每斤高两毛。"
    )
    assert not any(one.startswith(WHERE) for one in town.publish())
    assert town.publish() == []


def test_an_edit_is_said_with_both_titles_and_when(town: Office) -> None:
    tell_twice(town)
    town.publish()
    tell(town, FIRST, "1", "更正:白霓新中心周末也开门", TEXT.replace("六个", "八个"))
    assert any(one.startswith(WHERE) for one in town.publish())
    root = html.fromstring((town.settings.public / pages(town)[-1]).read_bytes())
    (change,) = root.xpath("//ol[@class='changes']/li")
    went, came = (" ".join(change.xpath(f".//{one}/text()")) for one in ("del", "ins"))
    assert "白霓镇服务中心启用" in went
    assert "窗口一共设了六个" in went
    assert "更正" in came
    assert "窗口一共设了八个" in came
    assert change.xpath(".//time/@datetime")


def test_a_correction_of_a_story_that_one_source_tells_has_a_page_that_the_feeds_lead_to(town: Office) -> None:
    tell(town, FIRST, "1", "白霓镇服务中心启用")
    town.publish()
    tell(town, FIRST, "1", "白霓镇服务中心启用", TEXT.replace("六个", "八个"))
    town.publish()
    page = pages(town)[-1]
    root = html.fromstring((town.settings.public / page).read_bytes())
    assert any("八个" in one for one in root.xpath("//ol[@class='changes']//ins/text()"))
    for name in ("all.atom", "all.rss", "all.json", "all/index.html"):
        assert page.removesuffix("index.html") in (town.settings.public / name).read_text(encoding="utf-8"), name


def test_the_address_of_a_story_that_was_joined_leads_to_the_other_and_is_its_own_again_when_undone(
    town: Office,
) -> None:
    other = "金塘镇的油茶今年开了三万亩,合作社收茶果的车排到了村口,价钱比去年每斤高两毛,乡亲们都说是个好年成。"
    tell_twice(town)
    tell(town, FIRST, "2", "崇阳油茶开采", other)
    tell(town, SECOND, "8", "崇阳油茶开采", other)
    town.publish()
    before = {one: (town.settings.public / one).read_bytes() for one in pages(town) if one.endswith("index.html")}
    urls = ["http://a.example.cn/1.html", "http://a.example.cn/2.html"]
    with town.open() as store:
        orders.join(store, urls, town.settings, Word("编辑", clock()))
    town.publish()
    after = {one: html.fromstring((town.settings.public / one).read_bytes()) for one in before}
    ((former, way),) = [
        (one, to)
        for one, root in after.items()
        if (to := root.xpath("//link[@rel='canonical']/@href")) and one.removesuffix("index.html") not in to[0]
    ]
    (stands,) = before.keys() - {former}
    assert way[0].endswith(f"/{stands.removesuffix('index.html')}")
    assert len(after[stands].xpath("//ul[@class='tellers']/li")) == 4
    with town.open() as store:
        orders.undo(store, Kind.JOIN, urls[1:], town.settings, clock())
    town.publish()
    assert len(html.fromstring((town.settings.public / former).read_bytes()).xpath("//ul[@class='tellers']/li")) == 2


def test_rights_taken_back_take_the_page_back(town: Office) -> None:
    tell_twice(town)
    town.publish()
    none = town.with_sources(*(replace(one, rights=Rights.NONE) for one in (FIRST, SECOND)))
    with none.open() as store:
        station.adopt(store, none.settings)
    none.publish()
    assert pages(none) == []


def test_a_page_shows_no_more_than_its_rights_allow(town: Office) -> None:
    headlines = town.with_sources(*(replace(one, rights=Rights.HEADLINE) for one in (FIRST, SECOND)))
    tell_twice(headlines)
    with headlines.open() as store:
        station.adopt(store, headlines.settings)
    headlines.publish()
    for page in pages(headlines):
        assert "周末也有人值守" not in (headlines.settings.public / page).read_text(encoding="utf-8")


def test_a_story_that_one_source_is_left_of_keeps_its_address(town: Office) -> None:
    tell_twice(town)
    town.publish()
    left = town.with_sources(FIRST, replace(SECOND, rights=Rights.NONE))
    with left.open() as store:
        station.adopt(store, left.settings)
    left.publish()
    root = html.fromstring((left.settings.public / pages(left)[-1]).read_bytes())
    assert len(root.xpath("//ul[@class='tellers']/li")) == 1
    assert "咸宁网" not in root.xpath("//main")[0].text_content()


def test_what_cannot_be_written_keeps_the_last_good_files_and_is_said_on_the_status_page(town: Office) -> None:
    tell(town, FIRST, "1", "白霓镇服务中心启用")
    town.publish()
    before = (town.settings.public / "all.atom").read_bytes()
    (town.settings.public / "stories").write_text("a file where a folder should be")
    tell(town, SECOND, "9", "办事不出村:白霓有了新中心")
    town.publish()
    with town.open() as store:
        (said,) = status.status(store, clock()).unwritten
    assert "没有写入" in said
    assert "stories/" in said
    assert (town.settings.public / "all.atom").read_bytes() != before, "the feeds do not wait for a page"
    (town.settings.public / "stories").unlink()
    town.publish()
    assert len(pages(town)) == 2
    with town.open() as store:
        assert status.status(store, clock()).unwritten == ()


def test_a_page_that_cannot_be_made_keeps_its_last_good_one(town: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    tell_twice(town)
    town.publish()
    before = (town.settings.public / pages(town)[0]).read_bytes()
    tell(town, FIRST, "1", "更正:白霓新中心周末也开门")

    def broken(*_: object, **__: object) -> list[object]:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr("syndicator.service.storypages.story_documents", broken)
        town.publish()
        assert (town.settings.public / pages(town)[0]).read_bytes() == before
        with town.open() as store:
            assert "ZeroDivisionError" in status.status(store, clock()).unwritten[0]
    town.publish()
    assert (town.settings.public / pages(town)[0]).read_bytes() != before


def test_a_long_row_of_changed_stories_is_worked_off_in_rounds(town: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publisher, "PAGES_FIRST", 1)
    monkeypatch.setattr(publisher, "PAGES_AFTER", 1)
    for number in range(3):
        text = f"第{number}件事:" + "".join(chr(0x4E00 + (number * 997 + step * 31) % 20000) for step in range(80))
        tell(town, FIRST, f"1{number}", text[4:24], text)
        tell(town, SECOND, f"9{number}", text[4:24], text)
    town.publish()
    assert len(pages(town)) == 4
    town.publish()
    assert len(pages(town)) == 6
