"""What tells an e-paper's article from other pages, and what Founder's systems write into one for each other."""

from __future__ import annotations

import re
from dataclasses import replace

from ..epaper.addresses import day_of, is_article
from ..plain import plain
from .meta import Meta

# The properties of an article are some hundred characters.
MAX_PROPERTIES = 6_000

# 第 A12 版：
LABEL_LENGTH = 9

# What stands before 2026年11月25日 in a document's title is the paper's name when it is no longer.
MIN_TITLE = 4

# What a paper prints beside a headline: day and page, buttons.
PLACE = re.compile(
    r"第?\s*(?:[A-Z]{0,2}\d{1,3}|[一二三四五六七八九十]{1,3})\s*版(?:\W|$)|(?:19|20)\d\d\s*[-/年.]\s*\d{1,2}|星期[一二三四五六日]"
    r"|字\s?[号体]|放大|缩小|默认|打印|下载|PDF|[上下]一[篇版期]|导航|朗读|语音|分享|返回"
)
# And its own name.
PAPER = re.compile(r"《?\S{2,8}(?:报|数字报|电子报|电子版|网)》?")

_COMMENT = "enpproperty"
_MARKS = ("<founder-", "enpproperty", 'id="ozoom"', "id='ozoom'", "id=ozoom")
_LABEL = re.compile(
    r"第\s?[A-Z]{0,2}(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s?版|(?<![A-Za-z0-9])[A-Z]?\d{1,2}版\s?[：:]"
)
_FIELD = re.compile(r"<(title|introtitle|subtitle)>(.{1,500}?)</\1>", re.DOTALL)


def is_printed(source: str, url: str) -> bool:
    """Whether a page is an e-paper's article, by the marks of its system or by its dated address."""
    if any(mark in source for mark in _MARKS):
        return True
    # Sites of news keep articles in dated folders, too, but print no 版次.
    return day_of(url) is not None and is_article(url) and _numbers_its_page(source)


def _numbers_its_page(source: str) -> bool:
    """Whether a 版次 stands anywhere: sought around its last word, for a whole page of text takes long."""
    at = source.find("版")
    while at >= 0:
        if _LABEL.search(source, max(0, at - LABEL_LENGTH), at + LABEL_LENGTH):
            return True
        at = source.find("版", at + 1)
    return False


def claims(known: Meta, source: str) -> Meta:
    """What the page says of itself, with Founder's comment, and without the paper's name and 版次 for a title."""
    said = properties(source)
    titles = (said["title"], *known.titles) if said.get("title") else known.titles
    document = known.document_title
    if (place := PLACE.search(document)) is not None:
        document = document[: place.start()].rstrip(" -_|—·:：《（(第")
    if PAPER.fullmatch(document) or len(document) < MIN_TITLE:
        document = ""
    return replace(known, titles=titles, document_title=document)


def properties(source: str) -> dict[str, str]:
    """Title, introtitle (引题) and subtitle (副题) of the comment that Founder's systems leave in a page."""
    begin = source.find(_COMMENT)
    end = source.find(f"/{_COMMENT}", begin, begin + MAX_PROPERTIES) if begin >= 0 else -1
    if end < 0:
        return {}
    fields = {name: plain(value) for name, value in _FIELD.findall(source[begin:end])}
    return {name: value for name, value in fields.items() if value}
