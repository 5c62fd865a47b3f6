"""One figure, however it is written, is one fact."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.group.figures import figures

DIGITS = "零一二三四五六七八九"


def spelt(number: int) -> str:
    """A number below ten thousand trillions in Chinese letters."""
    if number >= 10**8:
        return _joined(number, 10**8, "亿", 10**7)
    if number >= 10**4:
        return _joined(number, 10**4, "万", 10**3)
    for scale, letter in ((1_000, "千"), (100, "百"), (10, "十")):
        if number >= scale:
            return _joined(number, scale, letter, scale // 10)
    return DIGITS[number]


def _joined(number: int, scale: int, letter: str, next_scale: int) -> str:
    high, low = divmod(number, scale)
    gap = "零" if 0 < low < next_scale else ""
    return spelt(high) + letter + gap + (spelt(low) if low else "")


@given(st.integers(11, 10**16 - 1))
def test_a_number_in_chinese_letters_is_the_number_in_digits(number: int) -> None:
    assert figures(f"共{spelt(number)}户") == figures(f"共{number}户")


@given(
    st.integers(1, 999_999), st.sampled_from([("万", 10_000), ("亿", 100_000_000), ("百", 100), ("千万", 10_000_000)])
)
def test_a_scale_moves_the_point(number: int, scale: tuple[str, int]) -> None:
    letter, times = scale
    assert list(figures(f"投资{number / 100}{letter}元")) == list(figures(f"投资{round(number * times / 100)}元"))


@pytest.mark.parametrize(
    "text", ["38000户", "3.8万户", "38,000户", "三万八千户", "三万八户", "3.8 万户", "3.80万户", "3.8余万户"]
)
def test_one_figure_is_one_fact_in_all_its_forms(text: str) -> None:
    assert figures(f"惠及{text}居民") == {"38000户": 2}


@pytest.mark.parametrize("text", ["一个也不能少", "十分重要", "十四五规划", "千万不要", "两两相对", "九一八", ""])
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert figures(text) == {}


def test_dates_and_times_tell_no_story_from_another() -> None:
    assert figures("2026年11月8日7时30分,1086米长的桥通车") == {
        "2026年": 0, "11月": 0, "8日": 0, "7时": 0, "30分": 0, "1086": 4
    }  # fmt: skip


@given(st.text("0123456789.,:百千万亿一二三十余多 %°人"))
def test_no_text_is_too_odd_and_dates_aside_a_figure_tells_by_its_digits(text: str) -> None:
    for figure, digits in figures(text).items():
        assert digits <= len(figure)
        assert any(letter.isdigit() for letter in figure)


def test_a_number_without_end_is_one_figure() -> None:
    assert len(figures("9" * 5_000 + "亿元" + "一" * 5_000 + "九千万" * 5_000)) <= 2


def test_degrees_are_degrees() -> None:
    assert figures("最低气温4°C") == figures("最低气温4度") == figures("最低气温4°")
