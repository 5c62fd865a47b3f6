"""Who leads a story, and what is a change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syndicator.group.stories import LeadCandidate, lead, significant
from syndicator.model import Image, Item

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
ITEM = Item(
    "a",
    "1",
    "崇阳县召开大会",
    "http://a.cn/1",
    "",
    "昨日,崇阳县召开大会。" * 20,
    "",
    NOW,
    images=(Image("http://a.cn/1.jpg?t=1"),),
)


def member(name: str, priority: int = 0, seen: datetime = NOW, **changes: object) -> LeadCandidate:
    return LeadCandidate(replace(ITEM, **changes), name, priority, seen)  # type: ignore[arg-type]


def test_the_origins_own_copy_leads() -> None:
    items = [member("荆楚网", priority=9, origin="咸宁日报"), member("咸宁日报"), member("崇阳县政府", priority=5)]
    assert lead(items) == 1


def test_a_source_that_names_itself_leads_one_that_names_nobody() -> None:
    assert lead([member("甲网", priority=3), member("乙局", origin="本网")]) == 1


def test_what_links_to_another_as_its_original_does_not_lead_it() -> None:
    copy = member("乙", priority=9, url="http://b.cn/2", text=ITEM.text * 2, original=f"{ITEM.url}?from=b")
    assert lead([member("甲"), copy]) == 0
    assert lead([member("甲", url="http://a.cn/9"), copy]) == 1, "its original is not ours"


def test_without_an_origin_priority_leads() -> None:
    assert lead([member("甲"), member("乙", priority=2), member("丙", priority=1)]) == 1


def test_then_the_whole_title_and_the_longer_text() -> None:
    assert lead([member("甲", title="崇阳县召开…"), member("乙")]) == 1
    assert lead([member("甲", text="昨日,崇阳县召开大会。"), member("乙")]) == 1
    assert lead([member("甲"), member("乙", text=ITEM.text + "编辑:赵")]) == 0


def test_then_the_earliest() -> None:
    assert lead([member("甲"), member("乙", published=NOW - timedelta(hours=1))]) == 1
    assert lead([member("甲", published=None), member("乙", published=None, seen=NOW - timedelta(hours=1))]) == 1


def test_a_story_without_members_has_no_lead() -> None:
    with pytest.raises(ValueError, match="empty"):
        lead([])


@pytest.mark.parametrize(
    "new",
    [
        replace(ITEM, title="【要闻】崇阳县召开大会（图）"),
        replace(ITEM, text="本报讯 " + ITEM.text + "\n编辑：赵六\n浏览次数：1024"),
        replace(ITEM, text=ITEM.text.replace(",", "，"), html="<p>新排版</p>"),
        replace(ITEM, images=(Image("http://a.cn/1.jpg?t=2", caption="会场"),)),
        replace(ITEM, summary="别的摘要", editor="钱七", breadcrumb=("要闻",)),
    ],
)
def test_what_a_reader_does_not_see_is_no_change(new: Item) -> None:
    assert not significant(ITEM, new)


@pytest.mark.parametrize(
    "new",
    [
        replace(ITEM, title="通城县召开大会"),
        replace(ITEM, text=ITEM.text + "会议还指出,要好好干。"),
        replace(ITEM, text=ITEM.text.replace("昨日", "今日", 1)),
        replace(ITEM, images=()),
    ],
)
def test_other_words_and_pictures_are_a_change(new: Item) -> None:
    assert significant(ITEM, new)


def test_a_title_made_whole_is_no_change() -> None:
    assert not significant(
        replace(ITEM, title="崇阳县召开党建工作推…"), replace(ITEM, title="崇阳县召开党建工作推进大会")
    )
