"""Which stories a digest chooses, and the reasons it gives."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import Credit, Outcome, Reason, Story
from syndicator.publish.digest import Taste, choose, much_changed, weigh
from syndicator.publish.topic import Topics
from tests.publish.samples import NOW, office, story

DIGEST = office().digests[0]
SOURCES = [
    ("gov", "http://www.chongyang.gov.cn/1"),
    ("tv", "http://tv.example.org/1"),
    ("tv2", "http://m.example.org/2"),
    ("wx", "https://mp.weixin.qq.com/s/1"),
    ("none", None),
]


def apart(number: int, **changes: object) -> Story:
    """A story about something that no other number's is about."""
    title = "".join(chr(0x4E00 + 40 * number + step) for step in range(12))
    made = story(number)
    return replace(made, lead=replace(made.lead, title=title), **changes)  # type: ignore[arg-type]


def ids(pool: list[Story]) -> list[str]:
    return [one.id for one in pool]


numbers = st.lists(st.integers(0, 60), unique=True, max_size=25)
pools = numbers.map(lambda found: [apart(number) for number in found])


@given(pools, st.integers(1, 9))
def test_it_is_as_many_as_asked_for_and_each_once(pool: list[Story], size: int) -> None:
    chosen = choose(pool, replace(DIGEST, size=size), NOW).stories
    assert len(chosen) == min(size, len(pool)) == len(set(ids(list(chosen))))
    assert set(ids(list(chosen))) <= set(ids(pool))


@given(numbers.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))), st.data())
def test_the_order_of_the_pool_does_not_matter(two: tuple[list[int], list[int]], data: st.DataObject) -> None:
    # These are about one another: eight headlines, each told again and again.
    taste = Taste(tuple(data.draw(st.lists(st.sampled_from([story(n).id for n in range(61)]), max_size=4))))
    one, other = ([story(number) for number in found] for found in two)
    assert choose(one, DIGEST, NOW, taste) == choose(other, DIGEST, NOW, taste)


@given(pools.filter(bool), st.data())
def test_pins_are_always_in_and_in_order_and_bans_never(pool: list[Story], data: st.DataObject) -> None:
    pins = data.draw(st.lists(st.sampled_from(ids(pool)), unique=True, max_size=7))
    bans = data.draw(st.sets(st.sampled_from(ids(pool)), max_size=7))
    choice = choose(pool, DIGEST, NOW, Taste(tuple(pins), frozenset(bans)))
    chosen = ids(list(choice.stories))
    wanted = [pin for pin in pins if pin not in bans][: DIGEST.size]
    assert chosen[: len(wanted)] == wanted
    assert not bans & set(chosen)
    assert len(chosen) == min(DIGEST.size, len(set(ids(pool)) - bans))
    assert {one.story for one in choice.reasons if one.outcome is Outcome.BANNED} == bans
    assert [one.story for one in choice.reasons][: len(chosen)] == chosen


@given(st.lists(st.sampled_from(SOURCES), max_size=8), st.sampled_from(SOURCES))
def test_a_source_more_never_makes_a_story_weigh_less(
    also: list[tuple[str, str | None]], more: tuple[str, str | None]
) -> None:
    def told(by: list[tuple[str, str | None]]) -> float:
        carried = tuple(Credit(source, source, "题", url) for source, url in by)
        return weigh(replace(story(3), also=carried), DIGEST, NOW).whole

    assert told([*also, more]) > told(also)


def test_copies_on_one_publishers_channels_count_less_than_other_publishers() -> None:
    def told(*urls: str) -> float:
        carried = tuple(Credit(f"s{n}", "x", "y", url) for n, url in enumerate(urls))
        return weigh(replace(story(3), also=carried), DIGEST, NOW).coverage

    assert told("http://a.cn/1", "http://m.a.cn/1", "http://app.a.cn/1") < told("http://a.cn/1", "http://b.cn/1")


def test_what_more_sources_tell_comes_first() -> None:
    pool = [apart(number, also=(), told=NOW) for number in range(0, 30, 3)]
    widely = replace(pool[7], also=tuple(Credit(f"s{n}", "x", "y", None) for n in range(4)))
    assert choose([*pool[:7], widely, *pool[8:]], DIGEST, NOW).stories[0] == widely


def test_headlines_have_pictures_when_there_are_enough() -> None:
    assert all(one.lead.images for one in choose([apart(n) for n in range(40)], DIGEST, NOW).stories)


def test_it_is_spread_over_the_counties() -> None:
    chosen = choose([apart(n) for n in range(60)], replace(DIGEST, size=6), NOW).stories
    assert max(Counter(one.places[0] for one in chosen).values()) <= 2


def test_old_news_gives_way() -> None:
    old = [apart(3 * n, told=NOW - timedelta(days=9), also=story(3).also) for n in range(9)]
    new = [apart(30 + 3 * n, told=NOW - timedelta(hours=1), also=()) for n in range(5)]
    assert set(ids(list(choose([*old, *new], DIGEST, NOW).stories))) == set(ids(new))


