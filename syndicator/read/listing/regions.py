"""Where on a page a block of links stands: in its middle, or among navigation, hot lists and friends' links."""

from __future__ import annotations

import re

from syndicator.read.listing.anchors import Place
from syndicator.read.plain import line

_NAVIGATION = re.compile(
    r"nav|menu|foot|bread|crumb|pagi|pager|friend|yqlj|youqing|copyright|login|search|toolbar|share|sitemap|topbar|"
    r"header|head_|sublist|lanmu|dqwz|weizhi|bottom|keyword|tags?\b|related|relate|xggl|comment"
)
_ASIDE = re.compile(
    r"side|aside|hot|rank|paihang|phb|recommend|tuijian|redian|remen|djph|click|float|popup|banner|advert|\bad[sv]?\b"
)
_ASIDE_HEADING = re.compile(
    r"(?:热门|热点|热文|点击|阅读|浏览|本周|今日|24小时|一周|新闻)?.{0,3}(?:排行|排名|热榜|榜单|TOP\d*|热文|热门|热点|热搜|推荐|点击率|猜你喜欢|相关(?:新闻|阅读|链接|文章|信息)"
    r"|友情链接|网站链接|常用链接|网站导航|栏目导航|快速(?:通道|导航|链接)|便民(?:服务|查询)|公告栏|最新评论|点击榜|人气).{0,6}",
    re.IGNORECASE,
)
_HEADINGS = frozenset(
    {
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "div",
        "p",
        "span",
        "strong",
        "b",
        "dt",
        "th",
        "a",
        "caption",
        "ul",
        "tr",
        "table",
    }
)
_MAX_HEADING = 16


def region(container: Place | None, title: str, total: int) -> float:
    """Below 1 when the block is named or headed like navigation or a sidebar, on a page of so many links."""
    factor = 1.0
    above, level = container, 0
    while above is not None:
        wrapper = above.links > 0.6 * total and level > 0
        if above.node.tag in ("nav", "footer", "header") and not _in_article(above):
            factor *= 0.1
        elif above.node.tag == "aside":
            factor *= 0.3
        elif not wrapper and above.node.tag not in ("body", "form"):
            if _NAVIGATION.search(above.named):
                factor *= 0.25
            elif _ASIDE.search(above.named):
                factor *= 0.4
        if level < 3 and not wrapper and (heading := _heading(above)) and heading not in title:
            factor *= 0.2 if _ASIDE_HEADING.fullmatch(heading) else 1.0
        above, level = above.parent, level + 1
    return max(factor, 0.01)


def _in_article(place: Place) -> bool:
    """Whether a block is the head or foot of one story's card, not of the page."""
    return place.parent is not None and place.parent.node.tag in ("article", "li")


def _heading(place: Place) -> str:
    """The short text that stands right before a block."""
    step = place.node.prev
    for _ in range(4):
        if step is None:
            return ""
        if step.tag in _HEADINGS:
            text = line((step.text(deep=True, separator=" ") or "")[:200])
            text = re.sub(r"\s*(?:更多|more|MORE|>+|»|\+)+\s*$", "", text)
            if text:
                return text if len(text) <= _MAX_HEADING else ""
        step = step.prev
    return ""
