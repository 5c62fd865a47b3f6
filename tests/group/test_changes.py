"""What a reader would call a change, and how it is shown."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from syndicator.group.changes import LONGEST_PASSAGE, MOST_PASSAGES, compare, shown
from syndicator.group.stories import significant
from syndicator.model import Change, Image, Item, Rights

TEXT = (
    "本报讯(记者 张三 通讯员 李四)11月25日,白霓镇大市村的党员群众服务中心启用。\n"
    "窗口一共设了六个,周末也有人值守。村民办事不再往县城跑。\n"
    "镇里说,明年还要再建三个。"
)
SENTENCES = st.lists(
    st.sampled_from(
        "白霓镇的中心启用了。|窗口一共设了六个!|周末也有人值守。|村民不再往县城跑?|明年还要建三个。|县里投了五百万元。|老茶厂改成工坊。".split(
            "|"
        )
    ),
    max_size=9,
)


def item(text: str = TEXT, title: str = "白霓镇大市村服务中心启用", *pictures: str) -> Item:
    return Item("s", "1", title, "http://a.cn/1.html", "", text, "", images=tuple(map(Image, pictures)))


def test_a_corrected_figure_shows_both_sentences() -> None:
    change = compare(item(), item(TEXT.replace("六个", "八个")))
    assert change == Change(
        added=("窗口一共设了八个,周末也有人值守。",), removed=("窗口一共设了六个,周末也有人值守。",)
    )


def test_the_first_sentence_is_compared_without_its_dateline() -> None:
    without = TEXT.replace("本报讯(记者 张三 通讯员 李四)", "")
    assert not compare(item(), item(without))
    change = compare(item(), item(TEXT.replace("大市村的", "大市村新的")))
    assert len(change.added) == len(change.removed) == 1
    assert "大市村新的" in change.added[0]


def test_editors_counters_footers_and_punctuation_are_no_change() -> None:
    for other in (
        TEXT + "\n编辑:王五",
        TEXT + "\n责任编辑:赵六 审核:王五",
        TEXT + "\n浏览次数:1024",
        TEXT + "\n版权声明:凡本网注明来源的作品,均为本网所有。",
        TEXT.replace("。", ".").replace(",", "，"),
        TEXT.replace("\n", ""),
    ):
        assert not compare(item(), item(other)), other
        assert not compare(item(TEXT + "\n编辑:钱七"), item(other)), other


def test_a_title_that_was_cut_short_is_no_change_and_another_title_is() -> None:
    whole = item(title="白霓镇大市村服务中心今天上午正式启用")
    assert not compare(item(title="白霓镇大市村服务中心今天…"), whole)
    assert compare(item(), whole).title == ("白霓镇大市村服务中心启用", "白霓镇大市村服务中心今天上午正式启用")


def test_pictures_count_by_what_they_are_not_by_how_they_are_signed() -> None:
    old = item(TEXT, "t", "http://a.cn/1.jpg?sign=1", "http://a.cn/2.jpg")
    new = item(TEXT, "t", "http://a.cn/1.jpg?sign=2", "http://a.cn/3.jpg", "http://a.cn/4.jpg")
    assert compare(old, new) == Change(pictures_added=2, pictures_removed=1)


def test_a_text_written_anew_shows_a_few_sentences_and_counts_the_rest() -> None:
    new = "".join(f"第{n}句话说的是另外一件事情。" for n in range(40)) + "很长的一句" * 200 + "。"
    change = compare(item(), item(new))
    assert len(change.added) == MOST_PASSAGES
    assert change.more == 41 - MOST_PASSAGES
    assert all(len(one) <= LONGEST_PASSAGE for one in (*change.added, *change.removed))


def test_rights_hide_sentences_and_what_is_not_public_hides_all() -> None:
    change = compare(item(), item(TEXT.replace("六个", "八个"), "另一个完全不同的标题在这里", "http://a.cn/1.jpg"))
    assert shown(change, Rights.FULL) == change
    summary = shown(change, Rights.SUMMARY)
    assert summary == Change(title=change.title, more=2, pictures_added=1)
    assert shown(change, Rights.HEADLINE) == Change(title=change.title, more=2)
    assert shown(change, Rights.NONE) is None


@given(SENTENCES)
def test_the_same_text_twice_is_no_change(said: list[str]) -> None:
    assert not compare(item("".join(said)), item("".join(said)))


@given(SENTENCES, SENTENCES)
def test_backwards_the_same_sentences_change_sides(one: list[str], other: list[str]) -> None:
    there, back = (compare(item("\n".join(a)), item("".join(b))) for a, b in ((one, other), (other, one)))
    assert (there.rearranged, there.more) == (back.rearranged, back.more)
    assert {*map(str.strip, there.added)} == {*map(str.strip, back.removed)}
    assert {*map(str.strip, there.removed)} == {*map(str.strip, back.added)}


@given(SENTENCES, SENTENCES, st.booleans())
def test_there_is_something_to_show_just_when_it_is_significant(
    one: list[str], other: list[str], picture: bool
) -> None:
    old = item("".join(one))
    new = replace(item("".join(other)), images=(Image("http://a.cn/1.jpg"),) if picture else ())
    assert bool(compare(old, new)) == significant(old, new)


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    there, back = compare(item(one), item(other)), compare(item(other), item(one))
    assert bool(there) == bool(back)
    assert (there.added, there.removed) == (back.removed, back.added)
