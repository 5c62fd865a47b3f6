"""What is learned from placed stories, and what a file of it may hold."""

from __future__ import annotations

import json
import random
import zlib
from functools import cache
from hashlib import blake2b

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.group import learning
from syndicator.group.learning import Example, Lesson, learn, packed, unpacked
from syndicator.model import Item

WORDS = {
    "lvyou": "景区 游客 民宿 门票 花海 露营 漂流 古镇 导游 观光".split(),
    "caijing": "产值 企业 贷款 投资 税收 订单 出口 银行 工业 融资".split(),
    "kejiao": "学校 教师 学生 实验 课堂 科研 高考 职教 图书 课程".split(),
}
REFUSED = "分类器|坏了|校验码|长度"
COMMON = "今年 当地 记者 介绍 全县 目前 工作 群众 开展 持续".split()


def an_item(section: str, number: int) -> Item:
    draw = random.Random(f"{section}{number}")
    said = [draw.choice(WORDS[section] if draw.random() < 0.4 else COMMON) for _ in range(60)]
    return Item("s", str(number), "".join(said[:5]), None, "", "".join(said), "")


def examples(each: int = 60) -> list[Example]:
    return [Example(f"{id}{n}", an_item(id, n), (id,)) for id in WORDS for n in range(each)]


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return learn(examples())


def test_what_it_learned_it_finds_in_stories_it_never_saw(lesson: Lesson) -> None:
    assert lesson.model is not None
    sure = 0
    for section in WORDS:
        for number in range(1_000, 1_030):
            first, *_ = lesson.model.propose(an_item(section, number))
            assert first.section == section
            assert 0 <= first.sureness < 1
            sure += first.sureness > 0.8
    assert sure > 75


def test_it_says_how_many_it_was_given_and_how_many_it_got_right(lesson: Lesson) -> None:
    assert lesson.examples == 180
    assert {one.section for one in lesson.scores} == set(WORDS)
    for one in lesson.scores:
        assert one.learned + one.held_out == 60
        assert one.right <= min(one.proposed, one.held_out)
        assert one.used


def test_the_order_of_the_stories_does_not_change_what_is_learned(lesson: Lesson) -> None:
    assert learn(reversed(examples())) == lesson


@pytest.mark.parametrize("given", [[], examples(5), [one for one in examples() if one.sections == ("lvyou",)]])
def test_too_few_stories_make_no_classifier(given: list[Example]) -> None:
    lesson = learn(given)
    assert lesson.model is None
    assert sum(one.learned for one in lesson.scores) == len(given)


def test_a_section_that_words_do_not_tell_is_never_proposed() -> None:
    draw = random.Random(7)
    mixed = [Example(f"x{n}", an_item(draw.choice(list(WORDS)), n + 5_000), ("tupian",)) for n in range(30)]
    lesson = learn([*examples(), *mixed])
    assert lesson.model is not None
    assert not next(one for one in lesson.scores if one.section == "tupian").used
    assert all(one.section != "tupian" for n in range(200) for one in lesson.model.propose(an_item("lvyou", 9_000 + n)))


def test_the_surer_it_is_the_oftener_it_was_right(lesson: Lesson) -> None:
    assert lesson.model is not None
    assert list(lesson.model.sureness) == sorted(lesson.model.sureness)
    assert lesson.model.sure(-1e9) == 0.0


def test_a_model_comes_back_from_its_bytes_as_it_was(lesson: Lesson) -> None:
    assert lesson.model is not None
    assert unpacked(packed(lesson.model)) == lesson.model


@given(st.binary(max_size=300))
def test_bytes_that_are_no_model_are_refused(raw: bytes) -> None:
    for one in (raw, learning.MAGIC + raw):
        with pytest.raises(ValueError, match=REFUSED):
            unpacked(one)


@settings(deadline=None)
@given(st.data())
def test_a_damaged_model_is_refused(data: st.DataObject) -> None:
    whole = packed(_small())
    at = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(ValueError, match=REFUSED):
        unpacked(whole[:at])
    rows = len(learning.MAGIC) + whole[len(learning.MAGIC) :].index(b"\n") + 1
    at = data.draw(st.integers(rows, len(whole) - 1))
    with pytest.raises(ValueError, match=REFUSED):
        unpacked(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])


def test_a_model_that_would_unpack_to_gigabytes_is_refused() -> None:
    rows = zlib.compress(bytes(50_000_000))
    head = {
        "sections": ["a", "b"], "silent": [], "leads": [0.0], "sureness": [0.5], "buckets": learning.BUCKETS,
        "check": blake2b(rows, digest_size=16).hexdigest(),
    }  # fmt: skip
    with pytest.raises(ValueError, match="长度"):
        unpacked(learning.MAGIC + json.dumps(head).encode() + b"\n" + rows)


@given(st.text(max_size=400), st.text(max_size=60))
def test_any_text_has_n_grams_within_bounds(text: str, title: str) -> None:
    found = learning.grams(Item("s", "1", title, None, "", text, ""))
    assert found == sorted(set(found))
    assert all(0 <= one < learning.BUCKETS for one in found)


@cache
def _small() -> learning.Model:
    model = learn(examples(30)).model
    assert model is not None
    return model
