"""What an editor's words leave to be decided."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from syndicator.group.overrules import FREE, Kind, Ruling, Standing, bind, marks, ruled, survivor

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)

IDS = st.integers(1, 5)
RULINGS = st.lists(
    st.builds(Ruling, st.integers(1, 9), st.sampled_from(Kind), st.none() | IDS, st.none() | IDS), max_size=6
)


def test_the_last_word_counts() -> None:
    split = Ruling(1, Kind.SPLIT, 8, 7)
    join = Ruling(2, Kind.JOIN, 7, None)
    assert bind([join, split]).story == 7
    assert bind([split]).story == 8
    assert bind([split]).barred == {7}
    assert bind([]) == FREE


def test_a_word_whose_items_have_not_come_waits_or_lets_one_stand_alone() -> None:
    assert bind([Ruling(1, Kind.JOIN, None, None)]).pending == (1,)
    assert not bind([Ruling(1, Kind.JOIN, None, None)]).alone
    assert bind([Ruling(1, Kind.SPLIT, None, None)]).alone


def test_the_copies_of_a_page_have_a_mark_in_common_and_a_column_has_none() -> None:
    one = marks("a", "k1", "http://www.xnnews.com.cn/2026/1105/12345.html?from=timeline")
    other = marks("b", "k2", "https://m.xnnews.com.cn/2026/1105/12345.html")
    assert len(set(one) & set(other)) == 1
    assert marks("a", "k", "http://www.xnnews.com.cn/news/") == ("a k",)


def test_the_eldest_that_readers_know_survives() -> None:
    hidden, old, new = Standing(1, None, False), Standing(2, NOW, True), Standing(3, NOW, True)
    assert survivor([new, old, hidden]) == 2
    assert survivor([hidden, Standing(4, None, False)]) == 1


@given(st.lists(st.none() | IDS, max_size=7), RULINGS)
def test_pairs_agree_with_each_other(homes: list[int | None], words: list[Ruling]) -> None:
    """What is one with a second, and that with a third, is one with the third; nothing is both."""
    found = ruled(homes, words, {})
    same = {pair for pair, together in found.items() if together}
    for a, b in same:
        for c, d in found:
            if c == b and (a, d) in found:
                assert found[a, d] == found[c, d]
    assert all(homes[a] is not None and homes[b] is not None for a, b in found)


@given(RULINGS)
def test_the_order_in_which_words_are_read_does_not_matter(words: list[Ruling]) -> None:
    distinct = list({one.number: one for one in words}.values())
    assert bind(distinct) == bind(distinct[::-1])
