"""China's provinces, prefectures, counties and townships: the places of a prefecture without a line of config.

The list is made by scripts/divisions.py, which names its sources. It is text in sections: [divisions] "code name" of
provinces (2 digits), prefectures (4) and counties (6); [towns] the county's code and its townships; [readings] a
reading and the letters that have it, or "=name slug"; then what [weak] short names are, and by which letters [before]
and [after] it and in which [words] a short name is no name.
"""

from __future__ import annotations

import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from syndicator.config.divisions.names import bare
from syndicator.config.spelling import nearest
from syndicator.model import Doubt, Place

# Cities whose counties the bureau lists under two headings: the province is the prefecture.
MUNICIPALITIES = ("11", "12", "31", "50")
# The bureau's headings for counties under no prefecture.
_NO_PREFECTURE = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
_RANKS = ("镇", "乡", "街道")
_PROVINCE_CODE, _COUNTY_CODE = 2, 6
# Of the places where there is another of the name, so many are looked for.
_MOST_RIVALS = 40


@dataclass(frozen=True, slots=True)
class China:
    """The list, read. `homes` are the codes of the counties that have a township of this name."""

    names: Mapping[str, str]
    towns: Mapping[str, tuple[str, ...]]
    homes: Mapping[str, tuple[str, ...]]
    by_short: Mapping[str, tuple[str, ...]]
    prefectures: tuple[str, ...]
    letters: Mapping[str, str]
    slugs: Mapping[str, str]
    weak: frozenset[str]
    before: Mapping[str, str]
    after: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]


@cache
def china() -> China:
    """The national list; read once, in some 60 ms."""
    text = gzip.decompress(files(__package__).joinpath("china.txt.gz").read_bytes()).decode()
    parts: dict[str, list[str]] = defaultdict(list)
    part: list[str] = []
    for line in text.splitlines():
        if line.startswith("["):
            part = parts[line.strip("[]")]
        elif not line.startswith("#"):
            part.append(line)
    names = _pairs(parts["divisions"])
    towns = {code: tuple(some.split()) for code, some in _pairs(parts["towns"]).items()}
    homes: dict[str, list[str]] = defaultdict(list)
    for code, some in towns.items():
        for town in some:
            homes[town].append(code)
    by_short: dict[str, list[str]] = defaultdict(list)
    for code, name in names.items():
        by_short[bare(name)].append(code)
    readings = [line.split("\t") for line in parts["readings"]]
    return China(
        names=names,
        towns=towns,
        homes={town: tuple(codes) for town, codes in homes.items()},
        by_short={short: tuple(codes) for short, codes in by_short.items()},
        prefectures=tuple(
            bare(name) for code, name in names.items() if len(code) < _COUNTY_CODE and name not in _NO_PREFECTURE
        ),
        letters={letter: reading for reading, some in readings if reading[0] != "=" for letter in some},
        slugs={name[1:]: slug for name, slug in readings if name[0] == "="},
        weak=frozenset(" ".join(parts["weak"]).split()),
        before=_pairs(parts["before"]),
        after=_pairs(parts["after"]),
        words={name: tuple(some.split()) for name, some in _pairs(parts["words"]).items()},
    )


def code_of(wanted: str) -> str:
    """The code of a prefecture, a municipality or a county, by its code or its name (咸宁市, 咸宁, 4212, 421200).

    Raises ValueError with the cure.
    """
    country = china()
    text = wanted.strip()
    if text.isascii() and text.isdigit():
        return _usable(
            text[:-2] if len(text) == _COUNTY_CODE and text.endswith("00") and text[:-2] in country.names else text
        )
    found = [code for code in country.by_short.get(bare(text), ()) if country.names[code] == text]
    if not found:
        found = [code for code in country.by_short.get(text, ()) if country.names[code] not in _NO_PREFECTURE]
        found = [code for code in found if len(code) > _PROVINCE_CODE or code in MUNICIPALITIES] or found
        found = [code for code in found if len(code) == min(map(len, found))]
    found = [code for code in found if not any(code != one and code.startswith(one) for one in found)]
    if not found:
        near = nearest(text, tuple(country.names.values()))
        raise ValueError(
            f"全国行政区划里没有 {text}。"
            + (f"是不是想写 {near}?" if near else '请写全称,如 "咸宁市",或代码,如 "4212"')
        )
    if len(found) > 1:
        raise ValueError(f"有几个{text}:{'、'.join(f'{_path(code)}({code})' for code in found[:8])}。请写括号里的代码")
    return _usable(found[0])


def places_of(wanted: str) -> tuple[Place, ...]:
    """The counties of a prefecture or municipality, in the order of their codes; the townships of what has none.

    Raises ValueError with the cure.
    """
    code = code_of(wanted)
    country = china()
    below = [one for one in country.names if len(one) == _COUNTY_CODE and one.startswith(code) and one != code]
    if len(below) == 1 and country.names[below[0]] == country.names[code]:
        code, below = below[0], []  # 东莞, 中山, 嘉峪关, 儋州: the bureau lists the city as its own county
    if below:
        ids = _ids([country.names[one] for one in below], below)
        return tuple(_county(one, id) for one, id in zip(below, ids, strict=True))
    towns = country.towns.get(code, ())
    ids = _ids(towns, [f"{code}-{number}" for number in range(len(towns))])
    return tuple(_township(town, code, id) for town, id in zip(towns, ids, strict=True))


