"""[[rights]], embargo, expiry and former ids in config.toml: what is right, and what is said of what is not."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from syndicator.config.load import parse
from syndicator.errors import ConfigError
from syndicator.model import Regime, Rights, Settings

SITE = '[site]\ntitle = "咸宁"\nbase_url = "https://feeds.example.cn"\n'
SOURCE = '[[source]]\nid = "paper"\nurl = "http://www.example.cn/"\n'


def read(text: str) -> Settings:
    return parse(SITE + text, "config.toml", Path())


def wrong(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(text)
    return "\n".join(map(str, caught.value.problems))


def test_a_source_says_when_it_opens_and_how_long_it_lasts() -> None:
    (source,) = read(
        SOURCE + 'embargo = "07:00"\nexpires = "30d"\nexpired = "不公开"\n'.replace("不公开", "none")
    ).sources
    assert (source.embargo, source.expires, source.expired) == (time(7), timedelta(days=30), Rights.NONE)
    (source,) = read(SOURCE + 'embargo = "2h"\n').sources
    assert (source.embargo, source.expires, source.expired) == (timedelta(hours=2), None, Rights.HEADLINE)


def test_regimes_keep_their_order_and_leave_open_what_they_do_not_say() -> None:
    text = (
        SOURCE
        + '[[rights]]\norigin = "新华社"\nshow = "headline"\n[[rights]]\nsource = "paper"\nnotice = "转载自{origin}"\n'
    )
    assert read(text).rights == (
        Regime(origin=("新华社",), show=Rights.HEADLINE),
        Regime(source=("paper",), notice="转载自{origin}"),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[rights]]\norigin = "新华社"\n', "什么也没规定"),
        ('[[rights]]\nsource = "papr"\nshow = "none"\n', "paper"),
        ('[[rights]]\nshow = "标题"\n', "headline"),
        ('[[rights]]\nexpired = "full"\n', "none"),
        ('[[rights]]\norgin = "新华社"\nshow = "none"\n', "origin"),
        ('[rights]\nshow = "none"\n', "[[rights]]"),
        ('rights = "full"\n', "[[source]]"),
        ('[[rights]]\nembargo = "2"\n', '"2h"'),
        ('[[rights]]\nembargo = "25:00"\n', "时刻"),
        ('[[rights]]\nembargo = "7:00点"\n', "时刻"),
        ('[[rights]]\nembargo = "40d"\n', "30d"),
        ('[[rights]]\nexpires = "2h"\n', "1d"),
        ('[[rights]]\nembargo = "3d"\nexpires = "2d"\n', "改短 embargo"),
        (SOURCE.replace("paper", "web").replace("www", "web") + 'embargo = "3d"\nexpires = "3d"\n', "改短 embargo"),
        ('[[section]]\nid = "a"\nname = "甲"\nformer = ["A"]\n', "编号"),
        ('[[section]]\nid = "a"\nname = "甲"\nformer = "a"\n', "还有别的在用"),
        ('[[place]]\nid = "a"\nname = "甲县"\nformer = ["c"]\n[[place]]\nid = "b"\nname = "乙县"\nformer = ["c"]\n', "在用"),
        ('[digest.a]\nname = "甲"\nformer = ["b"]\n[digest.b]\nname = "乙"\n', "在用"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_cure(text: str, said: str) -> None:
    problems = wrong(text + SOURCE if text.startswith("rights") else SOURCE + text)
    assert said in problems
    assert "config.toml:" in problems


def test_former_ids_are_one_or_more_and_may_be_those_of_another_kind() -> None:
    settings = read(
        SOURCE
        + '[[section]]\nid = "a"\nname = "甲"\nformer = "b"\n[[place]]\nid = "b"\nname = "乙县"\nformer = ["a", "c"]\n'
    )
    assert (settings.sections[0].former, settings.places[0].former) == (("b",), ("a", "c"))
