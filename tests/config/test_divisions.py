"""The counties of any prefecture, from the list."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from syndicator.config import parse
from syndicator.config.divisions import china, places_of, slug
from syndicator.config.gazetteer import Declared, gazetteer


@pytest.mark.parametrize(
    ("prefecture", "some", "count"),
    [
        ("咸宁市", {"xianan": "咸安区", "tongcheng": "通城县", "chibi": "赤壁市"}, 6),
        ("4212", {"chongyang": "崇阳县"}, 6),
        ("421200", {"chongyang": "崇阳县"}, 6),
        ("咸宁", {"jiayu": "嘉鱼县"}, 6),
        ("温州市", {"yueqing": "乐清市", "longgang": "龙港市"}, 12),
        ("黔东南苗族侗族自治州", {"kaili": "凯里市", "congjiang": "从江县"}, 16),
        ("重庆市", {"shizhu": "石柱土家族自治县", "zhongxian": "忠县"}, 38),
        ("北京市", {"chaoyang": "朝阳区", "tongzhou": "通州区"}, 16),
        ("东莞市", {"humen": "虎门镇", "guancheng": "莞城街道"}, 32),
        ("三沙市", {"xisha": "西沙区", "nansha": "南沙区"}, 2),
        ("神农架林区", {"muyu": "木鱼镇"}, 8),
        ("崇阳县", {"baini": "白霓镇"}, 12),
        ("临夏回族自治州", {"linxia-shi": "临夏市", "linxia-xian": "临夏县", "dongxiang": "东乡族自治县"}, 8),
    ],
)
def test_a_prefecture_gives_its_counties_with_ids(prefecture: str, some: dict[str, str], count: int) -> None:
    found = {place.id: place.name for place in places_of(prefecture)}
    assert len(found) == len(places_of(prefecture)) == count
    assert some.items() <= found.items()


def test_every_prefecture_of_the_country_gives_places_with_ids_of_their_own() -> None:
    for code, name in china().names.items():
        if len(code) != 4 or name in ("县", "市辖区"):
            continue
        ids = [place.id for place in places_of(code)]
        assert ids, name
        assert len(set(ids)) == len(ids), name
        assert all(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", id) for id in ids), name


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("重庆市", "chongqing"), ("厦门市", "xiamen"), ("蚌埠市", "bengbu"), ("六安市", "luan"), ("洪洞县", "hongtong"),
        ("乐清市", "yueqing"), ("东阿县", "donge"), ("台州市", "taizhou"), ("亳州市", "bozhou"), ("歙县", "shexian"),
        ("枞阳县", "zongyang"), ("铅山县", "yanshan"), ("丽水市", "lishui"), ("乐亭县", "laoting"), ("浚县", "xunxian"),
        ("长子县", "zhangzi"), ("大城县", "daicheng"), ("吕梁市", "lvliang"), ("内蒙古自治区", "neimenggu"),
        ("荥阳市", "xingyang"), ("荥经县", "yingjing"), ("监利市", "jianli"), ("尉犁县", "yuli"), ("宿州市", "suzhou"),
    ],
)  # fmt: skip
def test_letters_of_several_readings_are_read_as_the_place_is(name: str, reading: str) -> None:
    assert slug(name) == reading


def test_a_township_s_name_that_others_bear_is_known_to_be_shared() -> None:
    chongyang = next(place for place in places_of("咸宁市") if place.id == "chongyang")
    assert "白霓镇" in chongyang.towns
    assert {"港口乡", "青山镇", "金塘镇"} <= set(chongyang.shared)
    assert chongyang.within == ("咸宁", "湖北")


def test_what_is_declared_overrides_and_adds_and_comes_first() -> None:
    made = gazetteer(
        "咸宁市",
        [
            Declared("cy", "崇阳县", ("浪口",)),
            Declared("wenquan", "温泉", ("白霓镇",)),
        ],
    )
    assert [place.id for place in made] == ["cy", "wenquan", "xianan", "jiayu", "tongcheng", "tongshan", "chibi"]
    assert {"崇阳县", "崇阳", "浪口"} <= set(made[0].names)
    assert "白霓镇" not in made[0].towns
    assert "白霓镇" in made[1].names


def test_sources_and_rules_may_name_the_counties_of_the_list() -> None:
    made = parse(
        '[site]\ntitle = "t"\nbase_url = "https://a.cn"\nprefecture = "温州市"\n'
        '[[source]]\nid = "s"\nurl = "http://a.cn/"\nplace = ["乐清", "ruian"]\n'
        '[[section]]\nid = "x"\nname = "X"\nmatch = [{ place = "文成县" }]\n',
        "c",
        Path("/srv"),
    )
    assert made.sources[0].places == ("yueqing", "ruian")
    assert made.sections[0].match[0].place == ("wencheng",)
