"""The site and the column that a page's title names."""

from __future__ import annotations

import pytest

from syndicator.read.naming import named, site_and_column


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("崇阳新闻_县域新闻_咸宁网", "咸宁网·崇阳新闻"),
        ("咸宁网首页", "咸宁网"),
        ("首页-咸宁日报", "咸宁日报"),
        ("今日崇阳_崇阳县人民政府门户网站", "崇阳县人民政府·今日崇阳"),
        ("欢迎访问通山县人民政府网站", "通山县人民政府"),
        ("地方新闻--湖北频道--人民网", "人民网·地方新闻"),
        ("百姓茶馆 - 崇阳论坛 - Powered by Discuz!", "崇阳论坛·百姓茶馆"),
        ("湖北新闻_搜狐网", "搜狐网·湖北新闻"),
        ("要闻", "要闻"),
        ("新闻列表", ""),
        ("", ""),
    ],
)
def test_a_source_is_called_by_its_site_and_its_column(title: str, name: str) -> None:
    assert named(*site_and_column(title)) == name
