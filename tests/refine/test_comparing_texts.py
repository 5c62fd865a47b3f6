"""Texts and titles in the form in which they are compared, and in the form in which they are shown."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from syndicator.refine.characters import cut
from syndicator.refine.furniture import is_cut_short
from syndicator.refine.text import comparable, comparable_title, plain_title, summarise

TEXTS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("本报讯记者张三通讯员责任编辑:来源:(){}【】，。 \n乾隆著書瞭望臺灣裡面ＡＢ①İßﬁ"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    "opening",
    [
        "本报讯(记者 张三 通讯员 李四)",
        "咸宁网讯（记者王某）",
        "新华社北京5月8日电（记者 某某）",
        "中新网咸宁5月8日电 (某某)",
        "荆楚网（湖北日报网）讯（通讯员张三）",
        "【崇阳融媒讯】",
        "央视网消息：",
        "（记者 张三 通讯员 李四）",
        "來源：某某\n本報訊（記者張三）",
    ],
)
def test_a_dateline_is_no_part_of_the_text(opening: str) -> None:
    assert comparable(f"{opening}昨日,崇阳县召开大会。") == "昨日崇阳县召开大会"


@pytest.mark.parametrize(
    "closing",
    [
        "(责任编辑:赵六)",
        "\n编辑:zhaoliu  审核:钱七",
        "\n来源:咸宁日报",
        "\n文/金勋亚 图/霍世祥",
        "\n浏览次数:123",
        "\n版权声明:凡本网注明,不得转载。",
        "（完）",
    ],
)
def test_closing_credits_are_no_part_of_the_text(closing: str) -> None:
    assert comparable(f"昨日,崇阳县召开大会。{closing}") == "昨日崇阳县召开大会"


def test_a_sentence_about_a_reporter_is_text() -> None:
    text = "记者 从现场获悉,大会昨日召开。\n作者 在书中写道:这是真的。"
    assert comparable(text) == "记者从现场获悉大会昨日召开作者在书中写道这是真的"


def test_scripts_widths_and_punctuation_do_not_count() -> None:
    text = "崇阳县“三抓三推”,投入1.3亿元,ABC公司乘势而上;干劲十足、台湾客商里里外外忙。"
    traditional = OpenCC("s2t").convert(text).replace(",", "，").replace("ABC", "ＡＢＣ")
    assert comparable(traditional) == comparable(text)


@settings(max_examples=200)
@given(TEXTS)
@example("一目瞭然")
@example("本报讯 本报讯 (记者)正文")
def test_comparing_twice_is_comparing_once(text: str) -> None:
    once = comparable(text)
    assert comparable(once) == once
    title = comparable_title(text)
    assert comparable_title(title) == title


@given(TEXTS)
def test_only_letters_and_digits_are_compared(text: str) -> None:
    assert all(unicodedata.category(one)[0] in "LN" for one in comparable(text))


@pytest.mark.parametrize(
    "title",
    ["【要闻】崇阳县全力推进党建(图)", "崇阳县全力推进党建_咸宁网", "崇阳县全力推进党建 - 新闻频道 - 咸宁新闻网", "关注丨崇阳县全力推进党建", "崇阳县全力推进党建（组图）_今日头条", "崇陽縣全力推進黨建"],
)  # fmt: skip
def test_tags_notes_and_sites_are_no_part_of_a_title(title: str) -> None:
    assert comparable_title(title) == "崇阳县全力推进党建"


@pytest.mark.parametrize("title", ["崇阳县“十四五”规划-解读", "5-10月气温偏高", "【图】"])
def test_a_title_is_not_taken_for_a_site(title: str) -> None:
    assert comparable_title(title) == comparable(title)


@pytest.mark.parametrize(
    ("title", "short"), [("崇阳县召开…", True), ("崇阳县召开...", True), ("崇阳县召开大会", False)]
)
def test_a_cut_title_is_noticed(title: str, short: bool) -> None:
    assert is_cut_short(title) is short


def test_a_title_to_be_shown_is_one_bounded_visible_line() -> None:
    assert plain_title(" 崇阳\u202e县\n\t大会\u200b\x07 ") == "崇阳县 大会"
    assert len(plain_title("长" * 500)) == 300
    assert plain_title("长" * 500).endswith("…")


FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize("whole", [FAMILY, "\U0001f1e8\U0001f1f3", "e\u0301", "\U0001f44d\U0001f3fd"])
def test_a_cut_spares_what_a_reader_sees_as_one(whole: str) -> None:
    for limit in range(2, 2 + len(whole)):
        assert cut("甲乙" + whole + "丙", limit) == "甲乙"


@given(st.text(max_size=400), st.integers(10, 140))
def test_a_summary_keeps_its_bound(text: str, limit: int) -> None:
    assert len(summarise(text, limit)) <= limit


def test_a_summary_ends_with_a_sentence() -> None:
    text = "本报讯(记者 张三)昨日,大会召开。会议指出,要好好干。\n" + "会议强调" * 60
    assert summarise(text, 60) == "昨日,大会召开。会议指出,要好好干。"


def test_a_summary_of_one_long_sentence_ends_at_a_clause() -> None:
    summary = summarise("很长的一句话，" * 40, 50)
    assert summary.endswith("很长的一句话…")
    assert 25 <= len(summary) <= 50


def test_a_summary_passes_over_captions_and_slogans() -> None:
    text = (
        "淦河源头的一处泉眼\n晨光里的十六潭公园\n淦河不长。从大幕山到西凉湖,弯弯曲曲三十六里。\n第一天\n水从竹根出来。"
    )
    assert summarise(text) == "淦河不长。从大幕山到西凉湖,弯弯曲曲三十六里。水从竹根出来。"
    assert summarise("只有一行标题似的话") == "只有一行标题似的话"
