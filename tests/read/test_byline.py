"""Runs of labels: who says so, who wrote, who edited."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.read.byline import MAX_ORIGIN, MAX_PEOPLE, Byline, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "来源：咸宁日报　作者：记者 王某 通讯员 李某　时间：2020-01-15 19:54　【字体：大 中 小】　浏览：123次",
            {"origin": "咸宁日报", "author": "王某 李某", "published": "2020-01-15 19:54"},
        ),
        ("来源: 时间:2020-01-15 19:54", {"published": "2020-01-15 19:54"}),
        ("来源：作者：时间：", {}),
        ("来源：字号：大 中 小", {}),
        ("文/金勋亚 图/霍世祥 沈小龙", {"author": "金勋亚", "photographer": "霍世祥 沈小龙"}),
        ("（记者 张三 通讯员 李四）", {"author": "张三 李四"}),
        ("本报讯（记者王某、通讯员李某）", {"author": "王某、李某"}),
        ("责任编辑：张三", {"editor": "张三"}),
        ("编辑:zhusijia", {"editor": "zhusijia"}),
        ("[责任编辑：韩保林 PK155]", {"editor": "韩保林 PK155"}),
        ("(责编：汤诗瑶、丁涛)", {"editor": "汤诗瑶、丁涛"}),
        ("编辑 刘晓阳 校对 李铭", {"editor": "刘晓阳"}),
        ("编辑：张三 审核：李四 校对：王五", {"editor": "张三"}),
        ("编辑：张三　责任编辑：李四", {"editor": "李四"}),
        ("审核：李四", {}),
        ("稿源：荆楚网", {"origin": "荆楚网"}),
        ("来源于：东区办事处", {"origin": "东区办事处"}),
        (
            "信息来源：省发改委 发布日期：2016-11-22 浏览次数：33",
            {"origin": "省发改委", "published": "2016-11-22"},
        ),
        (
            "2019年06月15日08:18  来源：人民网-文化频道",
            {"origin": "人民网-文化频道", "published": "2019年06月15日08:18"},
        ),
        (
            "来源：湖北日报客户端|作者：张三|编辑：李四",
            {"origin": "湖北日报客户端", "author": "张三", "editor": "李四"},
        ),
        ("来源：China Daily 2020-01-01", {"origin": "China Daily", "published": "2020-01-01"}),
        ("来源：\n新华网\n字号", {"origin": "新华网"}),
        ("来源：\n2020-01-01 10:00", {"published": "2020-01-01 10:00"}),
        ("作者：未知     责任编辑：棒棒", {"editor": "棒棒"}),
        ("摄影：王强 文：李刚", {"author": "李刚", "photographer": "王强"}),
        ("记者 张三 李四 摄", {"photographer": "张三 李四"}),
        ("（记者 谭可心 编辑 阮帆 审核 夏卫平）", {"author": "谭可心", "editor": "阮帆"}),
        ("【环球网科技 记者 孟若桐】11月14日，国内首艘", {"author": "孟若桐"}),
        ("（文/观察者网 阮佳敏）当地时间11月19日", {"author": "阮佳敏"}),
        ("中新网南昌11月17日电 (记者 吴鹏远)鄱阳湖", {"author": "吴鹏远"}),
        ("□ 本报记者 郑赫南", {"author": "郑赫南"}),
        ("作者：卓彦宏 大字 微信扫一扫", {"author": "卓彦宏"}),
        ("责任编辑：李文瑶 版权作品，未经书面授权，严禁转载", {"editor": "李文瑶"}),
        ("来源：光明网-《光明日报》", {"origin": "光明网-《光明日报》"}),
        ("来源：《棱镜》", {"origin": "棱镜"}),
        ("新京报记者 陆一夫", {"author": "陆一夫"}),
        (
            "时间： 2020-01-15 19:54:00 来源： 咸宁新闻网 编辑： 浏览量：",
            {"origin": "咸宁新闻网", "published": "2020-01-15 19:54:00"},
        ),
        ("他说，我们的力量来源于人民，智慧来源于实践。", {}),
    ],
)
def test_labels_give_their_values_and_no_more(text: str, expected: dict[str, Any]) -> None:
    assert parse(text) == Byline(**expected)


@settings(deadline=None)
@given(
    st.text("来源作者编辑责任时间记通讯员文图摄影：:/ \n【】（）|　张三李四新华社2020-01:", max_size=300)
    | st.text(max_size=500)
)
def test_any_text_gives_bounded_values_without_labels(text: str) -> None:
    found = parse(text)
    assert len(found.origin or "") <= MAX_ORIGIN
    for value in (found.author, found.editor, found.photographer):
        assert len(value or "") <= MAX_PEOPLE
    assert all(value is None or value.strip() for value in (found.origin, found.author, found.editor))


@settings(deadline=None)
@given(st.permutations(["来源：咸宁日报", "作者：王某", "责任编辑：李某", "发布时间：2020-01-15 19:54", "浏览：9"]))
def test_the_order_of_labels_does_not_matter(labels: list[str]) -> None:
    expected = Byline(origin="咸宁日报", author="王某", editor="李某", published="2020-01-15 19:54")
    for gap in ("　", " ", "  ", "\n", " | "):
        assert parse(gap.join(labels)) == expected
