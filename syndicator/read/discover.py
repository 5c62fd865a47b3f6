"""What a home page offers to subscribe to: its feeds, and the list pages that its navigation names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from syndicator.model import Kind
from syndicator.read import charset, page
from syndicator.read.links import web
from syndicator.read.listing.addresses import article_like
from syndicator.read.plain import line

# Offers made for one page; an admin chooses among them by hand.
MAX_FOUND = 60
_MAX_LINKS = 5_000

# A longer text with a section's name in it is a headline.
_MAX_COLUMN = 8

_FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "text/xml",
)
_FEED_NAMES = re.compile(r"rss|atom|feed|订阅", re.IGNORECASE)
_FEED_URL = re.compile(
    r"(?:rss|atom|feed)\w*(?:\.xml|\.json|\.atom|\.rss|/)?$|/(?:rss|feeds?)/[\w-]+\.xml$|\.(?:rss|atom)$|[?&](?:feed|format)=(?:rss|atom)",
    re.IGNORECASE,
)
_SECTIONS = re.compile(
    r"(?:\S{0,8}(?:要闻|新闻|动态|资讯|快讯|头条)|县域|县市区?|政务(?:公开)?|(?:政府|政务)?信息公开|时政|图片|聚焦|专题|文娱|文化|科教|教育|旅游|文旅|财经|经济|社会|民生|招聘\S{0,2}|招考\S{0,2}|人事\S{0,2}|人才招聘|论坛"
    r"|新媒体|通知公告|公示公告|公告公示|通知|公告|政府文件|政策文件|乡镇\S{0,4}|部门\S{0,4}|街道\S{0,4}|媒体(?:聚焦|关注|报道)|本地|国内|湖北|\S{1,3}[县市区镇乡])"
)
_EPAPER = re.compile(r"数字报\S{0,4}|电子报\S{0,4}|电子版|\S{1,4}[日晚]报(?:数字报|电子版)?")


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a page offers, and how it would be read."""

    url: str
    kind: Kind
    title: str


def discover(
    body: bytes, url: str, *, content_type: str | None, names: frozenset[str] = frozenset()
) -> tuple[Found, ...]:
    """Feeds first, then list pages and e-papers in the order of the page's navigation; each URL once.

    `names` are what the office calls its sections and counties: links with such a name in theirs are columns too.
    """
    tree = page.parse(charset.decode(body, content_type)[0])
    found: dict[str, Found] = {}
    for node in tree.css("link[rel][href]")[:_MAX_LINKS]:
        attributes = node.attributes
        kind = (attributes.get("type") or "").partition(";")[0].strip().lower()
        if "alternate" in (attributes.get("rel") or "").lower().split() and kind in _FEED_TYPES:
            address = web(attributes.get("href"), url)
            if address is not None:
                found.setdefault(address, Found(address, Kind.FEED, line(attributes.get("title") or "")[:100]))
    lists: dict[str, Found] = {}
    for node in tree.css("a[href]")[:_MAX_LINKS]:
        address = web(node.attributes.get("href"), url)
        title = line((node.text(deep=True) or "")[:200]) or line(node.attributes.get("title") or "")
        if address is None or len(title) > 16 or address.partition("#")[0] == url:
            continue
        if _FEED_URL.search(address) and (
            not title or _FEED_NAMES.search(title) or _FEED_URL.search(urlsplit(address).path)
        ):
            found.setdefault(address, Found(address, Kind.FEED, title))
        elif title and _EPAPER.fullmatch(title):
            lists.setdefault(address, Found(address, Kind.EPAPER, title))
        elif title and (_SECTIONS.fullmatch(title) or _named(title, names)) and article_like(address) < 0.9:
            lists.setdefault(address, Found(address, Kind.LIST, title))
    every = {**lists, **found}
    return tuple([*found.values(), *(one for address, one in every.items() if address not in found)][:MAX_FOUND])


def _named(title: str, names: frozenset[str]) -> bool:
    return len(title) <= _MAX_COLUMN and any(name in title for name in names)
