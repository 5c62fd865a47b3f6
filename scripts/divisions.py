"""Makes syndicator/config/divisions/china.txt.gz, the list of China's divisions that the service carries with it.

    npm pack china-division@2.7.0; pip download --no-deps jieba==0.42.1
    python scripts/divisions.py china-division-2.7.0.tgz jieba-0.42.1.tar.gz

From china-division (MIT, modood/Administrative-divisions-of-China: the National Bureau of Statistics' codes as of
2023-06-30) come the names, from jieba (MIT) the words by which a name is told from a piece of other words, from
pypinyin (MIT, a development dependency) the readings. The format is told in divisions/__init__.py.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import sys
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from pypinyin import lazy_pinyin

from syndicator.config.divisions.names import bare

TARGET = Path(__file__).resolve().parents[1] / "syndicator" / "config" / "divisions" / "china.txt.gz"

# The bureau lists development zones among the counties under these endings; they are no counties.
ZONES = range(70, 81)
TOWN = re.compile(r".+(?:镇|乡|街道|苏木)$")
# What the State Council decided since the codes were written, or what the bureau calls otherwise.
RENAMED = {
    "460321": "西沙区",
    "460322": "南沙区",
    "460323": "",
    "429021105": "大九湖镇",
}
# Read otherwise than the dictionary of readings has it.
READ = {
    "重庆": "chongqing", "厦门": "xiamen", "蚌埠": "bengbu", "六安": "luan", "洪洞": "hongtong", "乐清": "yueqing",
    "东阿": "donge", "台州": "taizhou", "亳州": "bozhou", "歙县": "shexian", "枞阳": "zongyang", "铅山": "yanshan",
    "丽水": "lishui", "乐亭": "laoting", "乐陵": "laoling", "长子": "zhangzi", "蔚县": "yuxian", "浚县": "xunxian",
    "尉犁": "yuli", "番禺": "panyu", "莘县": "shenxian", "单县": "shanxian", "中牟": "zhongmu", "牟平": "muping",
    "涡阳": "guoyang", "盱眙": "xuyi", "繁峙": "fanshi", "隰县": "xixian", "任丘": "renqiu", "任泽": "renze",
    "大城": "daicheng", "柏乡": "baixiang", "井陉": "jingxing", "蠡县": "lixian", "乐都": "ledu", "监利": "jianli",
    "黄陂": "huangpi", "六合": "luhe", "六枝": "liuzhi", "犍为": "qianwei", "筠连": "junlian", "荥经": "yingjing",
    "荥阳": "xingyang", "泌阳": "biyang", "渑池": "mianchi", "睢县": "suixian", "睢阳": "suiyang", "鄄城": "juancheng",
    "茌平": "chiping", "临朐": "linqu", "嵊州": "shengzhou", "嵊泗": "shengsi", "耒阳": "leiyang", "珙县": "gongxian",
    "尉氏": "weishi", "长汀": "changting", "什邡": "shifang", "会理": "huili", "会同": "huitong", "会泽": "huize",
    "句容": "jurong", "冠县": "guanxian", "磴口": "dengkou", "吴堡": "wubu", "岢岚": "kelan", "闽侯": "minhou",
    "侯马": "houma", "宿州": "suzhou", "宿迁": "suqian", "宿松": "susong", "宿城": "sucheng", "宿豫": "suyu",
    "都匀": "duyun", "扎赉特": "zhalaite", "扎鲁特": "zhalute", "扎囊": "zhanang", "扎兰屯": "zhalantun",
    "扎赉诺尔": "zhalainuoer", "乾县": "qianxian", "乾安": "qianan", "覃塘": "qintang", "行唐": "xingtang",
    "宕昌": "tanchang", "大埔": "dabu", "曾都": "zengdu", "曾母": "zengmu", "伽师": "jiashi", "莎车": "shache",
    "穆棱": "muling", "绥棱": "suiling", "东莞": "dongguan", "莞城": "guancheng", "华阴": "huayin", "华州": "huazhou",
    "万州": "wanzhou", "西藏": "xizang", "阿坝": "aba", "那曲": "naqu", "鄱阳": "poyang", "余干": "yugan",
    "婺源": "wuyuan", "婺城": "wucheng", "弋阳": "yiyang", "缙云": "jinyun", "鄞州": "yinzhou", "汨罗": "miluo",
    "郯城": "tancheng", "砀山": "dangshan", "漯河": "luohe", "颍州": "yingzhou", "厦铺": "shapu", "长垣": "changyuan",
    "长葛": "changge", "成武": "chengwu", "阜康": "fukang", "和硕": "heshuo", "和静": "hejing", "和县": "hexian",
    "曲阜": "qufu", "曲靖": "qujing", "曲周": "quzhou", "阳曲": "yangqu", "沁县": "qinxian", "朝阳": "chaoyang",
    "朝天": "chaotian", "解放": "jiefang", "石柱": "shizhu", "兴宾": "xingbin", "兴隆": "xinglong", "藤县": "tengxian",
    "南召": "nanzhao", "召陵": "shaoling", "殷都": "yindu", "费县": "feixian", "台安": "taian", "三台": "santai",
    "天台": "tiantai", "浪卡子": "langkazi", "卡若": "karuo", "噶尔": "gaer", "吉木乃": "jimunai",
    "巴彦淖尔": "bayannaoer", "乌兰察布": "wulanchabu", "巩留": "gongliu", "若羌": "ruoqiang", "且末": "qiemo",
    "剑阁": "jiange", "平舆": "pingyu", "郏县": "jiaxian", "夏津": "xiajin", "广宗": "guangzong", "新干": "xingan",
    "干县": "ganxian", "盘县": "panxian", "盘州": "panzhou", "屯留": "tunliu", "调兵山": "diaobingshan",
    "相山": "xiangshan", "相城": "xiangcheng", "澄迈": "chengmai", "澄海": "chenghai", "澄江": "chengjiang",
    "长兴": "changxing", "合浦": "hepu", "黄埔": "huangpu", "浦江": "pujiang", "柏塘": "baitang", "广丰": "guangfeng",
}  # fmt: skip
# Short names that are everyday words or stand for many things: they name a county only where something else says so.
WEAK = """
资源 合作 比如 南部 解放 东方 前进 港口 公安 友好 城中 城区 平安 中方 安定 延长 光明 新兴 运河 万年 东风 光泽
南岸 会同 工农 大名 富裕 清水 前锋 复兴 长子 清新 宏伟 平定 芙蓉 洞口 石门 郊区 三元 振兴 大同 大方 莲花 平和
名山 矿区 全州 桃源 三门 大观 二七 台前 方城 石棉 丰满 双桥 月湖 文峰 保康 高台 二道 无为 河间 民权 小店 同心
平房 太白 灯塔 大兴 天涯 海棠 回民 江岸 金门 黑水 安居 鼓楼 麒麟 海盐 新民 富民 清流 水城 龙口 紫金 老城 爱民
上高 天心 天元 天柱 方山 五台 民乐 铜鼓 兴业 石台 樟树 石鼓 小金 修水 集贤 梨树 双塔 鸡冠 武功 平原 和平 共和
东湖 古城 南湖 河口 友谊 江北 凤凰 商城 江山 红旗 新建 兴国 龙门 新城 高明 太平 甘泉 南岳 海南 太和 朝阳 长寿
文成 从江 石柱 大足 密云 三穗 东城 西城 河东 河西 河北 南开 红桥 滨海 新华 桥西 桥东 长安 城关 中原 上街 市中
天桥 槐荫 海港 路北 路南 南山 宝山 江南 城北 城南 城东 城西 市北 市南 青山 洪山 东山 西山 南郊 北关 向阳 红星
东安 阳明 站前 西市 白塔 清河 连山 西湖 滨江 上城 下城 江东 大通 云龙 玄武 龙湖 金平 东兴 安宁 永安 永定 同安
建设 长青 通道 安化 双清 大祥 北塔 珠山 山阳 中站 南关 绿园 铁西 铁东 立山 千山 道里 道外 香坊 松北 红岗 大田
建宁 将乐 明溪 顺城 望花 东洲 溪湖 锦江 金牛 大安 沿滩 东区 西区 仁和 雨湖 岳塘 蒸湘 石峰 芦淞 荷塘 天宁 钟楼
梁溪 相城 金湖 清浦 港闸 崇川 海陵 高港 京口 润州 宿城 云溪 君山 鼎城 赫山 北湖 鹤城 中山 沙市 江汉 礼县 正安
普安 安龙 大化 天等 上林 横州 兴宁 叠彩 象山 七星 雁山 秀峰 万秀 长洲 龙圩 海城 银海 惠民 利民 东明 定远 安远
怀远 永新 安福 万安 永丰 兴安 永福 光山 太康 文山 泰山 常山 西岗 红塔 江城 宁静 丰都
"""
# In so many words of the corpus that jieba counted, a pair is a word; so many make it a very common one.
COMMON, VERY_COMMON = 20, 1_000
LONGEST_WORD = 6
# A word that begins with a county's short name and goes on so is about the county.
ABOUT = re.compile(r"^(?:[县市区州镇乡城人话站]|县城|.*(?:水库|机场|大桥|大学|学院|中学|站))$")
LANDFORM = tuple("山岭江河湖海岛溪峡沟")


def main(china: Path, jieba: Path) -> None:
    provinces, cities, areas, streets = (
        _table(china, f"package/dist/{n}.csv") for n in ("provinces", "cities", "areas", "streets")
    )
    counties = {row[0]: RENAMED.get(row[0], row[1]) for row in areas if int(row[0][4:]) not in ZONES}
    counties = {code: name for code, name in counties.items() if name}
    towns: dict[str, list[str]] = defaultdict(list)
    for row in streets:
        name = RENAMED.get(row[0], row[1])
        home = row[0][:6]
        if home in counties and TOWN.match(name):
            towns[home].append(name)
    words = dict(_words(jieba))
    names = {row[0]: row[1] for row in provinces + cities} | counties
    shorts = sorted({bare(name) for name in counties.values()} | {n for n in counties.values() if len(n) == 2})
    readings = _readings([*names.values(), *(town for some in towns.values() for town in some)])
    lines = ["[divisions]"]
    lines += [f"{code}\t{name}" for code, name in sorted(names.items())]
    lines += ["[towns]", *(f"{code}\t{' '.join(some)}" for code, some in sorted(towns.items()))]
    lines += ["[readings]", *readings]
    lines += ["[weak]", " ".join(sorted(set(WEAK.split()) & set(shorts)))]
    lines += ["[before]", *_joined(words, {one[0] for one in shorts}, 0)]
    lines += ["[after]", *_joined(words, {one[-1] for one in shorts}, 1)]
    lines += ["[words]", *_longer(words, shorts)]
    head = (__doc__ or "").strip().split("\n\n")[-1].replace("\n", "\n# ")
    text = f"# {head}\n" + "\n".join(lines) + "\n"
    packed = gzip.compress(text.encode(), 9, mtime=0)
    TARGET.write_bytes(packed)
    print(
        f"{len(counties)} counties, {sum(map(len, towns.values()))} towns, {len(text)} characters, {len(packed)} bytes"
    )


def _table(package: Path, member: str) -> list[list[str]]:
    with tarfile.open(package) as archive:
        file = archive.extractfile(member)
        assert file is not None
        return list(csv.reader(io.TextIOWrapper(file, "utf-8")))[1:]


def _words(package: Path) -> Iterator[tuple[str, tuple[int, str]]]:
    """Each word of jieba's dictionary with its count and its part of speech."""
    with tarfile.open(package) as archive:
        member = next(one for one in archive.getnames() if one.endswith("jieba/dict.txt"))
        file = archive.extractfile(member)
        assert file is not None
        for line in io.TextIOWrapper(file, "utf-8"):
            word, count, part = line.split()
            yield word, (int(count), part)


