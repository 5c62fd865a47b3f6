"""Names of places in a text, each told from the same letters that mean something else."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from syndicator.model import Doubt, Place

# What follows a place's name when the whole is another name: roads, bridges, squares, battles, hotels.
_OTHER_NAME = re.compile(
    r"[东西南北中]{0,2}(?:大道|大街|路(?![网段政])|街(?![头道办上])|巷|桥(?![梁头])|大桥|立交|高架|广场(?!舞)|大厦|酒店(?!业)|宾馆|饭店|花园|小区|公寓)"
    r"|之[战乱围]|大战|鏖战|赋(?![能予税])|怀古|年间|公主|[帝侯](?![车])"
)
# What follows when it is a body of land or water, which may lie anywhere: 崇阳溪 is in Fujian.
_LANDFORM = re.compile(r"[山溪江河岭湖峡岛港](?![区东西南北])")
# Another rank than the place's own: 朝阳市 is not 朝阳区. 市场, 市民, 区域, 县域 begin other words.
_OTHER_RANK = re.compile(r"(?:[县旗盟州](?![委城域长级直政])|市(?![场民委政区直值价容])|区(?![域间别块]))")
_TOWN_RANK = re.compile(r"(?:[镇乡村](?![村镇里民长])|街道)")
# What only a town or a county has: after a doubtful name it says that a place is meant.
_INSTITUTION = re.compile(
    r"(?:国际)?机场|水库|火车站|高铁站|[东西南北]站|高新区|经开区|开发区|县城|城区|县域|人民医院|中医院|公安|法院|检察院|交警|消防|融媒|农商行"
    r"|新闻|日报|(?:\d{1,2}月\d{1,2}日)?[讯电](?![息子视话力动商])"
)
# 江北区域 is no 江北区.
_REGION = re.compile("[域间别]")
# A short name behind one of these, which begins what is said or follows who somebody is, is a given name.
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范姚谭廖邹熊陆郝孔崔康"
    "毛邱秦史顾侯邵孟段钱汤尹黎易常武乔贺赖龚"
)
_WHO = re.compile(
    r"(?:^|[^\u3400-\u9fff]|记者|通讯员|民警|警察|交警|辅警|选手|书记|村民|市民|居民|主任|局长|镇长|县长|市长|教师|老师|医生|护士|战士|工人|司机|队员|委员"
    r"|代表|学生|作者|教授|同志|演员|党员|青年|网友|嫌疑人|员工|经理|农民|院士|专家)$"
)
# Letters that are words by themselves: with the next they make none (苍南和平阳 is no 和平).
_LITTLE_WORDS = frozenset("和与及同在到至去从对向往自由为是有的了把被让给比跟将赴离经过等以因于")
# With its rank behind it a name is whole: nothing that follows makes it another.
_COMPLETE = "县镇乡村旗"
_BETWEEN = "[省市州盟地县区]{0,2}的?$"
_REACH = 12


@dataclass(frozen=True, slots=True)
class Mention:
    """A place, by its number, named at `start`. Not `sure`: only if something else says that it is meant.

    `town`: by a township's name; `shared`: of which there are more in the country.
    """

    place: int
    name: str
    start: int
    sure: bool
    town: bool = False
    shared: bool = False


class Names:
    """All names of all places, to be found in one pass over a text."""

    def __init__(self, places: tuple[Place, ...]) -> None:
        self._places = places
        self._bearers: dict[str, list[tuple[int, bool, bool]]] = defaultdict(list)
        for at, place in enumerate(places):
            for some, town, shared in (
                (place.names, False, False),
                (place.towns, True, False),
                (place.shared, True, True),
            ):
                for name in some:
                    self._bearers[name.strip()].append((at, town, shared))
            for name in {place.name.strip()} - set(place.names):
                self._add_own(at, name)
        self._bearers.pop("", None)
        self._pattern = _alternatives(sorted(self._bearers)) if self._bearers else None
        self._rivals = [_before(place.doubt.rivals) for place in places]
        self._twins = [_any(place.doubt.twins) for place in places]
        self._homes = [_any(place.within[:1]) for place in places]
        self._near = [_before(place.within) for place in places]

    def _add_own(self, at: int, name: str) -> None:
        """A place declared by its name alone: 崇阳县 is 崇阳 as well."""
        self._bearers[name].append((at, False, False))
        if name[-1:] in "县市区" and len(name) > 2:
            self._bearers[name[:-1]].append((at, False, False))

    def mentions(self, text: str) -> Iterator[Mention]:
        """Every mention in the text's order; what is plainly something else is left out."""
        if self._pattern is None:
            return
        for found in self._pattern.finditer(text):
            name, start, end = found[0], found.start(), found.end()
            bearers = self._bearers[name]
            for at, town, shared in bearers:
                sure = self._judged(at, text, start, end, town=town)
                if sure is not None:
                    yield Mention(at, name, start, sure and not shared and len(bearers) == 1, town, shared)

    def elsewhere(self, mention: Mention, opening: str) -> bool:
        """Whether the whole name is another's too, which the opening of the text speaks of: 长春 in 朝阳区."""
        twins, homes = self._twins[mention.place], self._homes[mention.place]
        if mention.town or twins is None:
            return False
        return twins.search(opening) is not None and (homes is None or homes.search(opening) is None)

    def sent_from(self, mention: Mention, dateline: str) -> bool:
        """Whether a dateline of the prefecture makes a township's name ours."""
        homes = self._homes[mention.place]
        if not mention.shared or homes is None or len(self._bearers[mention.name]) > 1:
            return False
        return homes.search(dateline) is not None

    def _judged(self, at: int, text: str, start: int, end: int, *, town: bool) -> bool | None:
        """True: the place; False: perhaps; None: something else."""
        place, name, doubt = self._places[at], text[start:end], self._places[at].doubt
        if any(_inside(word, name, text, start) for word in doubt.words):
            return None
        before = text[max(0, start - _REACH) : start]
        near, rivals = self._near[at], self._rivals[at]
        ours = near is not None and near.search(before) is not None
        if not ours and not town and rivals is not None and rivals.search(before):
            return None
        if not ours and not town and len(name) == 2 and _joined(text, start, end, doubt):
            return None
        if name[-1] in _COMPLETE or name.endswith("街道"):
            return True
        if _OTHER_NAME.match(text, end) and not any(text.startswith(one, end) for one in (*place.towns, *place.shared)):
            return None
        if name == place.name and not (name[-1] == "区" and _REGION.match(text, end)):
            return True
        if _OTHER_RANK.match(text, end) or (len(name) == 2 and _is_person(text, start)):
            return None
        if _LANDFORM.match(text, end) or _TOWN_RANK.match(text, end):
            return False
        return not doubt.weak or ours or _INSTITUTION.match(text, end) is not None


