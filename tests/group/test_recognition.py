"""Which stored item an entry is: laws of the decision, without a store."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.group import claims, signature
from syndicator.group.claims import Entry, Stored
from syndicator.group.recognition import Said, same_entry, same_item
from syndicator.refine.fold import compared

DAY = datetime(2026, 11, 20, 8, 17, tzinfo=ZoneInfo("Asia/Shanghai"))
TEXTS = [
    "",
    "大桥昨天合龙,全长一千二百米,双向四车道,预计明年五一前通车,两岸居民过江由四十分钟缩短到五分钟,渡口同时停运。",
    "新校舍有教室二十四间、实验室三间,食堂可供四百人同时用餐,操场铺了塑胶跑道,老校舍将改作镇里的图书馆和老年大学。",
    "明天晴到多云,偏北风二到三级,最低气温3度,最高气温12度,相对湿度43%,请市民注意添衣保暖,农户给大棚加固防风。",
    "明天晴到多云,偏北风二到三级,最低气温6度,最高气温15度,相对湿度49%,请市民注意添衣保暖,农户给大棚加固防风。",
]
TITLES = [
    "连接两岸的大桥昨天合龙",
    "连接两岸的新大桥合龙了",
    "镇中心小学迁入新校舍",
    "明日天气预报",
    "工作简报第3期",
    "工作简报第4期",
]
URLS = [None, "http://a.cn/", "http://a.cn/xw/10001.html", "http://a.cn/xw/10002.html"]


def said(title: str, text: str, url: str | None, when: datetime | None) -> Said:
    return Said(title, url, when, signature.take(compared(text), text).signature)


SAID = st.builds(
    said,
    st.sampled_from(TITLES),
    st.sampled_from(TEXTS),
    st.sampled_from(URLS),
    st.sampled_from([None, DAY, DAY + timedelta(days=1)]),
)


@settings(max_examples=60, deadline=None)
@given(SAID, SAID)
def test_it_does_not_matter_which_of_two_came_first(one: Said, other: Said) -> None:
    assert same_entry(one, other) == same_entry(other, one)
    assert same_item(one, other) == same_item(other, one)


@settings(max_examples=60, deadline=None)
@given(SAID)
def test_an_entry_that_says_the_same_under_its_own_id_is_itself(one: Said) -> None:
    assert same_entry(one, one) or (one.url in (None, "http://a.cn/") and one.signature == b"")


def test_other_titles_with_other_texts_are_never_one_under_different_ids() -> None:
    for url, when in product(URLS, (None, DAY)):
        assert not same_item(said(TITLES[0], TEXTS[1], url, when), said(TITLES[2], TEXTS[2], url, when))


ENTRIES = st.lists(st.tuples(st.sampled_from(["n-10001", "n-10002", "n-10003"]), SAID), max_size=5)


def entered(told: list[tuple[str, Said]]) -> list[Entry]:
    """Each id once, as a document gives them."""
    return [Entry("s", key, said, repr((said.title, said.signature)).encode()) for key, said in dict(told).items()]


def poll(stored: dict[str, Stored], entries: list[Entry]) -> list[str]:
    """What `service.settling` does, over a dictionary: what it found alike is all there is."""
    by_key = {("s", key): one for key, one in stored.items()}
    found = claims.settle(entries, by_key, [list(stored.values())] * len(entries))
    for key, entry in zip(found, entries, strict=True):
        if key not in stored or stored[key].content != entry.content:  # the rest says what it said
            stored[key] = Stored(key, entry.said, entry.content)
    return found


@settings(max_examples=60, deadline=None)
@given(ENTRIES, ENTRIES)
def test_the_same_poll_again_makes_no_new_item_and_changes_none(
    one: list[tuple[str, Said]], other: list[tuple[str, Said]]
) -> None:
    stored: dict[str, Stored] = {}
    poll(stored, entered(one))
    poll(stored, entered(other))
    before = {key: one.content for key, one in stored.items()}
    poll(stored, entered(other))
    assert {key: one.content for key, one in stored.items()} == before


@settings(max_examples=60, deadline=None)
@given(ENTRIES)
def test_what_one_poll_told_apart_is_kept_apart_unless_it_says_the_same(told: list[tuple[str, Said]]) -> None:
    entries = entered(told)
    found = poll({}, entries)
    for (key, entry), (same, other) in product(zip(found, entries, strict=True), repeat=2):
        assert key != same or entry.content == other.content
