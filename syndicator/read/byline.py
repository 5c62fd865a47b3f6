"""Who says so: the run of labels under a headline or at the end of an article.

    来源：咸宁日报　作者：记者 王某 通讯员 李某　时间：2020-01-15 19:54　【字体：大 中 小】　浏览：123次

A label's value ends where the next label, a date, a bracket or the line ends; it may be empty, and an empty one must
never swallow its neighbour.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .people import names
from .wordlist import words

# A label line is short; a longer text is an article that merely mentions 来源.
MAX_TEXT = 2000
# Longer values are sentences: the longest names of offices have about 30 characters, of teams of authors about 60.
MAX_ORIGIN = 40
MAX_PEOPLE = 60


@dataclass(frozen=True, slots=True)
class Byline:
    """What the labels said, as printed; `published` is the raw date text. None: not said."""

    origin: str | None = None
    author: str | None = None
    editor: str | None = None
    photographer: str | None = None
    published: str | None = None


_KINDS = {
    "origin": words("""
        信息来源 稿件来源 文章来源 新闻来源 消息来源 内容来源 本文来源 来源于 来源 稿源 文源 出处 转自 转载自
        本文来自微信公众号 来源公众号 来自 发布单位 发布机构 发文机关 信息提供 供稿单位 来稿单位 source
    """),
    "author": words("""
        本报记者 文字记者 见习记者 实习记者 特约记者 通讯员 作者 记者 撰稿人 撰稿 撰文 采写 供稿人 供稿 文字 文
        author by
    """),
    "editor": words("""
        责任编辑 责编 网络编辑 网页编辑 值班编辑 实习编辑 本文编辑 新闻编辑 执行编辑 文字编辑 见习编辑 编辑
        editor
    """),
    "checker": words("""
        编审 审核 校对 责任校对 审校 审核人 审签
    """),
    "photographer": words("""
        摄影记者 摄影 图片 供图 摄像 图
    """),
    "published": words("""
        发布时间 发布日期 发表时间 发表日期 发稿时间 更新时间 更新日期 添加时间 录入时间 上传时间 创建时间 时间
        日期 发布于 发表于
    """),
    "other": words("""
        浏览次数 浏览量 浏览 点击数 点击率 点击量 点击 阅读次数 阅读量 阅读数 阅读 访问次数 访问量 访问 人气
        热度 字体大小 字体 字号 大小 视力保护色 背景色 打印 关闭 分享到 分享 收藏 评论 跟贴 参与 初审 复审 终审
        一审 二审 三审 监制 签发 主编 总编 值班 录入 标签 关键词 关键字 栏目 分类 索引号 文号 主题词 有效性 纠错
        举报 扫一扫 微信 微博 语音 播报 我要 下载 责任人 审稿 制作 设计 策划 统筹 出品 编导 剪辑 上一篇 下一篇
        打赏 原标题 原题 题图来自 平台声明 调整字体 繁体 简体 朗读 正文 首页
    """),
}
_KIND_OF = {label: kind for kind, labels in _KINDS.items() for label in labels}
_ALL = "|".join(sorted(_KIND_OF, key=len, reverse=True))
_LABEL = re.compile(rf"(?P<label>{_ALL})(?P<mark>\s?[:：丨｜|]\s?|\s?[/／]\s?(?![/\d])|(?=\s|$)|(?<=于|自))", re.I)
# Labels that people write before a name without any mark: 编辑 刘晓阳 校对 李铭.
_UNMARKED = words("""
    编辑 责编 责任编辑 校对 审核 编审 记者 通讯员 本报记者 摄影 监制 初审 复审 终审 主编 来源 见习记者 实习记者
