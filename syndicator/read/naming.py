"""What a page is of, by its title: the site and the column, without 首页, 门户网站 and the like."""

from __future__ import annotations

import re

MAX_NAME = 40

_PARTS = re.compile(r"\s*(?:[_|｜»>＞]|--+|—+|\s[-–·]\s|(?<=[\u4e00-\u9fff])[-–](?=[\u4e00-\u9fff]))\s*")
_SITE = re.compile(r"(?:网|网站|政府|在线|论坛|日报|晚报|电视台|融媒体?(?:中心)?|发布|新闻社|集团|[县市区]委)$")
_DULL = re.compile(
    r"(?:网站)?首页|欢迎(?:您|光临|访问)?|列表(?:页)?|新闻列表|栏目(?:页|列表)?|RSS\S*|Feed|Powered by .*|第\d+页|官网",
    re.IGNORECASE,
)
_GREETING = re.compile(r"^欢迎(?:您)?(?:光临|访问|来到)|(?:官方)?(?:门户)?(?:网站)?首页$|(?:[-\s]*首页)$")
_PORTAL = re.compile(r"(?<=政府)(?:官方)?(?:门户)?网站?$|官方网站$|官网$|门户网$")


def site_and_column(title: str) -> tuple[str, str]:
    """The two names in a page's title; either may be empty. 崇阳新闻_县域新闻_咸宁网 is 咸宁网 and 崇阳新闻."""
    parts = [_PORTAL.sub("", _GREETING.sub("", part).strip()) for part in _PARTS.split(title[:300])]
    parts = [part[:MAX_NAME] for part in parts if part and not _DULL.fullmatch(part)]
    if not parts:
        return "", ""
    site = next((part for part in reversed(parts) if _SITE.search(part)), parts[-1] if len(parts) > 1 else "")
    return site, next((part for part in parts if part != site), "")


def named(site: str, column: str) -> str:
    """How a source is called: 咸宁网·崇阳新闻."""
    column = column.removeprefix(site).strip(" -·") if column != site else ""
    return "·".join(part for part in (site, column) if part)[: MAX_NAME * 2]
