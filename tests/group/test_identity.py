"""By which key an item is known again."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.group.identity import keys
from syndicator.model import Draft

A, B = "http://a.cn/xw/1001.html", "http://a.cn/xw/1002.html"


def test_the_feeds_own_id_is_the_key() -> None:
    assert keys([Draft(title="题", url=A, key="tag:a.cn,2026:1001")]) == ["tag:a.cn,2026:1001"]


def test_without_an_id_the_canonical_url_is_the_key() -> None:
    first, again = keys([Draft(url=A)]), keys([Draft(url="https://www.a.cn/xw/1001.html?from=timeline")])
    assert first == again


def test_without_either_title_and_text_are_the_key() -> None:
    one, other, same = keys(
        [Draft(title="题", html="甲"), Draft(title="题", html="乙"), Draft(title="题", html="<p>甲</p>")]
    )
    assert one == same
    assert one != other


def test_one_id_for_two_urls_names_neither() -> None:
    one, other = keys([Draft(url=A, key="urn:x:20260508"), Draft(url=B, key="urn:x:20260508")])
    assert one != other


def test_the_same_entry_twice_has_one_key() -> None:
    one, other = keys([Draft(title="旧", url=A, key="urn:x:20260508"), Draft(title="新", url=A, key="urn:x:20260508")])
    assert one == other


def test_an_id_that_counts_the_entries_of_a_document_is_not_believed() -> None:
    (monday,), (tuesday,) = keys([Draft(url=A, key="1")]), keys([Draft(url=B, key="1")])
    assert monday != tuesday


def test_entries_that_lead_to_one_column_page_are_told_apart() -> None:
    one, other = keys([Draft(title="甲", url="http://a.cn/"), Draft(title="乙", url="http://a.cn/")])
    assert one != other


BRIDGE = "昨天上午九点,随着最后一段钢梁落位,横跨陆水的新桥顺利合龙。大桥全长一千二百米,双向四车道,预计明年五一前通车。"
SCHOOL = (
    "镇中心小学的三百多名学生本周搬进新校舍。新校舍有教室二十四间、实验室三间,食堂可供四百人同时用餐,老校舍改作图书馆。"
)


def test_entries_of_one_id_and_one_address_are_told_apart_by_what_they_say() -> None:
    one, other, edited = keys(
        [
            Draft(title="大桥合龙", html=BRIDGE, url=A, key="urn:x:20260508"),
            Draft(title="小学搬家", html=SCHOOL, url=A, key="urn:x:20260508"),
            Draft(title="大桥昨日合龙", html=BRIDGE + "记者沈青", url=A, key="urn:x:20260508"),
        ]
    )
    assert one == edited
    assert one != other


def test_one_article_in_two_columns_of_a_document_is_one() -> None:
    one, other = keys([Draft(title="大桥合龙", html=BRIDGE * 2, url=url, key=url) for url in (A, B)])
    assert one == other


def test_entries_of_nothing_but_a_picture_are_told_apart_by_it() -> None:
    one, other, again = keys([Draft(url="http://a.cn/", html=f'<img src="http://a.cn/{n}.jpg">') for n in (1, 2, 1)])
    assert one == again
    assert one != other


DRAFTS = st.builds(
    Draft,
    title=st.sampled_from(["", "甲", "乙"]),
    url=st.sampled_from([None, A, B, "http://a.cn/"]),
    key=st.sampled_from([None, "", "1", "urn:x:20260508", A]),
    html=st.sampled_from(["", "<p>文</p>"]),
)


@settings(max_examples=100)
@given(st.lists(DRAFTS, max_size=6))
def test_every_draft_has_a_bounded_key_and_different_urls_never_share_one(drafts: list[Draft]) -> None:
    found = keys(drafts)
    assert len(found) == len(drafts)
    assert all(0 < len(key) <= 500 for key in found)
    urls: dict[str, str] = {}
    for key, draft in zip(found, drafts, strict=True):
        if draft.url:
            assert urls.setdefault(key, draft.url) == draft.url
