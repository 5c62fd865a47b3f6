"""An office and its stories, for the tests and benchmarks of publishing and serving."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from syndicator.model import (
    Credit,
    Digest,
    Edition,
    EditionTime,
    Gathering,
    Image,
    Item,
    Kind,
    Place,
    Publication,
    Section,
    Settings,
    Site,
    Source,
    Story,
)

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 8, 30, tzinfo=ZONE)
SECTIONS = (("yaowen", "要闻"), ("zhengwu", "政务"), ("xianyu", "县域"), ("wenyu", "文娱"), ("lvyou", "旅游"))
PLACES = (
    ("xianan", "咸安区"),
    ("jiayu", "嘉鱼县"),
    ("chibi", "赤壁市"),
    ("tongcheng", "通城县"),
    ("chongyang", "崇阳县"),
    ("tongshan", "通山县"),
)
SOURCES = (
    ("paper", "咸宁日报", Kind.FEED),
    ("xnnews", "咸宁网", Kind.AUTO),
    ("gov", "崇阳县人民政府网", Kind.LIST),
    ("rongmei", "云上通城", Kind.FEED),
    ("tv", "嘉鱼电视台", Kind.AUTO),
)
_TITLES = (
    "崇阳白霓镇：一条小河的三本账",
    "通城县第三实验小学的“小菜园”开园，孩子们把论文写在田埂上",
    "赤壁：砖茶飘香万里茶道，今年前十月出口额同比增长两成",
    "嘉鱼县簰洲湾大堤除险加固工程主体完工",
    "通山县隐水洞景区恢复开放，周末推出夜游线路",
    "咸安区发布寒潮蓝色预警：最低气温将降至零下二度，请注意防寒",
    "我市公布第五批市级非物质文化遗产代表性项目名录",
    "关于2026年度城乡居民基本医疗保险集中缴费的通告",
)
_TEXT = (
    "每天早上六点半，七旬老人雷运昌都要沿着河堤走上一个来回。“三年前我是捂着鼻子走，现在是背着手走。”",
    "治水先治岸。两年里，镇里新铺污水管网9.3公里，建起两座小型处理站，沿河的猪圈整体搬进了集中养殖区。",
    "水清了，人就来了。今年国庆假期，沿河步道一天最多来了三千多人，桥头摆出27个小摊。",
    "“河道治理花了一千一百多万元，光看这一头是贵。”镇水利站负责人算道，“可这笔账会越算越长。”",
)


def office(data: Path = Path("data"), **changes: object) -> Settings:
    """Settings of a prefecture office."""
    site = {
        "title": "咸宁县域新闻",
        "base_url": "https://feeds.example.cn",
        "domain": "example.cn",
        "timezone": ZONE,
        "description": "咸宁六县市区的新闻，每条只讲一次，注明来源",
        "contact": "news@example.cn",
        **changes,
    }
    return Settings(
        site=Site(**site),  # type: ignore[arg-type]
        sources=tuple(Source(id, name, f"https://{id}.example.com/rss.xml", kind) for id, name, kind in SOURCES),
        sections=tuple(Section(id, name) for id, name in SECTIONS),
        places=tuple(Place(id, name, (name,)) for id, name in PLACES),
        digests=(Digest("xinmeiti", "新媒体", 5, (EditionTime(time(7, 30), "早报"), EditionTime(time(18), "晚报"))),),
        gathering=Gathering(),
        data=data,
        database="",
        listen=("127.0.0.1", 8080),
    )


def story(number: int, picture: str = "https://img.example.com/{}.jpg") -> Story:
    """One of many different stories, the same for the same number; lower numbers are younger."""
    source, name, _ = SOURCES[number % len(SOURCES)]
    title = _TITLES[number % len(_TITLES)]
    pictured = number % 3 != 1
    told = NOW - timedelta(minutes=37 * number + 11)
    url = picture.format(number)
    images = (Image(url, "治理后的大市河", "舒小满", "image/jpeg", 960, 640),) if pictured else ()
    text = [_TEXT[(number + step) % len(_TEXT)] for step in range(len(_TEXT))] * (1 + number % 4)
    shown = f'<figure><img src="{url}" alt="治理后的大市河"><figcaption>治理后的大市河</figcaption></figure>'
    return Story(
        id=f"tag:example.cn,2026-11-25:story/{number:016x}",
        lead=Item(
            source=source,
            key=str(number),
            title=title if number < len(_TITLES) else f"{title}（之{number // len(_TITLES) + 1}）",
            url=f"https://{source}.example.com/2026/11/t{number}.shtml",
            html=(shown if pictured else "") + "".join(f"<p>{one}</p>" for one in text),
            text="\n".join(text),
            summary=text[0] + text[1],
            published=told - timedelta(minutes=5),
            origin="湖北日报" if number % 5 == 2 else None,
            author="汪砚秋" if number % 2 else None,
            images=images,
        ),
        lead_name=name,
        told=told,
        updated=told,
        sections=tuple({SECTIONS[number % 5][0]: 0, SECTIONS[2][0]: 0}) if number % 3 else (SECTIONS[number % 5][0],),
        places=(PLACES[number % 6][0],),
        also=tuple(
            Credit(id, name, title, f"https://{id}.example.com/also/{number}") for id, name, _ in SOURCES[: number % 4]
        ),
    )


def stories(count: int, picture: str = "https://img.example.com/{}.jpg") -> list[Story]:
    """Stories, latest first."""
    return [story(number, picture) for number in range(count)]


def edition(digest: str, at: datetime, told: Sequence[Story]) -> Edition:
    """An issue of a digest made a minute after its time."""
    return Edition(f"tag:example.cn,{at:%Y-%m-%d}:digest/{digest}/{at:%H%M}", digest, at, at, tuple(told))


def publications(settings: Settings) -> list[Publication]:
    """Everything that can be subscribed to."""
    return [
        Publication("all", settings.site.title, settings.site.description),
        *(Publication(f"sections/{one.id}", one.name) for one in settings.sections),
        *(Publication(f"places/{one.id}", one.name) for one in settings.places),
        *(Publication(f"digest/{one.id}", one.name) for one in settings.digests),
    ]