""")
_SLASHED = words("文 图 摄影 文字 图片 记者 编辑 摄 撰文 撰稿 供图 作者")
_DATE = re.compile(
    r"(?:19|20)\d{2}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?"
    r"(?:[\sT]{0,4}(?:上午|下午)?\d{1,2}\s?[:：时]\s?\d{1,2}(?:\s?[:：分]\s?\d{1,2})?)?|(?<![\d-])\d{1,2}[-月]\d{1,2}日?\s\d{1,2}[:：]\d{2}"
)
_NAME = r"[\u4e00-\u9fff·]{1,5}"
_NAMES = rf"{_NAME}(?:\s?[\s、，]\s?(?:[\u4e00-\u9fff·]{{0,10}}(?:实习生|通讯员|记者)\s?[:：]?)?{_NAME}){{0,12}}"
_WRITER = r"(?:(?:特约|首席|见习|实习|全媒体|专栏)?(?:记者|通讯员|作者)|文[/／])"
_PAREN = re.compile(
    rf"[（(【\[]\s?(?:[\u4e00-\u9fff·《》]{{2,14}}?\s?)??({_WRITER}[\s:：|｜]*[^（）()【】\[\]。；]{{2,60}})[)）】\]]"
)
# 台州晚报讯 记者 王某 台风季刚过: the sentence follows a space.
_AFTER_DATELINE = re.compile(rf"^[\u4e00-\u9fff\d ]{{2,20}}[讯电]\s((?:本报)?记者\s?{_NAME})\s", re.M)
_WROTE = re.compile(rf"^(?:[《\u4e00-\u9fff·》]{{2,14}})?(?:记者|作者|通讯员)\s?(?:\s|[|｜:：]\s?){_NAMES}$")
_EDITED = re.compile(rf"(?:[\u4e00-\u9fff]{{2,10}})?编辑\s?(?:\s|[|｜:：]\s?){_NAMES}")
_SHOT = re.compile(rf"^(?:[\u4e00-\u9fff]{{0,8}}(?:记者|通讯员)\s?)?(?P<names>{_NAMES})\s?[摄图]$")
# Where another's name begins inside （记者 王某 编辑 李某 审核 张某）.
_OTHER_ROLE = re.compile(
    r"[\s，,、/](?=(?:责任)?编辑|责编|审核|校对|摄影|摄像|图[/／\s]|供图|一审|初审|终审|编审|视频|制图)"
)
_BULLETS = " □■◇◆●○•▪*★☆"
_CLAUSE = re.compile(r"[。；！？!?“”]")
# The site's own editor stands above the one of the paper that the text came from.
_ANSWERS_FOR_IT = ("责任编辑", "责编")
# What databases print when a field is empty.
_NOBODY = words("未知 佚名 匿名 不详 无 暂无 admin null none undefined")
_END = re.compile(r"\s{2,}|[\n\f|｜【】\[\]［］<>;；。]|(?<![-—·])《|(?:https?:|www\.)")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_OUTLET = re.compile(r"(?:报|网|社|台|在线|客户端|周刊|杂志|融媒体中心)$")
# 街角经济学（ID：jiejiaojjx）
_ACCOUNT = re.compile(r"[（(]\s?(?:微信)?(?:ID|公众号)", re.I)
_EDGE = " \t\r\n:：,，、;；.。·/|｜-—–()（）[]【】<>"
_WORD = re.compile(r"[\u4e00-\u9fff\w·《》]")


def parse(text: str) -> Byline:
    """The labels in `text`; lines of `text` are kept apart, so that a value never runs into the next line."""
    text = text[:MAX_TEXT].replace("\u3000", "  ").replace("\xa0", " ").replace("\t", " ")
    found: dict[str, str] = {}
    answered: set[str] = set()
    labels = [match for match in _LABEL.finditer(text) if _is_label(match, text)]
    for index, match in enumerate(labels):
        kind = _KIND_OF[match["label"].lower()]
        if kind == "other" or (kind == "author" and _titles_a_writer(match)):
            continue
        end = labels[index + 1].start() if index + 1 < len(labels) else len(text)
        if kind == "author" and match["label"] in ("作者", "文", "撰稿", "撰文", "采写", "供稿", "文字"):
            # 作者：记者 王某 通讯员 李某 is one value.
            end = next((other.start() for other in labels[index + 1 :] if not _titles_a_writer(other)), len(text))
        value = _value(text[match.end() : end], kind)
        if value:
            if match["label"] in _ANSWERS_FOR_IT and kind not in answered:
                answered.add(kind)
                found[kind] = value
            found.setdefault(kind, value)
    if "author" not in found and (written := _unlabelled_author(text)):
        found["author"] = written
    if "photographer" not in found and (shot := _SHOT.match(" ".join(text.split()))):
        found["photographer"] = shot["names"]
    if "published" not in found and (date := _DATE.search(text)):
        found["published"] = date[0].strip()
    return Byline(
        origin=found.get("origin"),
        author=found.get("author"),
        editor=found.get("editor"),
        photographer=found.get("photographer"),
        published=found.get("published"),
    )


def _titles_a_writer(match: re.Match[str]) -> bool:
    return (
        match["label"] in ("记者", "通讯员", "本报记者", "见习记者", "实习记者", "特约记者")
        and not match["mark"].strip()
    )


def _is_label(match: re.Match[str], text: str) -> bool:
    label, mark = match["label"], match["mark"].strip()
    before = text[match.start() - 1] if match.start() else " "
    # In 新闻记者：, 大图/ and 作文/ the label is the end of a longer word; in 本文来源 the longest label won already.
    if before == "该":
        return False  # 只看该作者 | 倒序浏览
    inside_word = "\u4e00" <= before <= "\u9fff" or before.isalnum()
    if not mark:
        if label in ("来源于", "转自", "转载自", "发布于", "发表于"):
            return not inside_word
        return not inside_word and (label in _UNMARKED or _KIND_OF[label.lower()] == "other")
    if mark in ("/", "／"):
        return label in _SLASHED and not (inside_word and len(label) == 1)
    if label.isascii() or len(label) == 1:
        return not inside_word
    return True


def _value(raw: str, kind: str) -> str | None:
    raw = raw.lstrip(" ")
    if raw.startswith("\n"):
        # The value stands in the next element: 来源：</span><a>新华网</a>.
        raw = raw.lstrip("\n ")
    if raw.startswith(("《", "“")):
        raw = raw[1:].replace("》", "", 1).replace("”", "", 1)  # 来源：《棱镜》
    if kind == "published":
        date = _DATE.match(raw)
        return date[0].strip() if date else None
    raw = _within(_END.split(raw, maxsplit=1)[0])
    if date := _DATE.search(raw):
        raw = raw[: date.start()]
    raw = raw.strip(_EDGE)
    value = _first_name(_ACCOUNT.split(raw)[0]) if kind == "origin" else _people(raw)
    if value.lower() in _NOBODY or value[-1:] in "？！?!":
        return None
    limit = MAX_ORIGIN if kind == "origin" else MAX_PEOPLE
    return value if value and len(value) <= limit and _WORD.search(value) else None


def _within(raw: str) -> str:
    """`raw` up to the bracket that closes what was opened before its label."""
    for at, character in enumerate(raw):
        if character in "）)" and not any(opening in raw[:at] for opening in "（("):
            return raw[:at]
    return raw


def _first_name(raw: str) -> str:
    """An outlet's name ends at a space, unless both sides are Latin (China Daily) or a dot joins (澎湃 · 政务)."""
    parts = raw.split(" ")
    name = parts[0]
    for word in parts[1:]:
        if not word:
            break
        if _HAN.fullmatch(word) and _HAN.fullmatch(name) and _OUTLET.search(word) and not _OUTLET.search(name):
            return f"{name}{word}"  # 四川</span><span>在线
        joined = word in ("·", "-", "&") or name.endswith((" ·", " -", " &"))
        if not joined and not (name[-1:].isascii() and word[:1].isascii() and word[:1].isalpha()):
            break
        name = f"{name} {word}"
    return name.strip(_EDGE)


def _people(raw: str) -> str:
    return names(raw).strip(_EDGE)


def _unlabelled_author(text: str) -> str | None:
    found = _PAREN.search(text) or _AFTER_DATELINE.search(text)
    if found and (named := names(_OTHER_ROLE.split(found[1])[0])):
        return named[:MAX_PEOPLE]
    written: list[str] = []
    for line in text.split("\n"):
        line = " ".join(line.split()).lstrip(_BULLETS)
        if _WROTE.match(line) and not _SHOT.match(line):
            written.append(names(line))
        elif written:
            break
    return " ".join(written)[:MAX_PEOPLE] or None


def is_byline(text: str) -> bool:
    """Whether a line says nothing but who wrote: □ 本报记者 王某; 界面新闻编辑 | 李某; 【文/观察者网 张某】."""
    line = " ".join(text.split()).strip(_BULLETS)
    if not 4 <= len(line) <= MAX_PEOPLE or _CLAUSE.search(line) or line.endswith(("摄", "供图")):
        return False
    return bool(_WROTE.match(line) or _EDITED.fullmatch(line) or (_PAREN.fullmatch(f"（{line.strip('（）()【】')}）")))