def _readings(names: Iterable[str]) -> list[str]:
    """The reading that each character mostly has, then the names that read otherwise."""
    known = {bare(name): _pinyin(bare(name)) for name in names}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for name, parts in known.items():
        if len(parts) == len(name):
            for character, part in zip(name, parts, strict=True):
                counts[character][part] += bool(part)
    usual = {character: some.most_common(1)[0][0] for character, some in counts.items() if some.total()}
    for rank in "县市区旗镇乡州盟":
        usual.setdefault(rank, lazy_pinyin(rank)[0])
    by_reading: dict[str, str] = defaultdict(str)
    for character, reading in sorted(usual.items()):
        by_reading[reading] += character
    lines = [f"{reading}\t{characters}" for reading, characters in sorted(by_reading.items())]
    odd = {name: READ.get(name) or "".join(parts) for name, parts in known.items()} | READ
    return lines + [
        f"={name}\t{slug}" for name, slug in sorted(odd.items()) if slug != "".join(usual.get(c, "?") for c in name)
    ]


def _pinyin(name: str) -> list[str]:
    return [re.sub("[^a-z]", "", part.lower()) for part in lazy_pinyin(name, v_to_u=False)]


def _joined(words: dict[str, tuple[int, str]], letters: set[str], at: int) -> list[str]:
    """For each letter: the letters that make a word with it, the very common ones first and a space between."""
    common: dict[str, list[str]] = defaultdict(list)
    very: dict[str, list[str]] = defaultdict(list)
    for word, (count, _) in words.items():
        if len(word) == 2 and count >= COMMON and word[1 - at] in letters:
            (very if count >= VERY_COMMON else common)[word[1 - at]].append(word[at])
    return [f"{one}\t{''.join(very[one])} {''.join(common[one])}" for one in sorted({*very, *common})]


def _longer(words: dict[str, tuple[int, str]], shorts: Iterable[str]) -> list[str]:
    """The words in which a short name is a piece of something else: 大兴安岭, 文成公主, 密云不雨."""
    wanted = set(shorts)
    found: dict[str, set[str]] = defaultdict(set)
    for word, (_, part) in words.items():
        if not 3 <= len(word) <= LONGEST_WORD:
            continue
        for start in range(len(word) - 1):
            for length in (2, 3):
                name = word[start : start + length]
                if name not in wanted or len(name) != length or name == word:
                    continue
                rest = word[start + length :]
                if start == 0 and (ABOUT.match(rest) or (part[:2] in ("ns", "nt") and not word.endswith(LANDFORM))):
                    continue
                found[name].add(word)
    return [f"{name}\t{' '.join(sorted(some))}" for name, some in sorted(found.items())]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
