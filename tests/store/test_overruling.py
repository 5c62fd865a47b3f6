"""Editors' words on stories, on both databases: they last whatever comes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from syndicator.errors import SyndicatorError
from syndicator.model import Draft, Overruled, Rights, Settings, Story
from syndicator.service import granting, orders, overruling
from syndicator.service.harvest import prepare
from syndicator.service.orders import Kind, Word
from syndicator.service.telling import Arrival, absorb, retell
from syndicator.service.why import why
from syndicator.store import Store, overrules, publications, revisions, sources, stories
from tests.service.conftest import a_settings, a_source

pytestmark = pytest.mark.xdist_group("postgresql")

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
SOURCES = {id: a_source(id, f"http://{id}.example.cn/") for id in ("paper", "gov", "radio")}
BRIDGE = (
    "陆水河大桥昨天正式通车,全长两千一百米,双向六车道,两岸群众过河由四十分钟缩短到三分钟。工程历时三年,投资九亿元。"
)
TEA = "天城镇的老茶厂改成了非遗工坊,首批十二位手艺人带着竹编、雷竹笋干和提琴戏道具搬了进去,周末免费向市民开放参观。"
SNOW = "县气象台提醒,未来三天有一次明显降温过程,山区可能出现冻雨,出行请注意道路结冰,农户要给大棚加固,学校停课一天。"


@pytest.fixture
def settings(store: Store, tmp_path: Path) -> Settings:
    declared = replace(a_settings(tmp_path), sources=tuple(SOURCES.values()))
    with store.write() as connection:
        sources.declare(connection, declared.sources, lambda _: NOW)
    return declared


def tell(
    store: Store,
    settings: Settings,
    source: str,
    key: str,
    title: str,
    text: str,
    at: datetime = NOW,
    published: datetime | None = None,
) -> str:
    """An item comes at a time; returns its URL."""
    url = f"http://{source}.example.cn/2026/{key}.html"
    draft = Draft(title=title, url=url, key=key, html=paragraphs(text), published=published or at)
    with store.write() as connection:
        absorb(connection, [Arrival(prepare(draft, SOURCES[source], key, at))], settings, at)
    return url


def paragraphs(text: str) -> str:
    return "".join(f"<p>{one}</p>" for one in text.split("\n"))


def shown(store: Store, publication: str = "all") -> list[Story]:
    with store.read() as connection:
        return stories.window(connection, publication, 100)


def titles(store: Store) -> list[str]:
    return [story.lead.title for story in shown(store)]


def word(minutes: int = 60, reason: str = "是一件事") -> Word:
    return Word("编辑", NOW + timedelta(minutes=minutes), reason)


def clean(store: Store) -> None:
    with store.write() as connection:
        publications.built(connection, publications.dirty(connection))


def dirty(store: Store) -> set[str]:
    with store.read() as connection:
        return {one.id for one in publications.dirty(connection)}


def two(store: Store, settings: Settings) -> tuple[str, str]:
    """Two stories, the older first."""
    old = tell(store, settings, "paper", "11001", "陆水河大桥正式通车", BRIDGE)
    new = tell(store, settings, "gov", "22002", "老茶厂变身非遗工坊迎客", TEA, NOW + timedelta(minutes=5))
    assert len(shown(store)) == 2
    return old, new


def test_a_join_keeps_the_older_id_and_its_time_and_the_other_leads_there(store: Store, settings: Settings) -> None:
    one, other = two(store, settings)
    newer, older = shown(store)
    clean(store)
    assert orders.join(store, [other, one], settings, word()) == older.id
    (story,) = shown(store)
    assert (story.id, story.told, story.formerly) == (older.id, older.told, (newer.id,))
    assert [credit.url for credit in story.also] == [other]
    assert {"all", "sections/yaowen", "digest/xinmeiti"} <= dirty(store)
    with store.read() as connection:
        assert [found.id for found in stories.by_public_id(connection, [newer.id, older.id])] == [older.id]
        for asked in (newer.id, newer.id.rpartition("/")[2], one, other.replace("http://", "https://www."), "#2"):
            assert why(connection, asked, settings, {})["id"] == older.id


def test_a_join_outlasts_edits_new_copies_and_the_same_item_under_a_new_key(store: Store, settings: Settings) -> None:
    one, other = two(store, settings)
    id = orders.join(store, [one, other], settings, word())
    later = NOW + timedelta(hours=2)
    tell(store, settings, "gov", "22002", "老茶厂变身工坊,今起迎客", TEA + "门票全免。", later)
    tell(store, settings, "radio", "33003", "老茶厂变身非遗工坊迎客", TEA, later)
    tell(store, settings, "paper", "11001", "大桥通车了", SNOW, later)  # nothing of what it was
    assert [story.id for story in shown(store)] == [id]
    draft = Draft(title="又一个全新的标题与正文", url=other, key="new", html=f"<p>{SNOW[::-1]}</p>", published=later)
    with store.write() as connection:
        absorb(connection, [Arrival(prepare(draft, SOURCES["gov"], "new", later))], settings, later)
    assert [story.id for story in shown(store)] == [id]


def test_undoing_a_join_gives_each_its_id_its_time_and_what_came_since(store: Store, settings: Settings) -> None:
    one, other = two(store, settings)
    before = {story.lead.url: (story.id, story.told) for story in shown(store)}
    orders.join(store, [one, other], settings, word())
    tell(store, settings, "radio", "33003", "老茶厂变身非遗工坊迎客", TEA, NOW + timedelta(hours=1))
    orders.undo(store, Kind.JOIN, [one], settings, NOW + timedelta(hours=2))
    assert {story.lead.url: (story.id, story.told) for story in shown(store)} == before
    assert {story.lead.url: len(story.also) for story in shown(store)} == {one: 0, other: 1}
    with pytest.raises(SyndicatorError, match="没有这样的裁定"):
        orders.undo(store, Kind.JOIN, [one], settings, NOW)


def test_joins_of_joins_come_apart_in_any_order(store: Store, settings: Settings) -> None:
    one, other = two(store, settings)
    third = tell(store, settings, "radio", "33003", "未来三天降温明显注意防冻", SNOW, NOW + timedelta(minutes=9))
    before = {story.lead.url: story.id for story in shown(store)}
    orders.join(store, [other, third], settings, word(1))
    orders.join(store, [third, one], settings, word(2))
    (story,) = shown(store)
    assert story.id == before[one]
    assert set(story.formerly) == {before[other], before[third]}
    with store.read() as connection:
        last, first = overrules.all_of(connection)
    orders.undo(store, Kind.JOIN, [str(first.id)], settings, NOW)
    assert {story.id for story in shown(store)} == {before[one], before[third]}
    orders.undo(store, Kind.JOIN, [str(last.id)], settings, NOW)
    assert {story.lead.url: story.id for story in shown(store)} == before


def copies(store: Store, settings: Settings) -> tuple[str, str]:
    """One story of two sources."""
    one = tell(store, settings, "paper", "11001", "陆水河大桥正式通车", BRIDGE)
    other = tell(store, settings, "gov", "22002", "陆水河大桥正式通车", BRIDGE, NOW + timedelta(minutes=5))
    assert len(shown(store)) == 1
    return one, other


@pytest.mark.parametrize("leads", [True, False])
def test_a_split_lasts_and_is_no_news(store: Store, settings: Settings, leads: bool) -> None:
    one, other = copies(store, settings)
    id = shown(store)[0].id
    tell(store, settings, "radio", "33003", "未来三天降温明显注意防冻", SNOW, NOW + timedelta(hours=1))
    clean(store)
    out = one if leads else other
    born = orders.split(store, [out], None, settings, word(reason="两座桥"))
    assert born != id
    stand = {story.id: story for story in shown(store)}
    assert stand[born].lead.url == out
    assert stand[id].lead.url == (other if leads else one)
    assert shown(store)[0].lead.title == "未来三天降温明显注意防冻"  # not on top
    assert stand[born].told == stand[born].updated == NOW + timedelta(minutes=0 if leads else 5)
    assert "all" in dirty(store)
    later = NOW + timedelta(hours=3)
    tell(store, settings, "paper", "11001", "陆水河大桥正式通车", BRIDGE + "桥上有灯。", later)
    draft = Draft(title="陆水河大桥正式通车", url=out, key="new", html=f"<p>{BRIDGE}</p>", published=later)
    with store.write() as connection:
        absorb(connection, [Arrival(prepare(draft, SOURCES["radio"], "new", later))], settings, later)
    stand = {story.id: story for story in shown(store)}
    assert len(stand) == 3
    assert len(stand[born].also) == 1  # the new copy of the same page went where the page went


def test_a_copy_of_both_halves_of_a_split_goes_to_one_and_merges_nothing(store: Store, settings: Settings) -> None:
    _, other = copies(store, settings)
    orders.split(store, [other], None, settings, word())
    for n, source in enumerate(("radio", "gov", "paper")):
        at = NOW + timedelta(hours=2 + n)
        tell(store, settings, source, f"4400{n}", "陆水河大桥正式通车", BRIDGE + "又讯,桥上有灯。" * n, at)
    told = shown(store)
    assert len(told) == 2
    assert sum(1 + len(story.also) for story in told) == 5


def test_undoing_a_split_brings_the_item_back_and_ends_its_story(store: Store, settings: Settings) -> None:
    _, other = copies(store, settings)
    id = shown(store)[0].id
    born = orders.split(store, [other], None, settings, word())
    orders.undo(store, Kind.SPLIT, [other], settings, NOW)
    (story,) = shown(store)
    assert (story.id, story.formerly, len(story.also)) == (id, (born,), 1)
    assert orders.split(store, [other], None, settings, word()) not in (id, born)


def test_a_split_item_can_go_to_another_story_and_back(store: Store, settings: Settings) -> None:
    one, other = copies(store, settings)
    tea = tell(store, settings, "radio", "33003", "老茶厂变身非遗工坊迎客", TEA, NOW + timedelta(minutes=9))
    into = next(story.id for story in shown(store) if story.lead.url == tea)
    assert orders.split(store, [other], tea, settings, word()) == into
    assert {story.id: len(story.also) for story in shown(store)}[into] == 1
    orders.undo(store, Kind.SPLIT, [other], settings, NOW)
    assert {story.lead.url: len(story.also) for story in shown(store)} == {one: 1, tea: 0}


def test_an_old_item_is_split_off_untold(store: Store, settings: Settings) -> None:
    settings = replace(settings, site=replace(settings.site, backfill=timedelta(days=7)))
    copies(store, settings)
    old = tell(store, settings, "radio", "33003", "陆水河大桥正式通车", BRIDGE, NOW, published=NOW - timedelta(days=30))
    (story,) = shown(store)
    assert len(story.also) == 2
    clean(store)
    orders.split(store, [old], None, settings, word())
    assert [one.id for one in shown(store)] == [story.id]
    assert "all" in dirty(store)  # it named the old one as a carrier


def test_what_cannot_be_done_is_said_and_changes_nothing(store: Store, settings: Settings) -> None:
    one, other = two(store, settings)
    for asked, said in (
        ([one, one], "已经是同一条"),
        ([one, "tag:nothing"], "没有找到"),
        ([one, "老茶厂 迎客"], "老茶厂变身非遗工坊迎客"),
        ([one, "http://gov.example.cn/2026/9.html"], "没有找到"),
    ):
        with pytest.raises(SyndicatorError, match=said):
            orders.join(store, asked, settings, word())
    with pytest.raises(SyndicatorError, match="没有别的来稿"):
        orders.split(store, [one], None, settings, word())
    with pytest.raises(SyndicatorError, match="分属几条"):
        orders.split(store, [one, other], None, settings, word())
    with pytest.raises(SyndicatorError, match="是一条新闻"):
        orders.split(store, [shown(store)[0].id], None, settings, word())
    assert len(shown(store)) == 2
    assert orders.listed(store, undone=True) == []


def declare(store: Store, settings: Settings, at: datetime = NOW) -> None:
    with store.write() as connection:
        overruling.declare(connection, settings, at)


def test_config_joins_what_is_there_and_what_will_come_until_it_says_so_no_more(
    store: Store, settings: Settings
) -> None:
    one = tell(store, settings, "paper", "11001", "陆水河大桥正式通车", BRIDGE)
    coming = "http://gov.example.cn/2026/22002.html"
    joined = replace(settings, joins=(Overruled((one, coming), "一件事"),))
    for _ in range(3):
        declare(store, joined)
    tell(store, joined, "gov", "22002", "老茶厂变身非遗工坊迎客", TEA, NOW + timedelta(minutes=5))
    (story,) = shown(store)
    assert [credit.url for credit in story.also] == [coming]
    ((said, home, _),) = orders.listed(store, undone=False)
    assert (said.who, said.reason, home) == ("config.toml", "一件事", story.id)
    with pytest.raises(SyndicatorError, match="写在配置文件里"):
        orders.undo(store, Kind.JOIN, [one], joined, NOW)
    declare(store, settings)
    assert {story.lead.url for story in shown(store)} == {one, coming}
    assert orders.listed(store, undone=False) == []


def test_config_joins_what_comes_in_one_batch_and_splits_what_has_not_come(store: Store, settings: Settings) -> None:
    urls = [f"http://{id}.example.cn/2026/{n}.html" for id, n in (("paper", 11001), ("gov", 22002), ("radio", 33003))]
    said = replace(settings, joins=(Overruled((urls[0], urls[1])),), splits=(Overruled((urls[2],)),))
    declare(store, said)
    texts: Iterable[tuple[str, str, str, str]] = (
        ("paper", urls[0], "陆水河大桥正式通车", BRIDGE),
        ("gov", urls[1], "老茶厂变身非遗工坊迎客", TEA),
        ("radio", urls[2], "老茶厂变身非遗工坊迎客", TEA),
    )
    arrivals = [
        Arrival(prepare(Draft(title=title, url=url, html=f"<p>{text}</p>", published=NOW), SOURCES[id], url, NOW))
        for id, url, title, text in texts
    ]
    with store.write() as connection:
        absorb(connection, arrivals, said, NOW)
    assert {frozenset([story.lead.url, *(one.url for one in story.also)]) for story in shown(store)} == {
        frozenset(urls[:2]),
        frozenset(urls[2:]),
    }


def test_why_tells_items_lead_signals_placing_and_words(store: Store, settings: Settings) -> None:
    one, other = copies(store, settings)
    tell(
        store,
        settings,
        "paper",
        "11001",
        "陆水河大桥正式通车",
        BRIDGE.replace("九亿", "八亿"),
        NOW + timedelta(hours=1),
    )
    tea = tell(store, settings, "radio", "33003", "老茶厂变身非遗工坊迎客", TEA, NOW + timedelta(minutes=9))
    orders.join(store, [one, tea], settings, word(reason="试试"))
    with store.read() as connection:
        found = why(connection, other, settings, {("section", 0): 7})
    assert [item["url"] for item in found["items"]] == [one, other, tea]
    assert sum(item["leads"] for item in found["items"]) == 1
    assert found["lead_because"]
    joined = found["items"][1]["joined"]
    assert joined["same"]
    assert joined["with"] == found["items"][0]["number"]
    assert 0 < joined["signals"]["jaccard"] <= 1
    assert not found["items"][2]["joined"]["same"]
    (said,) = found["overrules"]
    assert (said["kind"], said["who"], said["reason"]) == ("join", "编辑", "试试")
    assert found["items"][2]["overrules"] == [said["number"]]
    assert found["items"][0]["sections"][0]["id"] == "yaowen"
    assert found["items"][0]["sections"][0]["line"] == 7
    (version,) = found["items"][0]["versions"]
    assert "九亿" in version["removed"][0]
    assert "八亿" in version["added"][0]
    assert found["revision"] == len(found["changes"])


def test_revisions_count_what_readers_see_and_only_so_many_are_kept(store: Store, settings: Settings) -> None:
    tell(store, settings, "paper", "11001", "陆水河大桥正式通车", BRIDGE)
    first = shown(store)[0]
    for n in range(30):
        at = NOW + timedelta(hours=n + 1)
        tell(store, settings, "paper", "11001", "陆水河大桥正式通车", f"{BRIDGE}现场有第{n}号嘉宾。", at)
        tell(store, settings, "paper", "11001", "陆水河大桥正式通车", f"{BRIDGE}现场有第{n}号嘉宾。\n编辑:王{n}", at)
    (story,) = shown(store)
    assert (story.id, story.revision, story.updated) == (first.id, 30, NOW + timedelta(hours=30))
    assert [one.number for one in story.revisions] == [30, 29, 28, 27, 26]
    assert story.revisions[0].change.added == ("现场有第29号嘉宾。",)
    assert story.revisions[0].change.removed == ("现场有第28号嘉宾。",)
    with store.read() as connection:
        (kept,) = revisions.of(connection, [1]).values()
    assert [one.number for one in kept] == [0, *range(11, 30)]


def test_a_source_with_a_summary_s_rights_shows_no_sentences(store: Store, settings: Settings) -> None:
    tell(store, settings, "paper", "11001", "陆水河大桥正式通车", BRIDGE)
    tell(store, settings, "paper", "11001", "陆水河大桥今天通车了", BRIDGE + "桥上有灯。", NOW + timedelta(hours=1))
    sources = [replace(one, rights=Rights.SUMMARY) if one.id == "paper" else one for one in settings.sources]
    settings = replace(settings, sources=tuple(sources))
    with store.write() as connection:
        retell(connection, granting.outdated(connection, settings), settings, NOW)
    change = shown(store)[0].revisions[0].change
    assert change.title == ("陆水河大桥正式通车", "陆水河大桥今天通车了")
    assert (change.added, change.removed, change.more) == ((), (), 1)
