"""What a document is, judged by its bytes; servers' content types are too often wrong."""

from __future__ import annotations

import html
import re
from enum import StrEnum

from syndicator.read.plain import line

_HEAD = 4_096
_FAR = 500_000


class Sort(StrEnum):
    """What was found."""

    EMPTY = "empty"
    FEED = "feed"
    SITEMAP = "sitemap"
    OPML = "opml"
    XML = "xml"
    JSON_FEED = "jsonfeed"
    JSON = "json"
    HTML = "html"
    LOGIN = "login"
    BINARY = "binary"
    TEXT = "text"


_MAGIC = {
    b"%PDF-": "PDF 文件",
    b"PK\x03\x04": "压缩包或 Office 文档",
    b"\xd0\xcf\x11\xe0": "旧版 Office 文档",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"RIFF": "图片或音视频",
    b"\x1f\x8b": "gzip 压缩数据",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x00\x00\x00": "音视频或二进制数据",
    b"ID3": "音频",
}
_ROOT = re.compile(rb"<([a-zA-Z_][\w.-]*:)?([a-zA-Z_][\w.-]*)[\s/>]")
_ROOTS = {
    b"rss": Sort.FEED,
    b"feed": Sort.FEED,
    b"rdf": Sort.FEED,
    b"channel": Sort.FEED,
    b"urlset": Sort.SITEMAP,
    b"sitemapindex": Sort.SITEMAP,
    b"opml": Sort.OPML,
    b"html": Sort.HTML,
}
_HTML_TAGS = frozenset(
    b"html head body meta title link script div p table ul dl a br img span h1 h2 h3 center font iframe form".split()
)
_JSON_FEED = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org|"(?:feed|home_page)_url"\s*:')
_RSS_IN_JSON = re.compile(rb'\{\s*"rss"\s*:\s*\{')
_PASSWORD = re.compile(r"""<input[^<>]{0,300}type\s*=\s*["']?password""", re.IGNORECASE)
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,500})", re.IGNORECASE)
_LOGIN_WORDS = re.compile(r"登录|登陆|统一身份认证|sign in|log ?in", re.IGNORECASE)


def sniff(body: bytes) -> Sort:
    """What `body` holds. LOGIN is never returned here: it needs the text, see `describe`."""
    head = _narrow(body[:_HEAD]).lstrip(b"\xef\xbb\xbf\x00 \t\r\n\f\v")
    if not head:
        return Sort.EMPTY if not body.strip(b"\x00 \t\r\n") else Sort.TEXT
    if _magic(body) is not None:
        return Sort.BINARY
    if head[:1] in (b"{", b"["):
        # Keys written in alphabetical order put the version behind the items.
        ends = body[: _HEAD * 4] + b"\n" + body[-_HEAD:]
        return Sort.JSON_FEED if _JSON_FEED.search(ends) or _RSS_IN_JSON.match(head) else Sort.JSON
    if b"<" not in head:
        return Sort.BINARY if _unprintable(head) else Sort.TEXT
    found = _by_root(head)
    if found in (Sort.XML, Sort.TEXT) and head[:2] in (b"<?", b"<!"):
        # A long DTD or comment stands before the root element.
        found = _by_root(_narrow(body[:_FAR]).lstrip(b"\xef\xbb\xbf\x00 \t\r\n\f\v"))
    return found


def _by_root(head: bytes) -> Sort:
    declared_xml = head.startswith(b"<?xml")
    without = _no_comments(head)
    if without[:9].lower() == b"<!doctype" and b"html" in without[:40].lower():
        return Sort.HTML
    for match in _ROOT.finditer(without):
        name = match[2].lower()
        if name in _ROOTS:
            return _ROOTS[name]
        if name in _HTML_TAGS and not declared_xml:
            return Sort.HTML
        if declared_xml:
            return Sort.HTML if name in _HTML_TAGS else Sort.XML
    return Sort.XML if declared_xml else Sort.HTML if b"</" in head else Sort.TEXT


def _no_comments(head: bytes) -> bytes:
    parts = head.split(b"<!--")
    return parts[0] + b"".join(part.partition(b"-->")[2] for part in parts[1:])


def _narrow(head: bytes) -> bytes:
    """UTF-16 seen as ASCII, good enough to find a root element."""
    return head.replace(b"\x00", b"") if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head


def _magic(body: bytes) -> str | None:
    for magic, name in _MAGIC.items():
        if body.startswith(magic):
            return name
    return None


def _unprintable(head: bytes) -> bool:
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return controls * 50 > len(head)


def is_login(text: str) -> bool:
    """Whether a page asks for a password and says so in its title."""
    title = _TITLE.search(text[:100_000])
    return title is not None and _LOGIN_WORDS.search(title[1]) is not None and _PASSWORD.search(text) is not None


def describe(sort: Sort, body: bytes, text: str) -> str:
    """What was found, in Chinese, for an admin: `一个网页（标题：崇阳县人民政府）`. `text` is the decoded body."""
    if sort is Sort.HTML:
        title = _TITLE.search(text[:100_000])
        named = f"（标题：{line(html.unescape(title[1]))[:60]}）" if title and title[1].strip() else ""
        return f"一个要求登录的网页{named}" if is_login(text) else f"一个网页{named}"
    if sort is Sort.BINARY:
        return _magic(body) or "二进制数据"
    if sort is Sort.TEXT:
        return f"一段纯文字（开头：{line(text[:200])[:40]}）"
    return {
        Sort.EMPTY: "空白",
        Sort.FEED: "一个订阅源",
        Sort.SITEMAP: "一份网站地图（sitemap）",
        Sort.OPML: "一份订阅清单（OPML）",
        Sort.XML: "一份不是订阅源的 XML",
        Sort.JSON_FEED: "一个 JSON 订阅源",
        Sort.JSON: "一份不是订阅源的 JSON",
    }.get(sort, "无法辨认的内容")
