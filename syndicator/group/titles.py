"""What two titles say of each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from syndicator.refine.fold import fold
from syndicator.refine.furniture import bare_title, is_cut_short
from syndicator.refine.plain import normalised, simplified
from syndicator.refine.text import comparable_title

# A beginning this long, cut off in one list, is the same title in another.
SHORTEST_CUT = 8
# Without an ellipsis a longer beginning is needed, and most of the title: else it is a title and its sequel.
SHORTEST_BEGINNING = 12
# The place of a part in a series: (一) 之二 第3期 第四批 (上) ②
_PART = re.compile(
    r"第\s?[0-9一二三四五六七八九十百零〇两]+\s?[期批届号次回集章篇版站季轮场辑讲课例天日周个]?|之[一二三四五六七八九十]+"
    r"|[(〔][0-9一二三四五六七八九十上中下]+[)〕]|系列[报评]?[道论]?[0-9一二三四五六七八九十]+|[一二三四五六七八九十]+(?:论|谈|评)"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
# Titles that are written again each day, or by every office: they name a kind of text, not a text.
_STANDING = re.compile(
    r"天气|气象|气温|空气质量|行情|收盘|开盘|大盘|股市|早盘|午评|收评|涨停|汇率|中间价|油价|金价|菜价|价格(?:监测|行情|信息)"
    r"|公告|公示|通告|启事|讣告|任免|招聘|招考|招标|中标|拍卖(?:公告|公示|预告)|成交(?:公告|公示|结果|行情)|停水|停电|值班(?:表|安排|电话|人员)|日历|黄历|彩票|开奖|简讯"
    r"|早报|晚报$|日报$|周报|早知道|早读|晚读|要闻(?:速览|回顾|摘要)?$|路况|预警|疫情通报|征稿|遗失|招领|寻人|寻物|悬赏|催告|开庭公告|中奖"
)
_ROUNDUP = re.compile(
    r"早报|晚报$|早知道|早读|晚读|速览|一周|盘点|汇总|合集|要闻回顾|新闻联播|日历|早餐|夜读|简讯|丨早|集锦|每日新闻|大事记"
)
# What happened after: such a report quotes the first one, and is news of its own.
_SEQUEL = re.compile(
    r"追踪|跟踪报道|后续|续报|新进展|再回应|作出回应|回应来了|调查结果|处理结果|处置情况|再访|回访|回头看|复盘|情况说明"
    r"|原因[^,。]{0,4}查明|恢复[^,。]{0,4}(?:通行|通车|供[水电气暖]|运行|开放)|[(〔](?:[二三四五六七八九2-9续]|再续)[)〕]$"
)


# Townships and villages: two letters of the name and of what kind it is. 乡村, 小镇 and their like are nobody's names.
_PLACE = re.compile(r"(?=([\u4e00-\u9fff]{2}(?:镇(?!化|居民|职工|新增|老旧|就业)|乡|村|街道|社区)))")
_NO_NAME = re.compile(
    r"(?:[小古重名强村乡]|型城)镇|[城家返下老故还离思回]乡|[乡农山新镇驻进全个各本该古名示]村|[各该本个](?:街道|社区)"
)


_DAY = re.compile(r"(?<!\d)(\d{1,2})[日号](?![线楼])")


class Relation(IntEnum):
    """How one title stands to another, the strongest last."""

    CONTRARY = 0
    APART = 1
    KIN = 2
    CUT = 3
    EQUAL = 4


@dataclass(frozen=True, slots=True)
class Title:
    """A title as it is compared. `frame` is what is left when numbers and parts of a series are taken out."""

    whole: str
    frame: str
    parts: tuple[str, ...]
    numbers: tuple[str, ...]
    cut: bool
    standing: bool
    roundup: bool
    sequel: bool
    places: frozenset[str]
    days: frozenset[int]
    pairs: frozenset[str]


@lru_cache(maxsize=4_096)
def read(title: str) -> Title:
    """`title` taken apart."""
    plain = simplified(normalised(title[:600]))
    bare = bare_title(plain)
    parts = tuple(_digits(part) for part in _PART.findall(bare))
    without = _PART.sub("\0", bare)
    whole = comparable_title(title)
    return Title(
        whole=whole,
        frame=comparable_title(_NUMBER.sub("", without)),
        parts=parts,
        numbers=tuple(_NUMBER.findall(without)),
        cut=is_cut_short(bare),
        standing=_STANDING.search(bare) is not None,
        roundup=_ROUNDUP.search(plain) is not None,
        sequel=_SEQUEL.search(bare) is not None,
        places=frozenset(place for place in _PLACE.findall(bare) if not _NO_NAME.search(place)),
        days=frozenset(int(day) for day in _DAY.findall(bare)),
        pairs=frozenset(whole[at : at + 2] for at in range(len(whole) - 1)),
    )


def relate(one: Title, other: Title) -> Relation:
    """How two titles stand to each other. Symmetric."""
    if not one.whole or not other.whole:
        return Relation.APART
    if one.whole == other.whole:
        return Relation.EQUAL if one.parts == other.parts else Relation.CONTRARY
    shorter, longer = sorted((one, other), key=lambda title: (len(title.whole), title.whole))
    if longer.whole.startswith(shorter.whole):
        enough = SHORTEST_CUT if shorter.cut else SHORTEST_BEGINNING
        most = shorter.cut or 5 * len(shorter.whole) >= 3 * len(longer.whole)
        if len(shorter.whole) >= enough and most and (shorter.cut or not _clash(one, other)):
            return Relation.CUT
    if _clash(one, other):
        return Relation.CONTRARY
    return Relation.KIN if likeness(one, other) >= 0.5 else Relation.APART


def elsewhere(one: Title, other: Title) -> bool:
    """Whether both name townships, or both villages, and none the same. Symmetric."""
    levels = ({place[-1] in "村区" for place in title.places} for title in (one, other))
    return not one.places & other.places and bool(set.intersection(*levels))


def another_day(one: Title, other: Title) -> bool:
    """Whether both name days, and none the same. Symmetric."""
    return bool(one.days and other.days) and not one.days & other.days


def likeness(one: Title, other: Title) -> float:
    """Shared pairs of letters, as a share of the shorter title's: a longer title may only have said more."""
    mine, theirs = one.pairs, other.pairs
    fewer = min(len(mine), len(theirs))
    return len(mine & theirs) / fewer if fewer else 0.0


def _clash(one: Title, other: Title) -> bool:
    """Whether two titles are one frame filled with different numbers, or different parts of one series."""
    if one.parts and other.parts and one.parts != other.parts:
        return True
    return one.numbers != other.numbers and bool(one.numbers) and bool(other.numbers) and one.frame == other.frame


def _digits(part: str) -> str:
    return "".join(_CHINESE.get(letter, letter) for letter in fold(part).removeprefix("第"))


_CHINESE = dict(zip("一二三四五六七八九", "123456789", strict=True)) | {"十": "10", "〇": "0", "零": "0", "两": "2"}
