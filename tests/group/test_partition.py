"""Many items at once: which of them tell one story."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.group.partition import partition
from syndicator.group.similarity import fingerprint
from syndicator.group.verdicts import Side
from syndicator.model import Item

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
ROWS = json.loads((Path(__file__).parents[1] / "data" / "stories" / "strangers.json").read_text("utf-8"))
HONEY = (
    "11月7日，崇阳县第七届野桂花蜜开割节在青山镇城万村举行。上午10时许，蜂农们打开蜂箱，割下第一脾封盖蜜，金黄的蜜汁引来阵阵喝彩。\n"
    "崇阳是全国最大的野桂花蜜产区，全县现有中蜂4.2万群，年产蜂蜜380吨，产值1.1亿元，带动1600多户蜂农增收。"
)
FISHING = (
    "11月8日，崇阳县人民法院公开开庭审理一起非法捕捞水产品案。被告人甘某、庞某在禁渔期使用电捕工具，在青山水库捕捞渔获物63.5公斤。\n"
    "法院经审理认为，二人的行为已构成非法捕捞水产品罪，依法判处甘某拘役四个月，庞某拘役三个月，均适用缓刑，并责令二人投放鱼苗2万尾。"
)


def side(source: str, title: str, text: str, hours: float = 0) -> Side:
    when = NOW + timedelta(hours=hours)
    url = f"http://{source}.cn/20261108/{crc32(f'{source}{title}'.encode()) % 10_000}.html"
    item = Item(source, title, title, url, "", text, "", when)
    return Side(source, title, url, when, fingerprint(item).signature)


A = side("a", "崇阳野桂花蜜开割 1600户蜂农迎来甜蜜季", HONEY)
B = side("b", "禁渔期电鱼 两男子获刑还要投放鱼苗2万尾", FISHING)


def names(sides: list[Side]) -> set[frozenset[str]]:
    return {frozenset(sides[at].source for at in group) for group in partition(sides).groups}


@pytest.mark.parametrize("title", ["崇阳野桂花蜜开割 1600户蜂农迎来甜蜜季", "禁渔期电鱼 两男子获刑还要投放鱼苗2万尾"])
def test_a_page_that_holds_two_stories_joins_neither_to_the_other(title: str) -> None:
    both = side("ab", title, HONEY + "\n" + FISHING, 5)
    again = side("ab2", title + "（图）", HONEY + "\n" + FISHING, 6)
    for sides in ([A, B, both], [A, B, both, again], [both, A, B, side("a2", "野桂花蜜开割", HONEY, 3)]):
        found = names(sides)
        assert not any({"a", "b"} <= group for group in found)
        assert sum("ab" in group for group in found) == 1


def test_what_is_in_it_is_called_compiled_only_where_both_parts_are_known() -> None:
    both = side("ab", "禁渔期电鱼 野桂花蜜开割 崇阳这一天", HONEY + "\n" + FISHING, 5)
    titled = side("ab3", B.title, HONEY + "\n" + FISHING, 5)
    assert not partition([A, both]).compiled
    assert partition([A, B, titled]).compiled == {2}


def test_two_briefs_of_one_report_are_one_story_with_it() -> None:
    lines = (HONEY + "\n" + FISHING + "\n" + HONEY.replace("蜂", "牛").replace("蜜", "奶").replace("1", "3")).split(
        "\n"
    )
    title = "崇阳县晒出全年成绩单"
    report = side("long", title, "\n".join(lines))
    first, second = side("one", title, lines[0]), side("two", title, lines[3], 2)
    assert names([report, first, second]) == {frozenset({"long", "one", "two"})}


def test_what_was_there_before_its_parts_was_not_made_up_from_them() -> None:
    """The report of the day, a flash and a copy written anew of it, which have nothing in common with each other."""
    report = side("report", B.title, HONEY + "\n" + FISHING)
    parts = [side("flash", A.title, HONEY, 3), side("anew", B.title, FISHING, 5)]
    assert names([report, *parts]) == {frozenset({"report", "flash", "anew"})}
    dated = side("report", B.title, HONEY + "\n" + FISHING, 8)  # midnight in China: any time of that day
    assert partition([*parts, dated]).compiled == {2}
    assert partition([*parts, replace(dated, published=NOW + timedelta(hours=1))]).compiled == frozenset()


def test_a_bare_headline_does_not_tie_two_days_together() -> None:
    monday = side("a", "我市召开防汛会商调度会议", HONEY)
    tuesday = side("b", "我市召开防汛会商调度会议", FISHING, 24)
    bare = side("c", "我市召开防汛会商调度会议", "", 12)
    found = names([monday, tuesday, bare])
    assert not any({"a", "b"} <= group for group in found)


def test_what_is_ruled_holds_whatever_the_evidence() -> None:
    copy = side("a2", A.title, HONEY, 1)
    assert partition([A, copy]).groups == ((0, 1),)
    assert partition([A, copy], {(0, 1): False}).groups == ((0,), (1,))
    assert partition([A, B], {(0, 1): True}).groups == ((0, 1),)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([4, 12, 30]))
def test_the_order_does_not_matter(seed: int, size: int) -> None:
    dice = random.Random(seed)
    start = dice.randrange(len(ROWS) - size)
    sides = [side(row["source"], row["title"], row["text"], row["hours"]) for row in ROWS[start : start + size]]
    sides += [side("ab", A.title, HONEY + FISHING), A, B]
    expected = {frozenset(sides[at] for at in group) for group in partition(sides).groups}
    dice.shuffle(sides)
    assert {frozenset(sides[at] for at in group) for group in partition(sides).groups} == expected


def test_nothing_and_one_are_parted_too() -> None:
    assert partition([]).groups == ()
    assert partition([A]).groups == ((0,),)
