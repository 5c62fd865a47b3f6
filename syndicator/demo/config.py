"""The demo's config.toml: the county's sites as sources, the model office's columns as sections."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from syndicator.demo.addresses import COLUMNS, COUNTIES, NAMES
from syndicator.demo.sites import SITES
from syndicator.demo.sites.jobs import FORUM
from syndicator.demo.towns import TOWNS

_HEAD = """\
# 演示用的配置：二十一个虚构的网站都在本机，不连外网。
# 正式使用时，只要把 [[source]] 换成真实的网址，其余照旧。

[site]
title = "香城县域新闻"
base_url = "http://127.0.0.1:{port}"
timezone = "Asia/Shanghai"
contact = "editor@example.cn"
window = 50        # 每个订阅源最多放多少条
backfill = "7d"    # 新来源的旧闻，七天以内的才对外发布

[store]
data = {data}

[serve]
listen = "127.0.0.1:{port}"

[gather]
pause = "0s"       # 都在本机，不必停顿；对外面的网站不要少于一秒
concurrency = 8
pages_per_run = 200

[digest.xinmeiti]
name = "新媒体"
size = 5
editions = ["07:30", "18:00"]
"""


@dataclass(frozen=True, slots=True)
class _Source:
    """One [[source]]: a site, or a column of it."""

    id: str
    site: str
    path: str
    name: str
    rights: str = "full"
    priority: int = 0
    section: str = ""
    place: str = ""
    full_text: bool = False
    more: Mapping[str, str | int] | None = None


def _column(section: str, pages: int = 1) -> _Source:
    folder, name = COLUMNS[section]
    return _Source(
        f"paper-{folder}",
        "paper",
        f"/{folder}/",
        f"{NAMES['paper']}·{name}",
        priority=10,
        section=section,
        more={"pages": pages} if pages > 1 else None,
    )


def _whole(id: str, **rest: object) -> _Source:
    return _Source(id, id, SITES[id].start, NAMES[id], **rest)  # type: ignore[arg-type]


_SOURCES = (
    _whole("wire", rights="summary", priority=8, full_text=True),
    _column("yaowen"),
    _column("xianyu", pages=3),
    _column("jujiao"),
    _column("zhuanti"),
    _column("tupian"),
    _column("wenyu"),
    _column("kejiao"),
    _column("lvyou"),
    _column("caijing"),
    _whole("gov", priority=6, section="zhengwu", place="chongyang"),
    _whole("gkml", priority=6, section="zhengwu", place="tongshan"),
    _whole("rongmei", priority=5, section="xianyu", place="jiayu"),
    _whole("oldpaper", priority=4, section="xianyu", place="tongcheng", more={"pages": 2}),
    _whole("wechat", priority=4, section="xianyu", place="chibi"),
    _whole("radio", priority=4, section="xinwen"),
    _whole("channel", priority=1, section="xinmeiti"),
    _whole("epaper", priority=2, section="shuzibao", more={"kind": "epaper", "pages": 3}),
    _whole("evening", priority=1, section="shuzibao"),
    _whole("jobs", priority=3, section="zhaopin"),
    _Source("forum", "jobs", FORUM, f"{NAMES['jobs']}·论坛", priority=3, section="luntan"),
    _whole("outlet", rights="summary", priority=-5),
    *(
        _whole(id, rights="summary", priority=-3, section="xianyu", place=COUNTIES[county][0])
        for id, (_, county) in TOWNS.items()
    ),
)

# Section id -> (name, match). What the sources above do not settle is found by words; 新闻 takes the rest.
_SECTIONS: Mapping[str, tuple[str, str]] = {
    "xinwen": ("新闻", ""),
    "zhengwu": ("政务", '[{ keyword = ["验收公示", "的通告", "实施细则", "一件事一次办", "高龄津贴", "巷长"] }]'),
    "tupian": ("图片", "[{ pictures = 3 }]"),
    "yaowen": (
        "要闻",
        '[{ breadcrumb = "要闻" }, '
        '{ keyword = ["现场推进会", "中欧班列", "生态补偿", "生态补水", "零工超市", "充电桩"] }]',
    ),
    "jujiao": ("聚焦", '[{ breadcrumb = "聚焦" }]'),
    "xianyu": ("县域", '[{ breadcrumb = "县域新闻" }]'),
    "zhuanti": ("专题", '[{ breadcrumb = "专题" }]'),
    "wenyu": (
        "文娱",
        '[{ breadcrumb = "文娱" }, { keyword = ["首演", "特展", "电影节", "木雕", "村BA", "长篇散文"] }]',
    ),
    "kejiao": ("科教", '[{ breadcrumb = "科教" }, { keyword = ["实验站", "骨科", "小行星", "职教中心", "科技节"] }]'),
    "lvyou": (
        "旅游",
        '[{ breadcrumb = "旅游" }, { keyword = ["雾凇", "茶马夜市", "观鸟", "露营地", "环湖绿道", "康养线路"] }]',
    ),
    "caijing": (
        "财经",
        '[{ breadcrumb = "财经" }, { keyword = ["工业增加值", "挂牌", "茶砖贷", "甲壳素", "边角料"] }]',
    ),
    "luntan": ("论坛", '[{ keyword = ["网友", "楼主"] }]'),
    "zhaopin": ("招聘", '[{ keyword = ["招聘", "急聘", "诚聘", "公开招募"] }]'),
    "shuzibao": ("数字报", ""),
    "xinmeiti": ("新媒体", ""),
}

_FALLBACK = "xinwen"

# What a county is called in texts beyond its own name: its townships and sights.
_ALSO_CALLED: Mapping[str, tuple[str, ...]] = {
    "咸安": ("温泉街道", "双溪桥", "向阳湖", "桂花镇", "横沟桥", "淦河"),
    "嘉鱼": ("簰洲湾", "官桥", "渡普", "鱼岳", "高铁岭", "三湖连江"),
    "赤壁": ("羊楼洞", "车埠", "陆水湖", "蒲圻"),
    "通城": ("药姑山", "大坪乡", "麦市", "隽水", "塘湖", "黄龙山"),
    "崇阳": ("白霓", "铜钟", "天城", "金塘", "浪口"),
    "通山": ("九宫山", "大畈", "慈口", "燕厦", "南林桥", "黄沙铺", "闯王", "隐水洞"),
}


def text(urls: Mapping[str, str], port: int, data: Path) -> str:
    """Return the demo's config.toml for sites at `urls` (base URLs), to be served at 127.0.0.1:`port`."""
    parts = [_HEAD.format(port=port, data=_quoted(str(data)))]
    parts += [_source(source, urls[source.site]) for source in _SOURCES]
    parts += [_section(id, name, match) for id, (name, match) in _SECTIONS.items()]
    parts += [_place(id, name, short) for short, (id, name) in COUNTIES.items()]
    return "\n".join(parts)


def _quoted(value: object) -> str:
    """A string, number, truth or list as TOML: JSON's notation of those is TOML's, too."""
    return json.dumps(value, ensure_ascii=False)


def _source(source: _Source, base: str) -> str:
    fields: dict[str, object] = {
        "id": source.id,
        "name": source.name,
        "url": base + source.path,
        "every": "1m",
        "rights": source.rights,
        "priority": source.priority,
        "section": source.section,
        "place": source.place,
        "full_text": source.full_text,
        "allow_private": True,
        **(source.more or {}),
    }
    lines = [f"{key} = {_quoted(value)}" for key, value in fields.items() if value not in ("", 0, False)]
    return "\n".join(["[[source]]", *lines, ""])


def _section(id: str, name: str, match: str) -> str:
    lines = ["[[section]]", f"id = {_quoted(id)}", f"name = {_quoted(name)}"]
    if match:
        lines.append(f"match = {match}")
    if id == _FALLBACK:
        lines.append("fallback = true")
    return "\n".join([*lines, ""])


def _place(id: str, name: str, short: str) -> str:
    names = [name, short, *_ALSO_CALLED[short]]
    return f"[[place]]\nid = {_quoted(id)}\nname = {_quoted(name)}\nnames = {_quoted(names)}\n"
