"""Keys that find likes, and signatures that measure them."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.group import signature
from syndicator.group.shingles import PRIME, encoded, places, sampled, shingles
from syndicator.group.signature import Likeness
from syndicator.group.similarity import fingerprint
from syndicator.model import Image, Item

LETTERS = [chr(code) for code in range(0x4E00, 0x5200)]


def text(seed: int, length: int) -> str:
    """Letters without sense, different for each seed."""
    return "".join(random.Random(seed).choices(LETTERS, k=length))


def made(text: str, title: str = "", url: str | None = None) -> Item:
    return Item("s", "k", title, url, "", text, "")


def likeness(one: str, other: str) -> Likeness:
    mine, theirs = (signature.read(fingerprint(made(each)).signature) for each in (one, other))
    assert mine is not None
    assert theirs is not None
    return signature.compare(mine, theirs)


@settings(max_examples=100)
@given(st.text(max_size=60))
def test_shingles_are_the_runs_of_four_letters(text: str) -> None:
    data = text.encode("utf-16-le", "ignore")
    expected = [int.from_bytes(data[at : at + 8], "little") % PRIME for at in range(0, len(data) - 7, 2)]
    assert shingles(data, 2) == expected


@settings(max_examples=100)
@given(st.lists(st.integers(0, 300) | st.integers(0, PRIME - 1), max_size=400), st.integers(1, 50))
def test_a_sample_is_whole_below_its_bound(found: list[int], most: int) -> None:
    bound, samples = sampled(found, most)
    assert samples == sorted({one for one in found if one < bound})
    assert len(samples) <= most


def test_a_long_text_is_sampled_fully() -> None:
    data, unit = encoded(text(1, 5_000))
    assert len(sampled(shingles(data, unit), 220)[1]) == 220


@settings(max_examples=100)
@given(st.lists(st.integers(0, 5).map(lambda one: one * 0x01010101) | st.integers(0, PRIME - 1), min_size=1))
def test_a_shingle_is_found_where_it_first_stands(found: list[int]) -> None:
    assert places(found, found) == [found.index(one) for one in found]


def test_latin_texts_have_longer_shingles() -> None:
    data, unit = encoded("thequickbrownfox")
    assert (len(shingles(data, unit)), unit) == (9, 1)


@settings(max_examples=100)
@given(st.text(), st.text(), st.one_of(st.none(), st.text()))
def test_a_fingerprint_is_bounded_and_steady(text: str, title: str, url: str | None) -> None:
    found = fingerprint(made(text, title, url))
    assert found == fingerprint(made(text, title, url))
    assert len(found.keys) <= 64
    assert all(-(2**63) <= key < 2**63 for key in found.keys)
    assert len(found.signature) <= 1_536
    assert len(found.content) == 16


def test_the_longest_text_has_a_bounded_fingerprint() -> None:
    found = fingerprint(made(text(1, 60_000) + "1月2日3台" * 20_000, "题" * 300))
    assert len(found.keys) <= 64
    assert len(found.signature) <= 1_536


def test_likeness_is_estimated_well() -> None:
    whole = text(1, 3_000)
    assert likeness(whole, whole).jaccard == 1
    assert abs(likeness(whole, whole[:1_500]).jaccard - 0.5) < 0.12
    assert likeness(whole, text(2, 3_000)).jaccard < 0.02


def test_a_part_is_known_to_be_contained() -> None:
    whole = text(1, 2_000)
    assert likeness(whole, whole[:200]).containment == 1
    assert likeness(whole[:200], whole).lead == 1
    assert likeness(whole, whole[800:1_000]).lead < 0.1


@settings(max_examples=50)
@given(st.integers(0, 9), st.integers(0, 1_500), st.integers(50, 1_500))
def test_likeness_is_symmetric(seed: int, start: int, length: int) -> None:
    whole = text(seed, 1_500)
    there, back = likeness(whole, whole[start : start + length]), likeness(whole[start : start + length], whole)
    assert replace(there, own_facts=there.own_facts[::-1]) == back


def test_a_brief_shares_keys_with_its_report_and_strangers_share_none() -> None:
    whole = text(1, 2_000)
    report, brief = fingerprint(made(whole)), fingerprint(made(whole[:200]))
    assert len(set(report.keys) & set(brief.keys)) >= 8
    assert not set(report.keys) & set(fingerprint(made(text(2, 2_000))).keys)


def test_a_cut_title_finds_the_whole_one() -> None:
    whole = fingerprint(made("", "崇阳县全力推进基层党组织建设纪实"))
    cut = fingerprint(made("", "崇阳县全力推进基层党…"))
    assert set(whole.keys) & set(cut.keys)


def test_a_short_rubric_is_no_key() -> None:
    assert fingerprint(made("", "图片新闻")).keys == ()


def test_a_site_root_is_no_key() -> None:
    assert fingerprint(made("", "", "http://a.cn/")).keys == ()
    assert len(fingerprint(made("", "", "http://a.cn/t20260508_1.html")).keys) == 1


def test_content_changes_with_words_and_pictures_alone() -> None:
    item = made("昨日,大会召开。", "崇阳大会")
    assert fingerprint(replace(item, text="本报讯 昨日，大会召开！\n编辑:赵六")).content == fingerprint(item).content
    assert fingerprint(replace(item, text="今日,大会召开。")).content != fingerprint(item).content
    assert fingerprint(replace(item, images=(Image("http://a.cn/1.jpg"),))).content != fingerprint(item).content


@given(st.binary(max_size=80))
def test_a_damaged_signature_is_none_or_readable(data: bytes) -> None:
    read = signature.read(data)
    if read is not None:
        signature.compare(read, read)