def test_only_its_own_sections_and_sources_count_but_a_pin_comes_from_anywhere() -> None:
    narrow = replace(DIGEST, sections=("lvyou",), sources=("tv",))
    pool = [apart(n) for n in range(40)]
    assert all("lvyou" in one.sections and one.lead.source == "tv" for one in choose(pool, narrow, NOW).stories)
    pin = next(one for one in pool if one.lead.source != "tv")
    assert choose(pool, narrow, NOW, Taste((pin.id,))).stories[0] == pin


def test_a_section_that_weighs_more_comes_first_and_one_that_weighs_nothing_never() -> None:
    pool = [
        apart(n, told=NOW, also=(), sections=(section,)) for n, section in ((0, "yaowen"), (3, "wenyu"), (6, "lvyou"))
    ]
    weighted = replace(DIGEST, weights=(("wenyu", 2.0), ("lvyou", 0.0)))
    assert [one.sections[0] for one in choose(pool, weighted, NOW).stories] == ["wenyu", "yaowen"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2026咸宁马拉松鸣枪开跑", "咸宁马拉松圆满落幕,三万跑友共赴桂花之约", True),
        ("簰洲湾大堤除险加固工程主体完工", "簰洲湾大堤加固工程通过验收", True),
        ("走进乡村看小康(一)", "走进乡村看小康(二)", True),
        ("崇阳县召开安全生产工作会议", "崇阳县召开防汛抗旱工作会议", False),
        ("赤壁:砖茶飘香万里茶道", "嘉鱼:莲藕香飘大江南北", False),
        ("通山县隐水洞景区恢复开放", "通山县农村公路全线贯通", False),
    ],
)
def test_a_topic_is_known_by_its_rare_words(one: str, other: str, same: bool) -> None:
    daily = [
        f"{place}召开{what}工作会议"
        for place in ("咸安区", "嘉鱼县", "赤壁市")
        for what in ("经济", "信访", "教育", "林业")
    ]
    topics = Topics([one, other, *daily], ["崇阳县", "通山县", "咸宁"])
    assert topics.same(one, other) == topics.same(other, one) == same


def test_a_topic_is_told_once_and_the_reason_names_the_other() -> None:
    first = apart(0, told=NOW)
    second = replace(apart(3), lead=replace(apart(3).lead, title=first.lead.title + "续"))
    choice = choose([first, second, apart(6)], DIGEST, NOW)
    (kept,) = {first.id, second.id} & set(ids(list(choice.stories)))
    reason = next(one for one in choice.reasons if one.story in {first.id, second.id} - {kept})
    assert (reason.outcome, reason.because) == (Outcome.TOPIC, kept)


def told_before(one: Story) -> dict[str, tuple[str, Reason]]:
    reason = next(reason for reason in choose([one], DIGEST, NOW).reasons if reason.story == one.id)
    return {one.id: ("tag:former", reason)}


def test_what_the_last_edition_told_is_not_told_again_unless_pinned_or_much_changed() -> None:
    one, other = apart(0), apart(3)
    told = told_before(one)
    choice = choose([one, other], DIGEST, NOW, told=told)
    assert choice.stories == (other,)
    assert [(r.outcome, r.because) for r in choice.reasons if r.story == one.id] == [(Outcome.TOLD, "tag:former")]
    assert one in choose([one, other], DIGEST, NOW, Taste((one.id,)), told=told).stories
    corrected = replace(one, revision=1)
    grown = replace(one, revision=1, lead=replace(one.lead, text=one.lead.text * 2))
    renamed = replace(one, revision=1, lead=replace(one.lead, title="完全另起的一个标题说的是新的进展"))
    assert [much_changed(it, told[one.id][1]) for it in (one, corrected, grown, renamed)] == [False, False, True, True]
    assert grown in choose([grown, other], DIGEST, NOW, told=told).stories


@given(pools.filter(lambda pool: len(pool) > 6), st.data())
def test_one_ban_takes_one_story_out_and_undoing_it_brings_the_edition_back(
    pool: list[Story], data: st.DataObject
) -> None:
    made = choose(pool, DIGEST, NOW)
    kept = {one.story: one for one in made.reasons}
    banned = data.draw(st.sampled_from(ids(list(made.stories))))
    later = [
        replace(one, also=story(3).also, told=NOW) if number % 2 else one
        for number, one in enumerate(pool)
        if one.id in kept
    ]
    anew = choose(later, DIGEST, NOW, Taste((), frozenset({banned})), kept=kept)
    assert banned not in ids(list(anew.stories))
    assert len(anew.stories) == DIGEST.size
    back = choose(later, DIGEST, NOW, kept={one.story: one for one in anew.reasons})
    assert set(ids(list(back.stories))) == set(ids(list(made.stories)))
