"""Where the page says it stands: 首页 >> 县域新闻 >> 崇阳新闻 >> 正文 -> (县域新闻, 崇阳新闻)."""

from __future__ import annotations

import re

from ..wordlist import words
from .page import Page, fold, squeezed

# A path has a handful of names of a handful of characters.
MAX_NAMES = 8
MAX_NAME = 24
MAX_PATH = 240

_SEPARATOR = re.compile(r"\s*(?:>+|»|›|→|＞+|/|／|\\|::|—>|-->|->|·|\|)\s*")
_LEAD = re.compile(
    r"^.*?(?:(?:当前|现在|所在|本文|文章|您的|你的|您所在的|您所处的|您现在的)+(?:的)?(?:位置|栏目)(?:是|：|:)*|位\s?置\s?[:：]|导航\s?[:：])\s*[:：]?\s*"
)
_STRONG = re.compile(r">|»|›|→|＞")
_BOX = re.compile(
    r"crumb|position|location|weizhi|\bpath\b|path\d|_path|navpath|dangqian|curmb|location|wz\b|lujing", re.I
)
_HOME = words("首页 主页 网站首页 本站首页 home 门户首页 官网首页 新闻首页 返回首页")
_TAIL = words("""
    正文 详情 内容 详细内容 文章正文 正文内容 新闻正文 内容页 列表 浏览文章 查看文章 文章内容 信息内容 信息详情
    阅读 正文页 新闻详情
""")
_SITE = re.compile(r".{1,10}(?:网|在线|首页|主页|门户|网站|频道首页)$")


def find(page: Page, first: int, title: str, site: str | None) -> tuple[str, ...]:
    """The names from the second level down to the column, empty when the page shows no path."""
    for box in page.boxes:
        if box.first >= first or not 0 < box.last - box.first <= 24:
            continue
        if box.label and _BOX.search(box.label):
            text = squeezed(" > ".join(line.text for line in page.lines[box.first : box.last]))
            if names := _names(text, title, site, trusted=True):
                return names
    for index, line in enumerate(page.lines[:first]):
        if len(line.text) > MAX_PATH:
            continue
        if _STRONG.search(line.text) or _LEAD.match(line.text) or line.text.endswith("正文"):
            # The path may be set in cells or list items, one name in each.
            text = (
                line.text
                if _STRONG.search(line.text)
                else squeezed(" ".join(item.text for item in page.lines[index : index + 8]))
            )
            if names := _names(text[:MAX_PATH], title, site, trusted=False):
                return names
    return ()


def _names(text: str, title: str, site: str | None, *, trusted: bool) -> tuple[str, ...]:
    if len(text) > MAX_PATH:
        return ()
    lead = _LEAD.match(text)
    rest = text[lead.end() :] if lead else text
    parts = [name for part in _SEPARATOR.split(rest) if (name := part.strip(" :：·|-【】[]\u3000"))]
    begins_home = bool(parts) and (parts[0].lower() in _HOME or bool(_SITE.fullmatch(parts[0])))
    ends_here = bool(parts) and parts[-1] in _TAIL
    if not (trusted or lead or begins_home or ends_here) or (len(parts) < 2 and not lead):
        return ()
    if not parts or len(parts) > MAX_NAMES + 3 or not (begins_home or ends_here or lead or _STRONG.search(text)):
        return ()
    kept: list[str] = []
    for position, name in enumerate(parts):
        if name.lower() in _HOME or name in _TAIL or (position == 0 and begins_home) or fold(name) == fold(title):
            continue
        if site and fold(name) == fold(site):
            continue
        if len(name) > MAX_NAME or (" " in name and len(name) > 12):
            break
        if name not in kept:
            kept.append(name)
    return tuple(kept[:MAX_NAMES])
