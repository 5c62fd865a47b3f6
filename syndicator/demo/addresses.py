"""What the sites are called and where each keeps an article: the URL habits of their content systems."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from syndicator.demo.county import ZONE, Copy
from syndicator.demo.towns import TOWNS

NAMES: Mapping[str, str] = {
    "wire": "香城新闻网",
    "radio": "潜山之声",
    "rongmei": "嘉鱼融媒",
    "channel": "香城新媒体",
    "paper": "香城网",
    "gov": "崇阳县政务网",
    "oldpaper": "通城报",
    "outlet": "鄂南在线",
    "epaper": "香城日报",
    "wechat": "赤壁微讯",
    "jobs": "香城人才网",
    "gkml": "通山县政务公开",
    "evening": "鄂南晚报",
    **{id: name for id, (name, _) in TOWNS.items()},
}

# The model office's columns: section id -> (folder, name).
COLUMNS: Mapping[str, tuple[str, str]] = {
    "xinwen": ("xw", "新闻"),
    "zhengwu": ("zw", "政务"),
    "tupian": ("tp", "图片"),
    "yaowen": ("yw", "要闻"),
    "jujiao": ("jj", "聚焦"),
    "xianyu": ("xyxw", "县域新闻"),
    "zhuanti": ("zt", "专题"),
    "wenyu": ("wy", "文娱"),
    "kejiao": ("kj", "科教"),
    "lvyou": ("ly", "旅游"),
    "caijing": ("cj", "财经"),
    "luntan": ("lt", "论坛"),
}

COUNTIES: Mapping[str, tuple[str, str]] = {
    "咸安": ("xianan", "咸安区"),
    "嘉鱼": ("jiayu", "嘉鱼县"),
    "赤壁": ("chibi", "赤壁市"),
    "通城": ("tongcheng", "通城县"),
    "崇阳": ("chongyang", "崇阳县"),
    "通山": ("tongshan", "通山县"),
}


def _trs(copy: Copy, folder: str, suffix: str) -> str:
    at = copy.at.astimezone(ZONE)
    return f"/{folder}/{at:%Y%m}/t{at:%Y%m%d}_{copy.serial}.{suffix}"


_PATHS: Mapping[str, Callable[[Copy], str]] = {
    "wire": lambda copy: f"/news/{copy.at:%Y/%m%d}/{copy.serial}.html",
    "radio": lambda copy: f"/show.asp?id={copy.serial}",
    "rongmei": lambda copy: f"/a/{copy.serial}",
    "channel": lambda copy: f"/p/{copy.serial}",
    "paper": lambda copy: _trs(copy, COLUMNS[copy.text.section][0], "shtml"),
    "gov": lambda copy: _trs(copy, "xxgk/zwdt", "html"),
    "oldpaper": lambda copy: f"/html/{copy.at:%Y%m%d}/{copy.serial}.htm",
    "outlet": lambda copy: f"/content/{copy.at:%Y-%m}/{copy.at:%d}/content_{copy.serial}.htm",
    "epaper": lambda copy: f"/html/{copy.at:%Y-%m/%d}/content_{copy.serial}.htm",
    "wechat": lambda copy: f"/s/{copy.serial}",
    "jobs": lambda copy: f"/thread-{copy.serial}-1-1.html",
    "evening": lambda copy: f"/html/content/{copy.at:%Y%m/%d}/content_{copy.serial}.html",
    "baini": lambda copy: _trs(copy, "bndt", "html"),
    "agri": lambda copy: f"/shownews.asp?id={copy.serial}",
    "street": lambda copy: f"/art/{copy.at.year}/{copy.at.month}/{copy.at.day}/art_1020_{copy.serial}.html",
    "register": lambda copy: f"/zfgb/{copy.at:%Y}/{copy.serial}.htm",
    "lake": lambda copy: f"/a/{copy.at:%Y}/{copy.serial}.html",
    "tea": lambda copy: f"/news/{copy.at:%Y/%m%d}/{copy.serial}.shtml",
    "school": lambda copy: f"/Item/{copy.serial}.aspx",
    "forest": lambda copy: f"/{copy.at:%Y-%m/%d}/{copy.serial}.html",
    "gkml": lambda copy: f"/gkmlpt/content/{copy.at:%Y}/post_{copy.serial}.html",
}


def path(copy: Copy) -> str:
    """Return the path of the copy's own page on its site."""
    return _PATHS[copy.site](copy)


def url(copy: Copy, urls: Mapping[str, str]) -> str:
    """Return the absolute URL of the copy's page; `urls` holds the sites' base URLs."""
    return urls[copy.site] + path(copy)