def doubt_of(name: str, code: str | None = None) -> Doubt:
    """What makes a name doubtful. Without the division's `code`, what lies elsewhere of the same name is not known."""
    country = china()
    short = bare(name)
    twins: list[str] = []
    rivals: list[str] = []
    if code is not None:
        others = [one for one in country.by_short.get(short, ()) if one != code and not code.startswith(one)]
        others += [home for rank in _RANKS for home in country.homes.get(short + rank, ()) if home != code]
        twins = [place for one in others if country.names[one] == name for place in above(one)]
        rivals = [place for one in others for place in above(one)]
    weak = short in country.weak
    own = set(above(code)) if code else set()
    if code and (weak or rivals):
        rivals += country.prefectures
    return Doubt(
        before=country.before.get(short[0], ""),
        after=country.after.get(short[-1], ""),
        words=country.words.get(short, ()),
        weak=weak,
        rivals=tuple(one for one in dict.fromkeys(rivals) if one not in own),
        twins=tuple(one for one in dict.fromkeys(twins) if one not in own)[:_MOST_RIVALS],
    )


def slug(name: str) -> str:
    """The pinyin of a name without its rank: chongyang, yueqing; empty when a letter's reading is not known."""
    country = china()
    short = bare(name)
    letters = [country.letters.get(letter, "") for letter in short]
    return country.slugs.get(short) or ("".join(letters) if all(letters) else "")


def only_code(name: str) -> str | None:
    """The code of the one county so called; None when there is none, or more than one."""
    codes = [one for one in china().by_short.get(bare(name), ()) if len(one) == _COUNTY_CODE]
    exact = [one for one in codes if china().names[one] == name]
    return exact[0] if len(exact) == 1 else None


def _county(code: str, id: str) -> Place:
    country = china()
    name = country.names[code]
    alone: list[str] = []
    shared: list[str] = []
    for town in country.towns.get(code, ()):
        (alone if country.homes[town] == (code,) else shared).extend(_called(town))
    return Place(
        id=id,
        name=name,
        names=_called(name),
        towns=tuple(alone),
        shared=tuple(shared),
        within=above(code),
        doubt=doubt_of(name, code),
    )


def _township(name: str, code: str, id: str) -> Place:
    """A township as a place of its own: its bare name is doubtful, there is hardly one that is no word."""
    country = china()
    own = above(code, itself=True)
    lying = [place for home in country.homes[name] if home != code for place in above(home, itself=True)]
    rivals = tuple(one for one in dict.fromkeys([*lying[:_MOST_RIVALS], *country.prefectures]) if one not in own)
    doubt = Doubt(weak=True, rivals=rivals, twins=rivals[:_MOST_RIVALS] if lying else ())
    return Place(id=id, name=name, names=tuple(dict.fromkeys((*_called(name), bare(name)))), within=own, doubt=doubt)


def _called(name: str) -> tuple[str, ...]:
    """A name, and with its people left out: 石柱县, 下谷坪乡; for a county its short name too."""
    short = bare(name)
    if name.endswith(("镇", "乡", "街道", "苏木")):
        rank = next(rank for rank in ("镇", "乡", "街道", "苏木") if name.endswith(rank))
        return tuple(dict.fromkeys((name, short + rank)))
    plain = (short + name[-1],) if "自治" in name else ()
    return tuple(dict.fromkeys((name, *plain, short)))


def above(code: str, *, itself: bool = False) -> tuple[str, ...]:
    """What a division lies in, by short names, nearest first."""
    names = china().names
    codes = [code[:length] for length in (6, 4, 2) if length < len(code) or (itself and length == len(code))]
    return tuple(dict.fromkeys(bare(names[one]) for one in codes if one in names and names[one] not in _NO_PREFECTURE))


def _ids(names: Sequence[str], codes: Sequence[str]) -> list[str]:
    """A slug for each: the pinyin, with its rank's or else its code where two would be the same."""
    plain = [slug(name) or f"d{code}" for name, code in zip(names, codes, strict=True)]
    ranked = [f"{one}-{_rank(name)}" for one, name in zip(plain, names, strict=True)]
    numbered = [f"{one}-{code}" for one, code in zip(plain, codes, strict=True)]
    return _distinct(_distinct(plain, ranked), numbered)


def _distinct(ids: Sequence[str], finer: Sequence[str]) -> list[str]:
    many = {one for one, count in Counter(ids).items() if count > 1}
    return [other if one in many else one for one, other in zip(ids, finer, strict=True)]


def _rank(name: str) -> str:
    return "".join(china().letters.get(letter, "") for letter in name.removeprefix(bare(name))[-2:]) or "d"


def _path(code: str) -> str:
    return "".join(reversed(above(code, itself=True)))


def _usable(code: str) -> str:
    names = china().names
    if code not in names:
        raise ValueError(f'没有代码 {code}。请写国家统计局的区划代码,如 "4212"(咸宁市),或全称')
    if len(code) == _PROVINCE_CODE and code not in MUNICIPALITIES:
        raise ValueError(f'{names[code]}太大了。请写其中一个地级市、自治州或县,如 "咸宁市"')
    return code


def _pairs(lines: Iterable[str]) -> dict[str, str]:
    return dict(line.split("\t", 1) for line in lines)
