"""In which sections an item belongs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from syndicator.group.sections import place_in
from syndicator.model import Image, Item, Rule, Section, Source

NOW = datetime(2026, 5, 8, tzinfo=UTC)
SOURCE = Source("xnnews", "咸宁网", "http://a.cn/", sections=("xinwen",))
ITEM = Item(
    "xnnews", "1", "崇陽縣推进党建", "http://www.a.cn/xyxw/cyxw/1.html", "", "昨日,白霓镇。", "", origin="咸宁日报",
    breadcrumb=("首页", "县域新闻", "崇阳新闻"), categories=("要闻",), images=(Image("http://a.cn/1.jpg"), Image("http://a.cn/2.jpg")),
)  # fmt: skip


def fits(rule: Rule) -> bool:
    return place_in(
        ITEM, Source("xnnews", "咸宁网", "http://a.cn/"), [Section("s", "S", (rule,))], ("chongyang",), NOW
    ) == ("s",)


@pytest.mark.parametrize(
    "rule",
    [
        Rule(source=("xnnews",)),
        Rule(breadcrumb=("崇阳新闻",)),
        Rule(breadcrumb=("崇阳",)),
        Rule(breadcrumb=("别的", "县域")),
        Rule(category=("要闻",)),
        Rule(url=("/xyxw/",)),
        Rule(url=("https://a.cn/xyxw/",)),
        Rule(keyword=("崇阳",)),
        Rule(keyword=("白霓",)),
        Rule(place=("chongyang",)),
        Rule(origin=("咸宁日报",)),
        Rule(pictures=2),
        Rule(source=("xnnews",), keyword=("党建",), pictures=1),
    ],
)
def test_a_rule_fits(rule: Rule) -> None:
    assert fits(rule)


@pytest.mark.parametrize(
    "rule",
    [
        Rule(),
        Rule(source=("other",)),
        Rule(breadcrumb=("通山",)),
        Rule(breadcrumb=("新",)),
        Rule(category=("要",)),
        Rule(url=("/zw/",)),
        Rule(keyword=("通城",)),
        Rule(place=("tongcheng",)),
        Rule(origin=("新华社",)),
        Rule(pictures=3),
        Rule(source=("xnnews",), keyword=("通城",)),
    ],
)
def test_a_rule_does_not_fit(rule: Rule) -> None:
    assert not fits(rule)


SECTIONS = [
    Section("yaowen", "要闻", (Rule(category=("要闻",)),)),
    Section("xinwen", "新闻"),
    Section("zhengwu", "政务", (Rule(keyword=("政务",)),)),
    Section("qita", "其他", fallback=True),
]


def test_the_sources_section_is_always_there_and_the_order_is_the_configs() -> None:
    assert place_in(ITEM, SOURCE, SECTIONS, (), NOW) == ("yaowen", "xinwen")


def test_the_fallback_is_for_what_has_no_section() -> None:
    stranger = Item("b", "1", "题", None, "", "文", "")
    assert place_in(stranger, Source("b", "B", "http://b.cn/"), SECTIONS, (), NOW) == ("qita",)