@lru_cache(maxsize=64)
def names_of(places: tuple[Place, ...]) -> Names:
    return Names(places)


def _inside(word: str, name: str, text: str, start: int) -> bool:
    """Whether the name found at `start` is a piece of the longer word."""
    at = word.find(name)
    return at >= 0 and start >= at and text.startswith(word, start - at)


def _joined(text: str, start: int, end: int, doubt: Doubt) -> bool:
    """Whether a name of two letters belongs to the words beside it: 交通|山区, 公共安|乐清单."""
    if start == 0:
        return False
    letter, following = text[start - 1], text[end : end + 1]
    goes_on = following not in ("", " ") and following in doubt.after
    very, _, common = doubt.before.partition(" ")
    if letter in very or letter in common:
        return goes_on or (letter in very and letter not in _LITTLE_WORDS)
    return text[start] in _LITTLE_WORDS and goes_on


def _is_person(text: str, start: int) -> bool:
    """Whether a surname stands before, and before that who somebody is, or nothing: 民警王嘉鱼."""
    if start == 0 or text[start - 1] not in _SURNAMES:
        return False
    return _WHO.search(text[max(0, start - 5) : start - 1]) is not None


def _alternatives(names: Sequence[str]) -> re.Pattern[str]:
    """A pattern that finds the longest of the names, by their first letters."""
    by_letter: dict[str, list[str]] = defaultdict(list)
    for name in names:
        by_letter[name[0]].append(name[1:])
    branches = [
        f"{re.escape(letter)}(?:{'|'.join(re.escape(rest) for rest in sorted(some, key=len, reverse=True))})"
        for letter, some in by_letter.items()
    ]
    return re.compile("|".join(branches))


def _any(names: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(map(re.escape, names))) if names else None


def _before(names: Sequence[str]) -> re.Pattern[str] | None:
    """What finds one of the names at the end of what stands before, with its rank or without."""
    return re.compile(f"(?:{'|'.join(map(re.escape, names))}){_BETWEEN}") if names else None
