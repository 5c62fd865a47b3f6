"""The next page of an article that is cut into pages."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ...refine.urls import absolute

MAX_LINKS = 3000

_NEXT = re.compile(r"^[\s\[【(（<]*(?:下一?页|下\s页|下一頁|后一页|next(?:\s?page)?)[\s\]】)）>»›→]*$", re.I)
_PAGE = re.compile(r"^[\s\[【(（第]*(\d{1,3})[\s\]】)）页]*$")
_IN_QUERY = re.compile(r"(?:^|&)(?:page|p|pn|pageno|pageindex|currentpage)=(\d{1,3})(?:&|$)", re.I)
_TRS = re.compile(
    r"createPageHTML\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*[\"']([\w-]{1,80})[\"']\s*,\s*[\"'](\w{2,6})[\"']"
)
_STEM = re.compile(r"^(?P<stem>.*?)(?:[_-](?P<page>\d{1,3}))?(?P<ext>\.\w{2,6})?$")


def find(links: list[tuple[str, str]], url: str, html: str) -> str | None:
    """The absolute URL of the article's next page, None when this is the last or only one.

    A link named 下一页 counts only when it leads to the same document: `…_2.html`, `?page=2`; 下一页 of a gallery often
    leads to the next article.
    """
    second: str | None = None
    number = _number(url) + 1
    for text, href in links[:MAX_LINKS]:
        numbered = second is None and _PAGE.match(text)
        if not ((numbered and int(numbered[1]) == number) or _NEXT.match(text)):
            continue
        target = absolute(url, href)
        if not target or not _same_document(url, target):
            continue
        if not numbered:
            return target
        # TRS counts its files from nought: the second page is …_1.
        if _number(target) in (number, number - 1) and _number(target, 0):
            second = target
    if second:
        return second
    if "createPageHTML(" in html and (match := _TRS.search(html)):
        count, current = int(match[1]), int(match[2])
        if current + 1 < count:
            target = absolute(url, f"{match[3]}_{current + 1}.{match[4]}")
            return target if target and _same_document(url, target) else None
    return None


def _number(url: str, default: int = 1) -> int:
    """The number of the page that `url` names, `default` when it names none."""
    parts = urlsplit(url)
    match = _STEM.match(parts.path.rpartition("/")[2])
    in_query = _IN_QUERY.search(parts.query)
    return int(match["page"]) if match and match["page"] else int(in_query[1]) if in_query else default


def _same_document(url: str, target: str) -> bool:
    here, there = urlsplit(url), urlsplit(target)
    if here.hostname != there.hostname or target == url:
        return False
    directory, _, name = here.path.rpartition("/")
    other_directory, _, other = there.path.rpartition("/")
    mine, its = _STEM.match(name), _STEM.match(other)
    if mine is None or its is None:
        return False
    if here.path == there.path:
        return here.query != there.query
    if directory == other_directory and mine["ext"] == its["ext"]:
        return mine["stem"] == its["stem"] or other.startswith(f"{mine['stem']}_")
    # /news/123.html -> /news/123/2.html, /news/123 -> /news/123/2
    return there.path.startswith(f"{directory}/{mine['stem']}/") and other[:1].isdigit()
