"""What a site calls its column, and which of our sections that is."""

from __future__ import annotations

import pytest

from syndicator.group.columns import place_of, section_of
from syndicator.model import Place, Section

NAMES = "新闻 政务 图片 要闻 聚焦 县域 专题 文娱 科教 旅游 财经 论坛 招聘 数字报 新媒体".split()
SECTIONS = [Section(name, name) for name in NAMES]
PLACES = [Place("cy", "崇阳县", ("崇阳县", "崇阳", "天城镇")), Place("cb", "赤壁市", ("赤壁市", "赤壁"))]


@pytest.mark.parametrize(
    ("column", "section"),
    [
        ("时政要闻", "要闻"),
        ("县域新闻", "县域"),
        ("政务公开", "政务"),
        ("图片新闻", "图片"),
        ("乡镇动态", "县域"),
        ("部门动态", "政务"),
        ("通知公告", "政务"),
        ("媒体聚焦", "聚焦"),
        ("文化旅游", "旅游"),
        ("教育", "科教"),
        ("视频新闻", "新闻"),
        ("崇阳新闻", "县域"),
        ("崇阳要闻", "要闻"),
        ("关于我们", None),
    ],
)
def test_a_column_fills_the_section_that_its_name_means(column: str, section: str | None) -> None:
    found = section_of(column, SECTIONS, place_of(column, PLACES))
    assert (found.name if found else None) == section


def test_a_section_that_the_office_does_not_have_is_never_filled() -> None:
    assert section_of("通知公告", [Section("xy", "县域")]) is None
    assert section_of("崇阳新闻", [], PLACES[0]) is None


@pytest.mark.parametrize(
    ("words", "place"), [("崇阳新闻", "cy"), ("天城镇要闻", "cy"), ("赤壁崇阳联建", None), ("咸宁要闻", None)]
)
def test_a_column_is_of_a_county_when_it_names_that_one_alone(words: str, place: str | None) -> None:
    found = place_of(words, PLACES)
    assert (found.id if found else None) == place
