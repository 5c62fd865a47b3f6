"""What is said of sections that cannot be right."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from syndicator.config import parse
from syndicator.errors import ConfigError
from syndicator.model import Kind, Rule, Settings

HEAD = '[site]\ntitle = "t"\nbase_url = "https://a.cn"\n'


def settings(text: str) -> Settings:
    return parse(HEAD + text, "config.toml", Path("/srv"))


def told(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        settings(text)
    (problem, *_) = caught.value.problems
    return str(problem)


def section(id: str, rest: str = "") -> str:
    return f'[[section]]\nid = "{id}"\nname = "{id}名"\n{rest}\n'


def test_rules_with_and_or_and_not() -> None:
    made = settings(
        section(
            "a", 'match = [{ keyword = ["招商", "签约"], all = "崇阳", kind = "数字报", not = { keyword = "广告" } }]'
        ).replace('"数字报"', '"epaper"')
        + section(
            "b",
            'parent = "a"\nmatch = [{ url = "x", not = [{ keyword = "广告" }, { pictures = 9, origin = "某社" }] }]',
        )
    )
    (rule,) = made.sections[0].match
    ad = Rule(keyword=("广告",))
    assert rule == Rule(keyword=("招商", "签约"), all=("崇阳",), kind=(Kind.EPAPER,), excluded=(ad,))
    assert made.sections[1].match[0].excluded == (ad, Rule(pictures=9, origin=("某社",)))
    assert made.sections[1].parent == "a"


@pytest.mark.parametrize("until", ['"2026-05-31"', "2026-05-31", '"2026-06-01 00:00"', "2026-06-01T00:00:00+08:00"])
def test_the_last_day_is_taken_whole_on_the_office_s_clock(until: str) -> None:
    (one,) = settings(section("zt", f"from = 2026-05-01\nuntil = {until}")).sections
    zone = ZoneInfo("Asia/Shanghai")
    assert (one.since, one.until) == (datetime(2026, 5, 1, tzinfo=zone), datetime(2026, 6, 1, tzinfo=zone))


SOURCE = '[[source]]\nid = "a"\nurl = "http://a.cn/"\nkind = "feed"\n'


@pytest.mark.parametrize(
    ("text", "where", "cure"),
    [
        (section("a", 'parent = "b"') + section("b", 'parent = "a"'), "section[1].parent", "a → b → a"),
        (section("a", 'parent = "a"'), "section[1].parent", "写成了自己"),
        (section("a") + section("b", 'parent = "aa"'), "section[2].parent", "没有叫"),
        (section("a", 'from = "2026-05-02"\nuntil = "2026-05-01"'), "section[1].until", "早于"),
        (section("a", 'from = "2026/5/2"'), "section[1].from", '"2026-05-02"'),
        (section("a", 'until = "2026-02-30"'), "section[1].until", "不是"),
        (section("a", "until = 2026-05-01") + section("b", 'parent = "a"\nfrom = 2026-06-01'), "section[2].from", "没有重叠"),
        (section("a", 'match = [{ not = { keyword = "x" } }]'), "match[1].not", "只有 not"),
        (section("a", 'match = [{ keyword = "x", not = { keyword = ["x", "y"] } }]'), "match[1].not", "排除了这条规则要的全部"),
        (section("a", 'match = [{ keyword = "x", not = {} }]'), "match[1].not", "没有条件"),
        (section("a", 'match = [{ keyword = "x", not = "y" }]'), "match[1].not", "not = {"),
        (section("a", 'match = [{ keyword = "x", not = { keyword = "y", not = { keyword = "z" } } }]'), "not", "不能再写"),
        (section("a", 'match = [{ keyword = "!!" }]'), "match[1].keyword", "永远找不到"),
        (section("a", 'match = [{ keyword = "x", not = { sourc = "a" } }]'), "not[1].sourc", "source"),
        (section("a", 'match = [{ keyword = "x", not = { source = "zz" } }]'), "not.source", "没有叫"),
        (SOURCE + section("a", 'match = [{ source = "a", kind = "epaper" }]'), "match[1].kind", "feed"),
        (section("a", 'match = [{ kind = "pdf" }]'), "match[1].kind", "epaper"),
        ("[classifier]\nleast = 90", "classifier.least", "0.9"),
        (section("a", 'frm = "2026-05-01"'), "section[1].frm", "from"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_its_cure(text: str, where: str, cure: str) -> None:
    said = told(text)
    assert where in said
    assert cure in said


@pytest.mark.parametrize(
    ("prefecture", "cure"),
    [
        ('"咸宇市"', "是不是想写"),
        ('"朝阳区"', "110105"),
        ('"湖北省"', "太大"),
        ('"4299"', "没有代码"),
        ("true", "文字"),
    ],
)
def test_a_prefecture_that_is_none_is_told(prefecture: str, cure: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(HEAD + f"prefecture = {prefecture}\n", "c", Path("/srv"))
    (problem,) = caught.value.problems
    assert problem.key == "site.prefecture"
    assert cure in problem.text
