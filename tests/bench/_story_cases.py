"""The labelled set: articles, what editors make of them, and texts that look alike and are not the same."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from opencc import OpenCC
from selectolax.lexbor import LexborHTMLParser

from syndicator.model import Item
from tests.bench._story_texts import REPORTS, TEMPLATES, filled

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "pages"
START = datetime(2026, 11, 1, 8, tzinfo=UTC)
SITES = ("咸宁网", "崇阳县政府网", "通城发布", "荆楚网", "嘉鱼新闻网", "今日头条", "湖北日报", "赤壁融媒")


@dataclass(frozen=True)
class Case:
    """One item and the story it tells. `also` are stories it may be joined to or not: nobody could say."""

    story: str
    item: Item
    edit: str
    also: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Copy:
    title: str
    paragraphs: tuple[str, ...]


def cases(seed: int = 1, corpus: Path = CORPUS) -> list[Case]:
    """All of them, in the order in which they might arrive."""
    dice = random.Random(seed)
    found: list[Case] = []
    articles = [*real(corpus), *(Copy(title, tuple(text.split("\n"))) for title, text in REPORTS)]
    for number, article in enumerate(articles):
        other = articles[(number + 7) % len(articles)]
        found += _copies(f"article-{number}", article, f"article-{(number + 7) % len(articles)}", other, dice)
        found += _sequels(f"article-{number}", article, dice)
    found += _fillings(dice)
    found += _series(dice)
    found += _roundups(articles, dice)
    return sorted(found, key=lambda case: case.item.published or START)


def real(corpus: Path) -> Iterator[Copy]:
    """The articles in the saved pages, taken simply: long paragraphs of text."""
    for path in sorted(corpus.glob("*/*.html")):
        raw = path.read_bytes()
        try:
            page = raw.decode("utf-8")
        except UnicodeDecodeError:
            page = raw.decode("gb18030", "replace")
        tree = LexborHTMLParser(page)
        lines = [" ".join(node.text().split()) for node in tree.css("p")]
        paragraphs = tuple(line for line in dict.fromkeys(lines) if len(line) >= 30 and "{" not in line)
        heading = tree.css_first("h1") or tree.css_first("title")
        title = " ".join(heading.text().split()) if heading else ""
        if sum(map(len, paragraphs)) >= 350 and len(title) >= 8:
            yield Copy(title[:80], paragraphs[:30])


Edit = Callable[[Copy, random.Random], Copy]


def _verbatim(copy: Copy, _: random.Random) -> Copy:
    return copy


def _credited(copy: Copy, dice: random.Random) -> Copy:
    opening = dice.choice(
        (
            "咸宁网讯（记者 王某 通讯员 李某）",
            "本报讯（记者王某）",
            "荆楚网（湖北日报网）讯（通讯员 张三）",
            "新华社武汉11月2日电（记者 某某）",
        )
    )
    closing = ("（责任编辑：赵六）", "编辑：zhaoliu  审核：钱七", "版权声明：凡本网注明来源的作品，未经授权不得转载。")
    return Copy(f"{copy.title}_{dice.choice(SITES)}", (opening + copy.paragraphs[0], *copy.paragraphs[1:], *closing))


def _retitled(copy: Copy, dice: random.Random) -> Copy:
    half = copy.title[len(copy.title) // 2 :]
    return Copy(
        dice.choice(("关注丨", "点赞！", "最新！", "来了！"))
        + half
        + dice.choice(("，就在咸宁", "，你知道吗？", "，全文来了")),
        copy.paragraphs,
    )


def _shortened(copy: Copy, _: random.Random) -> Copy:
    return Copy(copy.title, copy.paragraphs[: max(1, round(len(copy.paragraphs) * 0.55))])


def _thinned(copy: Copy, dice: random.Random) -> Copy:
    kept = [one for one in copy.paragraphs[1:] if dice.random() < 0.7]
    return Copy(f"【要闻】{copy.title}（图）", (copy.paragraphs[0], *kept))


def _traditional(copy: Copy, _: random.Random) -> Copy:
    convert = OpenCC("s2twp" if len(copy.title) % 2 else "s2t").convert
    return Copy(convert(copy.title), tuple(map(convert, copy.paragraphs)))


def _repunctuated(copy: Copy, _: random.Random) -> Copy:
    table = str.maketrans("，。；：？！（）“”", ",.;:?!()「」")
    return Copy(copy.title.translate(table), tuple(re.sub("、", " ", one.translate(table)) for one in copy.paragraphs))


def _misread(copy: Copy, dice: random.Random) -> Copy:
    def noisy(text: str) -> str:
        letters = [
            dice.choice("的一是了人我在有他这中大来上国")
            if "\u4e00" <= one <= "\u9fff" and dice.random() < 0.015
            else one
            for one in text
        ]
        return "".join(letters)

    return Copy(copy.title, tuple(map(noisy, copy.paragraphs)))


def _reworded(copy: Copy, dice: random.Random) -> Copy:
    words = {
        "表示": "说",
        "目前": "眼下",
        "介绍": "告诉记者",
        "记者": "笔者",
        "以及": "和",
        "进行": "开展",
        "通过": "借助",
        "已经": "已",
        "因为": "由于",
        "但是": "不过",
        "昨日": "前一天",
        "近日": "日前",
    }

    def reword(text: str) -> str:
        for word, other in words.items():
            text = text.replace(word, other)
        sentences = re.split("(?<=。)", text)
        return "".join(one for one in sentences if len(sentences) < 3 or dice.random() < 0.9)

    return Copy(copy.title, (copy.paragraphs[0], *map(reword, copy.paragraphs[1:])))


def _brief(copy: Copy, dice: random.Random) -> Copy:
    text, size = "".join(copy.paragraphs), dice.randint(140, 220)
    cut = text.rfind("。", 0, size) + 1
    return Copy(copy.title, (text[: cut if cut > 60 else size] + ("" if cut > 60 else "…"),))


def _brief_cut_title(copy: Copy, dice: random.Random) -> Copy:
    brief = _brief(copy, dice)
    return Copy(copy.title[: max(9, len(copy.title) * 2 // 3)] + "…", brief.paragraphs)


def _two_edits(copy: Copy, dice: random.Random) -> Copy:
    return _credited(_misread(_thinned(copy, dice), dice), dice)


def _headline(copy: Copy, _: random.Random) -> Copy:
    return Copy(copy.title, ())


EDITS: dict[str, Edit] = {
    "verbatim": _verbatim,
    "dateline and credits": _credited,
    "retitled": _retitled,
    "end cut off": _shortened,
    "paragraphs left out": _thinned,
    "Traditional": _traditional,
    "punctuation": _repunctuated,
    "misread letters": _misread,
    "reworded": _reworded,
    "brief": _brief,
    "brief, title cut": _brief_cut_title,
    "several edits": _two_edits,
    "headline alone": _headline,
}


def _copies(story: str, article: Copy, other_story: str, other: Copy, dice: random.Random) -> Iterator[Case]:
    for number, (name, edit) in enumerate(EDITS.items()):
        yield Case(story, _item(edit(article, dice), number % len(SITES), dice, hours=dice.randint(0, 60)), name)
    both = Copy(f"{article.title} {other.title}"[:60], (*article.paragraphs, *other.paragraphs))
    yield Case(f"{story} merged", _item(both, 5, dice, hours=70), "merged", frozenset({story, other_story}))


def _sequels(story: str, article: Copy, dice: random.Random) -> Iterator[Case]:
    """A later report that quotes the first at length, and other news under the same title, weeks apart."""
    news = dice.choice((
        "两周过去,事情有了新进展。记者再次来到现场,看到多名工作人员正在忙碌。当事人向记者展示了最新的情况说明,称问题已经得到妥善处理,后续安排将在月底前公布。",
        "针对此前报道,有关部门昨日作出回应,表示已成立专班开展核查,将依法依规处理,并及时向社会公布结果。多位读者留言,希望看到更多细节。",
        "今天上午,该事件当事方召开说明会,首次披露了资金来源与时间表,现场回答了二十余名记者的提问,会议持续近三个小时。",
    ))  # fmt: skip
    quoted = "".join(article.paragraphs)[:420]
    sequel = Copy("追踪:" + article.title[:8] + "有了新进展 多方回应来了", (news, "此前报道:" + quoted))
    yield Case(f"{story} sequel", _item(sequel, dice.randrange(8), dice, hours=200), "sequel")
    later = Copy(article.title, tuple(filled("meeting", dice)[1] for _ in range(2)))
    yield Case(f"{story} later", _item(later, dice.randrange(8), dice, hours=24 * 40), "same title, weeks later")


def _fillings(dice: random.Random) -> Iterator[Case]:
    for kind in TEMPLATES:
        for number in range(14):
            title, text = filled(kind, dice)
            copy = Copy(title, (text,))
            hours = 24 * number + dice.randint(0, 3)
            yield Case(f"{kind}-{number}", _item(copy, number % 3, dice, hours=hours), kind)
            if number % 2:  # another site reprints it the same day
                yield Case(
                    f"{kind}-{number}", _item(_credited(copy, dice), 4, dice, hours=hours + 1), f"{kind} reprint"
                )


def _series(dice: random.Random) -> Iterator[Case]:
    intro = "编者按:为深入宣传我市各地高质量发展的生动实践,本报今起推出系列报道,展示一线干部群众的奋斗故事,敬请关注。"
    for name, marks in {"高质量发展调研行": "一二三四五", "乡村振兴看崇阳": "12345"}.items():
        for number, mark in enumerate(marks):
            title = f"{name}({mark})" if dice.random() < 0.5 else f"{name}之{mark}"
            story = REPORTS[(number + len(marks[0].encode())) % len(REPORTS)][1].split("\n")[1:]
            text = (intro, *filled("meeting", dice)[1].split("。"), *(one[::-1] for one in story))
            yield Case(f"{name}-{number}", _item(Copy(title, text), 0, dice, hours=24 * number), "series")


def _roundups(articles: list[Copy], dice: random.Random) -> Iterator[Case]:
    for number in range(6):
        chosen = dice.sample(articles, 6)
        lines = tuple(f"{copy.title}\n{copy.paragraphs[0][:90]}" for copy in chosen)
        yield Case(
            f"roundup-{number}",
            _item(Copy(f"咸宁早报|{chosen[0].title[:12]}", lines), 6, dice, hours=24 * number),
            "round-up",
        )


_serial = iter(range(10_000_000))


def _item(copy: Copy, site: int, dice: random.Random, hours: int) -> Item:
    """Each copy has an address of its own; two in three know their hour."""
    number = next(_serial)
    when = START + timedelta(hours=hours, minutes=dice.randint(0, 59))
    return Item(
        source=f"site-{site}",
        key=str(number),
        title=copy.title,
        url=f"http://www.site{site}.cn/xw/2026{when:%m/%d}/content_{number}.html",
        html="",
        text="\n".join(copy.paragraphs),
        summary="",
        published=when,
    )
