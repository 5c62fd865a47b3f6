"""What a URL alone says of its page: an article, a list of them, or a person."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from syndicator.read.listing.shown import in_url_quick

_LISTS = re.compile(
    r"^(?:index|list|lists|class|column|more|channel|category|page|forum|default|search|tag|tags|node|home)(?![a-zA-Z])",
    re.I,
)
_ARTICLES = re.compile(
    r"content_?\d|/art_|article|detail|thread|show|view|info|read|news|/p/|/a/|/s\?__biz|/s/", re.IGNORECASE
)
_NO_ARTICLES = re.compile(
    r"/(?:(?:keywords?|tags?|authors?|users?|space|member|search|profile|people|u|company|companies|qiye|employer)/|space-u)",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"(?:^|[?&;])(?:uid|username|authorid)=|(?:^|[?&;])mod=(?:space|redirect|spacecp)\b", re.IGNORECASE
)
_FILES = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|ofd)$", re.IGNORECASE)
# The same, when they name a column: ?catid=3 leads to a list unless an article's id stands beside it.
_COLUMN_ID = re.compile(
    r"(?:^|(?<=[?&]))(?:(?:cat|category|type|class|column|channel|sort|parent|node|fl|lm|cate)_?ids?|fid|gid|page\w*)=[^&]*&?",
    re.IGNORECASE,
)
_COLUMN_MODE = re.compile(r"(?:^|[?&])(?:mod|a|act|action|c|m)=(?:list\w*|forumdisplay|category|index)(?:&|$)", re.I)
_ID = re.compile(r"(?:^|[?&])(?:\w*id|tid|aid|nid|\w*no|n|key|code|uuid)=[\w-]{1,40}", re.IGNORECASE)


def article_like(url: str) -> float:
    """From 0 (a column, a home page) to 1 (certainly a page of its own): what the URL alone says; -1 for a page
    of a person, a tag or a company."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return 0.0
    path = parts.path
    if (_NO_ARTICLES.search(path) or _PERSON.search(parts.query)) and not in_url_quick(path):
        return -1.0
    if _FILES.search(path) or parts.netloc == "mp.weixin.qq.com":
        return 1.0
    name = path.rpartition("/")[2]
    if in_url_quick(path):
        return 1.0 if name else 0.5
    if not name and not parts.query:
        return 0.0
    query = _COLUMN_ID.sub("", parts.query)
    if (_LISTS.match(name) or _COLUMN_MODE.search(parts.query)) and not _ID.search(query):
        return 0.0
    digits = sum(char.isdigit() for char in name)
    if digits >= 4 or (digits and _ARTICLES.search(path)):
        return 0.9
    if _ID.search(query):
        return 0.4 if _LISTS.match(name) or "list" in name.lower() or "class" in name.lower() else 0.8
    return 0.6 if digits and "." in name else 0.3 if "." in name else 0.2 if digits else 0.0
