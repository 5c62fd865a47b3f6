"""Which counties an item is about."""

from __future__ import annotations

import pytest

from syndicator.config.gazetteer import Declared, gazetteer
from syndicator.group.places import find
from syndicator.model import Item, Source

PLACES = gazetteer(
    "",
    [
        Declared("xianan", "咸安区"),
        Declared("chibi", "赤壁市"),
        Declared("tongcheng", "通城县"),
        Declared("chongyang", "崇阳县", ("崇阳县", "崇阳", "白霓镇")),
        Declared("tongshan", "通山县"),
    ],
)
ANYWHERE = Source("s", "S", "http://a.cn/")


def found(title: str = "", text: str = "", source: Source = ANYWHERE, breadcrumb: tuple[str, ...] = ()) -> set[str]:
    return set(find(Item("s", "1", title, None, "", text, "", breadcrumb=breadcrumb), source, PLACES))


@pytest.mark.parametrize("title", ["崇阳县召开大会", "崇阳雷竹笋上市", "白霓镇:村村通公路", "走进崇阳"])
def test_a_place_in_the_title_counts_by_any_of_its_names(title: str) -> None:
    assert found(title) == {"chongyang"}


def test_a_place_in_breadcrumb_or_dateline_or_lead_counts() -> None:
    assert found(breadcrumb=("首页", "崇阳新闻")) == {"chongyang"}
    assert found(text="本报崇阳5月8日讯 昨日,大会召开。") == {"chongyang"}
    assert found(text="昨日,大会在通城召开,赤壁市作了发言。") == {"tongcheng", "chibi"}


@pytest.mark.parametrize(
    "title",
    [
        "车祸发生在通山路",
        "咸安大道通车",
        "赤壁之战的谋略",
        "读《赤壁赋》有感",
        "交通城市建设",
        "普通城镇居民收入",
        "沟通山里山外",
        "崇阳大桥合龙",
        "崇阳路口车祸",
    ],
)
def test_a_name_inside_another_word_is_no_place(title: str) -> None:
    assert found(title) == set()


@pytest.mark.parametrize(("title", "place"), [("崇阳县路网建设提速", "chongyang"), ("通山路段抢通", "tongshan"), ("崇阳广场舞大赛", "chongyang"), ("赤壁街头的春天", "chibi")])  # fmt: skip
def test_a_name_before_another_word_is_still_the_place(title: str, place: str) -> None:
    assert found(title) == {place}


def test_a_passing_mention_deep_in_the_text_does_not_count_but_three_do() -> None:
    opening = "昨日,全市工作会议召开,会议指出,要好好干。" * 20
    assert found(text=opening + "崇阳县作了发言。") == set()
    assert found(text=opening + "崇阳县作了发言。崇阳提出目标。崇阳将加快建设。") == {"chongyang"}


def test_the_sources_place_always_counts_and_the_order_is_the_configs() -> None:
    source = Source("s", "S", "http://a.cn/", places=("tongshan",))
    item = Item("s", "1", "崇阳与咸安结对", None, "", "", "")
    assert find(item, source, PLACES) == ("xianan", "chongyang", "tongshan")
