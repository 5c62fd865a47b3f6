"""What two titles say of each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.group.titles import Relation, read, relate

TITLES = st.text(st.sampled_from("崇阳县大会第一二3期(之)…【图】_网"), max_size=16)


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("崇阳县召开大会", "【要闻】崇阳縣召開大會(图)", Relation.EQUAL),
        ("崇阳县召开党建工作推进大会", "崇阳县召开党建工…", Relation.CUT),
        ("崇阳县召开党建工作推进大会 部署年度任务", "崇阳县召开党建工作推进大会", Relation.CUT),
        ("崇阳县召开党建工作推进大会", "党建工作推进大会在崇阳召开", Relation.KIN),
        ("崇阳县召开党建大会", "通山茶叶喜获丰收", Relation.APART),
        ("崇阳故事(一)", "崇阳故事(二)", Relation.CONTRARY),
        ("崇阳故事第十二期", "崇阳故事第13期", Relation.CONTRARY),
        ("5月8日天气", "5月9日天气", Relation.CONTRARY),
        ("", "", Relation.APART),
    ],
)
def test_titles_stand_to_each_other(one: str, other: str, relation: Relation) -> None:
    assert relate(read(one), read(other)) is relation


@given(TITLES, TITLES)
def test_the_relation_is_symmetric(one: str, other: str) -> None:
    assert relate(read(one), read(other)) is relate(read(other), read(one))


@given(st.text(st.sampled_from("崇阳县召开大会部署工作任务"), min_size=9, max_size=30), st.integers(8, 30))
def test_a_title_cut_anywhere_finds_the_whole_one(whole: str, length: int) -> None:
    assert relate(read(whole), read(whole[:length] + "…")) >= Relation.CUT
