"""Which items tell one story."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from syndicator.group.similarity import fingerprint
from syndicator.group.stories import Candidate, Decision, decide
from syndicator.model import Item

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
TEXT = (
    "3月6日清晨,崇阳县肖岭乡泉湖村的竹林里已是人声鼎沸。村民们挖笋、剥壳、称重、装箱,第一批早春雷竹笋当天就发往武汉、长沙的批发市场。\n"
    "“今年气温回升早,笋子比去年提前十天冒头,头茬价每斤卖到十二元。”合作社理事长甘国胜说。合作社去年投入180万元建成冷库和分拣线,带动周边三个村共264户种植雷竹4300亩。\n"
    "县林业局技术员介绍,他们推广谷壳覆盖增温技术,亩均产值由6000元提高到1.1万元。眼下正是采收旺季,合作社每天发货八吨左右,预计全年产值超过3000万元。\n"
    "为让小竹笋走得更远,肖岭乡还引来两家加工企业,把鲜笋做成手剥笋、笋干和即食小包装,产品通过电商平台卖到二十多个省份。"
)
TITLE = "崇阳雷竹笋抢鲜上市 合作社日发货八吨"
FIRST = Item("a", "1", TITLE, "http://a.cn/xw/20260306/1.html", "", TEXT, "", NOW)
WEATHER = "市气象台{day}日8时发布天气预报:今天白天多云,东北风2到3级,最高气温{hot}度;今天夜间晴,最低气温{cold}度。未来三天以晴好天气为主,早晚温差较大,请注意增减衣物,出行注意安全。"
NOTICE = "根据《党政领导干部选拔任用工作条例》规定,现将拟任职干部有关情况予以公示:{name},男,汉族,{year}年{month}月出生,本科学历,中共党员,现任县{post}。公示期间,广大干部群众可通过来信、来电、来访等方式反映公示对象的问题。反映问题应坚持实事求是原则。"


def other(**changes: object) -> Item:
    """FIRST as another source has it, changed."""
    base = replace(FIRST, source="b", key="2", url="http://b.cn/2026/03/06/content_22.html")
    return replace(base, **changes)  # type: ignore[arg-type]


def decided(item: Item, known: Item) -> Decision:
    stored = Candidate(7, 70, known.source, known.title, known.url, known.published, fingerprint(known).signature, 1)
    return decide(item, fingerprint(item), [stored], NOW)


def same(one: Item, two: Item) -> bool:
    """Whether they are one story; asked both ways, because it must not matter who came first."""
    there, back = decided(one, two), decided(two, one)
    assert (there.story, there.reason, there.score) == (back.story, back.reason, back.score)
    return there.story == 7


PARAGRAPHS = TEXT.split("\n")


@pytest.mark.parametrize(
    "copy",
    [
        other(),
        other(title="【要闻】" + TITLE + "（图）_咸宁网"),
        other(title="小竹笋卖出大价钱"),
        other(text="咸宁网讯（记者 沈青 通讯员 汪学文）" + TEXT + "\n编辑：zhaoliu"),
        other(text="\n".join(PARAGRAPHS[:2])),
        other(text="\n".join((PARAGRAPHS[0], *PARAGRAPHS[2:])), title="竹笋上市"),
        other(text=OpenCC("s2t").convert(TEXT), title=OpenCC("s2twp").convert(TITLE)),
        other(text=TEXT.replace(",", "，").replace("“", "「").replace("。", " ")),
        other(text=TEXT[:150], title=TITLE[:10] + "…"),
        other(text=PARAGRAPHS[0], title="竹笋上市啦"),
        other(text=TEXT.replace("笋", "筍").replace("武汉", "武汗").replace("市场", "巿场")),
        other(text="", title=TITLE),
        other(text="", title=TITLE[:12] + "..."),
        other(text=TEXT.replace("3月6日清晨", "昨日清晨")),
        other(text="春笋比往年早了十天,崇阳的竹农迎来开门红,一起去看看他们的丰收故事,听听合作社理事长怎么说。"),
        other(url="https://m.a.cn/xw/20260306/1.html?from=timeline", title="换了标题", text=""),
    ],
)
def test_what_editors_make_of_an_article_is_the_same_story(copy: Item) -> None:
    assert same(FIRST, copy)


REWORDED = (
    "天刚亮,崇阳县肖岭乡泉湖村的竹林里就热闹起来。3月6日,村民们忙着挖笋、剥壳、称重、装箱,首批雷竹笋赶着发往武汉、长沙的批发市场。\n"
    "合作社理事长甘国胜说,开春气温回升早,笋子比往年早了十天,头茬价每斤能卖到十二元。去年合作社投入180万元修了冷库、上了分拣线,周边三个村共264户跟着种,面积达到4300亩。\n"
    "谷壳覆盖增温技术是县林业局教的,亩均产值因此由6000元涨到1.1万元。正是采收旺季,每天发货八吨上下,预计全年产值可超3000万元。"
)
IN_BRIEF = "去年,合作社投资180万元建起冷库和分拣线,带动三个村264户种植雷竹4300亩。推广谷壳覆盖增温技术后,亩均产值由6000元提高到1.1万元。"
LATER = timedelta(hours=20)


@pytest.mark.parametrize(
    "copy",
    [
        other(title="竹山里的致富经", text=REWORDED, published=NOW + LATER),
        other(title="崇阳竹农开门红", text=IN_BRIEF, published=NOW + LATER),
        other(
            title="春天的味道",
            text="春分未到,崇阳的山里已经有了春天的味道。\n" + TEXT.split("\n", 1)[1],
            published=NOW + LATER,
        ),
        other(text=TEXT.replace("180万元", "1800000元").replace("1.1万元", "一万一千元"), title="竹笋上市"),
    ],
    ids=["reworded", "brief in other words", "beginning written anew", "figures written otherwise"],
)
def test_what_was_written_anew_with_the_same_figures_is_the_same_story(copy: Item) -> None:
    assert same(FIRST, copy)


@pytest.mark.parametrize(
    "stranger",
    [
        other(title="竹山里的致富经", text=REWORDED, published=NOW + timedelta(days=9)),
        other(title="竹山里的致富经", text=REWORDED.replace("264", "318").replace("4300", "5100").replace("180", "95")),
        other(title="甘国胜:把冷库建在竹林边", text="昨天,县里评出十佳新农人,甘国胜得票2180张排在第一,拿到奖金2万元。他打算再流转700亩山场,明年种到5000亩,把直播间也搬进竹林,带上周边9个村。\n" + "\n".join(PARAGRAPHS[:2]), published=NOW + LATER),
    ],
    ids=["days later", "other figures", "a follow-up with figures of its own"],
)  # fmt: skip
def test_what_shares_words_and_says_something_else_is_another_story(stranger: Item) -> None:
    assert not same(FIRST, stranger)


def test_two_notices_of_one_day_that_name_other_places_are_two() -> None:
    words = "因配网改造施工需要,国网崇阳县供电公司定于10月12日7:30至16:00对10千伏{line}进行计划检修,届时将影响{where}用电。请相关客户提前做好准备,检修可能提前结束,线路随时恢复送电,请勿在停电设备上工作。详询95598。"
    one = words.format(line="城关线隽水支线", where="天城镇下津社区、金三角市场、鹿门铺村")
    two = words.format(line="白霓线大市支线", where="白霓镇大市村、谢家畈村、油市村")
    assert not same(replace(FIRST, title="停电通知", text=one), other(title="停电通知", text=two))
    assert same(replace(FIRST, title="停电通知", text=one), other(title="崇阳这些地方将停电", text=one))


FOLLOW_UP = "两周过去,事情有了新进展。记者再次来到合作社,看到多名工人正在检修设备。理事长向记者展示了县里的批复,称二期冷库已经获批,月底前就会动工,预计明年春季投入使用。\n此前报道:"


@pytest.mark.parametrize(
    "stranger",
    [
        other(title="泉湖村二期冷库获批", text=FOLLOW_UP + TEXT[:200], published=NOW + timedelta(days=14)),
        other(title="雷竹笋合作社二期冷库获批", text=FOLLOW_UP + TEXT, published=NOW + timedelta(days=14)),
        other(text="完全是另一篇文章。" + NOTICE * 2),
        other(text="", published=NOW - timedelta(days=20)),
        other(title="咸宁早报|" + TITLE, text="早安,咸宁。今天的要闻有:\n" + TEXT[:100] + "\n" + NOTICE + WEATHER * 2),
    ],
)
def test_what_only_quotes_or_is_called_the_same_is_another_story(stranger: Item) -> None:
    assert not same(FIRST, stranger)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("乡村振兴调研行之一", "乡村振兴调研行之二"),
        ("湖北新闻联播(第3期)", "湖北新闻联播(第4期)"),
        ("党课开讲啦（上）", "党课开讲啦（下）"),
        ("崇阳县5月8日停电信息", "崇阳县5月9日停电信息"),
        ("2026年第三批公示名单", "2026年第四批公示名单"),
    ],
)
@pytest.mark.parametrize("text", ["", TEXT])
def test_parts_of_a_series_are_stories_of_their_own(one: str, two: str, text: str) -> None:
    assert not same(replace(FIRST, title=one, text=text), other(title=two, text=text))


def test_todays_weather_is_not_yesterdays() -> None:
    monday = replace(FIRST, title="今日天气", text=WEATHER.format(day=5, hot=21, cold=12))
    tuesday = other(title="今日天气", text=WEATHER.format(day=6, hot=22, cold=12), published=NOW + timedelta(days=1))
    assert not same(monday, tuesday)
    assert same(monday, replace(monday, source="c", url=None, text="本报讯 " + monday.text))


def test_a_template_filled_with_another_name_is_another_story() -> None:
    one = NOTICE.format(name="张建国", year=1975, month=3, post="教育局副局长")
    two = NOTICE.format(name="李秀英", year=1981, month=7, post="水利局总工程师")
    assert not same(replace(FIRST, title="干部任前公示", text=one), other(title="干部任前公示", text=two))


def test_two_telegrams_of_the_same_wording_are_two_stories() -> None:
    words = "国家主席致电{country}新任{office},祝贺他就任{office}。主席指出,两国传统友谊深厚,建交以来政治互信不断巩固,务实合作成果丰硕,愿同{office}先生一道努力,推动两国关系取得更大发展。"
    one, two = ({"country": "甲国", "office": "总统"}, {"country": "乙国", "office": "总理"})
    first = replace(FIRST, title="国家主席致电祝贺甲国新任总统就职", text=words.format(**one))
    assert not same(first, other(title="国家主席致电祝贺乙国新任总理就职", text=words.format(**two)))


def test_a_copy_that_links_to_its_original_is_the_same_story() -> None:
    own = "清晨的竹林里,甘国胜和社员们一起把新挖的笋子装上车。这几天,他的手机响个不停。"
    short = other(title="竹笋富乡亲", text=own + PARAGRAPHS[1][:75], published=NOW + timedelta(days=9))
    assert not same(FIRST, short)
    assert same(FIRST, replace(short, original=FIRST.url))
    assert same(FIRST, replace(short, text="", title="合作社日发货八吨 雷竹笋抢鲜", original=f"{FIRST.url}?from=wx"))
    assert not same(FIRST, replace(short, text=NOTICE * 2, original=FIRST.url)), "a wrong link joins nothing"
    explained = replace(short, text=PARAGRAPHS[1][:40] + NOTICE[:90])
    assert not same(FIRST, replace(explained, original=FIRST.url)), "nor one from what only quotes it"
    account = "https://mp.example.cn/profile?id=7"
    assert not same(replace(FIRST, original=account), replace(short, original=account))


def test_two_keys_of_one_source_need_more_than_a_likeness() -> None:
    sister = other(source="a", text="\n".join(PARAGRAPHS[1:]), title="竹笋产业富乡亲")
    assert not same(FIRST, sister)
    assert same(FIRST, other(source="a"))


def test_a_page_whose_content_was_replaced_is_another_story() -> None:
    assert not same(FIRST, other(source="a", url=FIRST.url, title="今晚停水", text=NOTICE * 2))


def test_entries_of_one_live_page_are_told_apart() -> None:
    entries = [
        other(source="a", key=str(n), title=title, text="") for n, title in enumerate(("开幕式开始", "颁奖开始了"))
    ]
    assert not same(*entries)


def test_short_titles_without_texts_prove_nothing() -> None:
    assert not same(replace(FIRST, title="图片新闻", text=""), other(title="图片新闻", text=""))


def test_what_a_site_says_below_every_article_makes_no_story() -> None:
    phrase = "以上内容由本台全媒体中心采编制作,未经授权不得转载,欢迎关注我们的视频号、抖音号,每天了解身边的新鲜事。"
    assert not same(replace(FIRST, text=phrase), other(source="a", title="通山茶叶喜获丰收", text=phrase))
    assert not same(replace(FIRST, text=phrase), other(title="通山茶叶喜获丰收", text=phrase))


def test_the_best_candidate_wins() -> None:
    item = other()
    near = replace(FIRST, text="\n".join(PARAGRAPHS[:2]))
    known = [
        Candidate(n, n, one.source, one.title, one.url, NOW, fingerprint(one).signature, 1)
        for n, one in enumerate((near, FIRST, other(title="无关的另一件事情", text=NOTICE * 2)))
    ]
    for order in (known, known[::-1]):
        assert decide(item, fingerprint(item), order, NOW).story == 1


def test_a_signature_of_an_older_version_leaves_the_title_to_decide() -> None:
    stored = Candidate(7, 70, "b", TITLE, None, NOW, b"\x00" * 40, 1)
    assert decide(FIRST, fingerprint(FIRST), [stored], NOW).story == 7


@settings(max_examples=100, deadline=None)
@given(st.tuples(st.text(), st.text()), st.tuples(st.text(), st.text()), st.binary(max_size=60))
def test_anything_can_be_decided_on(titles: tuple[str, str], urls: tuple[str, str], signature: bytes) -> None:
    items = [replace(FIRST, title=title, url=url) for title, url in zip(titles, urls, strict=True)]
    same(items[0], replace(items[1], source="b"))
    stored = Candidate(7, 70, "b", titles[1], urls[1], None, signature, 1)
    assert 0 <= decide(items[0], fingerprint(items[0]), [stored], NOW).score <= 1


EDITS = st.sampled_from(["dateline", "cut", "traditional", "retitle", "punctuation", "credits"])


def edited(item: Item, edit: str) -> Item:
    match edit:
        case "dateline":
            return replace(item, text="本报讯(记者 张三)" + item.text)
        case "cut":
            return replace(item, text="\n".join(PARAGRAPHS[:3]) if len(item.text) > 250 else item.text)
        case "traditional":
            return replace(item, text=OpenCC("s2t").convert(item.text))
        case "retitle":
            return replace(item, title="关注丨" + item.title + "(图)")
        case "punctuation":
            return replace(item, text=item.text.replace(",", "，"))
    return replace(item, text=item.text + "\n(责任编辑:赵六)")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(EDITS, max_size=3), min_size=3, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_change_the_stories(edits: list[list[str]], dice: object) -> None:
    items = [
        Item("w", "w", "今日天气", None, "", WEATHER.format(day=5, hot=21, cold=12), "", NOW),
        other(source="f", key="f", title="泉湖村二期冷库获批", text=FOLLOW_UP + TEXT[:200]),
    ]
    for number, chain in enumerate(edits):
        copy = other(source=f"s{number}", key=str(number), url=f"http://s{number}.cn/20260306/{number}.html")
        for edit in chain:
            copy = edited(copy, edit)
        items.append(copy)
    expected = told(items)
    dice.shuffle(items)  # type: ignore[attr-defined]
    assert told(items) == expected == {frozenset({"w"}), frozenset({"f"}), frozenset(str(n) for n in range(len(edits)))}


def told(items: list[Item]) -> set[frozenset[str]]:
    """The stories that come of these items arriving in this order."""
    known: list[Candidate] = []
    for number, item in enumerate(items):
        story = decide(item, fingerprint(item), known, NOW).story
        home = number if story is None else story
        print_ = fingerprint(item).signature
        known.append(Candidate(home, number, item.source, item.title, item.url, item.published, print_, 1))
    return {
        frozenset(item.key for item, one in zip(items, known, strict=True) if one.story == story)
        for story in {one.story for one in known}
    }
